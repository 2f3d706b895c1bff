import { ResetFactorsPage } from '../../../templates/identity/factors/reset'
import { attempt, type Refusal } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { factorsOf, hasSecond } from './factors.queries'
import { agreeToReset, checkHasSecond, findMember, resetFactors, resetHours } from './reset'

async function showReset(c: Request, ctx: Context, refusal: Refusal | null): Promise<Response> {
  const member = await findMember(ctx, c.req.param('id') ?? '')
  const factors = await factorsOf(c.var.platform, member.loginId)
  const page = (
    <ResetFactorsPage
      member={{ id: member.id, name: member.name, email: member.email, own: member.id === ctx.actor.id }}
      has={hasSecond(factors)}
      hours={resetHours}
      trouble={refusal && { sentence: refusal.message, fields: refusal.fields }}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** An administrator helps somebody who lost their second factor. */
export const resetPages = new Pages()
  .get('/people/:id{mb_[^/]+}/second-factor', { may: resetFactors.action }, (ctx, c) => showReset(c, ctx, null))

  .post('/people/:id{mb_[^/]+}/second-factor/reset', { may: resetFactors.action, stepUp: true }, async (ctx, c) => {
    const { platform } = c.var
    const done = await attempt(async () => {
      const member = await findMember(ctx, c.req.param('id') ?? '')
      await checkHasSecond(platform, member.loginId)
      const { loginId } = await resetFactors(ctx, { id: member.id }, { key: c.var.key })
      return { member, is: await agreeToReset(platform, ctx, loginId) }
    })
    if (!done.ok && done.refusal.code === 'not-found') throw done.refusal
    if (!done.ok) return showReset(c, ctx, done.refusal)
    const { member, is } = done.value
    const text =
      is === 'sent'
        ? `A letter is on its way to ${member.name}. It works for ${resetHours} hours, after their password.`
        : `Noted. ${member.name} also belongs to other organizations: the letter goes out when an administrator of each has done the same within ${resetHours} hours.`
    return seeOther(c, `/${ctx.organization.slug}/people/${member.id}`, { text, undo: null })
  })
