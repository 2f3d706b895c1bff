import { Refusal, refuse } from '../kernel/refusal'
import type { Guard } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Contact } from './contact'
import { contactsById, contactsSentence } from './contact.queries'
import { checkReachable, type Purpose, reachPending } from './tier'
import type { Vendor } from './vendor'
import { findVendor, stillReachable } from './vendor.queries'

/** A vendor that may be reached, whom to write to there, and the guard that it still may be when the deed is committed. */
export type Reach = { vendor: Vendor; contact: Contact | null; guard: Guard }

/**
 * The one way to a vendor for every room: whether it may be written to, asked or ordered from by this actor, whom to
 * address, and the guard to put into the commit, so that a blacklisting at the same moment wins.
 *
 * `contactId` names a person there; without it the main one is taken, null where nobody is written down.
 * Refuses 'not-found' ('vendor.unknown', 'contact.unknown'), and as `checkReachable` does.
 */
export async function reachable(
  ctx: Context,
  vendorId: string,
  purpose: Purpose,
  contactId?: string | null,
): Promise<Reach> {
  const vendor = await findVendor(ctx, vendorId)
  checkReachable(vendor, purpose, ctx.may(reachPending))
  const [named] = contactId ? await contactsById(ctx, [contactId]) : []
  if (contactId && named?.vendorId !== vendor.id)
    return refuse('not-found', 'contact.unknown', 'This person is not written down at this vendor. Choose another.')
  const contact = named ?? (contactId ? null : ((await contactsSentence(ctx, vendor.id))[0] ?? null))
  return { vendor, contact, guard: stillReachable(vendor) }
}

/** Why a vendor may not be reached, in one sentence; null where it may. For lists in which several are chosen. */
export function whyNotReachable(ctx: Pick<Context, 'may'>, vendor: Vendor, purpose: Purpose): string | null {
  try {
    checkReachable(vendor, purpose, ctx.may(reachPending))
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}
