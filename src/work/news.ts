import { eq } from 'drizzle-orm'
import { voicesOf } from '../codes'
import { members, sendLetter } from '../identity'
import type { Id } from '../kernel/ids'
import type { Context } from '../platform/context'
import type { Listener } from '../platform/room'
import type { Fact } from '../platform/schema'
import { label, type Order } from './order'
import { orderSentence } from './order.queries'

/** Writes to a member about an order; the key makes a repeat the same letter. */
async function write(ctx: Context, memberId: string, order: Order, subject: string, line: string, key: string) {
  const [member] = await ctx.db
    .select({ name: members.name, email: members.email, leftAt: members.leftAt })
    .from(members)
    .where(eq(members.id, memberId as Id<'mb'>))
  if (!member || member.leftAt !== null) return
  const { name: organization } = await ctx.profile()
  const where = [order.assetTag, order.assetName, order.placeName].filter(Boolean).join(', ')
  await sendLetter(
    ctx,
    `${key}:${memberId}`,
    { address: member.email, name: member.name },
    {
      subject,
      preheader: order.title,
      lines: [line, `${label(order)}: ${order.title}`, ...(where ? [where] : [])],
      button: { label: `Open ${label(order)}`, href: `${ctx.origin}/${ctx.organization.slug}/orders/${order.id}` },
      footer: ['MRO Command', `You get this letter as a member of ${organization}.`],
    },
  )
}

async function tellAssignee(ctx: Context, fact: Fact, key: string): Promise<void> {
  const { assigneeId, formerId, by } = fact
  if (typeof assigneeId !== 'string' || assigneeId === by || assigneeId === formerId) return
  const [order] = await orderSentence(ctx, fact.subject)
  if (order?.assigneeId !== assigneeId) return
  await write(ctx, assigneeId, order, `${label(order)} is yours`, 'This work was given to you.', key)
}

async function tellMentioned(ctx: Context, fact: Fact, key: string): Promise<void> {
  const [order] = await orderSentence(ctx, fact.subject)
  if (!order || typeof fact.memberId !== 'string') return
  await write(ctx, fact.memberId, order, `You are named in ${label(order)}`, 'Somebody named you in a comment.', key)
}

const steps = {
  'work.order-created': 'What you reported is taken on: there is a work order for it.',
  'work.order-scheduled': 'The work on what you reported is scheduled.',
  'work.order-started': 'Somebody works on what you reported.',
  'work.order-completed': 'What you reported is done.',
} as const

/** Members who reported what an order came of hear at each step; strangers hear by their report. */
async function tellReporters(ctx: Context, fact: Fact, key: string): Promise<void> {
  if (typeof fact.source !== 'string' || !fact.source.startsWith('rp_')) return
  const [order] = await orderSentence(ctx, fact.subject)
  if (!order) return
  const line = steps[fact.name as keyof typeof steps]
  const people = new Set((await voicesOf(ctx, fact.source)).flatMap(({ memberId }) => memberId ?? []))
  people.delete(String(fact.by))
  for (const memberId of people) await write(ctx, memberId, order, `${label(order)}: ${line}`, line, key)
}

export const news: Listener[] = [
  ...['work.order-created', 'work.order-changed'].map((to) => ({
    to,
    name: `work.tell-assignee-${to}`,
    about: 'Tells somebody that work was given to them.',
    handle: tellAssignee,
  })),
  {
    to: 'work.mentioned',
    name: 'work.tell-mentioned',
    about: 'Tells somebody that they are named in a comment.',
    handle: tellMentioned,
  },
  ...Object.keys(steps).map((to) => ({
    to,
    name: `work.tell-reporters-${to}`,
    about: 'Tells members what becomes of what they reported.',
    handle: tellReporters,
  })),
]
