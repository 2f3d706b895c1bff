import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import { textLine, ticked, version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import { publicAddress } from '../../platform/outbound'
import type { Changes } from '../../platform/schema'
import { type Connection, configured, switched } from './connection'
import {
  connectionAt,
  connectionChanged,
  countProved,
  lookUpConnection,
  putConnection,
  takeConnection,
} from './connection.queries'
import { signOnFacts } from './projection'
import { checkGrantable } from './role-choice'

/** The subject of all that is done to it: there is one in an organization. */
const subject = 'single-sign-on'

const address = (ctx: Context, given: string, field: string): string => {
  try {
    publicAddress(given, ctx.origin)
    return given.trim()
  } catch (error) {
    const sentence = error instanceof Error ? error.message : ''
    return refuse('invalid', 'sso.address', sentence, { [field]: sentence })
  }
}

async function findConnection(ctx: Context): Promise<Connection> {
  return (await lookUpConnection(ctx)) ?? refuse('not-found', 'sso.none', 'Single sign-on is not set up yet.')
}

const common = {
  /** 0 where nothing was set up yet. */
  version: z.coerce.number().int().min(0).nullable().default(null),
  defaultRole: textLine(40, 'Choose a role.'),
}

/** What changed, for the audit log: never the secret. */
function changesOf(before: Connection | null, after: Connection): Changes {
  const shown = [
    'kind',
    'state',
    'issuer',
    'clientId',
    'entryPoint',
    'trustsUnsaid',
    'providerBegins',
    'defaultRole',
  ] as const
  const changes: Changes = {}
  for (const field of shown) {
    if (before?.[field] !== after[field]) changes[field] = { from: before?.[field] ?? null, to: after[field] }
  }
  for (const field of ['clientSecret', 'certificates'] as const) {
    if (JSON.stringify(before?.[field] ?? null) !== JSON.stringify(after[field])) changes[field] = 'changed'
  }
  return changes
}

const deed = (ctx: Context, before: Connection | null, after: Connection) => ({
  subject,
  guards: [connectionAt(before?.version ?? 0)],
  writes: [putConnection(ctx, after)],
  facts: [{ name: signOnFacts.changed, subject }],
  changes: changesOf(before, after),
  result: { version: after.version },
})

const asSeen = (before: Connection | null, seen: number | null) => {
  if (seen !== null && seen !== (before?.version ?? 0)) throw connectionChanged()
}

export const setUpOidc = action({
  name: 'identity.single-sign-on.set-up-oidc',
  about: 'Sets up signing in by an OpenID Connect provider: issuer, client id, client secret.',
  input: z.object({
    ...common,
    issuer: textLine(500, 'Write the issuer of your identity provider.'),
    clientId: textLine(200, 'Write the client id that the provider gave you.'),
    boxedSecret: z
      .string()
      .max(2000)
      .default('')
      .describe('The client secret in a box of the house; empty keeps the one that is there.'),
    trustsUnsaid: ticked,
  }),
  run: async (ctx, input) => {
    const before = await lookUpConnection(ctx)
    asSeen(before, input.version)
    await checkGrantable(ctx, input.defaultRole, 'member', 'defaultRole')
    const issuer = address(ctx, input.issuer, 'issuer')
    if (/\/(common|organizations|consumers)(\/|$)/.test(new URL(issuer).pathname) || /[{}]/.test(issuer)) {
      const sentence =
        'This issuer stands for everybody’s organizations. Write the one of your own, with your tenant’s id in it.'
      refuse('invalid', 'sso.issuer-of-all', sentence, { issuer: sentence })
    }
    const kept = before?.kind === 'oidc' && before.issuer === issuer ? before.clientSecret : ''
    const after = configured(
      before,
      {
        kind: 'oidc',
        issuer,
        clientId: input.clientId,
        clientSecret: input.boxedSecret || kept,
        entryPoint: '',
        certificates: [],
        trustsUnsaid: input.trustsUnsaid,
        providerBegins: false,
        defaultRole: input.defaultRole,
      },
      ctx.now,
    )
    return deed(ctx, before, after)
  },
})

export const setUpSaml = action({
  name: 'identity.single-sign-on.set-up-saml',
  about: 'Sets up signing in by a SAML 2.0 provider: its entity id, where requests go, its certificates.',
  input: z.object({
    ...common,
    issuer: textLine(500, 'Write the entity id of your identity provider.'),
    entryPoint: textLine(1000, 'Write the address where people sign in at the provider.'),
    certificates: z.array(z.string().max(10_000)).min(1, 'Paste the signing certificate of the provider.').max(8),
    providerBegins: ticked,
  }),
  run: async (ctx, input) => {
    const before = await lookUpConnection(ctx)
    asSeen(before, input.version)
    await checkGrantable(ctx, input.defaultRole, 'member', 'defaultRole')
    const after = configured(
      before,
      {
        kind: 'saml',
        issuer: input.issuer,
        clientId: '',
        clientSecret: '',
        entryPoint: address(ctx, input.entryPoint, 'entryPoint'),
        certificates: input.certificates,
        trustsUnsaid: true,
        providerBegins: input.providerBegins,
        defaultRole: input.defaultRole,
      },
      ctx.now,
    )
    return deed(ctx, before, after)
  },
})

export const switchSignOn = action({
  name: 'identity.single-sign-on.switch',
  about:
    'Switches single sign-on on, makes it the only way in but for owners with a second factor, or switches it off.',
  input: z.object({ to: z.enum(['draft', 'on', 'enforced']), version }),
  run: async (ctx, { to, version: seen }) => {
    const before = await findConnection(ctx)
    asSeen(before, seen)
    return deed(ctx, before, switched(before, to, await countProved(ctx), ctx.now))
  },
})

export const removeSignOn = action({
  name: 'identity.single-sign-on.remove',
  about: 'Takes the single sign-on away with all that was set for it. Members stay members.',
  input: z.object({ version }),
  run: async (ctx, { version: seen }) => {
    const before = await findConnection(ctx)
    asSeen(before, seen)
    return {
      subject,
      guards: [connectionAt(before.version)],
      writes: [takeConnection(ctx)],
      facts: [{ name: signOnFacts.changed, subject }],
      changes: { state: { from: before.state, to: null } },
      result: { removed: true },
    }
  },
})

/** The house itself does this when an administrator's test came through. */
export const recordTest = action({
  name: 'identity.single-sign-on.record-test',
  about: 'Writes down that somebody came through with the settings of this version.',
  input: z.object({ version: z.number().int().positive() }),
  run: async (ctx, { version: tested }) => {
    const before = await findConnection(ctx)
    if (before.version !== tested) throw connectionChanged()
    return {
      subject,
      guards: [connectionAt(tested)],
      writes: [putConnection(ctx, { ...before, testedVersion: tested, testedAt: ctx.now })],
      facts: [],
      result: { version: tested },
    }
  },
})
