import { hashOf, newId, sealOf } from '../../kernel/ids'
import { residenceOfMailbox, residenceOfNumber } from '../../platform/mailboxes'
import type { Platform } from '../../platform/platform'
import { sealed } from '../../platform/queue'
import type { Fact } from '../../platform/schema'
import type { HookEvent } from '../../ports/hooks'

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

/** Whose an event is: by the mark that we sealed, by the mailbox, by the number. Never by what it says of itself. */
async function ownerOf({ env }: Platform, event: HookEvent): Promise<string | null> {
  if (event.kind === 'text') return (await residenceOfNumber(env, event.to))?.organizationId ?? null
  if (event.kind === 'letter') {
    for (const address of event.to.slice(0, 10)) {
      const residence = await residenceOfMailbox(env, address.replace(/^.*<([^>]+)>.*$/, '$1'))
      if (residence) return residence.organizationId
    }
    return null
  }
  const [, organizationId = '', messageId = '', seal = ''] =
    /^(org_[0-9a-z]+)-(ms_[0-9a-z]{26})-([\w-]{22})$/.exec(event.ref) ?? []
  if (organizationId === '') return null
  const ours = (await sealOf(env.SECRET, `${organizationId}:ref:${messageId}`)).slice(0, 22)
  return seal === ours ? organizationId : null
}

/**
 * Takes what a provider told in, once by its own name for it: kept in the store, then queued. What belongs to nobody
 * leaves no trace. Throws when it cannot be kept or queued: the provider tells it again.
 */
export async function takeEvent(platform: Platform, provider: string, event: HookEvent): Promise<void> {
  const organizationId = await ownerOf(platform, event)
  if (organizationId === null) return
  const { env, now } = platform
  const body = JSON.stringify(event)
  const fingerprint = await hashOf(body)
  await env.CONTROL.prepare(
    'INSERT OR IGNORE INTO post_events (provider, event_id, organization_id, fingerprint, received_at) VALUES (?, ?, ?, ?, ?)',
  )
    .bind(provider, event.eventId.slice(0, 300), organizationId, fingerprint, now())
    .run()
  const row = await env.CONTROL.prepare(
    'SELECT fingerprint, queued_at AS queuedAt FROM post_events WHERE provider = ? AND event_id = ?',
  )
    .bind(provider, event.eventId.slice(0, 300))
    .first<{ fingerprint: string; queuedAt: number | null }>()
  // Told before; or somebody says something else under a name that was used.
  if (!row || row.queuedAt !== null || row.fingerprint !== fingerprint) return
  const subject = newId('in', now())
  const rawKey = `${organizationId}/post/${subject}.json`
  await platform.ports.files.put(rawKey, new TextEncoder().encode(body) as Uint8Array<ArrayBuffer>, 'application/json')
  await announce(platform, organizationId, { subject, kind: 'event', rawKey, provider })
  await env.CONTROL.prepare('UPDATE post_events SET queued_at = ? WHERE provider = ? AND event_id = ?')
    .bind(now(), provider, event.eventId.slice(0, 300))
    .run()
}
