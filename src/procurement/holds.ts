import { sql } from 'drizzle-orm'
import type { Hold } from '../platform/room'
import { orders, receiptLines, requisitions, rfqs } from './schema'

/** Where goods go and went, and what is bought for what. */
export const holds: Hold[] = [
  { in: requisitions.about, why: sql`'R-' || min(${requisitions.number}) || ' is for it.'` },
  { in: rfqs.shipTo, why: sql`'RFQ-' || min(${rfqs.number}) || ' has goods sent there.'` },
  { in: rfqs.about, why: sql`'RFQ-' || min(${rfqs.number}) || ' is about it.'` },
  { in: orders.shipTo, why: sql`'PO-' || min(${orders.number}) || ' has goods sent there.'` },
  { in: orders.about, why: sql`'PO-' || min(${orders.number}) || ' is about it.'` },
  { in: receiptLines.binId, why: sql`'Goods were received there.'` },
]
