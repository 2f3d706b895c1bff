import { sameSecret, sealOf } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import type { Request, Route } from './routes'

const safe = ['GET', 'HEAD', 'OPTIONS']

/** The value that this browser's forms carry, bound to its session or to its visit. */
export const csrfOf = (secret: string, bearer: string): Promise<string> => sealOf(secret, `csrf:${bearer}`)

/**
 * Refuses 'forbidden' ('csrf') for a request that changes something and does not come from our own page: the browser
 * must say same-origin (or, where it says nothing, name our origin), and the form's value must be ours.
 */
export function checkSource(c: Request, origin: string, expected: string | null): void {
  if (safe.includes(c.req.method)) return
  const site = c.req.header('Sec-Fetch-Site')
  const ours = site === undefined ? c.req.header('Origin') === origin : site === 'same-origin'
  const given = c.req.header('X-CSRF-Token') ?? c.var.form.csrf ?? ''
  if (!ours || expected === null || !sameSecret(given, expected)) {
    refuse(
      'forbidden',
      'csrf',
      'This form is out of date or came from another site. Go back, reload the page, and send it again.',
    )
  }
}

/**
 * Reads the body as the route takes it, and no further than its limit.
 * Refuses 'invalid' ('body.type', 'body.too-large', 'body.unreadable').
 */
export async function readBody(c: Request, route: Route): Promise<unknown> {
  if (safe.includes(c.req.method)) return undefined
  const type = (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const wantsJson = route.door === 'api'
  if (wantsJson && c.req.method === 'DELETE' && type === '') return {}
  const wantsBytes = route.door === 'api' && route.contract.bytes !== undefined
  const taken = wantsBytes
    ? ['application/octet-stream']
    : wantsJson
      ? ['application/json']
      : ['application/x-www-form-urlencoded', ...(route.limitBytes > 64 * 1024 ? ['multipart/form-data'] : [])]
  if (!taken.includes(type)) refuse('invalid', 'body.type', `Send this as ${taken.join(' or ')}.`)

  const bytes = await readUpTo(c.req.raw, route.limitBytes)
  if (wantsBytes) return bytes
  if (wantsJson) {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
    } catch {
      return refuse('invalid', 'body.unreadable', 'This is not JSON in UTF-8.')
    }
  }
  try {
    return await new Response(bytes, { headers: { 'Content-Type': c.req.header('Content-Type') ?? type } }).formData()
  } catch {
    return refuse('invalid', 'body.unreadable', 'The form arrived damaged. Send it again.')
  }
}

/** The body, no further than the limit. Refuses 'invalid' ('body.too-large'). */
export async function readUpTo(request: globalThis.Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    refuse(
      'invalid',
      'body.too-large',
      `This is too large: at most ${Math.floor(limitBytes / 1024)} kB can be sent here.`,
    )
  if (Number(request.headers.get('Content-Length') ?? 0) > limitBytes) tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limitBytes) tooLarge()
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

/** A form's text fields by name, the last of each; files apart, all of each. */
export function fieldsOf(form: FormData): { form: Record<string, string>; files: Record<string, File[]> } {
  const fields: Record<string, string> = Object.create(null)
  const files: Record<string, File[]> = Object.create(null)
  for (const [name, value] of form as unknown as Iterable<[string, string | File]>) {
    if (typeof value === 'string') fields[name] = value.replaceAll('\r\n', '\n')
    else if (value.size > 0 || value.name !== '') files[name] = [...(files[name] ?? []), value]
  }
  return { form: fields, files }
}
