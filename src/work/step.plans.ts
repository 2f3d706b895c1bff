import { metersOfAsset } from '../assets'
import { type Id, newId } from '../kernel/ids'
import type { Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { insertMany } from '../platform/many'
import { currentVersion } from '../procedures'
import { workSteps } from './schema'

/**
 * The steps that an order hangs on itself by the approved version of a procedure: copies, so that what is approved later
 * changes nothing here. Meters are found on the asset by their names. Refuses as `currentVersion` does.
 */
export async function stepsOf(ctx: Context, procedureId: string | null, assetId: string | null) {
  if (!procedureId) return { pinned: {}, writesOn: (): Write[] => [] }
  const { version } = await currentVersion(ctx, procedureId)
  const meters = assetId && version.steps.some(({ kind }) => kind === 'meter') ? await metersOfAsset(ctx, assetId) : []
  const meterOf = (name: string) => meters.find((meter) => meter.name.toLowerCase() === name.toLowerCase())?.id ?? null
  return {
    pinned: {
      procedureVersionId: String(version.id),
      openSteps: version.steps.filter(({ required }) => required).length,
    },
    writesOn: (orderId: Id<'wo'>): Write[] =>
      insertMany(
        ctx,
        workSteps,
        version.steps.map((step, index) => ({
          id: newId('sp', ctx.now),
          orderId,
          versionId: version.id,
          position: index + 1,
          step,
          meterId: step.kind === 'meter' ? meterOf(step.meter) : null,
          value: null,
          words: '',
          result: null,
          isOutside: false,
          note: '',
          answeredAt: null,
          answeredBy: null,
          followId: null,
          version: 1,
        })),
      ),
  }
}
