import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import { Refusal, refuse } from '../../kernel/refusal'
import { optionalLine, textLine } from '../../kernel/schemas'
import { action } from '../../platform/action'
import { sharedDevices, tabletPins } from './schema'

export const addSharedDevice = action({
  name: 'identity.shared-device.add',
  about: 'Makes the tablet at hand a shared one, on which several people sign in by PIN or passkey.',
  input: z.object({
    name: textLine(60, 'Give the tablet a name, such as “Line 3, left”.'),
    standsAt: optionalLine(120),
    hash: z.string().length(43),
  }),
  run: async (ctx, input) => {
    const id = newId('sd', ctx.now)
    const row = { id, ...input, addedBy: ctx.actor.id as Id<'mb'>, addedAt: ctx.now }
    return {
      subject: id,
      writes: [ctx.db.insert(sharedDevices).values(row)],
      facts: [{ name: 'identity.shared-device-added', subject: id }],
      changes: { name: { from: null, to: input.name }, standsAt: { from: null, to: input.standsAt } },
      result: { id },
    }
  },
})

export const endSharedDevice = action({
  name: 'identity.shared-device.end',
  about: 'Ends a shared tablet: whoever is signed in on it is signed out, and it shows nobody any more.',
  input: z.object({ id: z.string() }),
  run: async (ctx, { id }) => {
    const [device] = await ctx.db
      .select()
      .from(sharedDevices)
      .where(eq(sharedDevices.id, id as Id<'sd'>))
    if (!device) return refuse('not-found', 'shared-device.unknown', 'There is no such tablet.')
    if (device.endedAt !== null)
      refuse('conflict', 'shared-device.ended', `“${device.name}” is no longer a shared tablet.`)
    return {
      subject: device.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM shared_devices WHERE id = ${device.id} AND ended_at IS NULL`,
          refusal: () =>
            new Refusal('conflict', 'shared-device.ended', `“${device.name}” is no longer a shared tablet.`),
        },
      ],
      writes: [
        ctx.db
          .update(sharedDevices)
          .set({ endedAt: ctx.now, endedBy: ctx.actor.id as Id<'mb'> })
          .where(eq(sharedDevices.id, device.id)),
      ],
      facts: [{ name: 'identity.shared-device-ended', subject: device.id }],
      result: { name: device.name },
    }
  },
})

/** The PIN comes hashed: what it was must not be guessed from the print that an action keeps of its input. */
export const setPin = action({
  name: 'identity.pin.set',
  about: 'Sets one’s own PIN for shared tablets.',
  input: z.object({ pinHash: z.string().startsWith('$scrypt$') }),
  run: async (ctx, { pinHash }) => {
    const memberId = ctx.actor.id as Id<'mb'>
    return {
      subject: memberId,
      writes: [
        ctx.db
          .insert(tabletPins)
          .values({ memberId, pinHash, setAt: ctx.now })
          .onConflictDoUpdate({ target: tabletPins.memberId, set: { pinHash, setAt: ctx.now } }),
      ],
      facts: [{ name: 'identity.pin-set', subject: memberId }],
      changes: { pin: 'changed' },
      result: {},
    }
  },
})

export const removePin = action({
  name: 'identity.pin.remove',
  about: 'Removes one’s own PIN for shared tablets.',
  input: z.object({}),
  run: async (ctx) => {
    const memberId = ctx.actor.id as Id<'mb'>
    return {
      subject: memberId,
      writes: [ctx.db.delete(tabletPins).where(eq(tabletPins.memberId, memberId))],
      facts: [{ name: 'identity.pin-removed', subject: memberId }],
      changes: { pin: 'changed' },
      result: {},
    }
  },
})
