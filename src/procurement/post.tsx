import { type LetterText, MailLetter } from '../../templates/layouts/mail'
import { planSend, type SendPlan } from '../communications'
import { attempt } from '../kernel/refusal'
import type { Context } from '../platform/context'
import type { Invitation } from './invitation'

/** Where a vendor answers: without an account. */
export const linkOf = (ctx: Context, { code, token }: Pick<Invitation, 'code' | 'token'>) =>
  `${ctx.origin}/quote/${code}/${token}`
export const orderLinkOf = (ctx: Context, { code, token }: { code: string; token: string }) =>
  `${ctx.origin}/order/${code}/${token}`

export const noAddress = 'No address is written down: give them the link.'

type Post = {
  /** The same key twice is one letter. */
  key: string
  to: { address: string; name: string }
  letter: LetterText
  about: string
  threadId: string | null
}

/**
 * A letter to a vendor within the caller's own commit: in their thread of the post office, so that the answer comes into
 * it. Answers why it cannot be written instead, in one sentence, where the address takes nothing.
 */
export async function planLetter(
  ctx: Context,
  { key, to, letter, about, threadId }: Post,
): Promise<{ plan: SendPlan; trouble: '' } | { plan: null; trouble: string }> {
  if (to.address === '') return { plan: null, trouble: noAddress }
  const { subject, lines, button } = letter
  const planned = await attempt(() =>
    planSend(ctx, {
      key,
      channel: 'email',
      to,
      subject,
      text: [...lines, ...(button ? [`${button.label}: ${button.href}`] : [])].join('\n\n'),
      html: `<!doctype html>${(<MailLetter {...letter} />).toString()}`,
      about,
      threadId,
    }),
  )
  if (planned.ok) return { plan: planned.value, trouble: '' }
  if (planned.refusal.code === 'unavailable') throw planned.refusal
  return { plan: null, trouble: planned.refusal.message }
}
