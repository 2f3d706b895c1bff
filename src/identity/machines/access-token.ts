import { type CryptoKey, decodeProtectedHeader, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { accessTokenMinutes, leewaySeconds } from './signing-key'

/** What an access token says. Instants are seconds UTC, as RFC 7519 has them. */
export type AccessClaims = {
  /** The member or the service that acts. */
  subject: string
  /** The key that the token was got with; as long as it lives, so may the token. */
  keyId: string
  scopes: readonly string[]
  /** The token's own name, by which one token is ended. */
  id: string
  expiresAt: number
}

/** A public key of ours by its kid. */
export type Keyring = ReadonlyMap<string, JWK>

const algorithm = 'ES256'
const type = 'at+jwt'
const longestToken = 4096

/** The one audience of an organization's tokens: its id never changes hands, as its address might. */
export const audienceOf = (origin: string, organizationId: string): string =>
  `${origin}/organizations/${organizationId}`

/** Signs an access token as RFC 9068 has it. */
export function signAccessToken(
  { subject, keyId, scopes, id }: Omit<AccessClaims, 'expiresAt'>,
  { issuer, audience, now }: { issuer: string; audience: string; now: number },
  { kid, privateKey }: { kid: string; privateKey: CryptoKey },
): Promise<string> {
  const seconds = Math.floor(now / 1000)
  return new SignJWT({ client_id: keyId, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: algorithm, typ: type, kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(id)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + accessTokenMinutes * 60)
    .sign(privateKey)
}

/**
 * The claims of an access token of ours for this audience, or null. Why it is refused is nobody's business.
 *
 * The key comes from our own list by its kid and from nowhere else; a header that says anything beside `alg`, `typ`
 * and `kid` (`jwk`, `jku`, `x5u`, `crit`, `b64` …) is not one of ours, whatever its signature.
 * Source: RFC 8725, 3.1 to 3.12; RFC 9068, 4.
 */
export async function verifyAccessToken(
  token: string,
  keyring: Keyring,
  { issuer, audience, now }: { issuer: string; audience: string; now: number },
): Promise<AccessClaims | null> {
  if (token.length > longestToken || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return null
  try {
    const header = decodeProtectedHeader(token)
    if (Object.keys(header).sort().join() !== 'alg,kid,typ' || header.alg !== algorithm || header.typ !== type)
      return null
    const jwk = typeof header.kid === 'string' ? keyring.get(header.kid) : undefined
    if (!jwk) return null
    const { payload } = await jwtVerify(token, await importJWK(jwk, algorithm), {
      algorithms: [algorithm],
      typ: type,
      issuer,
      audience,
      clockTolerance: leewaySeconds,
      currentDate: new Date(now),
      // Also refuses a token from the future.
      maxTokenAge: accessTokenMinutes * 60,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id', 'scope'],
    })
    const { sub, jti, exp, iat, aud, client_id: keyId, scope } = payload
    if (typeof sub !== 'string' || typeof jti !== 'string' || typeof keyId !== 'string' || typeof scope !== 'string')
      return null
    if (aud !== audience || exp === undefined || iat === undefined || exp - iat > accessTokenMinutes * 60) return null
    return { subject: sub, keyId, scopes: scope.split(' ').filter(Boolean), id: jti, expiresAt: exp }
  } catch {
    return null
  }
}
