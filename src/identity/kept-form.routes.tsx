import { KeptFormPage } from '../../templates/identity/kept-form'
import { refuse } from '../kernel/refusal'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { forgetKeptForm, lookUpKeptForm, typedOf } from './kept-form'

async function findKept(ctx: Context, c: Request) {
  const whose = { loginId: c.var.session?.loginId ?? '', organizationId: ctx.organization.id }
  const form = await lookUpKeptForm(c.var.platform, c.req.param('word') ?? '', whose)
  return (
    form ??
    refuse(
      'not-found',
      'kept-form.gone',
      'What was typed is not kept here any more: it stays for half an hour, and for the person who typed it.',
    )
  )
}

/** A form that came when its session had just ended: shown to its sender, who sends it or throws it away. */
export const keptFormPages = new Pages()
  .get('/kept/:word', { may: 'member' }, async (ctx, c) => {
    const { path, fields, back } = await findKept(ctx, c)
    const word = c.req.param('word') ?? ''
    return show(c, ctx, <KeptFormPage path={path} fields={fields} typed={typedOf(fields)} back={back} word={word} />)
  })

  .post('/kept/:word/removal', { may: 'member' }, async (ctx, c) => {
    const { back } = await findKept(ctx, c)
    await forgetKeptForm(c.var.platform, c.req.param('word') ?? '', c.var.session?.loginId ?? '')
    return seeOther(c, `/${ctx.organization.slug}${back}`, { text: 'It was not saved.', undo: null })
  })
