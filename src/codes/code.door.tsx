import { ElsewherePage, OutOfUsePage, UnknownCodePage } from '../../templates/codes/landing'
import { readCode, spokenCode } from '../kernel/short-code'
import { seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show, showOpen } from '../platform/render'
import { Open, type Request } from '../platform/routes'
import type { Code } from './code'
import { codeById, codeByLetters } from './code.queries'
import { ofTheCode, signIn } from './landing'
import { openToStrangers, showReport } from './report.door'
import { lookOf, scanCode } from './scan.queries'

const letters = (c: Request) => readCode(c.req.param('code') ?? '') ?? ''

/** Whether a person looks, and not a browser that fetches ahead or a program that only asks for the headers. */
const isLook = (c: Request) =>
  c.req.method === 'GET' && !/prefetch|prerender/.test(c.req.header('Sec-Purpose') ?? c.req.header('Purpose') ?? '')

/** Reads the code and writes the scan down, in one round trip. */
async function scanned(ctx: Context, c: Request, actorId: string | null): Promise<Code | null> {
  const read = codeByLetters(ctx, letters(c))
  if (!isLook(c)) return (await read)[0] ?? null
  const look = lookOf(c, { raw: new URL(c.req.url).pathname, actorId, purpose: 'open', way: 'link' })
  const [[code]] = await ctx.db.batch([read, scanCode(ctx, letters(c), look)])
  return code ?? null
}

/** What a member gets: the record itself, or a page that says why not. */
async function forMember(ctx: Context, c: Request): Promise<Response> {
  const code = await scanned(ctx, c, ctx.actor.id)
  c.set('meter', ctx.meter)
  if (!code) return show(c, ctx, <UnknownCodePage code={spokenCode(letters(c))} />, 404)
  if (code.state === 'blank' && ctx.may('codes.code.see')) {
    return seeOther(c, `/${ctx.organization.slug}/codes/${code.id}`)
  }
  const target = code.target === null ? null : ((await ctx.records([code.target])).get(code.target) ?? null)
  if (code.state === 'live' && target) return seeOther(c, `/${ctx.organization.slug}${target.href}`)
  const [by] = code.replacedBy === null ? [] : await codeById(ctx, code.replacedBy)
  const page = <OutOfUsePage code={code} target={target} by={by ?? null} />
  return show(c, ctx, page, code.state === 'live' ? 403 : 200)
}

/**
 * What stands on labels. A member of the organization comes straight to the record; whoever is not signed in signs in
 * and comes back; for everybody else a known code and an unknown one look alike.
 */
export const codeDoor = new Open().get('/q/:code', { may: 'anyone', within: ofTheCode }, async (platform, c) => {
  const { session, residence, membership } = c.var
  if (membership) {
    return forMember(await platform.openTenant(membership.residence, membership.actor, c.var.requestId), c)
  }
  if (residence) {
    const visitor = { kind: 'system', id: 'visitor' } as const
    await scanned(await platform.openTenant(residence, visitor, c.var.requestId), c, null)
  }
  const open = await openToStrangers(platform, c)
  if (open) {
    c.set('meter', open.ctx.meter)
    return showReport(c, open, null)
  }
  if (!session) return signIn(c)
  return residence
    ? showOpen(c, <ElsewherePage code={spokenCode(letters(c))} />, 403)
    : showOpen(c, <UnknownCodePage code={spokenCode(letters(c))} />, 404)
})
