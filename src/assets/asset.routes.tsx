import {
  AssetDetails,
  AssetDocuments,
  AssetNow,
  MachineCard,
  MachinePage,
  RetirePage,
} from '../../templates/assets/asset'
import { AssetFormPage, AssetOptions, MergeAssetPage, MoveAssetPage } from '../../templates/assets/forms'
import { AssetHistory } from '../../templates/assets/history'
import { formatAmount, formatMoney, money } from '../kernel/money'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { unit } from '../kernel/units'
import { findPlace, withPlace } from '../places'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { scoredBy } from './asset'
import { changeAsset, costPermission, createAsset, mergeAsset, moveAsset, retireAsset } from './asset.actions'
import {
  type AssetShown,
  assetSentence,
  assetsTagged,
  assetsWithSerial,
  currentAssetId,
  findAsset,
  historySentence,
  mayAt,
  seenAsset,
} from './asset.queries'
import { classChoices, ownersSentence } from './choices'
import { classesSentence, fieldsOfClass } from './class.queries'
import { showAnswer } from './field'
import { eventShown } from './history'
import { searchAssets } from './list.queries'
import { findModel } from './model.queries'
import { frameOf, machineOf, nowOf } from './page'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
export const troubleOf = (refusal: Refusal | null) =>
  refusal ? { sentence: refusal.message, fields: refusal.fields } : null

const one = '/assets/:id{as_[^/]+}'
const historySize = 50

/** Answers of a form as an action takes them. */
export const gathered = (form: Record<string, string>) => ({
  ...form,
  specifications: Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (name.startsWith('field.') ? [[name.slice(6), value]] : [])),
  ),
})

/**
 * A form with the asset that its words name, where the browser could not choose one.
 * Refuses 'invalid' for a tag that no asset in use has.
 */
export async function withAsset(
  ctx: Context,
  form: Record<string, string>,
  field: string,
): Promise<Record<string, string>> {
  const words = form[`${field}-words`]?.trim() ?? ''
  if (form[field] || words === '') return form
  const [only] = (await assetsTagged(ctx, words)).filter(
    ({ siteId, retiredAt }) => retiredAt === null && mayAt(ctx, 'assets.asset.see', siteId),
  )
  if (only) return { ...form, [field]: only.id }
  const sentence = 'No asset in use has this tag. Choose one from the list.'
  return refuse('invalid', 'asset.words', sentence, { [field]: sentence })
}

/** The form of an asset with what it offers to choose from. */
async function showForm(
  c: Request,
  ctx: Context,
  {
    asset,
    parent,
  }: { asset: AssetShown | null; parent: { id: string; tag: string; name: string; placeId: string | null } | null },
  values: Record<string, string>,
  refusal: Refusal | null,
) {
  const [classes, people] = await ctx.db.batch([classesSentence(ctx), ownersSentence(ctx)])
  const chosen = classes.find((row) => row.id === values.classId)
  const fields = await fieldsOfClass(ctx, chosen?.path ?? null)
  const twins =
    refusal?.reason === 'asset.serial-taken'
      ? (
          await assetsWithSerial(ctx, {
            manufacturer: values.manufacturer ?? '',
            model: values.model ?? '',
            serial: values.serial ?? '',
          })
        ).filter((twin) => twin.id !== asset?.id)
      : []
  const page = (
    <AssetFormPage
      asset={asset}
      values={values}
      trouble={troubleOf(refusal)}
      classes={classChoices(classes)}
      people={people.map(({ id: value, name }) => ({ value, label: name }))}
      fields={fields.map((field) => ({ ...field, sign: field.unit ? unit(field.unit).sign : null }))}
      mayCost={ctx.may(costPermission)}
      twins={twins}
      parent={parent}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function valuesOf(ctx: Context, asset: AssetShown): Promise<Record<string, string>> {
  const { locale } = await ctx.profile()
  const cost = (minor: number | null) =>
    minor === null || asset.currency === null ? '' : formatAmount(money(minor, asset.currency), locale)
  const fields = await fieldsOfClass(ctx, asset.classPath)
  return {
    tag: asset.tag,
    name: asset.name,
    description: asset.description,
    classId: asset.classId ?? '',
    manufacturer: asset.manufacturer ?? '',
    model: asset.model ?? '',
    serial: asset.serial,
    ownerId: asset.ownerId ?? '',
    inServiceOn: asset.inServiceOn ?? '',
    warrantyUntil: asset.warrantyUntil ?? '',
    ...(ctx.may(costPermission)
      ? { purchase: cost(asset.purchaseMinor), replacement: cost(asset.replacementMinor) }
      : {}),
    ...Object.fromEntries(scoredBy.map((name) => [name, asset.scored ? String(asset.scored[name]) : ''])),
    ...Object.fromEntries(fields.map((field) => [`field.${field.id}`, asset.specifications[field.id] ?? ''])),
  }
}

const whole = async (ctx: Context, c: Request) => {
  const [row] = await assetSentence(ctx, id(c))
  return seenAsset(ctx, row)
}

const frame = (ctx: Context, c: Request) => frameOf(ctx, id(c))

/** Pages of one asset. */
export const assetPages = new Pages()
  .get('/assets/pick', { may: 'assets.asset.see' }, async (ctx, c) =>
    show(c, ctx, <AssetOptions assets={await searchAssets(ctx, c.req.query('q') ?? '', 12)} />),
  )

  .get('/assets/new', { may: createAsset.action }, async (ctx, c) => {
    const query = c.req.query()
    const parent = query.parentId ? await findAsset(ctx, query.parentId) : null
    const place = query.placeId ? await findPlace(ctx, query.placeId) : null
    const given = Object.fromEntries(
      ['name', 'tag', 'manufacturer', 'model', 'serial', 'classId', 'photo', 'description'].map((name) => [
        name,
        (query[name] ?? '').slice(0, 200),
      ]),
    )
    // A nameplate that was read may be of a thing that is here already.
    const twins = given.serial
      ? await assetsWithSerial(ctx, {
          manufacturer: given.manufacturer ?? '',
          model: given.model ?? '',
          serial: given.serial,
        })
      : []
    if (twins.length > 0) {
      const sentence = `An asset has the serial ${given.serial} already. It is most likely the same thing.`
      const refusal = await attempt(() => refuse('conflict', 'asset.serial-taken', sentence, { serial: sentence }))
      if (!refusal.ok) return showForm(c, ctx, { asset: null, parent }, given, refusal.refusal)
    }
    const values = { ...given, ...(place ? { placeId: place.id, 'placeId-words': place.name } : {}) }
    return showForm(c, ctx, { asset: null, parent }, values, null)
  })

  .post('/assets', { may: createAsset.action }, async (ctx, c) => {
    const done = await attempt(async () =>
      createAsset(ctx, gathered(await withPlace(ctx, c.var.form, 'placeId')), { key: c.var.key }),
    )
    if (!done.ok) {
      const parent = c.var.form.parentId ? await findAsset(ctx, c.var.form.parentId) : null
      return showForm(c, ctx, { asset: null, parent }, c.var.form, done.refusal)
    }
    return seeOther(c, at(ctx, `/assets/${done.value.id}`), { text: 'The asset is saved.', undo: null })
  })

  .get(one, { may: 'assets.asset.see' }, async (ctx, c) => {
    const { asset, frame: shown, ...now } = await nowOf(ctx, id(c))
    if (asset.successorId) {
      return seeOther(c, at(ctx, `/assets/${await currentAssetId(ctx, asset.id)}`), {
        text: `${asset.tag} ${asset.name} is this asset now.`,
        undo: null,
      })
    }
    return show(c, ctx, <AssetNow {...shown} {...now} />)
  })

  .get(`${one}/machine`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const parts = await machineOf(ctx, asset)
    return show(
      c,
      ctx,
      c.req.header('HX-Request') ? (
        <MachineCard asset={asset} parts={parts} />
      ) : (
        <MachinePage asset={asset} parts={parts} />
      ),
    )
  })

  .get(`${one}/history`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const { asset, frame: shown } = await frame(ctx, c)
    const kind = (c.req.query('kind') ?? '').slice(0, 20)
    const cursor = readCursor(c.req.query('after'), 2)
    const rows = await historySentence(ctx, asset.id, { kind: kind || undefined, cursor, size: historySize })
    const { rows: events, next } = pageOf(rows, historySize, (row) => [String(row.at), row.id])
    const query = new URLSearchParams({ ...(kind ? { kind } : {}), ...(next ? { after: next } : {}) })
    return show(
      c,
      ctx,
      <AssetHistory
        {...shown}
        kind={kind}
        events={events.map(eventShown)}
        next={next ? `/assets/${asset.id}/history?${query}` : null}
      />,
    )
  })

  .get(`${one}/documents`, { may: 'assets.asset.see' }, async (ctx, c) =>
    show(c, ctx, <AssetDocuments {...(await frame(ctx, c)).frame} />),
  )

  .get(`${one}/details`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const { asset, frame: shown } = await frame(ctx, c)
    const { locale } = await ctx.profile()
    const [fields, model] = await Promise.all([
      fieldsOfClass(ctx, asset.classPath),
      asset.modelId ? findModel(ctx, asset.modelId) : null,
    ])
    const answers = { ...model?.specifications, ...asset.specifications }
    const cost = (name: string, minor: number | null): [string, string][] =>
      minor === null || asset.currency === null ? [] : [[name, formatMoney(money(minor, asset.currency), locale)]]
    return show(
      c,
      ctx,
      <AssetDetails
        {...shown}
        specifications={fields.flatMap((field): [string, string][] => {
          const answer = answers[field.id]
          return answer === undefined ? [] : [[field.name, showAnswer(field, answer, locale)]]
        })}
        costs={
          ctx.may(costPermission)
            ? [...cost('Purchase', asset.purchaseMinor), ...cost('Replacement', asset.replacementMinor)]
            : []
        }
        scores={
          asset.scored
            ? scoredBy.map((name): [string, number] => [
                {
                  safety: 'Safety',
                  environment: 'Environment',
                  production: 'Production',
                  cost: 'Cost',
                  redundancy: 'No redundancy',
                }[name],
                asset.scored?.[name] ?? 0,
              ])
            : null
        }
        link={
          asset.parentId
            ? {
                always: 'Its machine stops too',
                never: 'Its machine goes on',
                group: `Its machine stops when fewer than ${asset.groupNeeds} of its kind work`,
              }[asset.failsParent]
            : null
        }
      />,
    )
  })

  .get(`${one}/edit`, { may: changeAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    return showForm(c, ctx, { asset, parent: null }, await valuesOf(ctx, asset), null)
  })

  .post(one, { may: changeAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const done = await attempt(() => changeAsset(ctx, { ...gathered(c.var.form), id: asset.id }, { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, { asset: await whole(ctx, c), parent: null }, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/assets/${asset.id}/details`), { text: `${asset.tag} is saved.`, undo: null })
  })

  .get(`${one}/move`, { may: moveAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const values = {
      placeId: asset.placeId ?? '',
      'placeId-words': asset.place ?? '',
      parentId: asset.parentId ?? '',
      'parentId-words': asset.parentTag ?? '',
      failsParent: asset.failsParent,
      groupNeeds: String(asset.groupNeeds),
    }
    return show(c, ctx, <MoveAssetPage asset={asset} values={values} trouble={null} />)
  })

  .post(`${one}/move`, { may: moveAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const done = await attempt(async () => {
      const form = await withAsset(ctx, await withPlace(ctx, c.var.form, 'placeId'), 'parentId')
      return moveAsset(ctx, { ...form, id: asset.id }, { key: c.var.key })
    })
    if (!done.ok) {
      const page = <MoveAssetPage asset={asset} values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    const now = await whole(ctx, c)
    return seeOther(c, at(ctx, `/assets/${asset.id}`), {
      text: `${asset.tag} stands ${now.place ? `in ${now.place}` : 'nowhere'} now.`,
      undo: {
        action: `/assets/${asset.id}/move`,
        fields: {
          version: String(done.value.version),
          placeId: asset.placeId ?? '',
          parentId: asset.parentId ?? '',
          failsParent: asset.failsParent,
          groupNeeds: String(asset.groupNeeds),
          reason: 'Undone',
        },
      },
    })
  })

  .get(`${one}/merging`, { may: mergeAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const into = c.req.query('into') ? await findAsset(ctx, c.req.query('into') ?? '') : null
    const values: Record<string, string> = into ? { successorId: into.id, 'successorId-words': into.tag } : {}
    return show(c, ctx, <MergeAssetPage asset={asset} values={values} trouble={null} />)
  })

  .post(`${one}/merging`, { may: mergeAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const done = await attempt(async () =>
      mergeAsset(ctx, { ...(await withAsset(ctx, c.var.form, 'successorId')), id: asset.id }, { key: c.var.key }),
    )
    if (done.ok) return seeOther(c, at(ctx, `/assets/${asset.id}`))
    const page = <MergeAssetPage asset={asset} values={c.var.form} trouble={troubleOf(done.refusal)} />
    return show(c, ctx, page, statusFor(done.refusal))
  })

  .get(`${one}/retirement`, { may: retireAsset.action }, async (ctx, c) =>
    show(c, ctx, <RetirePage asset={await whole(ctx, c)} values={{}} trouble={null} />),
  )

  .post(`${one}/retirement`, { may: retireAsset.action }, async (ctx, c) => {
    const asset = await whole(ctx, c)
    const done = await attempt(() => retireAsset(ctx, { ...c.var.form, id: asset.id }, { key: c.var.key }))
    if (done.ok) return seeOther(c, at(ctx, `/assets/${asset.id}`), { text: `${asset.tag} is retired.`, undo: null })
    const page = <RetirePage asset={asset} values={c.var.form} trouble={troubleOf(done.refusal)} />
    return show(c, ctx, page, statusFor(done.refusal))
  })
