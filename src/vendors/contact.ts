import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

/** How somebody likes to be reached. */
export const channels = ['email', 'sms', 'phone'] as const
export type Channel = (typeof channels)[number]

/** A person at a vendor. */
export type Contact = {
  id: Id<'vc'>
  vendorId: Id<'vd'>
  name: string
  jobTitle: string
  /** As two addresses are compared; empty for none. */
  email: string
  /** E.164; empty for none. */
  phone: string
  channel: Channel
  /** ISO 639-1; empty: the vendor's. */
  language: string
  /** The one who is written to when nobody chooses. */
  main: boolean
  removedAt: Instant | null
  version: number
}

/** Refuses 'invalid' ('contact.unreachable', 'contact.channel') for a person whom the preferred channel does not reach. */
export function checkContact({ email, phone, channel }: Pick<Contact, 'email' | 'phone' | 'channel'>): void {
  if (email === '' && phone === '') {
    const sentence = 'Write an e-mail address or a telephone number.'
    refuse('invalid', 'contact.unreachable', sentence, { email: sentence })
  }
  if (channel === 'email' && email === '') {
    const sentence = 'E-mail is chosen: write the address, or choose another channel.'
    refuse('invalid', 'contact.channel', sentence, { email: sentence })
  }
  if (channel !== 'email' && phone === '') {
    const sentence = 'Write the telephone number, or choose e-mail.'
    refuse('invalid', 'contact.channel', sentence, { phone: sentence })
  }
}
