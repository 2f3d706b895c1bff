import { SheetPage } from '../../templates/work/lock'
import { findAsset, namesOfAssets } from '../assets'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { sheetsOf } from './lock'
import { writeSheet } from './lock.actions'
import { at, troubleOf } from './shown'

const one = '/lock-outs/:id{as_[^/]+}'

async function showSheet(c: Request, ctx: Context, refusal: Refusal | null) {
  const asset = await findAsset(ctx, c.req.param('id') ?? '')
  const sheets = await sheetsOf(ctx, asset.path)
  const own = sheets.find(({ assetId }) => assetId === asset.id)
  const above = sheets.filter(({ assetId }) => assetId !== asset.id).map(({ assetId }) => assetId)
  const named = await namesOfAssets(ctx, above)
  const values = refusal
    ? c.var.form
    : {
        hazards: own?.hazards.join('\n') ?? '',
        isolation: own?.isolation.join('\n') ?? '',
        restoration: own?.restoration.join('\n') ?? '',
        checkedOn: own?.checkedOn ?? '',
      }
  const page = (
    <SheetPage
      asset={asset}
      values={values}
      version={own?.version ?? 1}
      above={named.map(({ id, tag }) => ({ id, tag }))}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** What is dangerous at a machine and how it is locked out. */
export const sheetPages = new Pages()
  .get(one, { may: 'work.order.see' }, (ctx, c) => showSheet(c, ctx, null))

  .post(one, { may: writeSheet.action }, async (ctx, c) => {
    const asset = await findAsset(ctx, c.req.param('id') ?? '')
    const done = await attempt(() => writeSheet(ctx, { ...c.var.form, assetId: asset.id }, { key: c.var.key }))
    if (!done.ok) return showSheet(c, ctx, done.refusal)
    return seeOther(c, at(ctx, `/assets/${asset.id}`), { text: `The lock-out of ${asset.tag} is saved.`, undo: null })
  })
