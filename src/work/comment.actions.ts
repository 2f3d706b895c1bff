import * as z from 'zod'
import { textBlock } from '../kernel/schemas'
import { action } from '../platform/action'
import { mentionedIn } from './comment.queries'
import { told } from './order.fresh'
import { happened, orderFor } from './order.queries'
import { orderId } from './wording'

export const writeComment = action({
  name: 'work.comment.write',
  about: 'Says something about an order. Who is named with an @ is told.',
  input: z.object({ id: orderId, text: textBlock(4000, 'Write what you want to say.') }),
  run: async (ctx, { id, text }) => {
    const order = await orderFor(ctx, id, 'work.comment.write')
    const mentioned = await mentionedIn(ctx, text)
    return {
      subject: order.id,
      writes: [happened(ctx, order.id, { kind: 'comment', text })],
      facts: [
        { name: 'work.order-commented', ...told(ctx, order) },
        ...mentioned
          .filter((memberId) => memberId !== ctx.actor.id)
          .map((memberId) => ({ name: 'work.mentioned', subject: order.id, memberId, by: ctx.actor.id })),
      ],
      result: { id: order.id },
    }
  },
})
