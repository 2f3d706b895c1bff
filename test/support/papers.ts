type Extra = { script?: string }

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)) as Uint8Array<ArrayBuffer>
const quoted = (text: string) => text.replaceAll(/[\\()]/g, (letter) => `\\${letter}`)

/** A PDF with these words (Latin-1) on its pages, and a script that runs when it is opened, where one is given. */
export function pdfOf(pages: string[], { script }: Extra = {}): Uint8Array<ArrayBuffer> {
  const first = 5
  const objects = [
    `<</Type/Catalog/Pages 2 0 R${script ? '/OpenAction 4 0 R' : ''}>>`,
    `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, index) => `${first + 2 * index} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
    script ? `<</S/JavaScript/JS(${quoted(script)})>>` : 'null',
    ...pages.flatMap((words, index) => {
      const content = words ? `BT /F1 12 Tf 40 700 Td (${quoted(words)}) Tj ET` : 'q Q'
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${first + 2 * index + 1} 0 R>>`,
        `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  text += places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return latin(`${text}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`)
}

/** One page, locked with a password; made by pdfkit. */
export const lockedPdf = (): Uint8Array<ArrayBuffer> =>
  latin(
    atob(
      'JVBERi0xLjMKJf////8KOCAwIG9iago8PAovVHlwZSAvUGFnZQovUGFyZW50IDEgMCBSCi9NZWRpYUJveCBbMCAwIDEwMCAxMDBdCi9Db250ZW50cyA2IDAgUgovUmVzb3VyY2VzIDcgMCBSCi9Vc2VyVW5pdCAxCj4+CmVuZG9iago3IDAgb2JqCjw8Ci9Qcm9jU2V0IFsvUERGIC9UZXh0IC9JbWFnZUIgL0ltYWdlQyAvSW1hZ2VJXQovRm9udCA8PAovRjEgOSAwIFIKPj4KL0NvbG9yU3BhY2UgPDwKPj4KPj4KZW5kb2JqCjYgMCBvYmoKPDwKL0xlbmd0aCA3NAovRmlsdGVyIC9GbGF0ZURlY29kZQo+PgpzdHJlYW0KUk3ZyygArlr/SEe5Xby/X3hujXKtVSviMX1ics+nmL4gItFoTcL7ziEq22Dosjw5OVtl8tGNMCr3kD6mCPH91ZTJCJfTVayH4skKZW5kc3RyZWFtCmVuZG9iagoxMSAwIG9iagoo7qyFvgBcYikKZW5kb2JqCjEyIDAgb2JqCijXI6CSYTgpCmVuZG9iagoxMyAwIG9iagooGC77RwE1Q7BcdDTXcoglStNsKQplbmRvYmoKMTAgMCBvYmoKPDwKL1Byb2R1Y2VyIDExIDAgUgovQ3JlYXRvciAxMiAwIFIKL0NyZWF0aW9uRGF0ZSAxMyAwIFIKPj4KZW5kb2JqCjkgMCBvYmoKPDwKL1R5cGUgL0ZvbnQKL0Jhc2VGb250IC9IZWx2ZXRpY2EKL1N1YnR5cGUgL1R5cGUxCi9FbmNvZGluZyAvV2luQW5zaUVuY29kaW5nCj4+CmVuZG9iago0IDAgb2JqCjw8Cj4+CmVuZG9iagozIDAgb2JqCjw8Ci9UeXBlIC9DYXRhbG9nCi9QYWdlcyAxIDAgUgovTmFtZXMgMiAwIFIKPj4KZW5kb2JqCjEgMCBvYmoKPDwKL1R5cGUgL1BhZ2VzCi9Db3VudCAxCi9LaWRzIFs4IDAgUl0KPj4KZW5kb2JqCjIgMCBvYmoKPDwKL0Rlc3RzIDw8CiAgL05hbWVzIFsKXQo+Pgo+PgplbmRvYmoKNSAwIG9iago8PAovRmlsdGVyIC9TdGFuZGFyZAovViAxCi9SIDIKL08gPGU1YThkMjY4N2JkOWQwY2ZmOTQ2YjdhYzU1ZjUxMDgxZGNmMGQxMTY1NTRjNGJmY2IwYTVlNDQ2ZjY5ZWE0OGE+Ci9VIDxmZWI0NWQ4YWRkZGU0MWYwNzE2NDVkYjU0YmY1MjZmODhlYTE5NDY0MjRmNTA1NDQzZjVhNWIyMWFkOGY5MjFjPgovUCAtNjQKPj4KZW5kb2JqCnhyZWYKMCAxNAowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMDAwMDA3MjcgMDAwMDAgbiAKMDAwMDAwMDc4NCAwMDAwMCBuIAowMDAwMDAwNjY1IDAwMDAwIG4gCjAwMDAwMDA2NDQgMDAwMDAgbiAKMDAwMDAwMDgzMSAwMDAwMCBuIAowMDAwMDAwMjM4IDAwMDAwIG4gCjAwMDAwMDAxMzEgMDAwMDAgbiAKMDAwMDAwMDAxNSAwMDAwMCBuIAowMDAwMDAwNTQ3IDAwMDAwIG4gCjAwMDAwMDA0NzEgMDAwMDAgbiAKMDAwMDAwMDM4MyAwMDAwMCBuIAowMDAwMDAwNDA5IDAwMDAwIG4gCjAwMDAwMDA0MzQgMDAwMDAgbiAKdHJhaWxlcgo8PAovU2l6ZSAxNAovUm9vdCAzIDAgUgovSW5mbyAxMCAwIFIKL0lEIFs8Yzk1YzA0NGFkNTg0NGVhNjg3NzhkYTBlZGM2Zjc5NmM+IDxjOTVjMDQ0YWQ1ODQ0ZWE2ODc3OGRhMGVkYzZmNzk2Yz5dCi9FbmNyeXB0IDUgMCBSCj4+CnN0YXJ0eHJlZgoxMDI3CiUlRU9GCg==',
    ),
  )
