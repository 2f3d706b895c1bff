import { readCode } from '../kernel/short-code'
import type { Context } from '../platform/context'
import { matchOf } from './bar-code'
import { barCodeCalled } from './bar-code.queries'
import { codeByLetters } from './code.queries'

/** The id of what a label of ours or a maker's bar code is on; null for what is neither, or on nothing. */
export async function scannedTarget(ctx: Context, raw: string): Promise<string | null> {
  const [[code], [barCode]] = await ctx.db.batch([
    codeByLetters(ctx, readCode(raw) ?? ''),
    barCodeCalled(ctx, matchOf(raw)),
  ])
  return (code?.state === 'live' ? code.target : null) ?? barCode?.target ?? null
}
