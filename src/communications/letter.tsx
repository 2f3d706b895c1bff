import { MailLetter, plainLetter } from '../../templates/layouts/mail'
import type { Context } from '../platform/context'
import type { Letter } from '../ports/mail'
import { wordOf } from './links'
import type { MessageRow } from './message.queries'
import { replyAddress } from './reply-address'
import type { MessageFile } from './schema'
import type { Thread } from './thread'

/** Days for which a link to a file works. */
const linkDays = 14

/** A link to a file that was too large to go along; sealed, and good for two weeks. */
export async function fileLink(ctx: Context, file: MessageFile): Promise<string> {
  const body = `${ctx.organization.id}.${file.id}.${ctx.now + linkDays * 86_400_000}`
  return `${ctx.origin}/letters/files/${body}.${(await ctx.seal(`file:${body}`)).slice(0, 27)}`
}

/** The way to end what is not about the work: one press, no sign-in. */
export async function unsubscribeLink(ctx: Context, address: string): Promise<string> {
  const body = `${ctx.organization.id}.${wordOf(address)}`
  return `${ctx.origin}/u/${body}.${(await ctx.seal(`unsubscribe:${body}`)).slice(0, 27)}`
}

type Parts = {
  message: MessageRow
  thread: Thread
  /** The letter that it follows in its thread. */
  parent: Pick<MessageRow, 'internetId' | 'referencesIds'> | null
  linked: MessageFile[]
}

/** The letter as it goes out: in its thread, answered to the thread's own address, with who wrote it and why. */
export async function letterOf(ctx: Context, { message, thread, parent, linked }: Parts): Promise<Omit<Letter, 'key'>> {
  const links = await Promise.all(linked.map(async (file) => `${file.name}: ${await fileLink(ctx, file)}`))
  const marketing = message.purpose === 'marketing'
  const leave = marketing ? await unsubscribeLink(ctx, message.toAddress) : null
  const lines = message.text.split(/\n{2,}/).filter((part) => part.trim() !== '')
  const footer = [
    ctx.organization.name,
    leave
      ? `You get this because you agreed to news of ${ctx.organization.name}. To end it: ${leave}`
      : 'You get this letter because it is about your business with us. An answer to it reaches the right people.',
  ]
  const words = {
    subject: message.subject,
    preheader: message.text.slice(0, 90),
    lines: [...lines, ...(links.length > 0 ? [`Files, for ${linkDays} days:`, ...links] : [])],
    footer,
  }
  const references = [
    ...new Set([...(parent?.referencesIds.split(' ') ?? []), ...(parent?.internetId ? [parent.internetId] : [])]),
  ]
    .filter(Boolean)
    .slice(-10)
  return {
    from: { address: message.fromAddress, name: message.fromName },
    to: { address: message.toAddress, name: message.toName },
    replyTo: await replyAddress(ctx, thread.number),
    subject: message.subject,
    text: plainLetter(words),
    html: message.html ?? `<!doctype html>${(<MailLetter {...words} />).toString()}`,
    headers: {
      ...(parent?.internetId
        ? { 'In-Reply-To': `<${parent.internetId}>`, References: references.map((id) => `<${id}>`).join(' ') }
        : {}),
      // Nobody's machine answers a letter that ours wrote.
      ...(message.writtenBy.startsWith('mb_') ? {} : { 'Auto-Submitted': 'auto-generated' }),
      ...(leave ? { 'List-Unsubscribe': `<${leave}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
  }
}
