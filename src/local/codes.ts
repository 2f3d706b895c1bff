import { changeSettings, issueCodes, makeBatch } from '../codes/code.actions'
import { addPrinter } from '../codes/label.actions'
import { sendReport } from '../codes/report.actions'
import type { Context } from '../platform/context'

/** Labels on what is there, a batch to claim, and what strangers and members have reported. */
export async function seedCodes(ctx: Context, visitor: Context): Promise<void> {
  await changeSettings(ctx, { publicReports: 'on' })
  // What a phone is most likely held before comes first.
  const assets = await ctx.db
    .all<{ id: string }>(
      `SELECT id FROM assets WHERE tag IN ('P-204', 'W-1', 'CV-34', 'C-01', 'HX-31', 'CP-31', 'B-01', 'FL-2', 'DK-3')
       ORDER BY CASE tag WHEN 'CV-34' THEN 0 WHEN 'DK-3' THEN 1 ELSE 2 END, tag DESC`,
    )
    .catch(() => [])
  const sites = await ctx.db.all<{ id: string }>("SELECT id FROM places WHERE kind = 'site' ORDER BY name")
  const targets = [...assets, ...sites].map(({ id }) => id)
  if (targets.length === 0) return
  await issueCodes(ctx, { targets })
  await makeBatch(ctx, { name: 'Line 3, November', size: 30 })
  await addPrinter(ctx, { name: 'Stores, left of the door', offsetX: '0.8', offsetY: '-0.4', scale: '100' })
  const [first = '', second = first] = targets
  await sendReport(visitor, { target: first, symptoms: ['noise'], words: 'Squeaks at the curve since the morning.' })
  await sendReport(visitor, {
    target: second,
    symptoms: ['dirty'],
    language: 'nl',
    words: 'De put onder de drempel zit vol.',
  })
}
