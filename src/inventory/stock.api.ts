import * as z from 'zod'
import { Api, type Request } from '../platform/routes'
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
