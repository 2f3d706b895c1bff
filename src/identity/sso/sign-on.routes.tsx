import { ContinuePage, SignOnTroublePage, TestedPage, TestFailedPage } from '../../../templates/identity/sign-on'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { addressPrefix } from '../../platform/http'
import type { Platform } from '../../platform/platform'
import { showOpen } from '../../platform/render'
import { Open, type Request } from '../../platform/routes'
import { residenceAt } from '../../platform/tenancy'
import { countTry } from '../limits'
import { titleOf } from '../roles'
import { openSession } from '../session'
import { consider, letIn } from './admission.queries'
import { accept } from './assertion'
import type { Claims } from './claims'
import type { Connection } from './connection'
import { recordTest } from './connection.actions'
import { lookUpConnection } from './connection.queries'
import { type FlowBody, type Purpose, takeAssertion, takeFlow } from './flow'
import { ownMetadata } from './metadata'
import { finish } from './oidc'
import { clientOf, hereOf, houseOf, leave } from './provider'
import { readResponse, responseBytes } from './saml'

/** The organization of the path, opened for its provider's word. Refuses 'not-found' as for any other address. */
async function open(platform: Platform, c: Request): Promise<{ ctx: Context; connection: Connection }> {
  const nothing = () => refuse('not-found', 'nothing-here', 'There is nothing at this address.')
  const residence = await residenceAt(platform.env, c.req.param('organization') ?? '')
  if (!residence) return nothing()
  const actor = { kind: 'system', id: 'single-sign-on' } as const
  const ctx = await platform.openTenant(residence, actor, c.var.requestId, addressPrefix(c))
  return { ctx, connection: (await lookUpConnection(ctx)) ?? nothing() }
}

/** Only a page of this organization is gone to after signing in. */
const nextWithin = (slug: string, next: string | undefined): string =>
  next && next.length < 2000 && (next === `/${slug}` || next.startsWith(`/${slug}/`)) && /^[^\\\s]*$/.test(next)
    ? next
    : `/${slug}`

const off = (name: string) =>
  refuse('forbidden', 'sso.off', `Single sign-on of ${name} is not switched on. Sign in by another way.`)

function trouble(c: Request, refusal: Refusal, ctx: Context, purpose: Purpose) {
  if (purpose === 'test')
    return showOpen(
      c,
      <TestFailedPage sentence={refusal.message} reason={refusal.reason} slug={ctx.organization.slug} />,
      403,
    )
  const page = (
    <SignOnTroublePage
      organization={ctx.organization.name}
      slug={ctx.organization.slug}
      sentence={refusal.message}
      reason={refusal.reason}
      requestId={c.var.requestId}
    />
  )
  return showOpen(c, page, refusal.code === 'unavailable' ? 503 : refusal.code === 'limit' ? 429 : 403)
}

/** What follows when the claims are proved: a session, or for a test only what would have been. */
async function arrive(
  platform: Platform,
  c: Request,
  ctx: Context,
  connection: Connection,
  { purpose, body }: { purpose: Purpose; body: FlowBody },
  claims: Claims,
): Promise<Response> {
  if (body.version !== connection.version) {
    return refuse('forbidden', 'sso.changed', 'The single sign-on was changed while you signed in. Begin again.')
  }
  if (purpose === 'test') {
    const outcome = await attempt(() => consider(platform, ctx, connection, claims))
    await recordTest(ctx, { version: connection.version })
    const page = (
      <TestedPage
        slug={ctx.organization.slug}
        claims={claims}
        outcome={
          outcome.ok
            ? { way: outcome.value.way, role: titleOf(connection.defaultRole) }
            : { way: 'refused', sentence: outcome.refusal.message }
        }
      />
    )
    return showOpen(c, page)
  }
  if (connection.state === 'draft') return off(ctx.organization.name)
  const loginId = await letIn(platform, ctx, connection, claims)
  await openSession(platform, c, loginId, `sso:${ctx.organization.id}`)
  return seeOther(c, nextWithin(ctx.organization.slug, body.next))
}

/** The doors by which an organization's people come from their own identity provider. */
export const signOnRoutes = new Open()
  .get('/sso/:organization/start', { may: 'anyone' }, async (platform, c) => {
    const { ctx, connection } = await open(platform, c)
    const left = await attempt(async () => {
      if (connection.state === 'draft') off(ctx.organization.name)
      await countTry(platform, 'address', addressPrefix(c))
      const { next = '', hint = '' } = c.req.query()
      return leave(platform, c, ctx, connection, { purpose: 'sign-in', next, hint: hint.slice(0, 254) })
    })
    return left.ok ? c.redirect(left.value, 303) : trouble(c, left.refusal, ctx, 'sign-in')
  })

  .get('/sso/:organization/callback', { may: 'anyone' }, async (platform, c) => {
    const { ctx, connection } = await open(platform, c)
    let purpose: Purpose = 'sign-in'
    const arrived = await attempt(async () => {
      const taken = await takeFlow(platform, c, ctx.organization.id, c.req.query('state') ?? '')
      purpose = taken.purpose
      if (connection.kind !== 'oidc' || !taken.body.oidc) return off(ctx.organization.name)
      const returned = new URL(c.req.url)
      const claims = await finish(await clientOf(platform, connection), houseOf(platform), taken.body.oidc, returned)
      return arrive(platform, c, ctx, connection, taken, claims)
    })
    return arrived.ok ? arrived.value : trouble(c, arrived.refusal, ctx, purpose)
  })

  .raw('POST', '/sso/:organization/acs', { answers: 'page', limitBytes: responseBytes }, async (platform, c) => {
    const { ctx, connection } = await open(platform, c)
    const form = new URLSearchParams(new TextDecoder().decode(c.var.bytes))
    // Where the provider sends it back it says what for; nothing but the words of a refusal depend on it.
    const purpose: Purpose = form.get('RelayState') === 'test' ? 'test' : 'sign-in'
    const arrived = await attempt(async () => {
      if (connection.kind !== 'saml') return off(ctx.organization.name)
      const here = hereOf(ctx)
      const presented = await readResponse(form.get('SAMLResponse') ?? '', connection, here)
      const expected = { issuer: connection.issuer, audience: here.entityId, recipient: here.acs, now: platform.now() }
      const { claims, inResponseTo, assertionId, expiresAt } = accept(presented, expected)
      if (inResponseTo === null) {
        // Whoever began at the provider begins again here, in their own browser: nobody is signed in as somebody else.
        if (connection.providerBegins) return seeOther(c, `/sso/${ctx.organization.slug}/start`)
        return refuse(
          'forbidden',
          'saml.unasked',
          'Your identity provider sent you here without our asking. Begin the sign-in on this page.',
        )
      }
      const taken = await takeFlow(platform, c, ctx.organization.id, inResponseTo)
      await takeAssertion(platform, ctx.organization.id, assertionId, expiresAt)
      return arrive(platform, c, ctx, connection, taken, claims)
    })
    return arrived.ok ? arrived.value : trouble(c, arrived.refusal, ctx, purpose)
  })

  .get('/sso/:organization/metadata', { may: 'anyone' }, async (platform, c) => {
    // The same for every name: whether such an organization exists is not told.
    const slug = c.req.param('organization') ?? ''
    const base = `${platform.env.ORIGIN}/sso/${encodeURIComponent(slug)}`
    return c.body(ownMetadata(`${base}/metadata`, `${base}/acs`), 200, {
      'Content-Type': 'application/samlmetadata+xml',
      'Content-Disposition': 'attachment; filename="mro-command-metadata.xml"',
    })
  })

  .get('/sign-in/sso', { may: 'anyone' }, async (_, c) => {
    const asked = c.req.query('organization') ?? ''
    const slug = /^[a-z0-9-]{1,60}$/.test(asked) ? asked : ''
    return showOpen(c, <ContinuePage slug={slug} next={nextWithin(slug, c.req.query('next'))} hint="" />)
  })
