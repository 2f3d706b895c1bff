import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { newId } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import { optionalBlock, textBlock } from '../kernel/schemas'
import { action } from '../platform/action'
import { findLift, lookUpOpenLift } from './paper.queries'
import { vendorLifts } from './schema'
import { askLift, decideLift, type Lift } from './tier'
import { vendorDeed, vendorId } from './vendor.actions'
import { findVendor, vendorStillAt } from './vendor.queries'

const liftId = z.string().regex(/^vl_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such request.')

export const askForLift = action({
  name: 'vendors.tier.ask-lift',
  about: 'Asks for a vendor to be taken off the black list. A second person decides.',
  input: z.object({
    id: vendorId,
    tier: z.enum(['approved', 'pending']).default('pending'),
    reason: textBlock(1000, 'Write why it should be lifted.'),
  }),
  run: async (ctx, { id, tier, reason }) => {
    const vendor = await findVendor(ctx, id)
    askLift(vendor, await lookUpOpenLift(ctx, vendor.id))
    const lift: Lift = {
      id: newId('vl', ctx.now),
      vendorId: vendor.id,
      toTier: tier,
      reason,
      askedBy: ctx.actor.id,
      askedAt: ctx.now,
      decision: null,
      decisionReason: '',
      decidedBy: null,
      decidedAt: null,
    }
    return {
      subject: vendor.id,
      guards: [
        vendorStillAt(vendor),
        {
          count: sql`SELECT 1 - count(*) FROM vendor_lifts WHERE vendor_id = ${vendor.id} AND decision IS NULL`,
          refusal: () => new Refusal('conflict', 'lift.asked', 'Somebody has asked for this already.'),
        },
      ],
      writes: [ctx.db.insert(vendorLifts).values(lift)],
      facts: [{ name: 'vendors.lift-asked', subject: vendor.id, lift: lift.id }],
      reason,
      result: { id: lift.id, vendorId: vendor.id },
    }
  },
})

export const decideOnLift = action({
  name: 'vendors.tier.lift',
  about: 'Takes a vendor off the black list, or leaves it there, when somebody else has asked for it.',
  input: z.object({ id: liftId, decision: z.enum(['lifted', 'declined']), reason: optionalBlock(1000) }),
  run: async (ctx, { id, decision, reason }) => {
    const lift = await findLift(ctx, id)
    const before = await findVendor(ctx, lift.vendorId)
    const decided = decideLift(before, lift, { lifted: decision === 'lifted', reason, by: ctx.actor.id, at: ctx.now })
    const { id: _id, vendorId: _vendor, ...after } = decided.lift
    const deed = vendorDeed(ctx, before, decided.vendor, 'vendors.vendor-lifted')
    return {
      ...deed,
      guards: [
        ...deed.guards,
        {
          count: sql`SELECT count(*) FROM vendor_lifts WHERE id = ${lift.id} AND decision IS NULL`,
          refusal: () => new Refusal('conflict', 'lift.decided', 'This was decided already. Look again.'),
        },
      ],
      writes: [
        ...(decision === 'lifted' ? deed.writes : []),
        ctx.db.update(vendorLifts).set(after).where(eq(vendorLifts.id, lift.id)),
      ],
      facts:
        decision === 'lifted' ? deed.facts : [{ name: 'vendors.lift-declined', subject: before.id, lift: lift.id }],
      reason: reason || lift.reason,
      result: { id: before.id, number: before.number, version: decided.vendor.version },
    }
  },
})
