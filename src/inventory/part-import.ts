import { getTableColumns, sql } from 'drizzle-orm'
import { type Id, newId } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import { type UnitCode, unit as unitOf, units } from '../kernel/units'
import type { Context } from '../platform/context'
import {
  changedSince,
  type Existing,
  type ImportedBy,
  type ImportKind,
  type Incoming,
  type Outcome,
  type Problems,
  stillAsBrought,
  stillAsRead,
  type Values,
} from '../platform/imports'
import { readCursor, writeCursor } from '../platform/keyset'
import { insertMany, listed, updateMany } from '../platform/many'
import { type Criticality, folded, type Part, redescribe, type Tracking } from './part'
import { numbersOf } from './part.queries'
import { partNumbers, parts } from './schema'

const { numberFolded: _folded, ...columns } = getTableColumns(parts)

const valuesOf = (part: Part): Values => ({
  number: part.number,
  name: part.name,
  description: part.description,
  manufacturer: part.manufacturer,
  manufacturerNumber: part.manufacturerNumber,
  unit: part.unit,
  whole: part.whole ? 'yes' : 'no',
  criticality: part.criticality,
  tracking: part.tracking,
  expires: part.expires ? 'yes' : 'no',
  repairable: part.repairable ? 'yes' : 'no',
  leadDays: String(part.leadDays),
  hazard: part.hazard,
  storage: part.storage,
})

/** What the values of a row say of a part; what they say nothing of stays, or is as for a new one. */
function told(
  values: Values,
  before: Part | null,
): Omit<Part, 'id' | 'createdAt' | 'createdBy' | 'retiredAt' | 'version'> {
  const text = (key: string, otherwise: string) => values[key] ?? otherwise
  const yes = (key: string, otherwise: boolean) => (values[key] ? values[key] === 'yes' : otherwise)
  const unit = (values.unit || before?.unit || 'EA') as UnitCode
  const pieces = ['count', 'itself'].includes(unitOf(unit).dimension)
  return {
    number: before?.number ?? text('number', ''),
    name: values.name || (before?.name ?? ''),
    description: text('description', before?.description ?? ''),
    categoryId: before?.categoryId ?? null,
    manufacturer: text('manufacturer', before?.manufacturer ?? ''),
    manufacturerNumber: text('manufacturerNumber', before?.manufacturerNumber ?? ''),
    criticality: (values.criticality || before?.criticality || 'essential') as Criticality,
    unit,
    whole: yes('whole', before?.whole ?? pieces),
    tracking: (values.tracking || before?.tracking || 'none') as Tracking,
    expires: yes('expires', before?.expires ?? false),
    repairable: yes('repairable', before?.repairable ?? false),
    hazard: text('hazard', before?.hazard ?? ''),
    storage: text('storage', before?.storage ?? ''),
    leadDays: values.leadDays ? Number(values.leadDays) : (before?.leadDays ?? 7),
    specifications: before?.specifications ?? [],
    photoId: before?.photoId ?? null,
  }
}

/** Parts by their folded numbers, retired ones too: a number is given once. */
export async function partsByNumber(
  ctx: Context,
  numbers: readonly string[],
): Promise<Map<string, Part & { moved: boolean }>> {
  const wanted = [...new Set(numbers.map(folded).filter(Boolean))]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.db
    .select({
      ...columns,
      moved: sql<number>`EXISTS (SELECT 1 FROM stock_moves WHERE stock_moves.part_id = ${parts.id})`.as('has_moved'),
    })
    .from(parts)
    .where(sql`${parts.id} IN (SELECT id FROM parts WHERE number_folded IN (${listed(wanted)}))`)
  return new Map(rows.map(({ moved, ...part }) => [folded(part.number), { ...part, moved: moved === 1 }]))
}

async function plan(ctx: Context, rows: readonly Incoming[], by: ImportedBy) {
  const found = await partsByNumber(
    ctx,
    rows.flatMap(({ existing, values }) => [existing?.title ?? '', values.number ?? '']),
  )
  const byId = new Map([...found.values()].map((part) => [part.id as string, part]))
  const outcomes: Outcome[] = []
  const added: Part[] = []
  const changed: Part[] = []
  for (const { row, values, existing } of rows) {
    const before = existing ? byId.get(existing.id) : null
    try {
      if (existing && !before) outcomes.push({ row, problems: { '': 'It has gone meanwhile.' } })
      else if (before) {
        const { moved, ...part } = before
        const after = redescribe(part, told(values, part), moved)
        changed.push(after)
        outcomes.push({ row, id: after.id })
      } else {
        const id: Id<'pt'> = newId('pt', ctx.now)
        added.push({
          id,
          ...told(values, null),
          createdAt: ctx.now,
          createdBy: by.actorId,
          retiredAt: null,
          version: 1,
        })
        outcomes.push({ row, id })
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const [field = ''] = Object.keys(error.fields)
      outcomes.push({ row, problems: { [field]: error.message } })
    }
  }
  const keyed = (part: Part) => ({ ...part, numberFolded: folded(part.number) })
  const numbers = [...added, ...changed].flatMap(numbersOf)
  return {
    outcomes,
    guards: by.dry
      ? []
      : stillAsRead(
          parts,
          changed.map(({ id }) => byId.get(id) as Part),
        ),
    writes: by.dry
      ? []
      : [
          ...insertMany(ctx, parts, added.map(keyed)),
          ctx.db.run(sql`INSERT INTO stock (part_id) ${listed(added.map(({ id }) => id))}`),
          ...updateMany(ctx, parts, changed.map(keyed), [
            'name',
            'description',
            'manufacturer',
            'manufacturerNumber',
            'criticality',
            'unit',
            'whole',
            'tracking',
            'expires',
            'repairable',
            'hazard',
            'storage',
            'leadDays',
            'version',
          ]),
          ctx.db.run(
            sql`DELETE FROM part_numbers WHERE kind IN ('own', 'maker') AND part_id IN (${listed(changed.map(({ id }) => id))})`,
          ),
          ...insertMany(ctx, partNumbers, numbers),
        ],
  }
}

/** What files call units beside their names, signs and codes. */
const unitWords: Partial<Record<UnitCode, readonly string[]>> = {
  EA: ['each', 'unit', 'units', 'no', 'nos', 'stk', 'st'],
  H87: ['pcs', 'pce', 'pieces', 'stück', 'stueck'],
  XBX: ['bx', 'ctn'],
  MTR: ['meter', 'mtr', 'lfm'],
  LTR: ['liter', 'ltr'],
}

/** The units by the words that files have for them. */
const unitChoices = units().map(({ code, name, sign }) => ({
  value: code,
  title: name,
  words: [sign, code, `${name}s`, ...(unitWords[code] ?? [])],
}))

/** Parts by files. */
export const partImport: ImportKind = {
  name: 'parts',
  title: 'Parts',
  one: 'part',
  many: 'parts',
  about: 'What is kept in stock: its number, name, maker, unit and how it is counted.',
  icon: 'package',
  may: 'inventory.part.import',
  href: '/parts',
  columns: [
    {
      key: 'number',
      title: 'Part number',
      words: [
        'number',
        'part',
        'part no',
        'item',
        'item number',
        'item no',
        'product code',
        'product number',
        'material',
        'material number',
        'sku',
        'code',
        'article',
      ],
      kind: 'code',
      longest: 60,
      required: true,
      hint: 'A row whose number is here already is that part.',
    },
    {
      key: 'name',
      title: 'Name',
      words: ['part name', 'item name', 'product name', 'description', 'material description', 'short text', 'title'],
      kind: 'line',
      longest: 200,
      required: true,
    },
    {
      key: 'description',
      title: 'Description',
      words: ['long text', 'details', 'long description', 'notes', 'remarks'],
      kind: 'block',
      longest: 5000,
    },
    {
      key: 'manufacturer',
      title: 'Manufacturer',
      words: ['maker', 'make', 'brand', 'brand name', 'manufacturer name', 'oem'],
      kind: 'line',
      longest: 120,
    },
    {
      key: 'manufacturerNumber',
      title: 'Manufacturer’s number',
      words: [
        'manufacturer part number',
        'mpn',
        'manufacturer code',
        'maker number',
        'oem number',
        'manufacturer number',
      ],
      kind: 'code',
      longest: 80,
    },
    {
      key: 'unit',
      title: 'Unit',
      words: ['uom', 'unit of measure', 'base unit', 'unit measure code', 'unit code'],
      kind: 'choice',
      choices: unitChoices,
      hint: 'What the ledger counts in; each where it is empty.',
    },
    { key: 'whole', title: 'Whole units only', words: ['whole', 'integer'], kind: 'yes-no' },
    {
      key: 'criticality',
      title: 'Criticality',
      words: ['importance', 'ved', 'priority'],
      kind: 'choice',
      choices: [
        { value: 'vital', title: 'Vital', words: ['v', 'a', 'high', 'critical'] },
        { value: 'essential', title: 'Essential', words: ['e', 'b', 'medium', 'normal'] },
        { value: 'desirable', title: 'Desirable', words: ['d', 'c', 'low'] },
      ],
    },
    {
      key: 'tracking',
      title: 'Kept by',
      words: ['tracking', 'lot control', 'lot and expiry control'],
      kind: 'choice',
      choices: [
        { value: 'none', title: 'Number alone', words: ['none', 'no', 'false'] },
        { value: 'lot', title: 'Lot', words: ['batch', 'yes', 'true'] },
        { value: 'serial', title: 'Serial number', words: ['serial'] },
      ],
    },
    { key: 'expires', title: 'Expires', words: ['expiry', 'shelf life', 'expiration'], kind: 'yes-no' },
    { key: 'repairable', title: 'Repairable', words: ['rotable', 'repair'], kind: 'yes-no' },
    {
      key: 'leadDays',
      title: 'Lead time in days',
      words: ['lead time', 'lead days', 'days to manufacture', 'delivery time', 'average lead time'],
      kind: 'whole',
    },
    { key: 'hazard', title: 'Hazard', words: ['hazards', 'danger', 'hazardous'], kind: 'block', longest: 1000 },
    { key: 'storage', title: 'Storage', words: ['storage notes', 'storage conditions'], kind: 'block', longest: 1000 },
  ],
  key: ({ number = '' }) => folded(number),
  check: ({ number = '', leadDays = '', expires, tracking = 'none' }): Problems => {
    if (folded(number) === '') return { number: 'A part number has letters or digits.' }
    if (leadDays !== '' && (Number(leadDays) < 0 || Number(leadDays) > 1000))
      return { leadDays: 'Write a thousand days at most.' }
    if (expires === 'yes' && tracking === 'none')
      return { tracking: 'What expires is kept by lot or serial number. Choose one of them.' }
    return {}
  },
  find: async (ctx, rows) => {
    const found = await partsByNumber(
      ctx,
      rows.map(({ values }) => values.number ?? ''),
    )
    return new Map(
      rows.flatMap(({ row, values }): [number, Existing | { problems: Problems }][] => {
        const part = found.get(folded(values.number ?? ''))
        if (!part) return []
        if (part.retiredAt !== null)
          return [[row, { problems: { number: `${part.number} is here and retired. Bring it back first.` } }]]
        const said = { ...valuesOf(part), number: values.number ?? part.number }
        return [[row, { id: part.id, title: part.number, href: `/parts/${part.id}`, values: said }]]
      }),
    )
  },
  plan,
  remove: async (ctx, ids) => {
    if (ids.length === 0) return { writes: [], stays: new Map() }
    const rows = await ctx.db.all<{ id: string; why: string }>(
      sql`${changedSince(parts, ids)}
          UNION ALL SELECT DISTINCT part_id, 'There were movements of it.' FROM stock_moves WHERE part_id IN (${listed(ids)})`,
    )
    const stays = new Map(rows.map(({ id, why }) => [id, why]))
    const free = ids.filter((id) => !stays.has(id))
    return {
      guards: [stillAsBrought(parts, free)],
      writes: [
        ctx.db.run(sql`DELETE FROM part_numbers WHERE part_id IN (${listed(free)})`),
        ctx.db.run(sql`DELETE FROM stock WHERE part_id IN (${listed(free)})`),
        ctx.db.run(sql`DELETE FROM parts WHERE id IN (${listed(free)})`),
      ],
      stays,
    }
  },
  list: async (ctx, after) => {
    const cursor = readCursor(after ?? undefined, 2)
    const rows = await ctx.db
      .select(columns)
      .from(parts)
      .where(
        sql`${parts.retiredAt} IS NULL ${cursor ? sql`AND (${parts.number}, ${parts.id}) > (${cursor[0]}, ${cursor[1]})` : sql``}`,
      )
      .orderBy(parts.number, parts.id)
      .limit(500)
    const last = rows.at(-1)
    return {
      rows: rows.map(valuesOf),
      next: rows.length === 500 && last ? writeCursor([last.number, last.id]) : null,
    }
  },
}
