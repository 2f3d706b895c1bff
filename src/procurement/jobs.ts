import { attempt } from '../kernel/refusal'
import type { Tick } from '../platform/room'
import { todayOf } from './fields'
import { whyNoReminder } from './invitation'
import { chaseOrder } from './order.actions'
import { lateOrders } from './order.queries'
import { closeRfq, remindVendor } from './rfq.actions'
import { overdueRfqs, silentInvitations } from './rfq.queries'

const dayMs = 86_400_000

/** What the clock does: closes what is over, reminds the silent, chases the late. Each at its own measure. */
export const ticks: Tick[] = [
  {
    name: 'procurement.close-overdue',
    about: 'Closes RFQs whose day to answer by is over.',
    every: 'hour',
    scope: 'organization',
    which: 'all',
    run: async (ctx) => {
      const due = await overdueRfqs(ctx)
      for (const { id } of due) await attempt(() => closeRfq(ctx, { id }, { key: `tick:${id}` }))
      return { closed: due.length }
    },
  },
  {
    name: 'procurement.remind-vendors',
    about: 'Reminds vendors that have not answered: at most twice, the day before the end at the latest.',
    every: 'day',
    scope: 'organization',
    which: 'all',
    run: async (ctx) => {
      const silent = await silentInvitations(ctx, ctx.now - dayMs)
      const due = silent.filter(
        ({ invitation, replyBy }) =>
          whyNoReminder(invitation, { state: 'sent', replyBy }, ctx.now) === null &&
          (replyBy - ctx.now < 2 * dayMs || ctx.now - (invitation.sentAt ?? 0) > 3 * dayMs),
      )
      for (const { invitation } of due)
        await attempt(() =>
          remindVendor(ctx, { id: invitation.id }, { key: `tick:${invitation.id}:${invitation.reminders}` }),
        )
      return { reminded: due.length }
    },
  },
  {
    name: 'procurement.chase-orders',
    about: 'Asks vendors of late orders when they come: every third day at most.',
    every: 'day',
    scope: 'organization',
    which: 'all',
    run: async (ctx) => {
      const late = await lateOrders(ctx, await todayOf(ctx), ctx.now - 3 * dayMs)
      for (const { id, chasedAt } of late)
        await attempt(() => chaseOrder(ctx, { id }, { key: `tick:${id}:${chasedAt ?? 0}` }))
      return { chased: late.length }
    },
  },
]
