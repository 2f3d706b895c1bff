import { AccessKeysPage } from '../../../templates/identity/access-keys'
import { hashOf } from '../../kernel/ids'
import { addressPrefix } from '../../platform/http'
import type { Platform } from '../../platform/platform'
import { showOpen } from '../../platform/render'
import { Open, type Request } from '../../platform/routes'
import { audienceOf } from './access-token'
import { findMachine, type Machine, spend, wasUsed } from './door'
import { isText } from './key'
import { OAuthRefusal, readTokenRequest, type TokenRequest, tokenRequestsPerMinute } from './oauth'
import { scopesOffered } from './scopes'
import { accessTokenMinutes } from './signing-key'
import { listPublished } from './signing-key.queries'
import { issueAccessToken, revokeToken, rotateRefreshToken } from './token.queries'

/** Bytes of a token request; a token of ours has some 700. */
const limitBytes = 16 * 1024

const no = (error: ConstructorParameters<typeof OAuthRefusal>[0], sentence: string): never => {
  throw new OAuthRefusal(error, sentence)
}

/** Answers as RFC 6749, 5 has it, whatever happens. */
async function answered(platform: Platform, c: Request, work: (request: TokenRequest) => Promise<Response>) {
  const authorization = c.req.header('Authorization')
  try {
    await spend(platform, `oauth:${addressPrefix(c)}`, tokenRequestsPerMinute)
    return await work(readTokenRequest(c.req.header('Content-Type') ?? '', authorization, c.var.bytes))
  } catch (error) {
    if (!(error instanceof OAuthRefusal)) throw error
    const status = error.error === 'invalid_client' ? 401 : 400
    if (status === 401) c.header('WWW-Authenticate', 'Basic realm="MRO Command", charset="UTF-8"')
    return c.json({ error: error.error, error_description: error.message }, status)
  }
}

/** The client of client credentials: a service's key, by its id and its text. */
async function findClient(platform: Platform, { clientId, clientSecret }: TokenRequest): Promise<Machine> {
  const unknown = 'There is no such client, or its secret is wrong or over.'
  if (clientSecret === null || !isText('key', clientSecret)) return no('invalid_client', unknown)
  const machine = await findMachine(platform, { hash: await hashOf(clientSecret) })
  if (!machine || machine.row.keyId !== clientId) return no('invalid_client', unknown)
  return machine
}

async function byClientCredentials(platform: Platform, c: Request, request: TokenRequest) {
  const machine = await findClient(platform, request)
  if (machine.row.serviceId === null) {
    return no('unauthorized_client', 'This grant is for services. The key of a person is sent with each request.')
  }
  checkTarget(platform, machine, request)
  wasUsed(platform, c, machine.row)
  return issueAccessToken(platform, machine, request.params.get('scope'))
}

async function byRefreshToken(platform: Platform, c: Request, request: TokenRequest) {
  const token = request.params.get('refresh_token') ?? no('invalid_request', 'Send the refresh token.')
  const { machine, next } = await rotateRefreshToken(platform, token, {
    clientId: request.clientId,
    check: (found) => checkTarget(platform, found, request),
    scope: request.params.get('scope'),
  })
  wasUsed(platform, c, machine.row)
  return { ...(await issueAccessToken(platform, machine, request.params.get('scope'))), refresh_token: next }
}

/** RFC 8707: a client may name whom the token is for; each key has one audience. */
function checkTarget({ env }: Platform, machine: Machine, { params }: TokenRequest): void {
  const asked = params.get('resource')
  if (asked !== undefined && asked !== audienceOf(env.ORIGIN, machine.row.organizationId)) {
    no('invalid_target', 'This key is for another organization.')
  }
}

/** What lets machines come in: tokens, their end, the keys that verify them, and where all this is. */
export const oauthRoutes = new Open()
  .raw('POST', '/oauth/token', { answers: 'json', limitBytes }, (platform, c) =>
    answered(platform, c, async (request) => {
      const grant = request.params.get('grant_type') ?? no('invalid_request', 'Say which grant: grant_type.')
      if (grant === 'client_credentials') return c.json(await byClientCredentials(platform, c, request))
      if (grant === 'refresh_token') return c.json(await byRefreshToken(platform, c, request))
      return no('unsupported_grant_type', 'There are client_credentials and refresh_token.')
    }),
  )

  .raw('POST', '/oauth/revoke', { answers: 'json', limitBytes }, (platform, c) =>
    answered(platform, c, async (request) => {
      const token = request.params.get('token') ?? no('invalid_request', 'Send the token that is to end.')
      const proved = request.clientSecret === null ? null : (await findClient(platform, request)).row.keyId
      await revokeToken(platform, token, { id: proved ?? request.clientId, proved: proved !== null })
      return c.body(null, 200)
    }),
  )

  .get('/.well-known/jwks.json', { may: 'anyone' }, async (platform, c) => {
    const keys = (await listPublished(platform)).map(({ jwk }) => jwk)
    return c.json({ keys }, 200, { 'Cache-Control': 'public, max-age=300' })
  })

  .get('/.well-known/oauth-authorization-server', { may: 'anyone' }, async ({ env, rooms }, c) =>
    c.json(
      {
        issuer: env.ORIGIN,
        token_endpoint: `${env.ORIGIN}/oauth/token`,
        revocation_endpoint: `${env.ORIGIN}/oauth/revoke`,
        jwks_uri: `${env.ORIGIN}/.well-known/jwks.json`,
        response_types_supported: [],
        grant_types_supported: ['client_credentials', 'refresh_token'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        scopes_supported: scopesOffered(rooms).map(({ name }) => name),
        service_documentation: `${env.ORIGIN}/oauth/keys`,
      },
      200,
      { 'Cache-Control': 'public, max-age=300' },
    ),
  )

  .get('/oauth/keys', { may: 'anyone' }, async (platform, c) => {
    const keys = (await listPublished(platform)).map(({ kid, state, createdAt, activeFrom }) => ({
      kid,
      state,
      createdAt,
      activeFrom,
    }))
    return showOpen(c, <AccessKeysPage keys={keys} origin={platform.env.ORIGIN} minutes={accessTokenMinutes} />)
  })
