import { emailAddress } from '../../kernel/email-address'
import type { Mark, Verdict } from '../message'
import { unpackedBytes } from '../raw'

/** A letter that came in, as far as it could be read. */
export type Incoming = {
  from: { address: string; name: string }
  replyTo: string
  subject: string
  text: string
  messageId: string | null
  references: string[]
  marks: Mark[]
  auth: Verdict
  authDetail: string
  attachments: { name: string; type: string; bytes: Uint8Array<ArrayBuffer> }[]
  /** How many files there are in all; more than twenty-five are not taken out of it. */
  unpacked: number
  /** Of a report of a mail server: whose letter did not arrive, and for good or for now. */
  bounce: Bounce | null
  /** Nobody must answer it by itself. */
  automatic: boolean
}

/** What a mail server says of a letter (RFC 3464), or says informally. */
export type Bounce = {
  recipient: string | null
  permanent: boolean
  delayed: boolean
  detail: string
  originalId: string | null
}

type Headers = { key: string; value: string }[]
const header = (headers: Headers, name: string) => headers.find(({ key }) => key === name)?.value ?? ''

const idsIn = (text: string): string[] => [...text.matchAll(/<([^<>\s]{3,300})>/g)].map(([, id]) => id ?? '')

/** Files that are taken out of a letter. */
const mostFiles = 25

/** As long as a text is kept for reading and searching; the whole is in the store. */
const longestText = 100_000

/**
 * What the receiving server found out of the sender: only the topmost Authentication-Results counts, and only from a
 * server that we know; a sender can write such a header too. What is not said is unknown.
 */
export function verdictOf(headers: Headers, trusted: readonly string[]): { auth: Verdict; authDetail: string } {
  const value = header(headers, 'authentication-results')
  const [server = ''] = value.split(';')
  if (value === '' || !trusted.includes(server.trim().split(/\s+/)[0]?.toLowerCase() ?? ''))
    return { auth: 'unknown', authDetail: '' }
  // Whoever sends chooses the addresses that stand in it: what is quoted or remarked is no verdict.
  const results = value
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\([^()]*\)/g, ' ')
    .split(';')
    .slice(1)
  const said = (method: string) =>
    results
      .map((result) => new RegExp(`^\\s*${method}\\s*=\\s*([a-z]{1,20})`, 'i').exec(result)?.[1]?.toLowerCase())
      .find(Boolean) ?? 'none'
  const [spf, dkim, dmarc] = [said('spf'), said('dkim'), said('dmarc')]
  const authDetail = `SPF ${spf}, DKIM ${dkim}, DMARC ${dmarc}`
  if (dmarc === 'pass') return { auth: 'pass', authDetail }
  if (dmarc === 'fail' || (spf === 'fail' && dkim !== 'pass') || (dkim === 'fail' && spf !== 'pass'))
    return { auth: 'fail', authDetail }
  return { auth: 'unknown', authDetail }
}

/** Whether a letter is one that nobody must answer by itself (RFC 3834 and what is done in practice). */
export function isAutomatic(headers: Headers, from: string): boolean {
  const submitted = header(headers, 'auto-submitted').toLowerCase().trim()
  return (
    (submitted !== '' && !submitted.startsWith('no')) ||
    /^(bulk|junk|list|auto_reply)/i.test(header(headers, 'precedence').trim()) ||
    !['', 'none'].includes(header(headers, 'x-auto-response-suppress').toLowerCase().trim()) ||
    header(headers, 'list-id') !== '' ||
    header(headers, 'list-unsubscribe') !== '' ||
    header(headers, 'return-path').trim() === '<>' ||
    /^(mailer-daemon|postmaster|no-?reply|donotreply|bounce)/i.test(from)
  )
}

/** Words by which servers that keep to no standard say that a letter did not arrive. */
const informal =
  /undeliver|delivery (status notification|has failed|failure)|returned mail|mail delivery (failed|system)|could not be delivered|unzustellbar|niet afgeleverd|mensaje no entregado/i

/** Reads a report of a mail server; null for any other letter. `parts` are the texts of its machine-readable parts. */
export function bounceOf(
  told: { subject: string; text: string; type: string; from: string },
  parts: readonly string[],
): Bounce | null {
  const report = parts.find((part) => /^(final-recipient|reporting-mta|action)\s*:/im.test(part)) ?? ''
  const isReport = /multipart\/report/i.test(told.type) || report !== ''
  const fromServer = /^(mailer-daemon|postmaster)@/i.test(told.from)
  if (!isReport && !(fromServer && informal.test(`${told.subject}\n${told.text.slice(0, 2000)}`))) return null
  const all = [report, ...parts, told.text].join('\n')
  const said = (name: string) =>
    new RegExp(`^${name}[ \\t]*:[ \\t]*(?:[a-z0-9]{1,20}[ \\t]*;[ \\t]*)?(\\S.*)$`, 'im').exec(report)?.[1]?.trim() ??
    ''
  const status =
    /^status\s*:\s*([245])\.\d{1,3}\.\d{1,3}/im.exec(report)?.[1] ??
    /\b([45])\.\d\.\d{1,3}\b/.exec(all)?.[1] ??
    /\b([45])\d\d\b/.exec(all)?.[1]
  const action = said('action').toLowerCase()
  const recipient =
    (said('final-recipient') ||
      said('original-recipient') ||
      /[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,200}/.exec(told.text.slice(0, 5000))?.[0]) ??
    ''
  if (action && !['failed', 'delayed'].includes(action)) return null
  return {
    recipient: recipient.replaceAll(/[<>]/g, '').toLowerCase() || null,
    permanent: action === 'delayed' ? false : status ? status === '5' : true,
    delayed: action === 'delayed',
    detail: (said('diagnostic-code') || told.text.trim().split('\n')[0] || told.subject).slice(0, 300),
    originalId: /^message-id\s*:\s*<([^<>\s]+)>/im.exec(parts.join('\n'))?.[1] ?? null,
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const clean = (text: string) => text.replaceAll('\r\n', '\n').replaceAll('\u0000', '').toWellFormed()
const line = (text: string, longest: number) =>
  clean(text)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, longest)

/** An address as two of them are compared; what is none stays as it came. */
function comparable(given: string): string {
  try {
    return emailAddress(given)
  } catch {
    return line(given, 254).toLowerCase()
  }
}

const asText = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : new TextDecoder('utf-8').decode(content.slice(0, 65_536))
const asBytes = (content: ArrayBuffer | Uint8Array | string): Uint8Array<ArrayBuffer> =>
  typeof content === 'string'
    ? (new TextEncoder().encode(content) as Uint8Array<ArrayBuffer>)
    : new Uint8Array(content as ArrayBuffer)

/** Markup without these elements and what is in them. In one pass: a stranger may open a million of them. */
function without(html: string, names: readonly string[]): string {
  const low = html.toLowerCase()
  // Of each, from where on no end of it follows any more.
  const endless = new Set<string>()
  let out = ''
  let at = 0
  for (const { index } of low.matchAll(new RegExp(`<(?:${names.join('|')})\\b`, 'g'))) {
    if (index < at) continue
    const name = names.find((one) => low.startsWith(one, index + 1)) ?? ''
    if (endless.has(name)) continue
    const end = low.indexOf(`</${name}`, index)
    if (end === -1) {
      endless.add(name)
      continue
    }
    out += `${html.slice(at, index)} `
    at = end
  }
  return out + html.slice(at)
}

/** The words of markup, for reading and searching; it is shown in a frame of its own. */
export const wordsOf = (html: string): string =>
  without(html.slice(0, 500_000), ['script', 'style', 'head'])
    .replaceAll(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/&nbsp;/gi, ' ')
    .replaceAll(/&lt;/gi, '<')
    .replaceAll(/&gt;/gi, '>')
    .replaceAll(/&quot;/gi, '"')
    .replaceAll(/&#39;/g, "'")
    .replaceAll(/&amp;/gi, '&')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\n\s*\n+/g, '\n\n')
    .trim()

/**
 * Reads a letter as it came. What is too large, too deep or damaged is marked, and shows as much as its head says: the
 * bytes are kept in any case, and nothing of what a stranger sends stops the queue.
 */
export async function parseLetter(raw: Uint8Array<ArrayBuffer>, trusted: readonly string[]): Promise<Incoming> {
  const marks: Mark[] = []
  const { default: PostalMime } = await import('postal-mime')
  const read = (bytes: Uint8Array<ArrayBuffer>) =>
    PostalMime.parse(bytes, { maxNestingDepth: 50, maxHeadersSize: 512 * 1024 })
  let letter: Awaited<ReturnType<typeof read>> | null = null
  if (raw.byteLength > unpackedBytes) marks.push('oversize')
  else letter = await read(raw).catch(() => null)
  if (!letter) {
    if (marks.length === 0) marks.push('broken')
    // The head alone: whom it is from and what it says it is about.
    const head = new TextDecoder('latin1').decode(raw.subarray(0, 64 * 1024)).split(/\r?\n\r?\n/)[0] ?? ''
    letter = await read(
      utf8(`${head.slice(0, 32_768).replace(/^content-type:.*(\r?\n[ \t].*)*/gim, '')}\r\n\r\n`),
    ).catch(() => null)
  }
  const headers: Headers = letter?.headers ?? []
  const from = comparable(letter?.from?.address ?? '')
  const text = clean(letter?.text ?? (letter?.html ? wordsOf(letter.html) : '')).slice(0, longestText)
  const parts = letter?.attachments ?? []
  const reports = parts
    .slice(0, mostFiles)
    .filter(({ mimeType }) => /^(message\/|text\/rfc822-headers)/i.test(mimeType))
    .map(({ content }) => asText(content))
  const files = parts.filter(({ mimeType }) => !/^(message\/delivery-status|text\/rfc822-headers)/i.test(mimeType))
  const subject = line(letter?.subject ?? '', 300)
  const bounce = bounceOf({ subject, text, type: header(headers, 'content-type'), from }, reports)
  const automatic = isAutomatic(headers, from) || bounce !== null
  if (bounce) marks.push('bounce')
  else if (header(headers, 'list-id') !== '') marks.push('list')
  else if (automatic) marks.push('auto-reply')
  return {
    from: { address: from, name: line(letter?.from?.name ?? '', 120) },
    replyTo: comparable(letter?.replyTo?.[0]?.address ?? ''),
    subject,
    text,
    messageId:
      idsIn(letter?.messageId ?? '')[0] ?? (line(letter?.messageId ?? '', 300).replaceAll(/[<>]/g, '') || null),
    references: [...new Set([...idsIn(letter?.inReplyTo ?? ''), ...idsIn(letter?.references ?? '').reverse()])].slice(
      0,
      60,
    ),
    marks,
    ...verdictOf(headers, trusted),
    unpacked: files.length,
    attachments: files.slice(0, mostFiles).map(({ filename, mimeType, content }, at) => ({
      name: line(filename ?? '', 150) || `part-${at + 1}`,
      type: mimeType,
      bytes: asBytes(content),
    })),
    bounce,
    automatic,
  }
}
