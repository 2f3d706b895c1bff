import { changeSettings, issueCodes, makeBatch } from '../codes/code.actions'
import { addPrinter } from '../codes/label.actions'
import { sendReport } from '../codes/report.actions'
import type { Context } from '../platform/context'

/** Labels on what is there, a batch to claim, and what strangers and members have reported. */
export async function seedCodes(ctx: Context, visitor: Context): Promise<void> {
  await changeSettings(ctx, { publicReports: 'on' })
  const assets = await ctx.db.all<{ id: string }>('SELECT id FROM assets ORDER BY id LIMIT 8').catch(() => [])
  const sites = await ctx.db.all<{ id: string }>("SELECT id FROM places WHERE kind = 'site' ORDER BY name")
  const targets = [...assets, ...sites].map(({ id }) => id)
  if (targets.length === 0) return
  await issueCodes(ctx, { targets })
  await makeBatch(ctx, { name: 'Line 3, November', size: 30 })
  await addPrinter(ctx, { name: 'Stores, left of the door', offsetX: '0.8', offsetY: '-0.4', scale: '100' })
  const [first = '', second = first] = targets
  await sendReport(visitor, { target: first, symptoms: ['leak'], words: 'Water under the coupling since the morning.' })
  await sendReport(visitor, { target: second, symptoms: ['dirty', 'smell'], language: 'nl', words: 'De afvoer ruikt.' })
}
