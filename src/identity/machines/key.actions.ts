import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { textLine } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import { type ApiKey, makeKey, revokeKey } from './key'
import { findKey, insertKey, keyStillAt, serviceStillGives, updateKey } from './key.queries'
import { machineFacts } from './projection'
import { findService } from './service.queries'

const keyId = z.string().regex(/^ak_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such key.')
const days = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,4}$/, 'Choose how long it lives.')
      .transform(Number),
  ])
  .pipe(z.number().int())

/** Makes a key. Its text was made before, by the page that shows it once; here comes only what is kept of it. */
export const makeApiKey = action({
  name: 'identity.key.make',
  about: 'Makes an API key for oneself or a service, within one’s own rights, for a year at most.',
  input: z.object({
    name: textLine(80, 'Write what the key is for.'),
    kind: z.enum(['key', 'rotating']).default('key'),
    serviceId: z
      .string()
      .max(40)
      .default('')
      .transform((id) => id || null),
    scopes: z.array(z.string().max(100)).max(500),
    days,
    hash: z.string().length(43),
    hint: z.string().length(4),
  }),
  run: async (ctx, { hash, serviceId, ...wanted }) => {
    if (ctx.actor.kind !== 'member') {
      refuse('forbidden', 'key.by-machine', 'Only a person makes keys: sign in and make it in the settings.')
    }
    if (serviceId !== null && !ctx.may('identity.service.change')) {
      refuse('forbidden', 'not-permitted', 'Only who may change services makes keys for them. Ask an administrator.')
    }
    const service = serviceId === null ? null : await findService(ctx, serviceId)
    const maker = { id: ctx.actor.id as Id<'mb'>, may: (permission: string) => ctx.may(permission) }
    const key = makeKey(wanted, maker, service, newId('ak', ctx.now), ctx.now)
    return {
      subject: key.id,
      guards: service ? [serviceStillGives(service.id, service.version)] : [],
      writes: [insertKey(ctx, key, hash)],
      facts: [{ name: machineFacts.keyMade, subject: key.id }],
      changes: {
        kind: { from: null, to: key.kind },
        service: { from: null, to: key.serviceId },
        scopes: { from: null, to: key.scopes.join(' ') },
        expiresAt: { from: null, to: key.expiresAt },
      },
      result: { id: key.id },
    }
  },
})

/** A key that the actor may end: one's own, or any for who manages them. Refuses 'not-found' for others. */
async function findEndable(ctx: Context, id: string): Promise<ApiKey> {
  const key = await findKey(ctx, id)
  if (key.makerId !== ctx.actor.id && !ctx.may('identity.key.manage')) {
    refuse('not-found', 'key.unknown', 'There is no such key.')
  }
  return key
}

const ended = (ctx: Context, before: ApiKey, by: string, reason: string) => {
  const after = revokeKey(before, by, ctx.now)
  return {
    subject: after.id,
    guards: [keyStillAt(before)],
    writes: [updateKey(ctx, after)],
    facts: [{ name: machineFacts.keyRevoked, subject: after.id }],
    changes: { revokedAt: { from: null, to: after.revokedAt } },
    reason,
    result: { id: after.id, version: after.version },
  }
}

export const revokeApiKey = action({
  name: 'identity.key.revoke',
  about: 'Ends an API key at once and for good, with all tokens that were got with it.',
  input: z.object({ id: keyId }),
  run: async (ctx, { id }) => ended(ctx, await findEndable(ctx, id), ctx.actor.id, ''),
})

const endings = {
  reuse: 'A refresh token came back that had been used: somebody holds a copy of it.',
  app: 'The app that uses the key ended it.',
}

/** The house's own deed. A refresh token that comes a second time has been copied, so nobody's is good any more. */
export const endKeyFamily = action({
  name: 'identity.key.end-family',
  about: 'Ends a rotating key of which a used refresh token came back, or that its app gives up.',
  input: z.object({ id: keyId, why: z.enum(['reuse', 'app']) }),
  run: async (ctx, { id, why }) => {
    if (ctx.actor.kind !== 'system') refuse('forbidden', 'not-permitted', 'Only the house itself does this.')
    return ended(ctx, await findKey(ctx, id), 'house', endings[why])
  },
})
