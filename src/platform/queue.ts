import { newId, sameSecret, sealOf } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import type { Env } from './env'
import { describe, log } from './log'
import type { Platform } from './platform'
import { projectAgain } from './projection'
import type { Measure, Room } from './room'
import type { Fact } from './schema'

/**
 * What travels through the queue: ids and a fact, never contents or keys.
 * `proof` binds it to its organization, so that a message cannot be opened for another.
 */
export type Envelope = {
  organizationId: string
  name: string
  key: string
  body: Fact
  requestId: string
  at: number
  proof: string
}

const bound = (envelope: Omit<Envelope, 'proof'>) =>
  JSON.stringify([envelope.organizationId, envelope.name, envelope.key, envelope.body])

export async function sealed(secret: string, envelope: Omit<Envelope, 'proof'>): Promise<Envelope> {
  return { ...envelope, proof: await sealOf(secret, bound(envelope)) }
}

/** Facts whose name begins so are a tick for one organization, not news. */
export const tickPrefix = 'tick:'

/**
 * Does everything that one message asks. Throws what went wrong: the caller decides whether it comes again.
 * Each listener is idempotent by its key, so a message that half succeeded may come again whole.
 */
export async function handle(platform: Platform, rooms: Room[], envelope: Envelope): Promise<Measure | null> {
  if (!sameSecret(envelope.proof, await sealOf(platform.env.SECRET, bound(envelope)))) {
    throw new Refusal('invalid', 'envelope.proof', 'This message was not sealed by the house.')
  }
  const ctx = await platform.openTenant(envelope.organizationId, { kind: 'system', id: 'house' }, envelope.requestId)

  if (envelope.name.startsWith(tickPrefix)) {
    const tick = rooms.flatMap((room) => room.ticks).find(({ name }) => `${tickPrefix}${name}` === envelope.name)
    if (tick?.scope !== 'organization') return null
    const measure = (await tick.measure?.(ctx)) ?? null
    const report = await tick.run(ctx)
    if (report) {
      const { trouble, ...detail } = report
      await platform.beat(`${tick.name}:${envelope.organizationId}`, { ...detail, ok: trouble === undefined })
      if (trouble) await platform.notify(tick.name, `${trouble} (${ctx.organization.name})`)
    }
    return measure
  }
  await projectAgain(platform, ctx, envelope.body)
  for (const listener of rooms.flatMap((room) => room.listeners)) {
    if (listener.to !== '*' && listener.to !== envelope.name) continue
    await listener.handle(ctx, envelope.body, `${envelope.key}:${listener.name}`)
  }
  return null
}

/** Seconds until the next try: doubling from half a minute, at most twelve hours, which is as long as queues can. */
export const waitSeconds = (attempts: number): number => Math.min(43_200, 30 * 2 ** (attempts - 1))

/** Every message has its own fate: its trouble is not its neighbours'. */
export async function consume(platform: Platform, rooms: Room[], batch: MessageBatch<Envelope>): Promise<void> {
  const measures: Measure[] = []
  for (const message of batch.messages) {
    const { organizationId, name, key } = message.body
    try {
      const measure = await handle(platform, rooms, message.body)
      if (measure) measures.push(measure)
      message.ack()
    } catch (error) {
      const refused = error instanceof Refusal && !['unavailable', 'limit'].includes(error.code)
      log(refused ? 'warn' : 'error', refused ? 'queue.refused' : 'queue.failed', {
        organizationId,
        name,
        key,
        attempts: message.attempts,
        error: error instanceof Refusal ? error.reason : describe(error),
      })
      if (refused) {
        await bury(platform, message.body, error)
        message.ack()
      } else message.retry({ delaySeconds: waitSeconds(message.attempts) })
    }
  }
  const oldest = Math.min(...batch.messages.map((message) => message.timestamp.getTime()))
  for (const name of new Set(measures.map((measure) => measure.name))) {
    await platform.worst(name, Math.max(...measures.filter((measure) => measure.name === name).map(({ ms }) => ms)))
  }
  await platform.beat('queue', { lagMs: Math.max(0, platform.now() - oldest), messages: batch.messages.length })
}

/** Keeps what the queue gave up on until a person has looked at it. */
export async function consumeDead(platform: Platform, batch: MessageBatch<Envelope>): Promise<void> {
  for (const message of batch.messages) {
    await bury(platform, message.body, new Error('It failed at every try.'))
    message.ack()
  }
}

async function bury({ env, now }: Platform, envelope: Envelope, error: unknown): Promise<void> {
  await env.CONTROL.prepare(
    'INSERT INTO dead_letters (id, organization_id, name, envelope, error, died_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
    .bind(
      newId('dl', now()),
      envelope.organizationId,
      envelope.name,
      JSON.stringify(envelope),
      error instanceof Refusal ? error.reason : describe(error),
      now(),
    )
    .run()
}

/** A dead letter that a person sends on its way again. Answers whether it was still lying there. */
export async function replay({ env, now }: Platform, id: string): Promise<boolean> {
  const row = await env.CONTROL.prepare(
    'UPDATE dead_letters SET replayed_at = ? WHERE id = ? AND replayed_at IS NULL AND dismissed_at IS NULL RETURNING envelope',
  )
    .bind(now(), id)
    .first<{ envelope: string }>()
  if (!row) return false
  await (env as Env).WORK.send(JSON.parse(row.envelope))
  return true
}
