/** A letter from outside, as a person typed it. Every part but the text is one line without control characters. */
export type LetterFromOutside = {
  /** Without its angle brackets. */
  messageId: string
  /** Milliseconds since 1970. */
  at: number
  from: { address: string; name: string }
  to: string
  subject: string
  text: string
  /** The message that it answers, without angle brackets; empty for none. */
  inReplyTo: string
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** How many bytes become base64 letters that fit into one line of a letter. */
const bytesALine = 57
/** And into one encoded word, whose length RFC 2047 bounds to 75. */
const bytesAWord = 45

/** The text in pieces of at most so many bytes of UTF-8, none of which cuts a character in two. */
function pieces(text: string, bytesMost: number): string[] {
  const all: string[] = []
  let piece = ''
  let bytes = 0
  for (const character of text) {
    const size = new TextEncoder().encode(character).byteLength
    if (bytes + size > bytesMost) {
      all.push(piece)
      piece = ''
      bytes = 0
    }
    piece += character
    bytes += size
  }
  return [...all, piece]
}

/** Encoded by RFC 2047. */
const encoded = (text: string): string =>
  pieces(text, bytesAWord)
    .map((piece) => `=?UTF-8?B?${base64(piece)}?=`)
    .join('\r\n ')

/** A header's words: plain where they are short and plain. An `=` could begin what looks encoded. */
const words = (text: string): string => (/^[\x20-\x3c\x3e-\x7e]{0,70}$/.test(text) ? text : encoded(text))

const mailbox = ({ address, name }: LetterFromOutside['from']): string =>
  name === '' ? address : `${/^[A-Za-z0-9 ]{1,60}$/.test(name) ? `"${name}"` : encoded(name)} <${address}>`

/** The body's lines of base64. It is cut by bytes: base64 does not care where a character ends. */
function bodyLines(text: string): string {
  const bytes = new TextEncoder().encode(text.replaceAll('\n', '\r\n'))
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += bytesALine) {
    lines.push(btoa(String.fromCharCode(...bytes.subarray(at, at + bytesALine))))
  }
  return lines.join('\r\n')
}

/** The letter as it would come over the wire (RFC 5322). */
export function composeMime({ messageId, at, from, to, subject, text, inReplyTo }: LetterFromOutside): string {
  const answers = inReplyTo ? [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`] : []
  return [
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `From: ${mailbox(from)}`,
    `To: ${to}`,
    `Subject: ${words(subject)}`,
    `Message-ID: <${messageId}>`,
    ...answers,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    bodyLines(text),
    '',
  ].join('\r\n')
}
