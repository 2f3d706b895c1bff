import { type Beat, type Letter, OperatorPage } from '../../templates/identity/operator'
import { seeOther } from '../platform/answers'
import { tenantVersion } from '../platform/migrations'
import { replay } from '../platform/queue'
import { showOpen } from '../platform/render'
import { Open } from '../platform/routes'

/** Pages for whoever runs the installation, and the sign of life for machines. */
export const operatorRoutes = new Open()
  .get('/health', { may: 'anyone' }, async (platform, c) => {
    const alive = await platform.env.CONTROL.prepare('SELECT 1 AS one').first()
    return c.json({ ok: alive !== null })
  })

  .get('/operator', { may: 'operator' }, async ({ env }, c) => {
    const { CONTROL } = env
    const [beats, notices, letters, pool, outbox] = await CONTROL.batch([
      CONTROL.prepare("SELECT name, at, detail FROM heartbeats WHERE instr(name, ':org_') = 0 ORDER BY name LIMIT 100"),
      CONTROL.prepare('SELECT id, sentence, times, last_at AS lastAt FROM notices ORDER BY last_at DESC LIMIT 20'),
      CONTROL.prepare(
        `SELECT id, organization_id AS organizationId, name, error, died_at AS diedAt FROM dead_letters
         WHERE replayed_at IS NULL AND dismissed_at IS NULL ORDER BY died_at DESC LIMIT 50`,
      ),
      CONTROL.prepare(
        `SELECT (SELECT count(*) FROM databases WHERE organization_id IS NULL) AS free,
           (SELECT count(*) FROM databases WHERE organization_id IS NOT NULL) AS taken,
           (SELECT count(*) FROM databases WHERE organization_id IS NOT NULL AND schema_version < ?) AS behind`,
      ).bind(tenantVersion),
      CONTROL.prepare(
        `SELECT name, coalesce(json_extract(detail, '$.ms'), json_extract(detail, '$.lagMs')) AS ms FROM heartbeats
         WHERE name IN ('queue', 'outbox')`,
      ),
    ])
    const { free = 0, taken = 0, behind = 0 } = (pool?.results[0] ?? {}) as Record<string, number>
    const ages = new Map(
      ((outbox?.results ?? []) as { name: string; ms: number }[]).map(({ name, ms }) => [
        name,
        `${Math.round(ms / 1000)} s`,
      ]),
    )
    return showOpen(
      c,
      <OperatorPage
        beats={(beats?.results ?? []) as Beat[]}
        notices={(notices?.results ?? []) as never}
        letters={(letters?.results ?? []) as Letter[]}
        facts={[
          ['Organizations', String(taken)],
          ['Free databases', env.TENANT_DRIVER === 'object' ? 'As many as needed' : String(free)],
          ['Behind the current shape', String(behind)],
          ['Queue, age of the oldest message of the last batch', ages.get('queue') ?? 'None yet'],
          ['Outbox, age of the oldest that a crash left', ages.get('outbox') ?? 'Not swept yet'],
        ]}
      />,
    )
  })

  .post('/operator/letters/:id/replay', { may: 'operator' }, async (platform, c) => {
    const gone = await replay(platform, c.req.param('id') ?? '')
    return seeOther(c, '/operator', {
      text: gone ? 'It is on its way again.' : 'Somebody has settled it already.',
      undo: null,
    })
  })

  .post('/operator/letters/:id/dismissal', { may: 'operator' }, async ({ env, now }, c) => {
    await env.CONTROL.prepare(
      'UPDATE dead_letters SET dismissed_at = ? WHERE id = ? AND replayed_at IS NULL AND dismissed_at IS NULL',
    )
      .bind(now(), c.req.param('id') ?? '')
      .run()
    return seeOther(c, '/operator', { text: 'Dismissed.', undo: null })
  })

  .post('/operator/notices/:id/dismissal', { may: 'operator' }, async ({ env }, c) => {
    await env.CONTROL.prepare('DELETE FROM notices WHERE id = ?')
      .bind(c.req.param('id') ?? '')
      .run()
    return seeOther(c, '/operator', { text: 'Settled.', undo: null })
  })
