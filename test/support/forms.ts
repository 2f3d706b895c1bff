/** A form of a page as a browser would send it untouched, and what a person types into. */
export type Form = { action: string; fields: Record<string, string>; texts: string[] }

/** What a person could have typed, by the kind of field. */
const typed: Record<string, string> = {
  text: 'x',
  search: 'x',
  email: 'x@y.example',
  tel: '+31 20 794 1234',
  url: 'https://y.example',
  number: '1',
  date: '2026-11-24',
  'datetime-local': '2026-11-24T09:00',
  time: '09:00',
}

const needed = (element: Element, value = '') => (element.hasAttribute('required') ? value : '')

/** Every form of a page that is sent by POST and has something to type in. */
export async function formsOf(answer: Response, path: string): Promise<Form[]> {
  const forms: Form[] = []
  let form: Form | null = null
  let select = ''
  const put = (name: string | null, value: string) => {
    if (form && name) form.fields[name] ??= value
  }
  const read = new HTMLRewriter()
    .on('form', {
      element(element) {
        form = { action: element.getAttribute('action') || path, fields: {}, texts: [] }
        if (element.getAttribute('method')?.toLowerCase() === 'post') forms.push(form)
        element.onEndTag(() => {
          form = null
        })
      },
    })
    .on('input', {
      element(element) {
        const type = element.getAttribute('type') ?? 'text'
        const name = element.getAttribute('name')
        const unticked = ['checkbox', 'radio'].includes(type) && !element.hasAttribute('checked')
        if (unticked || type === 'submit' || type === 'file') return
        put(name, element.getAttribute('value') || (type === 'checkbox' ? 'on' : needed(element, typed[type])))
        if (form && name && typed[type] && !element.hasAttribute('readonly')) form.texts.push(name)
      },
    })
    .on('textarea', {
      element(element) {
        const name = element.getAttribute('name')
        put(name, needed(element, 'x'))
        if (form && name) form.texts.push(name)
      },
    })
    .on('select', {
      element(element) {
        select = element.getAttribute('name') ?? ''
      },
    })
    .on('option', {
      element(element) {
        const value = element.getAttribute('value') ?? ''
        if (form && select && (element.hasAttribute('selected') || !form.fields[select])) form.fields[select] = value
      },
    })
  await read.transform(answer).text()
  return forms.filter(({ texts }) => texts.length > 0)
}
