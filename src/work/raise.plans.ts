import { sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import { checkedInput } from '../platform/action'
import type { Guard, Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { placeInLists } from './facets'
import { copiedLockOut } from './lock'
import type { Order } from './order'
import { blank, told } from './order.fresh'
import { happened, insertOrder, writePeople } from './order.queries'
import { type Worded, whole, worded } from './wording'

type Raised = Pick<Order, 'parentId' | 'source' | 'procedureVersionId' | 'openSteps'>

/** A new order with all that goes with it: its number, its lists, its locks. It asks no permission of its own. */
export async function planNew(
  ctx: Context,
  { wording, people, belonging }: Awaited<ReturnType<typeof worded>>,
  status: 'requested' | 'approved',
  raised: Partial<Raised> = {},
): Promise<Plan & { order: Order }> {
  const fresh = { ...blank(ctx, status), ...wording, ...raised }
  const lock = status === 'approved' ? await copiedLockOut(ctx, fresh.id, belonging.assetPath) : null
  const order: Omit<Order, 'number'> = { ...fresh, hazards: lock?.hazards ?? [] }
  const numbered = { ...order, number: 0 }
  return {
    order: numbered,
    writes: [
      ...insertOrder(ctx, order),
      ...(lock?.writes ?? []),
      ...writePeople(ctx, order.id, people),
      ...placeInLists(ctx, numbered, { people, ...belonging }),
      happened(ctx, order.id, { kind: 'move', toStatus: status }),
    ],
    facts: [{ name: 'work.order-created', ...told(ctx, numbered) }],
  }
}

/** Nothing was raised of this source yet: an occurrence or a report becomes one order. */
export const notRaised = (source: string): Guard => ({
  count: sql`SELECT NOT EXISTS (SELECT 1 FROM work_orders WHERE source = ${source})`,
  refusal: () => new Refusal('conflict', 'order.raised', 'Somebody made a work order of this already. Look again.'),
})

/** What a preventive plan says of an order that it raises; a field that is left out is as on a new form. */
export type RaiseAsk = Partial<Omit<Worded, 'dueOn' | 'scheduledOn'>> & {
  title: string
  assetId: string
  dueOn: string | null
  scheduledOn?: string | null
  /** The id of the occurrence: one order comes of it, however often it is asked. */
  source: string
  procedureVersionId?: string | null
  /** Required steps that hang on it; whoever hangs them keeps this number. */
  openSteps?: number
}

/**
 * An order that a plan raises, approved: what another room’s commit adds to itself. Give the plan to your deed.
 * Refuses as a form does, and 'conflict' ('order.raised') when its source has raised one.
 */
export async function planRaise(ctx: Context, ask: RaiseAsk): Promise<Plan & { orderId: Id<'wo'> }> {
  const { source, procedureVersionId = null, openSteps = 0, ...input } = ask
  const said = await worded(ctx, checkedInput(whole, { kind: 'preventive', ...input }), null, 'work.order.create')
  const { order, ...plan } = await planNew(ctx, said, 'approved', { source, procedureVersionId, openSteps })
  return { ...plan, guards: [notRaised(source)], orderId: order.id }
}
