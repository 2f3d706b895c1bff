import { ScanPage, ScanResult, type ScanRowProps } from '../../templates/codes/scan'
import { readCode, spokenCode } from '../kernel/short-code'
import { houseHeaders, seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { matchOf } from './bar-code'
import { barCodeCalled } from './bar-code.queries'
import type { Code } from './code'
import { codeById, codeByLetters } from './code.queries'
import { type Purpose, purposes, rawOf, type Way, ways } from './scan'
import { insertScan, lastScansOf, lookOf } from './scan.queries'

const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

/** The scanner's decoder is WebAssembly: this page alone may run it. */
const policy = (houseHeaders['Content-Security-Policy'] ?? '').replace(
  "script-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
)

const outOfUse = {
  revoked: 'is revoked: take the label off',
  retired: 'is out of use',
  replaced: 'was replaced: take the label off',
}

/** What a code of ours says to a member: where it leads, in a row of words. */
async function ofOurs(ctx: Context, code: Code): Promise<ScanRowProps> {
  const spoken = spokenCode(code.code)
  const target = code.target === null ? null : ((await ctx.records([code.target])).get(code.target) ?? null)
  if (code.state === 'blank') {
    return { state: 'blank', title: spoken, detail: 'On nothing yet: claim it', href: `/codes/${code.id}`, id: null }
  }
  if (!target) {
    return { state: 'unknown', title: spoken, detail: 'On something that you may not look at', href: null, id: null }
  }
  if (code.state === 'live') {
    return {
      state: 'found',
      title: target.title,
      detail: [target.tag, target.detail].filter(Boolean).join(' · '),
      href: target.href,
      id: target.id,
    }
  }
  const [by] = code.replacedBy ? await codeById(ctx, code.replacedBy) : []
  const words = `${spoken} ${outOfUse[code.state]}${by ? `; ${spokenCode(by.code)} took its place` : ''}`
  return code.state === 'revoked'
    ? { state: 'unknown', title: spoken, detail: words, href: `/codes/${code.id}`, id: null }
    : { state: 'old', title: target.title, detail: words, href: target.href, id: target.id }
}

/** What was read, looked up: a code of ours, a maker's bar code, or nothing that is known here. */
async function resolved(
  ctx: Context,
  raw: string,
): Promise<{ row: ScanRowProps; codeId: string | null; target: string | null }> {
  const letters = readCode(raw)
  const [[code], [barCode]] = await ctx.db.batch([codeByLetters(ctx, letters ?? ''), barCodeCalled(ctx, matchOf(raw))])
  if (code) return { row: await ofOurs(ctx, code), codeId: code.id, target: code.target }
  const held = barCode && (await ctx.records([barCode.target])).get(barCode.target)
  if (barCode && held) {
    const detail = [held.tag, held.detail].filter(Boolean).join(' · ')
    const row: ScanRowProps = { state: 'found', title: held.title, detail, href: held.href, id: held.id }
    return { row, codeId: barCode.id, target: held.id }
  }
  return {
    row: {
      state: 'unknown',
      title: raw.slice(0, 80),
      detail: 'Nothing here has this code. Search for it',
      href: `/search?q=${encodeURIComponent(raw.slice(0, 80))}`,
      id: null,
    },
    codeId: barCode?.id ?? null,
    target: null,
  }
}

const modeOf = (word: string | undefined): Purpose => purposes.find((one) => one === word) ?? 'open'
const wayOf = (word: string | undefined): Way => ways.find((one) => one === word) ?? 'typed'

async function showScanner(c: Request, ctx: Context, mode: Purpose, result: ScanRowProps | null) {
  const last = await lastScansOf(ctx, ctx.actor.id, 5)
  const targets = await ctx.records(last.flatMap(({ target }) => target ?? []))
  c.header('Content-Security-Policy', policy)
  return show(
    c,
    ctx,
    <ScanPage
      mode={mode}
      result={result}
      last={last.map(({ id, at, raw, target }) => ({ id, at, raw, target: targets.get(target ?? '') ?? null }))}
    />,
  )
}

/** The scanner: by camera, by hand scanner, by typing, from a picture; without JavaScript a text box. */
export const scanPages = new Pages()
  .get('/scan', { may: 'codes.scan.use' }, async (ctx, c) => showScanner(c, ctx, modeOf(c.req.query('mode')), null))

  .post('/scan', { may: 'codes.scan.use' }, async (ctx, c) => {
    const raw = rawOf(c.var.form.q ?? '')
    const mode = modeOf(c.var.form.mode)
    const fragment = c.req.header('HX-Request') !== undefined
    if (raw === '') return showScanner(c, ctx, mode, null)
    const { row, codeId, target } = await resolved(ctx, raw)
    const look = lookOf(c, { raw, actorId: ctx.actor.id, purpose: mode, way: wayOf(c.var.form.way) })
    await insertScan(ctx, look, codeId, target)
    const href = mode === 'report' && row.id && ctx.may('codes.report.send') ? `/reports/about/${row.id}` : row.href
    if (fragment) return show(c, ctx, <ScanResult {...row} href={href} />)
    return row.state === 'unknown' || href === null ? showScanner(c, ctx, mode, row) : seeOther(c, at(ctx, href))
  })
