import { ReorderPage, ReorderPolicyPage } from '../../templates/inventory/reorder'
import { decimalOfQuantity, formatNumberOf } from '../kernel/quantity'
import { attempt, type Refusal } from '../kernel/refusal'
import { unit as unitOf } from '../kernel/units'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { maySee } from '../platform/sensitive'
import { placeNames } from './bins'
import { findPartWithStock } from './part.queries'
import { Reader } from './reader'
import { classOf, serviceLevels, suggestedPoint } from './replenishment'
import { setReorder } from './replenishment.actions'
import {
  classMatrix,
  listWanting,
  policiesOf,
  shortStorerooms,
  usageByMonth,
  usageBySubject,
} from './replenishment.queries'
import { subjectsNamed } from './subject'

const one = '/parts/:id{pt_[^/]+}/reordering'
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

async function showPolicy(c: Request, ctx: Context, values: Record<string, string> | null, refusal: Refusal | null) {
  const partId = c.req.param('id') ?? ''
  const [{ part, stock }, policies, usage, subjects, { locale }] = await Promise.all([
    findPartWithStock(ctx, partId),
    policiesOf(ctx, partId),
    usageByMonth(ctx, partId),
    usageBySubject(ctx, partId),
    ctx.profile(),
  ])
  const level = serviceLevels.find((one) => one === c.req.query('level')) ?? '98'
  const months = usage.map(({ month, quantity }) => ({
    label: new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' }).format(Date.parse(`${month}-15`)),
    value: quantity / 100_000,
  }))
  const advice = suggestedPoint(
    months.map(({ value }) => value),
    part.leadDays,
    level,
  )
  const own = policies.find(({ placeId }) => placeId === '')
  const rooms = policies.filter(({ placeId }) => placeId !== '')
  const [names, places] = await Promise.all([
    subjectsNamed(
      ctx,
      subjects.map(({ subject }) => subject),
    ),
    placeNames(
      ctx,
      rooms.map(({ placeId }) => placeId),
    ),
  ])
  const said = (scaled: number | null | undefined) =>
    scaled ? formatNumberOf({ scaled, unit: part.unit }, locale) : scaled === 0 ? '0' : ''
  const kept = {
    reorderPoint: said(own?.reorderPoint),
    reorderQuantity: own?.reorderQuantity ? said(own.reorderQuantity) : '',
    maximum: said(own?.maximum),
  }
  const page = (
    <ReorderPolicyPage
      part={part}
      values={values ?? kept}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
      months={months}
      subjects={subjects.map(({ subject, quantity }) => ({
        quantity,
        ...(names.get(subject) ?? { title: subject, href: null }),
      }))}
      advice={{ ...advice, level }}
      levels={serviceLevels.map((value) => ({ value, label: value }))}
      klass={classOf(stock.class, part.criticality)}
      rooms={rooms.map(({ placeId, reorderPoint, maximum }) => ({
        place: places.get(placeId) ?? 'A storeroom',
        reorderPoint,
        maximum,
      }))}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** A cell of a list for a spreadsheet, which must not take it for a formula. */
const cell = (text: string | number) => {
  const safe = /^[=+\-@\t\r]/.test(String(text)) ? `'${text}` : String(text)
  return `"${safe.replaceAll('"', '""')}"`
}

/** What to order, and when a part is. */
export const replenishmentPages = new Pages()
  .get('/stock/reorder', { may: 'inventory.reorder.see' }, async (ctx, c) => {
    const [{ rows, next }, short, classes] = await Promise.all([
      listWanting(ctx, c.req.query('after')),
      shortStorerooms(ctx),
      classMatrix(ctx),
    ])
    return show(
      c,
      ctx,
      <ReorderPage
        rows={rows}
        next={next ? `/stock/reorder?after=${next}` : null}
        short={short}
        classes={maySee(ctx, 'cost') ? classes : classes.map((cell) => ({ ...cell, used: null }))}
      />,
    )
  })

  .get('/stock/reorder.csv', { may: 'inventory.reorder.see' }, async (ctx) => {
    const { rows } = await listWanting(ctx, '', 1000)
    const head = ['Part', 'Description', 'Order', 'Unit', 'In base units', 'Vendor', 'Vendor number', 'Days', 'Why']
    const lines = rows.map(({ number, name, unit, vendor, vendorNumber, leadDays, suggestion }) => [
      number,
      name,
      decimalOfQuantity({ scaled: suggestion.bought, unit: suggestion.unit }),
      suggestion.unit,
      `${decimalOfQuantity({ scaled: suggestion.base, unit })} ${unitOf(unit).sign}`,
      vendor ?? '',
      vendorNumber ?? '',
      leadDays,
      suggestion.words,
    ])
    const text = [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')
    return new Response(`\u{feff}${text}\r\n`, {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="reorder.csv"',
      },
    })
  })

  .get(one, { may: setReorder.action }, (ctx, c) => showPolicy(c, ctx, null, null))
  .post(one, { may: setReorder.action }, async (ctx, c) => {
    const { part } = await findPartWithStock(ctx, c.req.param('id') ?? '')
    const done = await attempt(async () => {
      const { form } = c.var
      const reader = await Reader.of(ctx, part, form)
      const some = (field: string) => (form[field]?.trim() ? reader.quantity(field) : '')
      const placeId = form.placeId || form['placeId-words']?.trim() ? await reader.bin('placeId') : ''
      const input = {
        partId: part.id,
        placeId,
        reorderPoint: some('reorderPoint'),
        reorderQuantity: some('reorderQuantity'),
        maximum: some('maximum'),
      }
      return setReorder(ctx, input, { key: c.var.key })
    })
    if (!done.ok) return showPolicy(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/parts/${part.id}`), { text: 'It is saved when to reorder.', undo: null })
  })
