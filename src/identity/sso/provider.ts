import { secret } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { openBox } from '../../kernel/sealed-box'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'
import type { Request } from '../../platform/routes'
import type { Connection } from './connection'
import { type Purpose, rememberFlow } from './flow'
import { begin, type House, type OidcClient } from './oidc'
import { type Here, requestUrl } from './saml'

/** What the box of the client secret is for. */
export const secretBox = 'single-sign-on'

/** What an administrator copies to the provider. */
export const addressesOf = (origin: string, slug: string) => ({
  redirectUri: `${origin}/sso/${slug}/callback`,
  entityId: `${origin}/sso/${slug}/metadata`,
  acs: `${origin}/sso/${slug}/acs`,
})

export const houseOf = ({ env, now }: Platform): House => ({ origin: env.ORIGIN, now: now() })

export async function clientOf({ env }: Platform, { issuer, clientId, clientSecret }: Connection): Promise<OidcClient> {
  const opened = clientSecret ? await openBox<string>(env.SECRET, secretBox, clientSecret) : ''
  if (opened === null) {
    return refuse(
      'forbidden',
      'oidc.secret',
      'The client secret cannot be read any more. Write it once more in the settings.',
    )
  }
  return { issuer, clientId, clientSecret: opened }
}

export const hereOf = (ctx: Context): Here => addressesOf(ctx.origin, ctx.organization.slug)

/** Begins a sign-in, or a test of one: answers where the browser goes. Refuses when the provider cannot be asked. */
export async function leave(
  platform: Platform,
  c: Request,
  ctx: Context,
  connection: Connection,
  { purpose, next, hint }: { purpose: Purpose; next: string; hint: string },
): Promise<string> {
  const { kind, version } = connection
  const organizationId = ctx.organization.id
  if (kind === 'oidc') {
    const { redirectUri } = addressesOf(ctx.origin, ctx.organization.slug)
    const { url, flow } = await begin(await clientOf(platform, connection), houseOf(platform), redirectUri, hint)
    await rememberFlow(platform, c, {
      organizationId,
      state: flow.state,
      purpose,
      body: { kind, version, next, oidc: flow },
    })
    return url
  }
  // An XML id begins with a letter or an underscore.
  const requestId = `_${secret()}`
  const url = await requestUrl(connection, hereOf(ctx), requestId, purpose)
  await rememberFlow(platform, c, {
    organizationId,
    state: requestId,
    purpose,
    body: { kind, version, next, oidc: null },
  })
  return url
}
