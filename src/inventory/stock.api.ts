import * as z from 'zod'
import { decimalOfQuantity } from '../kernel/quantity'
import { checkedInput } from '../platform/action'
import { Api, type Request } from '../platform/routes'
import { reservationStates } from './reservation'
import { releaseReservation, reserveStock, stageReservation } from './reservation.actions'
import { reservationsFor } from './reservation.queries'
import {
  adjustStock,
  issueStock,
  receiveStock,
  returnStock,
  revalueStock,
  reverseMove,
  scrapStock,
  transferStock,
} from './stock.actions'
import { differences } from './stock.queries'

const moved = z.object({ moves: z.array(z.string()).describe('The ids of the lines that were written.') })
const options = (c: Request) => ({ key: c.var.key })

const verbs = {
  receipts: receiveStock,
  issues: issueStock,
  returns: returnStock,
  transfers: transferStock,
  adjustments: adjustStock,
  scrappings: scrapStock,
  reversals: reverseMove,
  revaluations: revalueStock,
  reservations: reserveStock,
  releases: releaseReservation,
  stagings: stageReservation,
}

/** JSON under /stock: each verb of the ledger is a list that one adds to. */
export const stockApi = new Api()
for (const [name, verb] of Object.entries(verbs)) {
  const contract = { may: verb.action, about: verb.about, action: verb, answer: moved, status: 201 as const }
  stockApi.add('POST', `/stock/${name}`, contract, async (ctx, c) =>
    c.json(await verb(ctx, c.var.form, options(c)), 201),
  )
}
stockApi.add(
  'GET',
  '/stock/differences',
  {
    may: 'inventory.stock.prove',
    about: 'Compares the stock with the ledger now. Nothing in the list is how it must be.',
    answer: z.object({ items: z.array(z.looseObject({ partId: z.string() })) }),
  },
  async (ctx, c) => c.json({ items: await differences(ctx) }),
)

const reserved = z.object({
  id: z.string(),
  partId: z.string(),
  number: z.string(),
  name: z.string(),
  unit: z.string().describe('UN/ECE Recommendation 20.'),
  state: z.enum(reservationStates),
  quantity: z.string().describe('In base units, a decimal.'),
  issued: z.string(),
  returned: z.string(),
  bin: z.string().nullable(),
  requiredOn: z.string().nullable(),
})
const reservedQuery = z.object({ subject: z.string().max(60).default('').describe('What they are for.') })
stockApi.add(
  'GET',
  '/stock/reservations',
  {
    may: 'inventory.part.see',
    about: 'What is or was promised to one subject: a work order, an asset, a member or a cost centre.',
    query: reservedQuery,
    answer: z.object({ items: z.array(reserved) }),
  },
  async (ctx, c) => {
    const { subject } = checkedInput(reservedQuery, c.req.query())
    const rows = await reservationsFor(ctx, subject)
    const items = rows.map(({ id, partId, number, name, unit, state, bin, requiredOn, ...row }) => {
      const decimal = (scaled: number) => decimalOfQuantity({ scaled, unit })
      const [quantity, issued, returned] = [decimal(row.quantity), decimal(row.issued), decimal(row.returned)]
      return { id, partId, number, name, unit, state, bin, requiredOn, quantity, issued, returned }
    })
    return c.json({ items })
  },
)
