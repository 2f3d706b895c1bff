import { AskToJoinPage, RequestPage, RequestsPage } from '../../../templates/identity/members/join'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'
import { show, showOpen } from '../../platform/render'
import { Open, Pages, type Request } from '../../platform/routes'
import { agreementWords } from '../policy'
import { askToJoin, decideRequest, findRequest, listRequests, organizationsToAsk } from './join-request'
import { grantsOfForm, rolesToGive } from './rights'

const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)

/** The organization of the path, when this login may ask it. To everybody else there is nothing here. */
async function askable(platform: Platform, c: Request) {
  const { session } = c.var
  const found = session ? await organizationsToAsk(platform, session.loginId, session.email) : []
  const wanted = c.req.param('slug')
  return (
    found.find(({ slug }) => slug === wanted) ??
    refuse('not-found', 'nothing-here', 'There is nothing at this address.')
  )
}

/** Asking to be let in, outside any organization: the person is no member of it. */
export const joinRoutes = new Open()
  .get('/join/:slug', { may: 'login' }, async (platform, c) => {
    const organization = await askable(platform, c)
    const values = { name: c.var.session?.name ?? '' }
    return showOpen(c, <AskToJoinPage {...{ organization, values }} trouble={null} agreements={agreementWords} />)
  })

  .post('/join/:slug', { may: 'login' }, async (platform, c) => {
    const organization = await askable(platform, c)
    const { form, session } = c.var
    const { loginId = '', email = '', id = '' } = session ?? {}
    const done = await attempt(async () => {
      if (form.sms && !form.phone?.trim()) {
        const sentence = 'Write the number that text messages go to, or untick them.'
        refuse('invalid', 'input', sentence, { phone: sentence })
      }
      const actor = { kind: 'member', id: loginId, loginId, sessionId: id, name: form.name ?? '', grants: [] } as const
      const ctx = await platform.openTenant(organization.id, actor, c.var.requestId)
      await askToJoin(ctx, { ...form, email }, { key: c.var.key })
    })
    if (!done.ok) {
      const page = (
        <AskToJoinPage
          organization={organization}
          values={form}
          trouble={troubleOf(done.refusal)}
          agreements={agreementWords}
        />
      )
      return showOpen(c, page, statusFor(done.refusal))
    }
    return seeOther(c, '/organizations', {
      text: `You have asked ${organization.name}. An administrator decides.`,
      undo: null,
    })
  })

async function showRequest(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const request = await findRequest(ctx, c.req.param('id') ?? '')
  const page = (
    <RequestPage
      request={request}
      values={values}
      trouble={troubleOf(refusal)}
      roles={await rolesToGive(ctx)}
      sites={await ctx.choices('st')}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** The queue of those who ask. */
export const requestPages = new Pages()
  .get('/join-requests', { may: 'identity.join-request.see' }, async (ctx, c) =>
    show(c, ctx, <RequestsPage rows={await listRequests(ctx)} />),
  )

  .get('/join-requests/:id{jr_[^/]+}', { may: 'identity.join-request.see' }, (ctx, c) => showRequest(c, ctx, {}, null))

  .post('/join-requests/:id{jr_[^/]+}', { may: decideRequest.action, stepUp: true }, async (ctx, c) => {
    const { form } = c.var
    const accept = form.decision === 'accept'
    const done = await attempt(() => {
      const input = { id: c.req.param('id'), version: form.version, accept, grants: accept ? grantsOfForm(form) : [] }
      return decideRequest(ctx, input, { key: c.var.key })
    })
    if (!done.ok) return showRequest(c, ctx, form, done.refusal)
    const { name, memberId } = done.value
    const text = accept ? `${name} is in.` : `${name} is declined.`
    const to = memberId ? `/people/${memberId}` : '/join-requests'
    return seeOther(c, `/${ctx.organization.slug}${to}`, { text, undo: null })
  })
