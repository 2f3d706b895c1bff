import { sql } from 'drizzle-orm'
import type { Refusal } from '../kernel/refusal'
import { placesByWords, placesOfIds, writeTrail } from '../places'
import type { Context } from '../platform/context'
import type { Existing, ImportedBy, ImportKind, Incoming, Outcome, Problems, Values } from '../platform/imports'
import { readCursor, writeCursor } from '../platform/keyset'
import { listed } from '../platform/many'
import { folded } from './part'
import { partsByNumber } from './part-import'
import { reverse } from './posting'
import { planReceive, type ReceiveAsk } from './receipt.plans'
import { type Ask, planMoves, type StockPlan } from './stock.plans'
import { moveOf, movesOfIds } from './stock.queries'

/** Parts whose ledgers are decided in one go. */
const atOnce = 80

/** Where an import's receipts say that they are from. */
const reason = 'Opening stock'

const elsewhere = 'Your role does not include this at that site. Ask an administrator.'

type Row = { row: number; values: Values; ask: ReceiveAsk }

/** The part and the bin that a row speaks of, or what is wrong with them. */
async function spotsOf(ctx: Context, rows: readonly { row: number; values: Values }[]) {
  const [parts, bins] = await Promise.all([
    partsByNumber(
      ctx,
      rows.map(({ values }) => values.number ?? ''),
    ),
    placesByWords(
      ctx,
      rows.map(({ values }) => values.bin ?? ''),
    ),
  ])
  return rows.map(({ row, values }) => {
    const part = parts.get(folded(values.number ?? ''))
    const bin = bins.get(values.bin ?? '')
    const problems: Record<string, string> = {}
    if (!part) problems.number = `There is no part ${values.number}. Import the parts first.`
    else if (part.retiredAt !== null) problems.number = `${part.number} is retired. Bring it back first.`
    if (typeof bin !== 'object') problems.bin = bin ?? `There is no bin called “${values.bin}”.`
    else if (bin.kind !== 'bin' && bin.kind !== 'storeroom')
      problems.bin = `${bin.name} is a ${bin.kind}: stock lies in bins and storerooms.`
    return { row, values, part, bin: typeof bin === 'object' ? bin : null, problems }
  })
}

async function plan(ctx: Context, rows: readonly Incoming[], by: ImportedBy) {
  const outcomes: Outcome[] = []
  const open: Row[] = []
  for (const { row, values, part, bin, problems } of await spotsOf(ctx, rows)) {
    const existing = rows.find((one) => one.row === row)?.existing
    if (existing)
      outcomes.push({ row, problems: { quantity: 'Some lies there already. Count it: an import only opens a stock.' } })
    else if (!part || !bin || Object.keys(problems).length > 0) outcomes.push({ row, problems })
    else if (by.sites !== null && !by.sites.includes(bin.siteId)) outcomes.push({ row, problems: { bin: elsewhere } })
    else {
      const { quantity = '', price = '', lot = '', expiresOn = '' } = values
      const ask = { partId: part.id, binId: bin.id, quantity, price, lot, expiresOn: expiresOn || null, reason }
      open.push({ row, values, ask })
    }
  }
  // The ledger says whose hands it was.
  const done = await received({ ...ctx, actor: { kind: 'system', id: by.actorId } }, open)
  return {
    outcomes: [...outcomes, ...done.outcomes],
    guards: by.dry ? [] : done.plans.flatMap(({ guards = [] }) => guards),
    writes: by.dry ? [] : done.plans.flatMap(({ writes }) => writes),
    facts: by.dry ? [] : done.plans.flatMap(({ facts }) => facts),
  }
}

/** Rows in batches of as many parts as are decided at once; what is refused in one leaves the others in it. */
async function received(ctx: Context, rows: Row[]): Promise<{ outcomes: Outcome[]; plans: StockPlan[] }> {
  const outcomes: Outcome[] = []
  const plans: StockPlan[] = []
  for (const batch of batchesOf(rows)) {
    const refused = new Map<number, Refusal>()
    const asks = batch.map(({ ask }) => ask)
    const whole = await planReceive(ctx, asks, { permission: 'inventory.stock.receive', refused })
    const made = new Map(whole.moves.map(({ ask, id }) => [ask, id]))
    plans.push(whole)
    for (const [index, { row }] of batch.entries()) {
      const refusal = refused.get(index)
      outcomes.push(refusal ? { row, problems: problemsOf(refusal) } : { row, id: made.get(index) ?? '' })
    }
  }
  return { outcomes, plans }
}

const problemsOf = ({ fields, message }: Refusal): Problems => {
  const known = ['quantity', 'lot', 'price', 'expiresOn'].find((key) => fields[key])
  return { [known ?? '']: message }
}

/** Rows of one part stay together: each is decided on what the one before left. */
function batchesOf(rows: Row[]): Row[][] {
  const byPart = new Map<string, Row[]>()
  for (const one of rows) byPart.set(one.ask.partId, [...(byPart.get(one.ask.partId) ?? []), one])
  const batches: Row[][] = []
  let parts = 0
  let bins = new Set<string>()
  for (const some of byPart.values()) {
    const wider = new Set([...bins, ...some.map(({ ask }) => ask.binId)])
    if (batches.length === 0 || parts >= atOnce || wider.size > atOnce) {
      batches.push([])
      parts = 0
      bins = new Set(some.map(({ ask }) => ask.binId))
    } else bins = wider
    parts++
    batches.at(-1)?.push(...some)
  }
  return batches
}

/** Takes the receipts back by new lines. What was issued since cannot be taken back. */
async function remove(ctx: Context, ids: readonly string[]) {
  const stays = new Map<string, string>()
  const asks: (Ask & { id: string })[] = []
  for (const move of await movesOfIds(ctx, ids)) {
    if (move.isReversed) {
      stays.set(move.id, 'It was taken back already.')
      continue
    }
    const line = moveOf(move)
    asks.push({
      id: move.id,
      partId: move.partId,
      reason: 'Import undone',
      reversesId: move.id,
      from: line.to,
      decide: (ledger) => reverse(ledger, line),
    })
  }
  const plans: StockPlan[] = []
  const byPart = [...Map.groupBy(asks, ({ partId }) => partId).values()]
  for (let from = 0; from < byPart.length; from += atOnce) {
    const some = byPart.slice(from, from + atOnce).flat()
    const refused = new Map<number, Refusal>()
    plans.push(await planMoves(ctx, some, null, refused))
    for (const [index, { message }] of refused) stays.set(some[index]?.id ?? '', message)
  }
  return {
    guards: plans.flatMap(({ guards = [] }) => guards),
    writes: plans.flatMap(({ writes }) => writes),
    facts: plans.flatMap(({ facts }) => facts),
    stays,
  }
}

const spotKey = (partId: string, binId: string, lot: string) => `${partId} ${binId} ${folded(lot)}`

type Lying = { partId: string; binId: string; number: string; onHand: number; lot: string }

/** What lies in these bins of these parts. */
async function lying(ctx: Context, partIds: string[]): Promise<Map<string, Lying>> {
  const rows = await ctx.db.all<Lying>(
    sql`SELECT stock_balances.part_id AS partId, bin_id AS binId, parts.number AS number, sum(on_hand) AS onHand,
          coalesce(stock_lots.code, '') AS lot
        FROM stock_balances JOIN parts ON parts.id = stock_balances.part_id
          LEFT JOIN stock_lots ON stock_lots.id = stock_balances.lot_id
        WHERE stock_balances.part_id IN (${listed(partIds)}) AND on_hand > 0
        GROUP BY stock_balances.part_id, bin_id, lot`,
  )
  return new Map(rows.map((row) => [spotKey(row.partId, row.binId, row.lot), row]))
}

/** What lies where on the first day, by files: each row is a receipt of the ledger. */
export const stockImport: ImportKind = {
  name: 'stock',
  title: 'Opening stock',
  one: 'receipt',
  many: 'receipts',
  about:
    'How much of which part lies in which bin, at what it cost: receipts of the ledger. Parts and bins come first.',
  icon: 'inbox',
  may: 'inventory.stock.import',
  href: '/parts',
  // What lies somewhere is counted, not imported over.
  ways: ['skip', 'refuse'],
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
        'product code',
        'product number',
        'material',
        'sku',
        'article',
        'product id',
      ],
      kind: 'code',
      longest: 60,
      required: true,
    },
    {
      key: 'bin',
      title: 'Bin',
      words: ['bin location', 'location', 'shelf', 'storage bin', 'place', 'storeroom', 'stored at'],
      kind: 'line',
      longest: 900,
      required: true,
      hint: 'The code or name of the bin, or the whole way: Site > Stores > Bin.',
    },
    {
      key: 'quantity',
      title: 'Quantity',
      words: ['qty', 'on hand', 'stock', 'amount', 'count', 'quantity on hand', 'balance'],
      kind: 'number',
      required: true,
      hint: 'In the part’s own unit.',
    },
    {
      key: 'price',
      title: 'Cost of one',
      words: ['price', 'cost', 'unit cost', 'standard cost', 'unit price', 'value of one'],
      kind: 'number',
      may: 'identity.field.cost',
      hint: 'In the organization’s currency.',
    },
    {
      key: 'lot',
      title: 'Lot or serial number',
      words: ['lot', 'batch', 'serial', 'lot number', 'serial number'],
      kind: 'code',
      longest: 80,
    },
    {
      key: 'expiresOn',
      title: 'Expires on',
      words: ['expiry', 'expiry date', 'best before', 'expiration date'],
      kind: 'date',
    },
  ],
  key: ({ number = '', bin = '', lot = '' }) => `${folded(number)}|${bin.trim().toLowerCase()}|${folded(lot)}`,
  check: ({ quantity = '0', price = '0' }): Problems => {
    if (Number(quantity) <= 0) return { quantity: 'Say how many: more than nothing. Leave out what is not there.' }
    return Number(price || '0') < 0 ? { price: 'A price is not below zero.' } : {}
  },
  find: async (ctx, rows, sites) => {
    const spots = await spotsOf(ctx, rows)
    const there = await lying(ctx, [...new Set(spots.flatMap(({ part }) => (part ? [part.id as string] : [])))])
    return new Map(
      spots.flatMap(({ row, part, bin, values }): [number, Existing | { problems: Problems }][] => {
        if (bin && sites !== null && !sites.includes(bin.siteId)) return [[row, { problems: { bin: elsewhere } }]]
        const found = part && bin ? there.get(spotKey(part.id, bin.id, values.lot ?? '')) : undefined
        if (!found || !part || !bin) return []
        const quantity = String(found.onHand / 100_000)
        const said = { ...values, quantity, price: values.price ?? '' }
        return [
          [
            row,
            {
              id: part.id,
              title: `${part.number} in ${bin.name}`,
              href: `/parts/${part.id}`,
              values: said,
            },
          ],
        ]
      }),
    )
  },
  plan,
  remove,
  list: async (ctx, after) => {
    const cursor = readCursor(after ?? undefined, 3)
    const rows = await ctx.db.all<Lying>(
      sql`SELECT stock_balances.part_id AS partId, bin_id AS binId, parts.number AS number, on_hand AS onHand, coalesce(stock_lots.code, '') AS lot
          FROM parts JOIN stock_balances ON stock_balances.part_id = parts.id LEFT JOIN stock_lots ON stock_lots.id = stock_balances.lot_id
          WHERE on_hand > 0 AND condition = 'ok' ${cursor ? sql`AND (parts.number, bin_id, coalesce(stock_lots.code, '')) > (${cursor[0]}, ${cursor[1]}, ${cursor[2]})` : sql``}
          ORDER BY parts.number, bin_id, coalesce(stock_lots.code, '') LIMIT 500`,
    )
    const bins = await placesOfIds(ctx, [...new Set(rows.map(({ binId }) => binId))])
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => ({
        number: row.number,
        bin: writeTrail(bins.get(row.binId)?.trail ?? []),
        quantity: String(row.onHand / 100_000),
        price: '',
        lot: row.lot,
        expiresOn: '',
      })),
      next: rows.length === 500 && last ? writeCursor([last.number, last.binId, last.lot]) : null,
    }
  },
}
