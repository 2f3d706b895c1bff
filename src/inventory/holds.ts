import { sql } from 'drizzle-orm'
import type { Hold } from '../platform/room'
import {
  countLines,
  countRules,
  partPolicies,
  partUses,
  stockBalances,
  stockLoans,
  stockMoves,
  stockOnOrder,
  stockReservations,
} from './schema'

/** What the stores know of places, and of things that parts were for. */
export const holds: Hold[] = [
  { in: stockMoves.toBin, why: sql`'Stock was put there.'` },
  { in: stockMoves.fromBin, why: sql`'Stock was taken there.'` },
  { in: stockMoves.subject, why: sql`'Parts were issued for it.'` },
  { in: stockBalances.binId, why: sql`'Stock lies there.'` },
  { in: stockReservations.binId, why: sql`'Stock is promised there.'` },
  { in: stockReservations.subject, why: sql`'Parts are reserved for it.'` },
  { in: stockOnOrder.placeId, why: sql`'Goods are on their way there.'` },
  { in: stockLoans.borrower, why: sql`'Something was lent for it.'` },
  { in: partUses.target, why: sql`'Parts are listed for it.'` },
  { in: partPolicies.placeId, why: sql`'A part has reorder rules there.'` },
  { in: countRules.placeId, why: sql`min(${countRules.name}) || ' counts it.'` },
  { in: countLines.binId, why: sql`'It was counted.'` },
]
