import type { Room } from '../platform/room'
import { emptyBin } from './bin.actions'
import { listeners } from './listeners'
import { bringPartBack, changePart, createPart, retirePart } from './part.actions'
import { partApi } from './part.api'
import { namesOfParts, placesWithStock, searchParts } from './part.queries'
import { partPages } from './part.routes'
import { partImport } from './part-import'
import { personalData } from './personal-data'
import {
  promiseStock,
  promiseWhatIsDue,
  releaseReservation,
  reserveStock,
  stageReservation,
} from './reservation.actions'
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
import { stockApi } from './stock.api'
import { differences } from './stock.queries'
import { stockPages } from './stock.routes'
import { stockImport } from './stock-import'

export const inventory: Room = {
  name: 'inventory',
  about: 'Parts, and the ledger of what is in stock of them.',
  actions: [
    createPart,
    changePart,
    retirePart,
    bringPartBack,
    receiveStock,
    issueStock,
    returnStock,
    transferStock,
    adjustStock,
    scrapStock,
    reverseMove,
    revalueStock,
    reserveStock,
    releaseReservation,
    stageReservation,
    promiseStock,
    emptyBin,
  ],
  permissions: [
    { name: 'inventory.part.import', about: 'Brings in parts by files.' },
    { name: 'inventory.stock.import', about: 'Opens stock by files: receipts of the ledger.' },
    { name: 'inventory.part.see', about: 'Looks at parts and what is in stock of them.' },
    { name: 'inventory.stock.prove', about: 'Compares the stock with its ledger.' },
  ],
  routes: [...partPages.routes, ...stockPages.routes, ...partApi.routes, ...stockApi.routes],
  listeners,
  ticks: [
    {
      name: 'inventory.promise-stock',
      about: 'Promises from bins the demand whose day came near.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: promiseWhatIsDue,
    },
    {
      name: 'inventory.prove-stock',
      about: 'Proves that every balance and value equals the sum of the ledger, and raises an alarm when one does not.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        const found = await differences(ctx)
        const trouble = `The stock of ${found.length} balances differs from the ledger. Open “Prove the stock”.`
        return { differences: found.length, ...(found.length > 0 ? { trouble } : {}) }
      },
    },
  ],
  records: [
    {
      prefix: 'pt',
      see: 'inventory.part.see',
      change: changePart.action,
      find: async (ctx, ids) =>
        (await namesOfParts(ctx, ids)).map(({ id, number, name }) => ({
          id,
          title: `${number} ${name}`,
          href: `/parts/${id}`,
        })),
    },
  ],
  imports: [partImport, stockImport],
  holds: placesWithStock,
  search: {
    permission: 'inventory.part.see',
    find: async (ctx, words) =>
      (await searchParts(ctx, words, 8)).map(({ id, number, name }) => ({
        href: `/parts/${id}`,
        title: name,
        detail: number,
        kind: 'Parts',
      })),
  },
  personalData,
}
