import { Refusal, refuse } from '../kernel/refusal'

/** Milliseconds that another server may take for its whole answer. */
const patienceMs = 8_000
/** Bytes of an answer, at most. */
const limitBytes = 512 * 1024

const no = (reason: string, sentence: string): never => refuse('invalid', `outbound.${reason}`, sentence)

/**
 * An address that a person typed, as one that the house may ask: https, the usual port, a public host name, no name or
 * password in it, not the house itself. A house that answers at http://localhost may ask its neighbours there.
 *
 * Refuses 'invalid' ('outbound.…'). Workers' fetch reaches the public internet only, so a name that leads to a private
 * address leads nowhere; whoever runs the house elsewhere must see to that. Source: security rules 3.9.
 */
export function publicAddress(given: string, houseOrigin: string): URL {
  const own = new URL(houseOrigin)
  let url: URL
  try {
    url = new URL(given.trim())
  } catch {
    return no('unreadable', 'Write the whole address, such as https://login.example.com.')
  }
  if (url.username || url.password) no('credentials', 'Write the address without a name or password in it.')
  if (isLocal(own) && isLocal(url) && url.protocol === 'http:') {
    return url.host === own.host ? no('own', 'This is the address of this house itself.') : url
  }
  if (url.protocol !== 'https:') no('not-https', 'The address must begin with https://.')
  if (url.port !== '') no('port', 'The address must use the usual port of https, 443.')
  const host = url.hostname.replace(/\.$/, '').toLowerCase()
  if (host.startsWith('[') || /^[\d.]+$/.test(host))
    no('ip', 'Write a name such as login.example.com, not an IP address.')
  if (!host.includes('.') || /\.(local|localhost|internal|intranet|lan|home|arpa|invalid|onion)$/.test(host)) {
    no('not-public', 'This name is not one that can be reached on the internet.')
  }
  if (host === own.hostname || host.endsWith(`.${own.hostname}`) || host.endsWith('.workers.dev')) {
    no('own', 'This is the address of this house itself.')
  }
  return url
}

const isLocal = ({ hostname }: URL) => hostname === 'localhost' || hostname === '127.0.0.1'

type Asking = { method?: string; headers?: HeadersInit; body?: BodyInit | null }

/**
 * Asks an address that a person of an organization typed, within time and size, following nobody elsewhere.
 *
 * Answers a response whose body is all there. Refuses 'invalid' for an address that is not public ('outbound.…') or
 * an answer that leads elsewhere ('outbound.redirect') or is too large ('outbound.too-large'), and 'unavailable'
 * ('outbound.no-answer') when nobody answers in time.
 */
export async function outbound(houseOrigin: string, given: string, asking: Asking = {}): Promise<Response> {
  const url = publicAddress(given, houseOrigin)
  const silence = () =>
    refuse(
      'unavailable',
      'outbound.no-answer',
      `${url.host} did not answer. Look whether the address is right, then try again.`,
    )
  let answer: Response
  let bytes: Uint8Array<ArrayBuffer>
  try {
    answer = await fetch(url, { ...asking, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
    if (answer.status >= 300 && answer.status < 400) {
      return no('redirect', `${url.host} leads on to another address. Write the address that it leads to.`)
    }
    bytes = await readUpTo(answer, url.host)
  } catch (error) {
    if (error instanceof Refusal) throw error
    return silence()
  }
  return new Response([204, 205, 304].includes(answer.status) ? null : bytes, {
    status: answer.status,
    headers: answer.headers,
  })
}

async function readUpTo(answer: Response, host: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength
    if (size > limitBytes) no('too-large', `${host} answers with more than ${limitBytes / 1024} kB.`)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}
