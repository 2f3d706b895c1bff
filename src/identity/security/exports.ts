import * as z from 'zod'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'

/** Taking data out changes nothing, and is written down all the same; administrators are told (`security/events.ts`). */
export const recordExport = action({
  name: 'identity.export.record',
  about: 'Writes down that somebody took data out as a file: what it was and how many rows.',
  input: z.object({ what: z.string().min(1).max(60), rows: z.number().int().min(0).nullable() }),
  run: async (ctx, { what, rows }) => ({
    subject: ctx.actor.id,
    writes: [],
    facts: [{ name: 'identity.data-exported', subject: ctx.actor.id, what, rows }],
    ...(rows === null ? {} : { changes: { rows: { from: null, to: rows } } }),
    reason: what,
    result: {},
  }),
})

/** For a room that hands out a file: before the file leaves, so that none leaves unseen. `rows`: null where it streams. */
export const exporting = (ctx: Context, what: string, rows: number | null) => recordExport(ctx, { what, rows })
