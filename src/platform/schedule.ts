import { describe, log } from './log'
import type { Platform } from './platform'
import { sealed, tickPrefix } from './queue'
import type { Room, Tick } from './room'

/** Which ticks each cron line of wrangler.toml drives. */
export const crons: Record<string, Tick['every'][]> = {
  '*/5 * * * *': ['five minutes'],
  '0 * * * *': ['hour', 'day'],
}

/** The hour of the day, UTC, in which daily ticks run. */
const dailyHour = 3

/** Organizations that did something within this time are swept every five minutes; the others every hour. */
const activeMs = 15 * 60_000

/** Runs what the clock asks for: the house's own ticks here, each organization's through the queue. */
export async function runTicks(platform: Platform, rooms: Room[], cron: string): Promise<void> {
  const now = platform.now()
  const due = (crons[cron] ?? []).filter((every) => every !== 'day' || new Date(now).getUTCHours() === dailyHour)
  for (const tick of rooms.flatMap((room) => room.ticks).filter(({ every }) => due.includes(every))) {
    try {
      if (tick.scope === 'house') await tick.run(platform)
      else await fanOut(platform, tick)
      await platform.beat(`tick:${tick.name}`, { ok: true })
    } catch (error) {
      // One job's trouble is not the next one's.
      log('error', 'tick.failed', { tick: tick.name, error: describe(error) })
      await platform.beat(`tick:${tick.name}`, { ok: false })
    }
  }
}

async function fanOut(platform: Platform, tick: Extract<Tick, { scope: 'organization' }>): Promise<void> {
  const { env } = platform
  const now = platform.now()
  const since = tick.which === 'active' ? now - activeMs : 0
  let after = ''
  for (;;) {
    const { results } = await env.CONTROL.prepare(
      "SELECT id FROM organizations WHERE status = 'open' AND active_at >= ? AND id > ? ORDER BY id LIMIT 100",
    )
      .bind(since, after)
      .all<{ id: string }>()
    const last = results.at(-1)
    if (!last) return
    const name = `${tickPrefix}${tick.name}`
    const bodies = await Promise.all(
      results.map(({ id }) =>
        sealed(env.SECRET, {
          organizationId: id,
          name,
          key: `${name}:${now}`,
          body: { name, subject: id },
          requestId: `cron-${now}`,
          at: now,
        }),
      ),
    )
    await env.WORK.sendBatch(bodies.map((body) => ({ body })))
    after = last.id
  }
}
