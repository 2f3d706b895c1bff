import { asc, desc, gt, sql } from 'drizzle-orm'
import { hashOf } from '../kernel/ids'
import type { Context } from './context'
import { auditEntries, auditSeals } from './schema'

/** Entries sealed or checked in one go. */
const atOnce = 500

type Sealed = typeof auditEntries.$inferSelect

/** The entry as it is hashed: every column, in this order, for ever. */
const canonical = (entry: Sealed): string =>
  JSON.stringify([
    entry.seq,
    entry.id,
    entry.at,
    entry.actorKind,
    entry.actorId,
    entry.sessionId,
    entry.addressPrefix,
    entry.requestId,
    entry.action,
    entry.subject,
    entry.facts,
    entry.changes,
    entry.reason,
    entry.key,
    entry.fingerprint,
    entry.result,
  ])

const linkOf = (before: string, entry: Sealed) => hashOf(`${before}\n${canonical(entry)}`)

/** The hash before the first entry. */
const origin = 'audit'

/**
 * Seals what is not sealed yet: each entry's hash covers the one before it, so nobody can change, drop or insert an
 * entry without breaking every later link. The head also goes to the file store, outside the database.
 */
export async function sealAudit(ctx: Context): Promise<number> {
  let sealed = 0
  for (;;) {
    const [head] = await ctx.db.select().from(auditSeals).orderBy(desc(auditSeals.seq)).limit(1)
    const entries = await entriesAfter(ctx, head?.seq ?? 0)
    if (entries.length === 0) return sealed
    let hash = head?.hash ?? origin
    const seals: { seq: number; hash: string }[] = []
    for (const entry of entries) {
      hash = await linkOf(hash, entry)
      seals.push({ seq: entry.seq, hash })
    }
    // One parameter for all of them. Two sealers at once: one loses on the key and leaves nothing.
    await ctx.db.run(
      sql`INSERT INTO audit_seals (seq, hash) SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(seals.map(({ seq, hash }) => [seq, hash]))})`,
    )
    sealed += seals.length
    const last = seals.at(-1)
    if (last) {
      const bytes = new TextEncoder().encode(JSON.stringify({ ...last, at: ctx.now })) as Uint8Array<ArrayBuffer>
      await ctx.ports.files.put(
        `${ctx.organization.id}/audit/${String(last.seq).padStart(12, '0')}.json`,
        bytes,
        'application/json',
      )
    }
  }
}

export type Verdict = { entries: number; sealed: number } & (
  | { whole: true }
  | { whole: false; brokenAt: number; why: string }
)

/** Walks the whole chain and names the first row that is not as it was sealed. */
export async function verifyAudit(ctx: Context): Promise<Verdict> {
  let before = origin
  let reached = 0
  let entries = 0
  let sealed = 0
  for (;;) {
    const rows = await entriesAfter(ctx, reached)
    const seals = await ctx.db
      .select()
      .from(auditSeals)
      .where(gt(auditSeals.seq, reached))
      .orderBy(asc(auditSeals.seq))
      .limit(atOnce)
    if (rows.length === 0 && seals.length === 0) return { entries, sealed, whole: true }
    const broken = (brokenAt: number, why: string): Verdict => ({ entries, sealed, whole: false, brokenAt, why })
    for (let index = 0; index < Math.max(rows.length, seals.length); index++) {
      const row = rows[index]
      const seal = seals[index]
      if (!row) return broken(seal?.seq ?? 0, 'a sealed entry is missing')
      if (row.seq !== reached + 1) return broken(reached + 1, 'an entry is missing')
      if (seal) {
        const link = await linkOf(before, row)
        if (seal.seq !== row.seq || seal.hash !== link) return broken(row.seq, 'the entry is not as it was sealed')
        before = link
        sealed++
      } else if (seals.length > index) return broken(row.seq, 'a seal is missing')
      entries++
      reached = row.seq
    }
  }
}

const entriesAfter = (ctx: Context, seq: number) =>
  ctx.db.select().from(auditEntries).where(gt(auditEntries.seq, seq)).orderBy(asc(auditEntries.seq)).limit(atOnce)
