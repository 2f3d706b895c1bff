import type { Guard } from '../platform/commit'
import type { Context, Write } from '../platform/context'
import type { ImportKind, Incoming } from '../platform/imports'
import type { Fact } from '../platform/schema'
import type { Import, RowState } from './import'
import { nextChunk, type RowWrite, rowsOnPage, settleRows } from './import.queries'
import { decide, importedBy, valuesOn } from './rows'

/** What one commit does with some rows. `from` and `to` are their states before and after. */
export type Chunk = { guards: Guard[]; writes: Write[]; facts: Fact[]; from: RowState[]; to: RowState[] }

/** What a judged row becomes when it is written; one that has a problem by now is left out. */
const written: Partial<Record<RowState, RowState>> = {
  add: 'added',
  update: 'updated',
  bad: 'left',
  skip: 'skip',
  same: 'same',
}

/**
 * The next rows to write: of the highest that are left, those of one page. They are judged once more, since the world
 * has gone on since the check. Null when none is left.
 */
export async function writeChunk(ctx: Context, kind: ImportKind, one: Import): Promise<Chunk | null> {
  const next = await nextChunk(ctx, one.id, ['add', 'update'], 'down')
  if (!next) return null
  const rows = (await rowsOnPage(ctx, one.id, next.page, ['add', 'update'])).filter(({ level }) => level === next.level)
  const values = await valuesOn(ctx, kind, one, next.page, new Set(rows.map(({ row }) => row)))
  const { decided, plan } = await decide(
    ctx,
    kind,
    one,
    rows.map(({ row, refers }) => ({ row, refers, values: values.get(row) ?? {} })),
    false,
  )
  const settled = decided.map((row) => ({ ...row, state: written[row.state] ?? row.state }))
  return {
    guards: plan?.guards ?? [],
    writes: [...(plan?.writes ?? []), ...settleRows(ctx, one.id, settled)],
    facts: plan?.facts ?? [],
    from: rows.map(({ state }) => state),
    to: settled.map(({ state }) => state),
  }
}

/**
 * The next rows to take back: of the lowest that are left, those of one page. `single`: only one of them; `keep`: it
 * stays, since a table names it. Null when none is left.
 */
export async function takeBackChunk(
  ctx: Context,
  kind: ImportKind,
  one: Import,
  { single, keep }: { single: boolean; keep: boolean },
): Promise<Chunk | null> {
  const next = await nextChunk(ctx, one.id, ['added', 'updated'], 'up')
  if (!next) return null
  const all = (await rowsOnPage(ctx, one.id, next.page, ['added', 'updated'])).filter(
    ({ level }) => level === next.level,
  )
  const rows = single ? all.slice(0, 1) : all
  const settled: RowWrite[] = []
  const stays = (row: number, recordId: string | null, why: string) =>
    settled.push({ row, state: 'kept', recordId, problems: { '': why } })
  if (keep) {
    for (const { row, recordId } of rows) stays(row, recordId, 'Something else was built on it meanwhile.')
    return {
      guards: [],
      writes: settleRows(ctx, one.id, settled),
      facts: [],
      from: rows.map(({ state }) => state),
      to: ['kept'],
    }
  }

  const added = rows.filter(({ state, recordId }) => state === 'added' && recordId !== null)
  const ids = added.map(({ recordId }) => recordId as string)
  const held = await ctx.heldBy(ids)
  const free = ids.filter((id) => !held.has(id))
  const removal = await kind.remove(ctx, free)
  for (const { row, recordId } of added) {
    const why = held.get(recordId ?? '') ?? removal.stays.get(recordId ?? '')
    if (why) stays(row, recordId, why)
    else settled.push({ row, state: 'undone', recordId: null, problems: {} })
  }

  const updated = rows.filter(({ state }) => state === 'updated')
  const back =
    updated.length > 0
      ? await changedBack(ctx, kind, one, next.page, updated)
      : { settled: [], writes: [], guards: [], facts: [] }
  return {
    guards: [...(removal.guards ?? []), ...back.guards],
    facts: [...(removal.facts ?? []), ...back.facts],
    writes: [...removal.writes, ...back.writes, ...settleRows(ctx, one.id, [...settled, ...back.settled])],
    from: rows.map(({ state }) => state),
    to: [...settled, ...back.settled].map(({ state }) => state),
  }
}

/** Records that an import changed say again what they said before, where nobody has changed them since. */
async function changedBack(
  ctx: Context,
  kind: ImportKind,
  one: Import,
  page: number,
  rows: Awaited<ReturnType<typeof rowsOnPage>>,
): Promise<{ settled: RowWrite[]; writes: Write[]; guards: Guard[]; facts: Fact[] }> {
  const values = await valuesOn(ctx, kind, one, page, new Set(rows.map(({ row }) => row)))
  const found = await kind.find(
    ctx,
    rows.map(({ row }) => ({ row, values: values.get(row) ?? {} })),
    one.sites,
  )
  const settled: RowWrite[] = []
  const open: Incoming[] = []
  for (const { row, recordId, before } of rows) {
    const there = found.get(row)
    const was = JSON.parse(before || '{}') as Record<string, string>
    const said = values.get(row) ?? {}
    const same = there && !('problems' in there) && there.id === recordId
    const untouched = same && Object.keys(was).every((key) => (there.values[key] ?? '') === (said[key] ?? ''))
    if (same && untouched) open.push({ row, values: was, existing: there })
    else settled.push({ row, state: 'kept', recordId, problems: { '': 'It was changed since. Look at it yourself.' } })
  }
  if (open.length === 0) return { settled, writes: [], guards: [], facts: [] }
  const plan = await kind.plan(ctx, open, await importedBy(ctx, one, [], false))
  for (const outcome of plan.outcomes) {
    const recordId = open.find(({ row }) => row === outcome.row)?.existing?.id ?? null
    settled.push(
      'problems' in outcome
        ? { row: outcome.row, state: 'kept', recordId, problems: outcome.problems }
        : { row: outcome.row, state: 'undone', recordId, problems: {} },
    )
  }
  return { settled, writes: plan.writes, guards: plan.guards ?? [], facts: plan.facts ?? [] }
}
