import { refuse } from './refusal'
import { cleanText } from './text'

/** RFC 5321: longer ones cannot be delivered. In characters. */
const longest = 254
const longestLocal = 64

/**
 * An e-mail address as two of them are compared: composed, in lower case, the domain in its ASCII form.
 *
 * Refuses 'invalid' for what no mail can go to, and for letters that merely look like others before the @ ('ﬁ' for
 * 'fi'): folding them would make two people's addresses one ('email.form').
 */
export function emailAddress(given: string): string {
  const no = () => refuse('invalid', 'email.form', 'Write an e-mail address, such as ana@example.com.')
  const text = cleanText(given, { longest, lines: 'one' })
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  if (at < 1 || local.length > longestLocal || local.normalize('NFKC') !== local) return no()
  if (/[\s"(),:;<>@[\\\]\p{Cf}]/u.test(local) || /^\.|\.\.|\.$/.test(local)) return no()
  if (/[\s/?#@:\\%\p{Cf}]/u.test(domain)) return no()
  const host = hostOf(domain)
  const address = `${local.toLowerCase()}@${host}`
  return isHost(host) && address.length <= longest ? address : no()
}

/** The domain as name servers know it: the URL parser applies IDNA. Empty for none. */
function hostOf(domain: string): string {
  try {
    return new URL(`http://${domain}`).hostname
  } catch {
    return ''
  }
}

const isHost = (host: string): boolean => {
  const labels = host.split('.')
  return (
    labels.length > 1 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /[a-z]/.test(labels.at(-1) ?? '')
  )
}
