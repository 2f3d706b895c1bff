import { hashOf, newId, sameSecret, sealOf } from '../../kernel/ids'
import { residenceOfMailbox, residenceOfNumber } from '../../platform/mailboxes'
import type { Platform } from '../../platform/platform'
import { sealed } from '../../platform/queue'
import type { Fact } from '../../platform/schema'
import type { HookEvent } from '../../ports/hooks'
import { bareAddress } from './addresses'

/** What the e-mail door needs of a message, wherever it comes from. */
export type IncomingLetter = Pick<ForwardableEmailMessage, 'from' | 'to' | 'raw' | 'rawSize' | 'setReject'>

/** Bytes of a letter, as the door takes it at most: what Cloudflare lets through. */
const longestBytes = 26 * 1024 * 1024

/** Hands what arrived to the queue. Whoever throws here is asked again by the sender. */
async function announce({ env, now }: Platform, organizationId: string, body: Omit<Fact, 'name'>): Promise<void> {
  const name = 'communications.arrived'
  const envelope = {
    organizationId,
    name,
    key: newId('ob', now()),
    body: { ...body, name } as Fact,
    requestId: newId('req', now()),
    at: now(),
  }
  await env.WORK.send(await sealed(env.SECRET, envelope))
}

/**
 * The e-mail door: the bytes go into the store before anything else, all that follows is the queue's. A letter for nobody
 * is sent back; one that cannot be kept or queued fails for now, and its sender tries again.
 */
export async function receiveMail(platform: Platform, message: IncomingLetter): Promise<void> {
  const residence = await residenceOfMailbox(platform.env, message.to)
  if (!residence) return message.setReject('There is no such mailbox.')
  if (message.rawSize > longestBytes) return message.setReject('This letter is too large: 25 MB at most.')
  const { organizationId } = residence
  const raw = new Uint8Array(await new Response(message.raw).arrayBuffer())
  const subject = newId('in', platform.now())
  const rawKey = `${organizationId}/post/${subject}.eml`
  await platform.ports.files.put(rawKey, raw, 'message/rfc822')
  await announce(platform, organizationId, {
    subject,
    kind: 'letter',
    rawKey,
    from: message.from.slice(0, 254),
    to: message.to.slice(0, 320),
    provider: 'mailbox',
  })
}

/**
 * Whose an event is: by the mark that we sealed, by the mailbox, by the number. Never by what it says of itself. A letter
 * may have gone to several organizations: each gets it.
 */
async function ownersOf({ env }: Platform, event: HookEvent): Promise<string[]> {
  if (event.kind === 'text') return [(await residenceOfNumber(env, event.to))?.organizationId ?? []].flat()
  if (event.kind === 'letter') {
    const there = await Promise.all(
      [...new Set(event.to.map(bareAddress))].slice(0, 50).map((address) => residenceOfMailbox(env, address)),
    )
    return [...new Set(there.flatMap((residence) => residence?.organizationId ?? []))]
  }
  const [, organizationId = '', messageId = '', seal = ''] =
    /^(org_[0-9a-z]+)-(ms_[0-9a-z]{26})-([\w-]{22})$/.exec(event.ref) ?? []
  if (organizationId === '') return []
  const ours = (await sealOf(env.SECRET, `${organizationId}:ref:${messageId}`)).slice(0, 22)
  return sameSecret(seal, ours) ? [organizationId] : []
}

/**
 * Takes what a provider told in, once by its own name for it: kept in the store with the words as they came (`raw`), then
 * queued. What belongs to nobody leaves no trace. Throws when it cannot be kept or queued: the provider tells it again.
 */
export async function takeEvent(platform: Platform, provider: string, event: HookEvent, raw = ''): Promise<void> {
  for (const organizationId of await ownersOf(platform, event))
    await takeFor(platform, provider, event, raw, organizationId)
}

async function takeFor(
  platform: Platform,
  provider: string,
  event: HookEvent,
  raw: string,
  organizationId: string,
): Promise<void> {
  const { env, now } = platform
  const fingerprint = await hashOf(JSON.stringify(event))
  // One letter for two organizations is taken by each.
  const name = event.kind === 'letter' ? `${event.eventId}:${organizationId}` : event.eventId
  const eventId = name.length > 200 ? await hashOf(name) : name
  await env.CONTROL.prepare(
    'INSERT OR IGNORE INTO post_events (provider, event_id, organization_id, fingerprint, received_at) VALUES (?, ?, ?, ?, ?)',
  )
    .bind(provider, eventId, organizationId, fingerprint, now())
    .run()
  const row = await env.CONTROL.prepare(
    'SELECT fingerprint, queued_at AS queuedAt FROM post_events WHERE provider = ? AND event_id = ?',
  )
    .bind(provider, eventId)
    .first<{ fingerprint: string; queuedAt: number | null }>()
  // Told before; or somebody says something else under a name that was used.
  if (!row || row.queuedAt !== null || row.fingerprint !== fingerprint) return
  const subject = newId('in', now())
  const rawKey = `${organizationId}/post/${subject}.json`
  const kept = new TextEncoder().encode(JSON.stringify({ ...event, raw })) as Uint8Array<ArrayBuffer>
  await platform.ports.files.put(rawKey, kept, 'application/json')
  await announce(platform, organizationId, { subject, kind: 'event', rawKey, provider })
  await env.CONTROL.prepare('UPDATE post_events SET queued_at = ? WHERE provider = ? AND event_id = ?')
    .bind(now(), provider, eventId)
    .run()
}
