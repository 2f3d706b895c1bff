import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { pageOf, readCursor } from '../platform/keyset'
import { listed } from '../platform/many'
import type { Procedure, ProcedureVersion } from './procedure'
import { procedures, procedureVersions } from './schema'

export const seeProcedures = 'procedures.procedure.see'

/** Refuses 'not-found'. */
export async function findProcedure(ctx: Context, id: string): Promise<Procedure> {
  const [found] = await ctx.db
    .select()
    .from(procedures)
    .where(eq(procedures.id, id as Id<'pd'>))
  return found ?? refuse('not-found', 'procedure.unknown', 'There is no such procedure.')
}

/** Its versions, the newest first. */
export const versionsSentence = (ctx: Context, procedureId: string) =>
  ctx.db
    .select()
    .from(procedureVersions)
    .where(eq(procedureVersions.procedureId, procedureId as Id<'pd'>))
    .orderBy(desc(procedureVersions.number))
    .limit(50)

/** A version that new work may pin. Refuses 'not-found', 'conflict' ('procedure.unapproved'). */
export async function approvedVersion(ctx: Context, id: string): Promise<ProcedureVersion> {
  const [version] = await ctx.db
    .select()
    .from(procedureVersions)
    .where(eq(procedureVersions.id, id as Id<'pv'>))
  if (!version) return refuse('not-found', 'procedure.unknown', 'There is no such procedure.')
  if (version.state === 'draft') refuse('conflict', 'procedure.unapproved', 'This version is not approved yet.')
  return version
}

/** The version of a procedure that new work pins. Refuses 'not-found', 'conflict' ('procedure.unapproved', 'procedure.ended'). */
export async function currentVersion(ctx: Context, procedureId: string) {
  const procedure = await findProcedure(ctx, procedureId)
  if (procedure.endedAt !== null) refuse('conflict', 'procedure.ended', `${procedure.title} is out of use.`)
  if (procedure.currentId === null) {
    refuse('conflict', 'procedure.unapproved', `No version of ${procedure.title} is approved yet.`)
  }
  return { procedure, version: await approvedVersion(ctx, procedure.currentId ?? '') }
}

/** One page of procedures by title. Refuses 'invalid' ('cursor'). */
export async function listProcedures(ctx: Context, after?: string) {
  const cursor = readCursor(after, 2)
  const rows = await ctx.db
    .select({
      id: procedures.id,
      number: procedures.number,
      title: procedures.title,
      currentId: procedures.currentId,
      approved: sql<number | null>`(SELECT number FROM procedure_versions WHERE id = procedures.current_id)`.as(
        'approved',
      ),
      steps:
        sql<number>`coalesce((SELECT json_array_length(steps) FROM procedure_versions WHERE procedure_id = procedures.id
        ORDER BY number DESC LIMIT 1), 0)`.as('steps'),
      draft: sql<
        number | null
      >`(SELECT number FROM procedure_versions WHERE procedure_id = procedures.id AND state = 'draft')`.as('draft'),
    })
    .from(procedures)
    .where(
      and(
        isNull(procedures.endedAt),
        cursor ? sql`(${procedures.title}, ${procedures.id}) > (${cursor[0]}, ${cursor[1]})` : undefined,
      ),
    )
    .orderBy(procedures.title, procedures.id)
    .limit(51)
  return pageOf(rows, 50, (row) => [row.title, row.id])
}

/** Procedures that work may pin now, by title; two hundred at most. */
export const procedureChoices = (ctx: Context) =>
  ctx.db
    .select({ id: procedures.id, title: procedures.title, currentId: procedures.currentId })
    .from(procedures)
    .where(sql`${procedures.endedAt} IS NULL AND ${procedures.currentId} IS NOT NULL`)
    .orderBy(procedures.title)
    .limit(200)

/** What these procedures are called. At most ninety. */
export const proceduresNamed = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({ id: procedures.id, number: procedures.number, title: procedures.title })
    .from(procedures)
    .where(sql`${procedures.id} IN (${listed(ids.slice(0, 90))})`)

export const insertProcedure = (ctx: Context, procedure: Omit<Procedure, 'number'>): Write[] => [
  ctx.db.run(
    sql`INSERT INTO numbers (kind, last) VALUES ('procedure', 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1`,
  ),
  ctx.db
    .insert(procedures)
    .values({ ...procedure, number: sql`(SELECT last FROM numbers WHERE kind = 'procedure')` as never }),
]

/** The version is still as it was seen. */
export const revisionStill = ({ id, revision, state }: ProcedureVersion): Guard => ({
  count: sql`SELECT count(*) FROM procedure_versions WHERE id = ${id} AND revision = ${revision} AND state = ${state}`,
  refusal: () =>
    new Refusal(
      'conflict',
      'procedure.changed',
      'Somebody changed this procedure meanwhile. Look at what it says now.',
    ),
})
