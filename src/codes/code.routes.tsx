import { CodePage, CodeSettingsPage, CodesOf, CodesOnPage, ScansPage, TargetOptions } from '../../templates/codes/code'
import { BatchesPage, BatchFormPage, BatchPage, CodesPage } from '../../templates/codes/codes'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context, RecordCard } from '../platform/context'
import { cardsCalled } from '../platform/records'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { symbologies, symbologyNames } from './bar-code'
import { addBarCode, removeBarCode, restoreBarCode } from './bar-code.actions'
import { barCodesOn, findBarCode } from './bar-code.queries'
import { label, states } from './code'
import {
  assignCode,
  changeSettings,
  makeBatch,
  openCode,
  reinstateCode,
  releaseCode,
  replaceCode,
  retireCode,
  revokeCode,
} from './code.actions'
import {
  changesOf,
  codeById,
  codesOn,
  findBatch,
  findCode,
  listBatches,
  listCodes,
  settingsSentence,
} from './code.queries'
import { addressOfCode, qrSvg } from './qr'
import { listScans } from './scan.queries'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const stateOf = (word: string | undefined) => states.find((state) => state === word)

/** Scans are about people, so they are for those who keep the codes and for whose the record is. */
export const maySeeScans = (ctx: Context, target: RecordCard | null | undefined) =>
  ctx.may('codes.scan.see') || (target?.ownerId ?? null) === ctx.actor.id

/** Refuses 'not-found' for a record that is not here, or that the person may not look at. */
async function targetShown(ctx: Context, wanted: string): Promise<RecordCard> {
  const target = (await ctx.records([wanted])).get(wanted)
  return target ?? refuse('not-found', 'record.unknown', 'There is no such record.')
}

const fewScans = async (ctx: Context, of: { target: string } | { codeId: string }) => {
  const { rows, next } = await listScans(ctx, of, undefined, { size: 8 })
  return { rows, more: next !== null }
}

async function showCode(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const code = await findCode(ctx, id(c))
  const [history, by, settings] = await ctx.db.batch([
    changesOf(ctx, code.id),
    codeById(ctx, code.replacedBy ?? ''),
    settingsSentence(ctx),
  ])
  const targets = await ctx.records(
    [code.target, ...history.map(({ toTarget }) => toTarget)].filter((one) => one !== null),
  )
  const target = code.target === null ? null : (targets.get(code.target) ?? null)
  const page = (
    <CodePage
      code={{ ...code, address: addressOfCode(ctx.origin, code.code) }}
      target={target}
      by={by[0] ?? null}
      batch={code.batchId ? await findBatch(ctx, code.batchId) : null}
      history={history}
      targets={targets}
      scans={maySeeScans(ctx, target) ? await fewScans(ctx, { codeId: code.id }) : null}
      publicReports={settings[0]?.publicReports ?? false}
      values={values}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/**
 * The form with the record that its words name, where the browser could not choose one.
 * Refuses 'invalid' ('code.target') for words that name nothing, or several things.
 */
async function withTarget(ctx: Context, c: Request): Promise<Record<string, string>> {
  const { form, platform } = c.var
  const words = form['target-words']?.trim() ?? ''
  if (form.target || words === '') return form
  const called = await cardsCalled(platform.rooms, ctx, words)
  const exact = called.filter(({ title, tag }) =>
    [title, tag].some((name) => name.toLowerCase() === words.toLowerCase()),
  )
  const [only] = exact.length === 1 ? exact : called
  if (only && (exact.length === 1 || called.length === 1)) return { ...form, target: only.id }
  const sentence = only
    ? `Several things are called ${words}: choose one from the list, or write its tag.`
    : 'Nothing here is called so. Write its name, tag or number.'
  return refuse('invalid', 'code.target', sentence, { target: sentence })
}

/** A verb on the code of the path; its page shows what is refused. */
const verb =
  (
    act: (
      ctx: Context,
      form: Record<string, string>,
      key: string | undefined,
    ) => Promise<{ code: string; version: number }>,
    words: string,
    back?: string,
  ) =>
  async (ctx: Context, c: Request) => {
    const done = await attempt(() => act(ctx, { ...c.var.form, id: id(c) }, c.var.key))
    if (!done.ok) return showCode(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/codes/${id(c)}`), {
      text: `${label(done.value)} ${words}.`,
      undo: back ? { action: `/codes/${id(c)}/${back}`, fields: { version: String(done.value.version) } } : null,
    })
  }

async function showOn(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const target = await targetShown(ctx, id(c))
  const [codes, barCodes] = await ctx.db.batch([codesOn(ctx, target.id), barCodesOn(ctx, target.id)])
  const page = (
    <CodesOnPage
      target={target}
      codes={codes}
      barCodes={barCodes.map((row) => ({ ...row, symbologyName: symbologyNames[row.symbology] }))}
      scans={maySeeScans(ctx, target) ? await fewScans(ctx, { target: target.id }) : null}
      symbologies={symbologies.map((value) => ({ value, label: symbologyNames[value] }))}
      values={values}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const one = '/codes/:id{cd_[^/]+}'
const on = '/codes/on/:id'

/** Pages under /codes. */
export const codePages = new Pages()
  .get('/codes', { may: 'codes.code.see' }, async (ctx, c) => {
    const { state: word, after } = c.req.query()
    const state = stateOf(word)
    const { rows, next } = await listCodes(ctx, { state }, after)
    const targets = await ctx.records(rows.flatMap(({ target }) => target ?? []))
    const query = new URLSearchParams({ ...(state ? { state } : {}), ...(next ? { after: next } : {}) })
    const page = (
      <CodesPage
        state={state ?? ''}
        rows={rows}
        targets={targets}
        next={next ? `/codes?${query}` : null}
        first={!after}
      />
    )
    return show(c, ctx, page)
  })

  .get('/codes/batches', { may: 'codes.code.see' }, async (ctx, c) => {
    const { rows, next } = await listBatches(ctx, c.req.query('after'))
    return show(c, ctx, <BatchesPage rows={rows} next={next ? `/codes/batches?after=${next}` : null} />)
  })

  .get('/codes/batches/new', { may: makeBatch.action }, async (ctx, c) =>
    show(c, ctx, <BatchFormPage values={{ size: '30' }} trouble={null} />),
  )

  .post('/codes/batches', { may: makeBatch.action }, async (ctx, c) => {
    const done = await attempt(() => makeBatch(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) {
      const page = <BatchFormPage values={c.var.form} trouble={troubleOf(done.refusal)} />
      return show(c, ctx, page, statusFor(done.refusal))
    }
    const { size } = done.value
    return seeOther(c, at(ctx, `/codes/batches/${done.value.id}`), {
      text: `${size.toLocaleString('en')} ${size === 1 ? 'code is' : 'codes are'} made. Print the labels now or later.`,
      undo: null,
    })
  })

  .get('/codes/batches/:id{cb_[^/]+}', { may: 'codes.code.see' }, async (ctx, c) => {
    const batch = await findBatch(ctx, id(c))
    const after = c.req.query('after')
    const { rows, next } = await listCodes(ctx, { batchId: batch.id }, after)
    const targets = await ctx.records(rows.flatMap(({ target }) => target ?? []))
    const further = next ? `/codes/batches/${batch.id}?after=${next}` : null
    const page = (
      <BatchPage batch={{ ...batch, who: null }} rows={rows} targets={targets} next={further} first={!after} />
    )
    return show(c, ctx, page)
  })

  .get('/codes/settings', { may: changeSettings.action }, async (ctx, c) => {
    const [settings] = await settingsSentence(ctx)
    const { publicReports = false, version = 0 } = settings ?? {}
    return show(c, ctx, <CodeSettingsPage publicReports={publicReports} version={version} trouble={null} />)
  })

  .post('/codes/settings', { may: changeSettings.action }, async (ctx, c) => {
    const done = await attempt(() => changeSettings(ctx, c.var.form, { key: c.var.key }))
    if (done.ok) return seeOther(c, at(ctx, '/codes/settings'), { text: 'The settings are saved.', undo: null })
    const [settings] = await settingsSentence(ctx)
    const page = (
      <CodeSettingsPage
        publicReports={c.var.form.publicReports === 'on'}
        version={settings?.version ?? 0}
        trouble={troubleOf(done.refusal)}
      />
    )
    return show(c, ctx, page, statusFor(done.refusal))
  })

  .get('/codes/pick', { may: 'codes.code.see' }, async (ctx, c) =>
    show(
      c,
      ctx,
      <TargetOptions targets={await cardsCalled(c.var.platform.rooms, ctx, (c.req.query('q') ?? '').slice(0, 100))} />,
    ),
  )

  .get(one, { may: 'codes.code.see' }, async (ctx, c) => showCode(c, ctx, {}, null))

  .get(`${one}/qr.svg`, { may: 'codes.code.see' }, async (ctx, c) =>
    c.body(qrSvg(addressOfCode(ctx.origin, (await findCode(ctx, id(c))).code)), 200, {
      'Content-Type': 'image/svg+xml',
    }),
  )

  .get(`${one}/scans`, { may: 'codes.code.see' }, async (ctx, c) => {
    const code = await findCode(ctx, id(c))
    const target = code.target === null ? null : (await ctx.records([code.target])).get(code.target)
    const by = maySeeScans(ctx, target) ? undefined : ctx.actor.id
    const { rows, next } = await listScans(ctx, { codeId: code.id }, c.req.query('after'), { by })
    const path = `/codes/${code.id}`
    return show(
      c,
      ctx,
      <ScansPage
        title={label(code)}
        back={{ href: path, label: label(code) }}
        own={by !== undefined}
        rows={rows}
        next={next ? `${path}/scans?after=${next}` : null}
      />,
    )
  })

  .post(`${one}/assignment`, { may: assignCode.action }, async (ctx, c) => {
    const before = await findCode(ctx, id(c))
    const done = await attempt(async () =>
      assignCode(ctx, { ...(await withTarget(ctx, c)), code: before.id }, { key: c.var.key }),
    )
    if (!done.ok) return showCode(c, ctx, c.var.form, done.refusal)
    const { version } = done.value
    return seeOther(c, at(ctx, `/codes/${before.id}`), {
      text: `${label(before)} is on it now.`,
      undo:
        before.target === null
          ? { action: `/codes/${before.id}/release`, fields: { version: String(version) } }
          : { action: `/codes/${before.id}/assignment`, fields: { version: String(version), target: before.target } },
    })
  })

  .post(
    `${one}/release`,
    { may: releaseCode.action },
    verb((ctx, form, key) => releaseCode(ctx, form, { key }), 'is on nothing now'),
  )
  .post(
    `${one}/revocation`,
    { may: revokeCode.action },
    verb((ctx, form, key) => revokeCode(ctx, form, { key }), 'is revoked', 'reinstatement'),
  )
  .post(
    `${one}/retirement`,
    { may: retireCode.action },
    verb((ctx, form, key) => retireCode(ctx, form, { key }), 'is retired', 'reinstatement'),
  )
  .post(
    `${one}/reinstatement`,
    { may: reinstateCode.action },
    verb((ctx, form, key) => reinstateCode(ctx, form, { key }), 'is in use again'),
  )
  .post(
    `${one}/opening`,
    { may: openCode.action },
    verb((ctx, form, key) => openCode(ctx, form, { key }), 'is changed for strangers'),
  )

  .post(`${one}/replacement`, { may: replaceCode.action }, async (ctx, c) => {
    const done = await attempt(() => replaceCode(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showCode(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/codes/${done.value.by}`), {
      text: `${label(done.value)} is replaced by ${done.value.byCode}. Print its label.`,
      undo: null,
    })
  })

  // What hangs on the pages of other rooms.
  .get('/codes/of/:id', { may: 'codes.code.see' }, async (ctx, c) => {
    const target = await targetShown(ctx, id(c))
    const [codes, barCodes] = await ctx.db.batch([codesOn(ctx, target.id), barCodesOn(ctx, target.id)])
    const named = barCodes.map((row) => ({ ...row, symbologyName: symbologyNames[row.symbology] }))
    // A fragment for htmx; whoever follows the link gets the page.
    if (c.req.header('HX-Request') === undefined) return showOn(c, ctx, {}, null)
    return show(c, ctx, <CodesOf target={target} codes={codes} barCodes={named} />)
  })

  .get(on, { may: 'codes.code.see' }, async (ctx, c) => showOn(c, ctx, {}, null))

  .get(`${on}/scans`, { may: 'codes.code.see' }, async (ctx, c) => {
    const target = await targetShown(ctx, id(c))
    const by = maySeeScans(ctx, target) ? undefined : ctx.actor.id
    const { rows, next } = await listScans(ctx, { target: target.id }, c.req.query('after'), { by })
    return show(
      c,
      ctx,
      <ScansPage
        title={target.title}
        back={{ href: target.href, label: target.title }}
        own={by !== undefined}
        rows={rows}
        next={next ? `/codes/on/${target.id}/scans?after=${next}` : null}
      />,
    )
  })

  .post(`${on}/codes`, { may: assignCode.action }, async (ctx, c) => {
    const target = await targetShown(ctx, id(c))
    const done = await attempt(() =>
      assignCode(ctx, { code: c.var.form.code ?? '', target: target.id }, { key: c.var.key }),
    )
    if (!done.ok) {
      const { refusal } = done
      if (Object.keys(refusal.fields).length === 0) Object.assign(refusal.fields, { code: refusal.message })
      return showOn(c, ctx, c.var.form, refusal)
    }
    return seeOther(c, at(ctx, `/codes/on/${target.id}`), { text: `${label(done.value)} leads here now.`, undo: null })
  })

  .post(`${on}/bar-codes`, { may: addBarCode.action }, async (ctx, c) => {
    const target = await targetShown(ctx, id(c))
    const done = await attempt(() => addBarCode(ctx, { ...c.var.form, target: target.id }, { key: c.var.key }))
    if (!done.ok) return showOn(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/codes/on/${target.id}`), { text: 'The bar code leads here now.', undo: null })
  })

  .post('/codes/bar-codes/:id{bc_[^/]+}/removal', { may: removeBarCode.action }, async (ctx, c) => {
    const { target, value } = await findBarCode(ctx, id(c))
    await removeBarCode(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, `/codes/on/${target}`), {
      text: `${value} is removed.`,
      undo: { action: `/codes/bar-codes/${id(c)}/restoration`, fields: {} },
    })
  })

  .post('/codes/bar-codes/:id{bc_[^/]+}/restoration', { may: restoreBarCode.action }, async (ctx, c) => {
    const { target } = await restoreBarCode(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, `/codes/on/${target}`), { text: 'The bar code is back.', undo: null })
  })
