import { refuse } from './refusal'
import { cleanText } from './text'

/**
 * An e-mail address as two of them are compared: composed, in lower case, the domain in its ASCII form.
 * Refuses 'invalid' ('email.form') for what no mail can go to.
 */
export function emailAddress(given: string): string {
  const no = () => refuse('invalid', 'email.form', 'Write an e-mail address, such as ana@example.com.')
  const text = cleanText(given, { longest: 254, lines: 'one' }).normalize('NFKC').toLowerCase()
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  if (at < 1 || local.length > 64 || /[\s"(),:;<>@[\\\]]/.test(local) || /^\.|\.\.|\.$/.test(local)) return no()
  if (!/^[^\s/?#@:\\]+\.[^\s/?#@:\\.]+$/.test(domain)) return no()
  try {
    const host = new URL(`http://${domain}`).hostname
    return /^[a-z0-9.-]+\.[a-z][a-z0-9-]+$/.test(host) && !host.includes('..') ? `${local}@${host}` : no()
  } catch {
    return no()
  }
}
