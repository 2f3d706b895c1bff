import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Vendor } from './vendor'

/**
 * How far a vendor is trusted. `approved` may be asked and ordered from; `pending` only by whoever has the right for it;
 * `blacklisted` by nobody. Source: features 2.10 rule 8.
 */
export const tiers = ['approved', 'pending', 'blacklisted'] as const
export type Tier = (typeof tiers)[number]

/** What somebody means to do with a vendor: write a message, ask for a price, order. */
export type Purpose = 'write' | 'ask' | 'order'

/** The right to ask and to order from a vendor that is not approved yet. */
export const reachPending = 'vendors.pending.reach'

type Reached = Pick<Vendor, 'name' | 'tier' | 'tierReason' | 'endedAt'>

/**
 * THE rule of whom anything may reach. Every path to a vendor asks here: invitations, orders, letters, texts, and the
 * post office again at the moment of sending.
 *
 * Refuses 'conflict' ('vendor.blacklisted', 'vendor.ended') for good and 'forbidden' ('vendor.pending') for whoever may
 * not ask vendors that are not approved. Writing to a pending vendor is how it gets approved.
 */
export function checkReachable(vendor: Reached, purpose: Purpose, mayReachPending: boolean): void {
  if (vendor.tier === 'blacklisted') {
    const why = vendor.tierReason ? ` because: ${vendor.tierReason}` : ''
    refuse(
      'conflict',
      'vendor.blacklisted',
      `${vendor.name} is blacklisted${why}. Nothing is sent to them. Choose another vendor.`,
    )
  }
  if (vendor.endedAt !== null)
    refuse('conflict', 'vendor.ended', `${vendor.name} is no longer used. Choose another vendor, or bring it back.`)
  if (vendor.tier === 'pending' && purpose !== 'write' && !mayReachPending) {
    refuse(
      'forbidden',
      'vendor.pending',
      `${vendor.name} is not approved yet. Ask somebody who may approve vendors, or choose another.`,
    )
  }
}

/**
 * Moves a vendor to another tier. Whoever takes it off the black list needs a second person: `lift` does that.
 * Refuses 'conflict' ('tier.there', 'tier.lift-needs-two').
 */
export function retier(vendor: Vendor, to: Tier, reason: string, by: string, at: Instant): Vendor {
  if (vendor.tier === to) refuse('conflict', 'tier.there', `${vendor.name} is ${to} already. Look again.`)
  if (vendor.tier === 'blacklisted') {
    refuse(
      'conflict',
      'tier.lift-needs-two',
      `${vendor.name} is blacklisted. Ask for it to be lifted: a second person decides.`,
    )
  }
  return tiered(vendor, to, reason, by, at)
}

const tiered = (vendor: Vendor, to: Tier, reason: string, by: string, at: Instant): Vendor => ({
  ...vendor,
  tier: to,
  tierReason: reason,
  tierAt: at,
  tierBy: by,
  version: vendor.version + 1,
})

/** A wish to take a vendor off the black list. */
export type Lift = {
  id: Id<'vl'>
  vendorId: Id<'vd'>
  toTier: Exclude<Tier, 'blacklisted'>
  reason: string
  askedBy: string
  askedAt: Instant
  decision: 'lifted' | 'declined' | null
  decisionReason: string
  decidedBy: string | null
  decidedAt: Instant | null
}

/** Refuses 'conflict' ('tier.not-blacklisted', 'lift.asked') when there is nothing to lift, or it was asked already. */
export function askLift(vendor: Vendor, open: Lift | null): void {
  if (vendor.tier !== 'blacklisted')
    refuse('conflict', 'tier.not-blacklisted', `${vendor.name} is not blacklisted: there is nothing to lift.`)
  if (open) refuse('conflict', 'lift.asked', 'Somebody has asked for this already. A second person decides.')
}

/**
 * Decides a lift. Refuses 'conflict' ('lift.decided', 'tier.not-blacklisted') and 'forbidden' ('lift.own') to whoever
 * asked: two people stand behind it.
 */
export function decideLift(
  vendor: Vendor,
  lift: Lift,
  decision: { lifted: boolean; reason: string; by: string; at: Instant },
): { vendor: Vendor; lift: Lift } {
  const { lifted, reason, by, at } = decision
  if (lift.decision !== null) refuse('conflict', 'lift.decided', 'This was decided already. Look again.')
  if (lift.askedBy === by)
    refuse('forbidden', 'lift.own', 'You asked for this yourself. A second person has to decide it.')
  if (vendor.tier !== 'blacklisted')
    refuse('conflict', 'tier.not-blacklisted', `${vendor.name} is not blacklisted any more.`)
  return {
    vendor: lifted ? tiered(vendor, lift.toTier, lift.reason, by, at) : vendor,
    lift: {
      ...lift,
      decision: lifted ? 'lifted' : 'declined',
      decisionReason: reason,
      decidedBy: by,
      decidedAt: at,
    },
  }
}
