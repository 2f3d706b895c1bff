import { PolicyPage, SecurityOverviewPage, SessionsPage } from '../../../templates/identity/security'
import { attempt, type Refusal } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { addressOf } from '../../platform/http'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { bounds } from '../access'
import { browserName, placeName } from '../browser'
import { kinds, listSecurityEvents } from './events'
import { changeAccessPolicy, findPolicy } from './policy'
import { endMemberSession, endMemberSessions, listMemberSessions } from './sessions'

const home = (ctx: Context, path = '') => `/${ctx.organization.slug}/settings/security${path}`

async function showPolicy(c: Request, ctx: Context, form: Record<string, string> | null, refusal: Refusal | null) {
  const policy = await findPolicy(ctx)
  const values = form ?? {
    idleMinutes: String(policy.idleMinutes),
    absoluteMinutes: String(policy.absoluteMinutes),
    secondFactor: policy.secondFactor,
    networks: policy.networks.join('\n'),
  }
  const page = (
    <PolicyPage
      values={values}
      version={policy.version}
      bounds={bounds}
      address={addressOf(c)}
      trouble={refusal && { sentence: refusal.message, fields: refusal.fields }}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** What administrators look after: the policy, what happened, who is signed in, and the ways to keys and rights. */
export const securityPages = new Pages()
  .get('/settings/security', { may: 'identity.security.see' }, async (ctx, c) => {
    const [policy, { rows, next }] = [await findPolicy(ctx), await listSecurityEvents(ctx, c.req.query('after'))]
    const events = rows.map((row) => ({ ...row, what: kinds[row.kind] ?? row.kind }))
    const more = next ? `/settings/security?after=${next}` : null
    return show(c, ctx, <SecurityOverviewPage policy={policy} events={events} next={more} />)
  })

  .get('/settings/security/policy', { may: changeAccessPolicy.action, stepUp: true }, (ctx, c) =>
    showPolicy(c, ctx, null, null),
  )

  .post('/settings/security/policy', { may: changeAccessPolicy.action, stepUp: true }, async (ctx, c) => {
    const asked = { ...c.var.form, version: c.var.form.version === '0' ? null : c.var.form.version, from: addressOf(c) }
    const done = await attempt(() => changeAccessPolicy(ctx, asked, { key: c.var.key }))
    if (!done.ok) return showPolicy(c, ctx, c.var.form, done.refusal)
    return seeOther(c, home(ctx), { text: 'The policy holds from now on.', undo: null })
  })

  .get('/settings/security/sessions', { may: 'identity.security.see' }, async (ctx, c) => {
    const { rows, next } = await listMemberSessions(c.var.platform, ctx.organization.id, c.req.query('after'))
    const sessions = rows.map((row) => ({
      ...row,
      browser: browserName(row.browser),
      place: placeName(row.country, row.city),
      mine: row.id === c.var.session?.id,
    }))
    const more = next ? `/settings/security/sessions?after=${next}` : null
    return show(c, ctx, <SessionsPage sessions={sessions} next={more} />)
  })

  .post('/settings/security/sessions/end', { may: endMemberSession.action, stepUp: true }, async (ctx, c) => {
    const { memberId = '', sessionId = '' } = c.var.form
    await endMemberSession(ctx, { memberId, sessionId }, { key: c.var.key })
    return seeOther(c, home(ctx, '/sessions'), { text: 'That session is ended here.', undo: null })
  })

  .post('/settings/security/sessions/end-all', { may: endMemberSessions.action, stepUp: true }, async (ctx, c) => {
    const { memberId = '' } = c.var.form
    await endMemberSessions(ctx, { memberId }, { key: c.var.key })
    const text = memberId ? 'All sessions of this member are ended here.' : 'Everybody but you signs in again.'
    return seeOther(c, home(ctx, '/sessions'), { text, undo: null })
  })
