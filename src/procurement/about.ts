import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'

/** What something is bought for. Refuses 'invalid' ('buying.about') for what is not there, or not for the actor to see. */
export async function checkAbout(ctx: Context, ids: readonly string[]): Promise<void> {
  const known = await ctx.records([...ids])
  if (ids.every((id) => known.has(id))) return
  const sentence = 'What it is for is not there any more. Choose again, or leave it empty.'
  refuse('invalid', 'buying.about', sentence, { about: sentence })
}
