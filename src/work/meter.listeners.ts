import { inArray } from 'drizzle-orm'
import * as z from 'zod'
import { findFiring, triggerWords, valueText } from '../assets'
import type { Id } from '../kernel/ids'
import { action } from '../platform/action'
import type { Listener } from '../platform/room'
import { isFinished, label } from './order'
import { happened } from './order.queries'
import { planRaise } from './raise.plans'
import { workOrders } from './schema'

/** The order of a trigger that fired; while the one before is open it is told there, and no second one is raised. */
export const raiseForReading = action({
  name: 'work.order.raise-for-reading',
  about: 'Raises the order that a reading of a meter asks for; while the one before is open, it is told on that one.',
  input: z.object({ firingId: z.string().max(40) }),
  run: async (ctx, { firingId }) => {
    const { firing, meter, asset, trigger, reading, earlier } = await findFiring(ctx, firingId)
    const { locale } = await ctx.profile()
    const told = await ctx.db
      .select({ id: workOrders.id, number: workOrders.number, status: workOrders.status, source: workOrders.source })
      .from(workOrders)
      .where(inArray(workOrders.source, [String(firing.id), ...earlier]))
    const text = `${meter.name} showed ${reading.word || valueText(reading.value, meter.unit, locale)}: it is watched for ${triggerWords(trigger, meter.unit, locale)}.`
    const own = told.find(({ source }) => source === firing.id)
    if (own) return { subject: own.id, writes: [], facts: [], result: { id: own.id as Id<'wo'> } }
    const open = told.find((order) => !isFinished(order))
    if (open) {
      return {
        subject: open.id,
        writes: [happened(ctx, open.id, { kind: 'comment', text: `${text} ${label(open)} is open already.` })],
        facts: [],
        result: { id: open.id },
      }
    }
    const { orderId, ...plan } = await planRaise(ctx, {
      title: trigger.title,
      description: text,
      kind: trigger.operator === 'increases-by' ? 'preventive' : 'inspection',
      priority: trigger.priority as 1 | 2 | 3 | 4,
      assetId: asset.id,
      dueOn: null,
      source: firing.id,
    })
    return { subject: orderId, plans: [plan], writes: [], facts: [], result: { id: orderId } }
  },
})

export const meterListeners: Listener[] = [
  {
    to: 'assets.trigger-fired',
    name: 'work.raise-for-reading',
    about: 'A reading that is watched for raises a work order.',
    handle: async (ctx, fact, key) => {
      await raiseForReading(ctx, { firingId: fact.subject }, { key })
    },
  },
]
