import { newId } from '../kernel/ids'
import type { Context } from './context'
import type { Env } from './env'
import { describe, log } from './log'
import type { Platform } from './platform'
import type { Projection, Room } from './room'
import type { Fact } from './schema'
import type { Residence } from './tenancy'

/*
 * Truth and projection.
 *
 * The truth stands in the organization's own database and is changed by actions, with their audit entry. The doors may
 * ask only the control database, once, before they know anything. What they need there (who is a member, with which
 * grants; the access policy; proved domains) is a projection: a copy that is never decided upon, only written over.
 *
 * To add one: give your room a `Projection` in `projections`. Its `after` names the facts that your actions announce;
 * its `read` reads the truth and answers statements for the control database. Nothing has to be called: every commit
 * that announces such a fact does, in this order,
 *   1. raises a fence: a row in `fences` that says "the copies of this organization may be behind";
 *   2. commits;
 *   3. writes the copies and takes its fence down, before the action answers.
 * While any fence stands, the doors read the truth first (`behindFence`), so a right that was taken away is gone with
 * the commit, whatever crashes after it. The queue writes the copies once more when the fact arrives.
 *
 * A copy must not go backwards when an old repeat comes late: take `truthVersion` in the same statement as the truth
 * and write only `WHERE excluded.version >= version`.
 */

/** A number that grows with every commit of an organization; read it in the same statement as the truth. */
export const truthVersion = '(SELECT coalesce(max(seq), 0) FROM audit_entries)'

/** A commit takes far less; a fence that is older was left by a crash. */
const abandonedMs = 60_000

export const projectionsOf = (rooms: Room[]): Projection[] => rooms.flatMap((room) => room.projections ?? [])

const due = (projections: Projection[], facts: readonly Fact[]) =>
  facts.flatMap((fact) =>
    projections
      .filter(({ after }) => after.includes(fact.name))
      .map((projection) => ({ projection, subject: fact.subject })),
  )

const write = async (
  { CONTROL }: Env,
  ctx: Context,
  asked: { projection: Projection; subject: string | null }[],
  last: D1PreparedStatement[] = [],
): Promise<void> => {
  const statements: D1PreparedStatement[] = []
  for (const { projection, subject } of asked) statements.push(...(await projection.read(ctx, CONTROL, subject)))
  if (statements.length + last.length > 0) await CONTROL.batch([...statements, ...last])
}

/** The way of `commit` through the doors; a commit that concerns no projection costs nothing more. */
export const throughTheDoors =
  (env: Env, projections: Projection[], ctx: Context): Context['projecting'] =>
  async (facts, commit) => {
    const asked = due(projections, facts)
    if (asked.length === 0) return commit()
    const fence = newId('fe', ctx.now)
    await env.CONTROL.prepare('INSERT INTO fences (id, organization_id, raised_at) VALUES (?, ?, ?)')
      .bind(fence, ctx.organization.id, ctx.now)
      .run()
    try {
      return await commit()
    } finally {
      // Also after a commit that failed: perhaps only its answer was lost.
      const down = env.CONTROL.prepare('DELETE FROM fences WHERE id = ?').bind(fence)
      await write(env, ctx, asked, [down]).catch((error) =>
        log('error', 'projection.behind', { organizationId: ctx.organization.id, error: describe(error) }),
      )
    }
  }

/** The queue's part: writes once more what a fact announces. */
export const projectAgain = (platform: Platform, ctx: Context, fact: Fact): Promise<void> =>
  write(platform.env, ctx, due(projectionsOf(platform.rooms), [fact]))

/** Writes every copy of one organization anew: after a restore, or behind a fence that a crash left. */
export const projectAll = (platform: Platform, ctx: Context, last: D1PreparedStatement[] = []): Promise<void> =>
  write(
    platform.env,
    ctx,
    projectionsOf(platform.rooms).map((projection) => ({ projection, subject: null })),
    last,
  )

/**
 * For a door that found a fence: brings the copies up to the truth before anybody is let in. A fence that a crash left
 * is taken down; one that still belongs to somebody stays, since the commit behind it may come any moment.
 */
export async function behindFence(platform: Platform, residence: Residence, raisedAt: number): Promise<void> {
  const { env, now } = platform
  const ctx = await platform.openTenant(residence, { kind: 'system', id: 'house' }, 'fence')
  const abandoned = now() - abandonedMs
  await projectAll(
    platform,
    ctx,
    raisedAt > abandoned
      ? []
      : [
          env.CONTROL.prepare('DELETE FROM fences WHERE organization_id = ? AND raised_at <= ?').bind(
            residence.organizationId,
            abandoned,
          ),
        ],
  )
}
