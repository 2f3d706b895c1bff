import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { Refusal, refuse } from '../../kernel/refusal'
import { version } from '../../kernel/schemas'
import { action } from '../../platform/action'
import type { Context } from '../../platform/context'
import { truthVersion } from '../../platform/projection'
import type { Projection } from '../../platform/room'
import { type AccessPolicy, bounds, defaultPolicy, isFrom, networkOf } from '../access'

const changed = 'identity.access-policy-changed'

export type KeptPolicy = AccessPolicy & { version: number }

/** What the organization asks of those who come in; the defaults as version 0 where it has chosen nothing. */
export async function findPolicy(ctx: Context): Promise<KeptPolicy> {
  const [row] = await ctx.db.all<{
    idleMinutes: number
    absoluteMinutes: number
    secondFactor: AccessPolicy['secondFactor']
    ssoEnforced: number
    networks: string
    version: number | null
  }>(sql`SELECT idle_minutes AS idleMinutes, absolute_minutes AS absoluteMinutes, second_factor AS secondFactor,
      networks, access_policy.version AS version, (SELECT count(*) FROM single_sign_on WHERE state = 'enforced') AS ssoEnforced
    FROM organization LEFT JOIN access_policy ON access_policy.only_row = organization.only_row`)
  const ssoEnforced = (row?.ssoEnforced ?? 0) > 0
  return row && row.version !== null
    ? { ...row, version: row.version, ssoEnforced, networks: JSON.parse(row.networks) as string[] }
    : { ...defaultPolicy, ssoEnforced, version: 0 }
}

const minutes = ({ least, most }: { least: number; most: number }) =>
  z.coerce
    .number({ error: 'Choose one of the times.' })
    .int('Choose one of the times.')
    .min(least, `Choose at least ${least} minutes.`)
    .max(most, `Choose at most ${most} minutes.`)

const networks = z
  .union([z.array(z.string()), z.string()])
  .default([])
  .transform((given) =>
    (typeof given === 'string' ? given.split(/[\s,;]+/) : given).filter((text) => text.trim() !== ''),
  )
  .transform((given, check) =>
    given.map((text) => {
      const network = networkOf(text)
      if (network === null)
        check.addIssue({
          code: 'custom',
          message: `“${text.slice(0, 60)}” is no network. Write such as 192.0.2.0/24, one a line.`,
        })
      return network ?? ''
    }),
  )
  .refine((given) => given.length <= 50, 'Write at most 50 networks.')

const policyChanged = () =>
  new Refusal(
    'conflict',
    'policy.changed',
    'Somebody changed the policy meanwhile. Look at what it says now, then change it again.',
  )

export const changeAccessPolicy = action({
  name: 'identity.access-policy.change',
  about: 'Changes what is asked of those who come in: second factor, how long sessions live, networks.',
  input: z.object({
    version,
    idleMinutes: minutes(bounds.idleMinutes),
    absoluteMinutes: minutes(bounds.absoluteMinutes),
    secondFactor: z.enum(['optional', 'required']),
    networks,
    /** The whole address that this is asked from: nobody shuts themselves out. */
    from: z.string().max(60).default(''),
  }),
  run: async (ctx, { version, from, ...after }) => {
    const { version: at, ssoEnforced: _, ...before } = await findPolicy(ctx)
    if (version !== null && version !== at && !(version === 1 && at === 0)) throw policyChanged()
    if (!isFrom(after.networks, from)) {
      const sentence = 'Your own address is not in these networks: you would shut yourself out. Add it first.'
      refuse('invalid', 'policy.shuts-out', sentence, { networks: sentence })
    }
    const list = JSON.stringify(after.networks)
    return {
      subject: ctx.organization.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM organization WHERE coalesce((SELECT version FROM access_policy), 0) = ${at}`,
          refusal: policyChanged,
        },
      ],
      writes: [
        ctx.db.run(sql`INSERT OR REPLACE INTO access_policy
          (only_row, idle_minutes, absolute_minutes, second_factor, networks, version)
          VALUES (1, ${after.idleMinutes}, ${after.absoluteMinutes}, ${after.secondFactor},
            ${list}, ${at + 1})`),
      ],
      facts: [{ name: changed, subject: ctx.organization.id }],
      changes: Object.fromEntries(
        Object.entries(after)
          .filter(([field, value]) => JSON.stringify(before[field as keyof typeof before]) !== JSON.stringify(value))
          .map(([field, to]) => [field, { from: before[field as keyof typeof before], to }]),
      ),
      result: { version: at + 1 },
    }
  },
})

/** The policy as the doors read it; whether single sign-on is the only way in is projected by `sso`. */
export const accessPolicy: Projection = {
  name: 'identity.access-policy',
  about: 'What an organization asks of those who come in.',
  after: [changed],
  read: async (ctx, control) => {
    const [row] = await ctx.db.all<Record<string, string | number>>(
      sql`SELECT idle_minutes, absolute_minutes, second_factor, networks, ${sql.raw(truthVersion)} AS version
        FROM access_policy`,
    )
    if (!row) return []
    return [
      control
        .prepare(
          `INSERT INTO access_policies (organization_id, idle_minutes, absolute_minutes, second_factor, sso_enforced, networks, version)
           VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6) ON CONFLICT (organization_id) DO UPDATE SET idle_minutes = ?2,
             absolute_minutes = ?3, second_factor = ?4, networks = ?5, version = ?6
           WHERE excluded.version >= access_policies.version`,
        )
        .bind(
          ctx.organization.id,
          row.idle_minutes ?? 0,
          row.absolute_minutes ?? 0,
          row.second_factor ?? '',
          row.networks ?? '[]',
          row.version ?? 0,
        ),
    ]
  },
}
