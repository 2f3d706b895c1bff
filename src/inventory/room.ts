import type { Room } from '../platform/room'
import { emptyBin } from './bin.actions'
import { cancelCount, openCount, postCount, takeCount, writeRule } from './count.actions'
import { countPages } from './count.routes'
import { counterPages } from './counter.routes'
import { deskPages } from './desk.routes'
import { holds } from './holds'
import { reserveKit, writeKit } from './kit.actions'
import { listeners } from './listeners'
import { lendTool, takeToolBack } from './loan.actions'
import { bringPartBack, changePart, createPart, retirePart } from './part.actions'
import { partApi } from './part.api'
import { namesOfParts, searchParts } from './part.queries'
import { partPages } from './part.routes'
import { relatePart, removeVendorOfPart, writeCategory, writeVendorOfPart } from './part-details.actions'
import { partDetailPages } from './part-details.routes'
import { partImport } from './part-import'
import { personalData } from './personal-data'
import { pickPages } from './pick.routes'
import { noticeLow, setReorder } from './replenishment.actions'
import { classify } from './replenishment.queries'
import { replenishmentPages } from './replenishment.routes'
import {
  promiseStock,
  promiseWhatIsDue,
  releaseReservation,
  reserveStock,
  stageReservation,
} from './reservation.actions'
import { reservationPages } from './reservation.routes'
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
import { closePeriod, switchMethod } from './value'

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
    writeVendorOfPart,
    removeVendorOfPart,
    relatePart,
    writeCategory,
    openCount,
    takeCount,
    postCount,
    cancelCount,
    writeRule,
    setReorder,
    noticeLow,
    lendTool,
    takeToolBack,
    writeKit,
    reserveKit,
    switchMethod,
    closePeriod,
  ],
  permissions: [
    { name: 'inventory.part.import', about: 'Brings in parts by files.' },
    { name: 'inventory.stock.import', about: 'Opens stock by files: receipts of the ledger.' },
    { name: 'inventory.part.see', about: 'Looks at parts and what is in stock of them.' },
    { name: 'inventory.count.approve', about: 'Approves counts that are off by more than a counter may post.' },
    { name: 'inventory.reorder.see', about: 'Looks at what should be ordered.' },
    { name: 'inventory.value.see', about: 'Looks at what the stock is worth.' },
    { name: 'inventory.stock.prove', about: 'Compares the stock with its ledger.' },
  ],
  // Its fixed paths come before those with an id.
  routes: [
    ...pickPages.routes,
    ...reservationPages.routes,
    ...partDetailPages.routes,
    ...counterPages.routes,
    ...countPages.routes,
    ...replenishmentPages.routes,
    ...deskPages.routes,
    ...partPages.routes,
    ...stockPages.routes,
    ...partApi.routes,
    ...stockApi.routes,
  ],
  panels: [
    ...['asset', 'model'].map((on) => ({
      on,
      title: 'Spare parts',
      href: (id: string) => `/stock/spares/${id}`,
      may: 'inventory.part.see',
    })),
    { on: 'place', title: 'Parts here', href: (id: string) => `/stock/in/${id}`, may: 'inventory.part.see' },
  ],
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
      name: 'inventory.classify-parts',
      about: 'Puts each part into its class by the value that was used of it in a year.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => void (await classify(ctx)),
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
      find: async (ctx, ids) => (await namesOfParts(ctx, ids)).map(cardOf),
      codes: {
        kind: 'Part',
        called: async (ctx, words) =>
          (
            await namesOfParts(
              ctx,
              (await searchParts(ctx, words, 10)).map(({ id }) => id),
            )
          ).map(cardOf),
      },
    },
  ],
  imports: [partImport, stockImport],
  holds,
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

/** A part as other rooms speak of it, and as its label says it. */
const cardOf = ({ id, number, name, manufacturer, retiredAt }: Awaited<ReturnType<typeof namesOfParts>>[number]) => ({
  id,
  title: `${number} ${name}`,
  href: `/parts/${id}`,
  tag: number,
  detail: manufacturer,
  retired: retiredAt !== null,
})
