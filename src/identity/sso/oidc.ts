import type { Configuration, ServerMetadata } from 'openid-client'
import { Refusal, refuse } from '../../kernel/refusal'
import { outbound } from '../../platform/outbound'
import { leewayMs } from './assertion'
import type { Claims } from './claims'

/** The provider as an administrator set it up; the secret is in the clear only here. */
export type OidcClient = { issuer: string; clientId: string; clientSecret: string }

/** The house at this moment: its address and its clock, in milliseconds. */
export type House = { origin: string; now: number }

/** What must be known again when the browser comes back. */
export type OidcFlow = { server: ServerMetadata; state: string; nonce: string; verifier: string; redirectUri: string }

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

const no = (reason: string, sentence: string): never => refuse('forbidden', `oidc.${reason}`, sentence)

const library = () => import('openid-client')

/** The options that every request to the provider carries: by `outbound` only, by the house's clock. */
async function settingsOf({ clientSecret }: OidcClient, { origin, now }: House) {
  const oidc = await library()
  return {
    metadata: {
      ...(clientSecret ? { client_secret: clientSecret } : {}),
      [oidc.clockSkew]: Math.round((now - Date.now()) / 1000),
      [oidc.clockTolerance]: leewayMs / 1000,
    },
    ask: async (url: string, init: { method?: string; headers?: HeadersInit; body?: unknown }) =>
      outbound(origin, url, init as { body?: BodyInit | null }),
    // `outbound` is stricter than the library: it allows http for localhost, in a house at localhost, alone.
    prepare: [oidc.enableNonRepudiationChecks, ...(origin.startsWith('http://') ? [oidc.allowInsecureRequests] : [])],
  }
}

/** The secret is sent as the provider takes it: in the header where it says so or says nothing, else in the body. */
async function secretBy(server: ServerMetadata, { clientSecret }: OidcClient) {
  const oidc = await library()
  if (!clientSecret) return oidc.None()
  const taken = server.token_endpoint_auth_methods_supported
  return taken === undefined || taken.includes('client_secret_basic')
    ? oidc.ClientSecretBasic(clientSecret)
    : oidc.ClientSecretPost(clientSecret)
}

async function configure(server: ServerMetadata, client: OidcClient, house: House): Promise<Configuration> {
  const oidc = await library()
  const { metadata, ask, prepare } = await settingsOf(client, house)
  const configuration = new oidc.Configuration(server, client.clientId, metadata, await secretBy(server, client))
  configuration[oidc.customFetch] = ask as never
  for (const step of prepare) step(configuration)
  return configuration
}

/**
 * Asks the provider for its own description.
 * Refuses 'forbidden' ('oidc.discovery', 'oidc.issuer', 'oidc.endpoints', …), in words for an administrator.
 */
export async function discover(client: OidcClient, house: House): Promise<ServerMetadata> {
  const oidc = await library()
  const { metadata, ask, prepare } = await settingsOf(client, house)
  let server: ServerMetadata
  try {
    const found = await oidc.discovery(new URL(client.issuer), client.clientId, metadata, undefined, {
      execute: prepare,
      [oidc.customFetch]: ask as never,
    })
    server = found.serverMetadata()
  } catch (error) {
    return explain(error, 'discovery')
  }
  if (server.issuer !== client.issuer) {
    no('issuer', `The provider calls itself “${server.issuer}”. Write exactly that as its issuer.`)
  }
  if (!server.authorization_endpoint || !server.token_endpoint || !server.jwks_uri) {
    no('endpoints', 'The provider does not say where people sign in, where tokens are fetched, or where its keys are.')
  }
  return JSON.parse(JSON.stringify(server)) as ServerMetadata
}

/** Where the browser goes, and what must be known again when it comes back. */
export async function begin(
  client: OidcClient,
  house: House,
  redirectUri: string,
  hint: string,
): Promise<{ url: string; flow: OidcFlow }> {
  const oidc = await library()
  const server = await discover(client, house)
  const configuration = await configure(server, client, house)
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(hint ? { login_hint: hint } : {}),
  })
  return { url: url.href, flow: { server, state, nonce, verifier, redirectUri } }
}

/**
 * Takes what the browser brings back: fetches the tokens and proves them.
 * `returned` is the address with its query, as the provider sent the browser to it.
 */
export async function finish(client: OidcClient, house: House, flow: OidcFlow, returned: URL): Promise<Claims> {
  const oidc = await library()
  const configuration = await configure(flow.server, client, house)
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, returned, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.verifier,
      idTokenExpected: true,
    })
    plainHeader(tokens.id_token ?? '')
    const claims = tokens.claims()
    if (!claims) return no('token', 'The provider sent no ID token.')
    const more =
      typeof claims.email === 'string' || !flow.server.userinfo_endpoint
        ? {}
        : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
    return claimsOf({ ...more, ...claims })
  } catch (error) {
    return explain(error, 'token')
  }
}

/** An ID token is a signed JWT and nothing else: not an access token, and none that brings its own key along. */
function plainHeader(token: string): void {
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>
  if (!algorithms.includes(String(header.alg)))
    no('algorithm', 'The ID token is signed by an algorithm that is not taken.')
  if (header.typ !== undefined && String(header.typ).toUpperCase() !== 'JWT')
    no('token-type', 'The provider sent another kind of token in place of an ID token.')
  if (['jwk', 'jku', 'x5u', 'x5c', 'crit'].some((name) => name in header))
    no('own-key', 'The ID token brings its own key along; only the keys that the provider publishes are taken.')
}

function claimsOf(said: { iss: string; sub: string } & Record<string, unknown>): Claims {
  const text = (name: string) => {
    const value = said[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  const verified = said.email_verified
  return {
    issuer: said.iss,
    subject: said.sub,
    email: text('email') || null,
    emailVerified: verified === undefined || verified === null ? null : verified === true || verified === 'true',
    name: (text('name') || [text('given_name'), text('family_name')].filter(Boolean).join(' ')).slice(0, 120),
  }
}

type Told = {
  code?: string
  cause?: Told
  error?: string
  error_description?: string
  claim?: string
  message?: string
}

/** What the library found wrong, as a refusal that says what to do. */
function explain(error: unknown, at: 'discovery' | 'token'): never {
  if (error instanceof Refusal) throw error
  const told = error as Told
  const inner = told.cause instanceof Refusal ? told.cause : (told.cause?.cause ?? told.cause)
  if (inner instanceof Refusal) throw inner
  const code = told.code ?? told.cause?.code ?? ''
  const claim = claimIn(told)
  if (told.error) {
    return told.error === 'access_denied'
      ? no('denied', 'The identity provider did not let you in. Ask whoever runs it to give you this application.')
      : no('provider', `The identity provider answered “${told.error}”${hintFor(told.error)}.`)
  }
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')
    return no(
      'provider',
      'The identity provider does not know this house: look at the client id and the client secret.',
    )
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED')
    return no(
      'time',
      'The ID token is not good at this moment: it has expired, or the provider’s clock is wrong by more than a minute.',
    )
  if (code === 'OAUTH_KEY_SELECTION_FAILED')
    return no('key', 'The ID token is signed by a key that the provider does not publish.')
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' && at === 'discovery')
    return no(
      'issuer',
      'The provider calls itself something else than the issuer that is set here. Write its issuer exactly, with or without the slash at its end.',
    )
  if (claim === 'nonce') return no('nonce', 'The ID token was made for another sign-in. Begin again.')
  if (claim === 'aud' || claim === 'azp')
    return no('audience', 'The ID token is meant for another application. Look at the client id.')
  if (claim === 'iss') return no('issuer', 'The ID token comes from another issuer than the one that is set here.')
  if (/state/.test(told.message ?? '')) return no('state', 'The answer belongs to another sign-in. Begin again.')
  if (/"iss"|issuer/.test(`${told.message} ${told.cause?.message}`))
    return no('mix-up', 'The answer comes from another identity provider than the one that was asked.')
  if (at === 'discovery')
    return no(
      'discovery',
      'No provider describes itself at this address: its issuer and /.well-known/openid-configuration were asked.',
    )
  return no('token', 'The provider’s answer could not be proved, so nobody was let in.')
}

function claimIn({ cause }: Told): string | undefined {
  for (let inner = cause, depth = 0; inner && depth < 4; inner = inner.cause, depth++)
    if (inner.claim) return inner.claim
  return undefined
}

const hintFor = (error: string) =>
  ({
    invalid_client: ': look at the client id and the client secret',
    invalid_grant: ': the code was used or is too old; begin again',
    invalid_redirect_uri: ': register the redirect URI exactly as it is shown here',
    unauthorized_client: ': allow the authorization code flow for this application',
    invalid_scope: ': allow the scopes openid, email and profile',
  })[error] ?? ''
