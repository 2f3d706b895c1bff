import { seeOther } from '../../platform/answers'
import { setSeeAs } from '../../platform/cookies'
import { Pages } from '../../platform/routes'
import { beginSeeing, endSeeing } from './see-as'

/** Looking with other rights, and back. */
export const seeAsPages = new Pages()
  .post('/see-as', { may: beginSeeing.action }, async (ctx, c) => {
    const { as = '' } = c.var.form
    const { title } = await beginSeeing(ctx, { as }, { key: c.var.key })
    setSeeAs(c, `${ctx.organization.slug}:${as}`)
    return seeOther(c, `/${ctx.organization.slug}`, {
      text: `You see as ${title}. Nothing can be changed.`,
      undo: null,
    })
  })

  .post('/see-as/end', { may: endSeeing.action }, async (ctx, c) => {
    await endSeeing(ctx, {}, { key: c.var.key })
    setSeeAs(c, null)
    return seeOther(c, `/${ctx.organization.slug}/roles`, { text: 'You see with your own rights again.', undo: null })
  })
