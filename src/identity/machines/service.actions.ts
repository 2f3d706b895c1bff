import * as z from 'zod'
import { type Id, newId } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { optionalLine, textLine, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import type { Changes } from '../../platform/schema'
import { machineFacts } from './projection'
import { checkGiven, disable, enable, type Service } from './service'
import { findService, insertService, nameIsFree, serviceStillAt, updateService } from './service.queries'

const serviceId = z.string().regex(/^sv_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such service.')

const wording = {
  name: textLine(80, 'Write what the service is called.'),
  about: optionalLine(200),
  permissions: z.array(z.string().max(100)).min(1, 'Choose at least one thing that it may do.').max(500),
}

/** Everywhere, not only at some sites: a service has no sites of its own. */
const hasEverywhere = (ctx: Context) => (permission: string) => ctx.sitesFor(permission) === null

/** Refuses for a service that somebody else has changed since the person looked. */
async function findAt(ctx: Context, id: string, seen: number | null): Promise<Service> {
  const service = await findService(ctx, id)
  if (seen !== null && seen !== service.version) throw serviceStillAt(service).refusal()
  return service
}

const written = (ctx: Context, before: Service, after: Service, changes: Changes) => ({
  subject: after.id,
  guards: [serviceStillAt(before), nameIsFree(after.name, after.id)],
  writes: [updateService(ctx, after)],
  facts: [{ name: machineFacts.serviceChanged, subject: after.id }],
  changes,
  result: { id: after.id, version: after.version },
})

export const createService = action({
  name: 'identity.service.create',
  about: 'Opens a service account for an integration, with no more rights than one has oneself.',
  input: z.object(wording),
  run: async (ctx, { name, about, permissions }) => {
    if (ctx.actor.kind !== 'member') refuse('forbidden', 'not-permitted', 'Only a person opens a service account.')
    checkGiven(permissions, [], hasEverywhere(ctx))
    const service: Service = {
      id: newId('sv', ctx.now),
      name,
      about,
      permissions: [...new Set(permissions)].sort(),
      createdAt: ctx.now,
      createdBy: ctx.actor.id as Id<'mb'>,
      disabledAt: null,
      version: 1,
    }
    return {
      subject: service.id,
      guards: [nameIsFree(name, null)],
      writes: [insertService(ctx, service)],
      facts: [{ name: machineFacts.serviceChanged, subject: service.id }],
      changes: {
        name: { from: null, to: name },
        permissions: { from: null, to: service.permissions.join(' ') },
      },
      result: { id: service.id, version: service.version },
    }
  },
})

export const changeService = action({
  name: 'identity.service.change',
  about: 'Changes what a service account is called and what it may do; its keys follow at once.',
  input: z.object({ id: serviceId, version, ...wording }),
  run: async (ctx, { id, version: seen, name, about, permissions }) => {
    const before = await findAt(ctx, id, seen)
    checkGiven(permissions, before.permissions, hasEverywhere(ctx))
    const after: Service = {
      ...before,
      name,
      about,
      permissions: [...new Set(permissions)].sort(),
      version: before.version + 1,
    }
    const changes: Changes = {}
    if (before.name !== name) changes.name = { from: before.name, to: name }
    if (before.about !== about) changes.about = { from: before.about, to: about }
    const [was, is] = [before.permissions.join(' '), after.permissions.join(' ')]
    if (was !== is) changes.permissions = { from: was, to: is }
    return written(ctx, before, after, changes)
  },
})

export const disableService = action({
  name: 'identity.service.disable',
  about: 'Switches a service account off: none of its keys opens anything from then on.',
  input: z.object({ id: serviceId, version }),
  run: async (ctx, { id, version: seen }) => {
    const before = await findAt(ctx, id, seen)
    return written(ctx, before, disable(before, ctx.now), { disabledAt: { from: null, to: ctx.now } })
  },
})

export const enableService = action({
  name: 'identity.service.enable',
  about: 'Switches a service account on again, with the keys that have not ended.',
  input: z.object({ id: serviceId, version }),
  run: async (ctx, { id, version: seen }) => {
    const before = await findAt(ctx, id, seen)
    checkGiven(before.permissions, [], hasEverywhere(ctx))
    return written(ctx, before, enable(before), { disabledAt: { from: before.disabledAt, to: null } })
  },
})
