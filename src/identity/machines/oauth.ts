/** Requests for tokens that one network may send a minute. */
export const tokenRequestsPerMinute = 60

/** What a client says when it asks for a token, checked for its form only. */
export type TokenRequest = {
  clientId: string | null
  clientSecret: string | null
  /** By the Authorization header; then a refusal answers with a challenge. */
  basic: boolean
  params: ReadonlyMap<string, string>
}

/** The refusals of RFC 6749, 5.2 and RFC 8707, 2. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'
  | 'invalid_scope'
  | 'invalid_target'

/** Says no to a client as RFC 6749 has it: a code for its program and a sentence for the person who wrote it. */
export class OAuthRefusal extends Error {
  readonly error: OAuthError
  constructor(error: OAuthError, sentence: string) {
    super(sentence)
    this.error = error
  }
}

const no = (error: OAuthError, sentence: string): never => {
  throw new OAuthRefusal(error, sentence)
}

/** Percent-decoding as a form does it: RFC 6749, 2.3.1. */
const formDecoded = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return no('invalid_request', 'The Authorization header is not encoded as RFC 6749, 2.3.1 has it.')
  }
}

function basicOf(header: string): [string, string] {
  const given = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header)?.[1]
  let pair = ''
  try {
    pair = given ? atob(given) : ''
  } catch {
    pair = ''
  }
  const at = pair.indexOf(':')
  if (at < 1) return no('invalid_client', 'Send the client’s id and secret as Basic, or in the form.')
  return [formDecoded(pair.slice(0, at)), formDecoded(pair.slice(at + 1))]
}

/**
 * Reads a request to a token endpoint. Refuses what is not a form, a parameter that comes twice, and a client that
 * proves itself in two ways. Source: RFC 6749, 2.3, 3.2.
 */
export function readTokenRequest(
  contentType: string,
  authorization: string | undefined,
  bytes: Uint8Array,
): TokenRequest {
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    return no('invalid_request', 'Send this as application/x-www-form-urlencoded.')
  }
  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return no('invalid_request', 'The form is not in UTF-8.')
  }
  const params = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (params.has(name)) return no('invalid_request', 'A parameter may come once only.')
    // An empty parameter is one that was not sent: RFC 6749, 3.2.
    if (value !== '') params.set(name, value)
  }
  const inForm = params.get('client_secret') ?? null
  if (authorization === undefined) {
    return { clientId: params.get('client_id') ?? null, clientSecret: inForm, basic: false, params }
  }
  const [clientId, clientSecret] = basicOf(authorization)
  if (inForm !== null) return no('invalid_request', 'Prove the client in one way: by the header or in the form.')
  if ((params.get('client_id') ?? clientId) !== clientId) {
    return no('invalid_request', 'The header and the form name two clients.')
  }
  return { clientId, clientSecret, basic: true, params }
}

/** The scopes of a token: those asked for, or all that there are. Refuses 'invalid_scope' for any other. */
export function scopesOf(asked: string | undefined, granted: readonly string[]): string[] {
  if (asked === undefined) return [...granted]
  const wanted = [...new Set(asked.split(' ').filter(Boolean))]
  if (wanted.length === 0 || wanted.some((scope) => !granted.includes(scope))) {
    return no('invalid_scope', 'This key does not bring every scope that you ask for.')
  }
  return wanted
}
