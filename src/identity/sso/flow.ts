import { getCookie, setCookie } from 'hono/cookie'
import { hashOf, secret } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import type { Platform } from '../../platform/platform'
import type { Request } from '../../platform/routes'
import type { OidcFlow } from './oidc'

/** `test`: an administrator looks whether it works; nobody is signed in by it. */
export type Purpose = 'sign-in' | 'test'

export type FlowBody = {
  kind: 'oidc' | 'saml'
  /** The version of the settings with which the person left. */
  version: number
  next: string
  oidc: OidcFlow | null
}

const goodForMs = 10 * 60_000

/** A cookie of its own: it binds the way to the provider and back to this browser, whoever is signed in here. */
const cookie = '__Host-sso'

/**
 * Remembers somebody on the way to the provider. `state` comes back from there and is kept as its hash only.
 * A SAML provider sends the browser back by a form from its own site: that cookie must come along, and it opens
 * nothing by itself.
 */
export async function rememberFlow(
  platform: Platform,
  c: Request,
  flow: { organizationId: string; state: string; purpose: Purpose; body: FlowBody },
): Promise<void> {
  const { env, now } = platform
  const browser = secret()
  const at = now()
  await env.CONTROL.prepare(
    `INSERT INTO sso_flows (hash, organization_id, purpose, browser_hash, body, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
    .bind(
      await hashOf(flow.state),
      flow.organizationId,
      flow.purpose,
      await hashOf(browser),
      JSON.stringify(flow.body),
      at,
      at + goodForMs,
    )
    .run()
  setCookie(c, cookie, browser, {
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: flow.body.kind === 'saml' ? 'None' : 'Lax',
    maxAge: goodForMs / 1000,
  })
}

/**
 * Takes a flow, once, in the browser that began it and for the organization that it began with.
 * Refuses 'forbidden' ('sso.flow'): unknown, used, too old, of another browser or organization look the same.
 */
export async function takeFlow(
  platform: Platform,
  c: Request,
  organizationId: string,
  state: string,
): Promise<{ purpose: Purpose; body: FlowBody }> {
  const { env, now } = platform
  const row = await env.CONTROL.prepare(
    `UPDATE sso_flows SET used_at = ?1 WHERE hash = ?2 AND organization_id = ?3 AND browser_hash = ?4
     AND used_at IS NULL AND expires_at > ?1 RETURNING purpose, body`,
  )
    .bind(now(), await hashOf(state), organizationId, await hashOf(getCookie(c, cookie) ?? ''))
    .first<{ purpose: Purpose; body: string }>()
  if (!row) {
    return refuse(
      'forbidden',
      'sso.flow',
      'This sign-in was begun in another browser, too long ago, or was used already. Begin again.',
    )
  }
  return { purpose: row.purpose, body: JSON.parse(row.body) as FlowBody }
}

/** Takes an assertion, once, until it is no longer good. Refuses 'forbidden' ('saml.replay') for a second time. */
export async function takeAssertion(
  { env }: Platform,
  organizationId: string,
  assertionId: string,
  expiresAt: number,
): Promise<void> {
  const { meta } = await env.CONTROL.prepare(
    'INSERT INTO sso_assertions (organization_id, hash, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
    .bind(organizationId, await hashOf(assertionId), expiresAt)
    .run()
  if (meta.changes === 0) {
    refuse('forbidden', 'saml.replay', 'This response was used already. Begin again.')
  }
}

/** Forgets what can no longer be used. */
export async function forgetSignOns({ env, now }: Platform): Promise<void> {
  await env.CONTROL.batch([
    env.CONTROL.prepare('DELETE FROM sso_flows WHERE expires_at <= ?').bind(now() - 60 * 60_000),
    env.CONTROL.prepare('DELETE FROM sso_assertions WHERE expires_at <= ?').bind(now()),
  ])
}
