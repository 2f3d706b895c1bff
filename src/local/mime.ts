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
  attachment?: { name: string; type: string; bytes: Uint8Array }
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
const bodyLines = (text: string): string => byteLines(new TextEncoder().encode(text.replaceAll('\n', '\r\n')))

function byteLines(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += bytesALine) {
    lines.push(btoa(String.fromCharCode(...bytes.subarray(at, at + bytesALine))))
  }
  return lines.join('\r\n')
}

/** The letter as it would come over the wire (RFC 5322). */
export function composeMime({
  messageId,
  at,
  from,
  to,
  subject,
  text,
  inReplyTo,
  attachment,
}: LetterFromOutside): string {
  const answers = inReplyTo ? [`In-Reply-To: <${inReplyTo}>`, `References: <${inReplyTo}>`] : []
  return [
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `From: ${mailbox(from)}`,
    `To: ${to}`,
    `Subject: ${words(subject)}`,
    `Message-ID: <${messageId}>`,
    ...answers,
    'MIME-Version: 1.0',
    ...(attachment ? ['Content-Type: multipart/mixed; boundary="part"', '', '--part'] : []),
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    bodyLines(text),
    ...(attachment
      ? [
          '--part',
          `Content-Type: ${attachment.type}; name="${attachment.name}"`,
          `Content-Disposition: attachment; filename="${attachment.name}"`,
          'Content-Transfer-Encoding: base64',
          '',
          byteLines(attachment.bytes),
          '--part--',
        ]
      : []),
    '',
  ].join('\r\n')
}

/** What a mail server writes of a letter that it could not deliver, or not yet (RFC 3464). */
export function composeReport(about: {
  messageId: string
  at: number
  to: string
  recipient: string
  originalId: string
  delayed: boolean
}): string {
  const { messageId, at, to, recipient, originalId, delayed } = about
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1)
  return [
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `From: Mail Delivery System <MAILER-DAEMON@${domain}>`,
    `To: ${to}`,
    `Subject: ${delayed ? 'Delayed Mail (still being retried)' : 'Undelivered Mail Returned to Sender'}`,
    `Message-ID: <${messageId}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain; charset=utf-8',
    '',
    delayed ? 'Your letter could not be delivered yet.' : 'Your letter could not be delivered.',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; mx.${domain}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${delayed ? 'delayed' : 'failed'}`,
    `Status: ${delayed ? '4.4.1' : '5.1.1'}`,
    `Diagnostic-Code: smtp; ${delayed ? '451 4.4.1 no answer from the host' : '550 5.1.1 there is no such mailbox'}`,
    '--report',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${originalId}>`,
    '--report--',
    '',
  ].join('\r\n')
}
