import { eq } from 'drizzle-orm'
import type { Context } from '../platform/context'
import type { Order } from './order'
import { workSignatures } from './schema'

export const signaturesSentence = (ctx: Context, orderId: Order['id']) =>
  ctx.db
    .select()
    .from(workSignatures)
    .where(eq(workSignatures.orderId, orderId))
    .orderBy(workSignatures.signedAt, workSignatures.id)
    .limit(20)
