import { refuse } from '../kernel/refusal'

/*
 * As much of XML as workbooks are made of: elements that do not stand in their like, read as they come. No document
 * type, so no entity that grows, and nothing is ever fetched.
 */

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
        if (name) return named[name] ?? whole
        const point = hex ? Number.parseInt(hex, 16) : Number(decimal)
        return point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : '\ufffd'
      })
    : text

/** “_x000D_”, by which workbooks write what XML cannot hold. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

/** The text within an element: of all its runs, without how to say it. */
export function textOf(xml: string): string {
  let text = ''
  const runs =
    xml.includes('<rPh') || xml.includes(':rPh') ? xml.replaceAll(/<(?:\w+:)?rPh[\s\S]*?<\/(?:\w+:)?rPh>/g, '') : xml
  for (const [, inner = ''] of runs.matchAll(/<(?:\w+:)?[tv](?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?[tv]>/g))
    text += plain(inner)
  return unescaped(text).replaceAll('\r\n', '\n')
}

function attributesOf(tag: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name = '', quoted = '', single = ''] of tag.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    attributes[name] = plain(quoted || single)
  return attributes
}

/**
 * Hears of each element of that name in turn; answers what is left, which begins within one that has not ended.
 * Refuses 'invalid' ('import.doctype').
 */
export function eachElement(
  xml: string,
  name: string,
  hear: (attributes: Record<string, string>, inner: string) => void,
): string {
  if (xml.includes('<!DOCTYPE') || xml.includes('<!ENTITY')) {
    const sentence = 'This workbook has parts that no spreadsheet writes. Save it again as .xlsx, and send that.'
    refuse('invalid', 'import.doctype', sentence, { file: sentence })
  }
  const begin = new RegExp(`<((?:\\w+:)?${name})(\\s[^>]*?)?(/?)>`, 'g')
  let reached = 0
  for (let match = begin.exec(xml); match; match = begin.exec(xml)) {
    const [whole, full = name, attributes = '', closed] = match
    if (closed) {
      hear(attributesOf(attributes), '')
      reached = match.index + whole.length
      continue
    }
    const end = `</${full}>`
    const ends = xml.indexOf(end, match.index + whole.length)
    if (ends < 0) return xml.slice(match.index)
    hear(attributesOf(attributes), xml.slice(match.index + whole.length, ends))
    reached = ends + end.length
    begin.lastIndex = reached
  }
  // A tag that is cut off at the end begins there.
  const cut = xml.lastIndexOf('<')
  return cut >= reached && !xml.slice(cut).includes('>') ? xml.slice(cut) : ''
}
