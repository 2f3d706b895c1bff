import { cloudflareNames } from './adapters/cloudflare-dns/adapter'
import { localNames } from './adapters/local/names'
import { localPlateReader } from './adapters/local/plate-reader'
import { localMail, localPush, localTexts } from './adapters/local/post-office'
import { openAiPlateReader } from './adapters/openai/plate-reader'
import { r2Files } from './adapters/r2/files'
import { resendMail } from './adapters/resend/adapter'
import { newId } from './kernel/ids'
import type { Instant } from './kernel/instant'
import type { Env } from './platform/env'
import type { Ports } from './platform/ports'
import type { Channel, Kept, Shelf } from './ports/shelf'

/** Who stands behind each port: the real one where its key is set, the embedded default otherwise. */
export function wire(env: Env, now: () => Instant): Ports {
  const shelf = shelfOf(env.CONTROL, now)
  return {
    mail: env.RESEND_API_KEY ? resendMail(env.RESEND_API_KEY) : localMail(shelf),
    texts: localTexts(shelf),
    push: localPush(shelf),
    files: r2Files(env.FILES),
    plates: env.OPENAI_API_KEY
      ? openAiPlateReader({
          key: env.OPENAI_API_KEY,
          model: env.AI_MODEL_VISION ?? 'gpt-5.4-mini',
          address: env.OPENAI_BASE_URL ?? null,
        })
      : localPlateReader(),
    names: 'LOCAL' in env ? localNames((domain) => textsWrittenDown(env.CONTROL, domain)) : cloudflareNames(),
  }
}

/** What a developer wrote down as standing at a domain. */
async function textsWrittenDown(control: D1Database, domain: string): Promise<string[]> {
  const { results } = await control
    .prepare('SELECT value FROM local_names WHERE name = ? ORDER BY value LIMIT 50')
    .bind(domain)
    .all<{ value: string }>()
  return results.map(({ value }) => value)
}

/** The local post office's shelf: a table of the control database. */
export const shelfOf = (control: D1Database, now: () => Instant): Shelf => ({
  keep: async ({ channel, direction, key, sender, recipient, body }) => {
    const id = newId('in', now())
    await control
      .prepare(
        `INSERT INTO local_messages (id, channel, direction, key, sender, recipient, body, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, key) DO NOTHING`,
      )
      .bind(id, channel, direction, key, sender, recipient, JSON.stringify(body), now())
      .run()
    const kept = await control
      .prepare('SELECT id FROM local_messages WHERE channel = ? AND key = ?')
      .bind(channel, key)
      .first<{ id: string }>()
    return { id: kept?.id ?? id }
  },
  list: async (channel, most) => {
    const { results } = await control
      .prepare('SELECT * FROM local_messages WHERE channel = ? ORDER BY at DESC, id DESC LIMIT ?')
      .bind(channel, most)
      .all<KeptRow>()
    return results.map(keptOf)
  },
  find: async (id) => {
    const row = await control.prepare('SELECT * FROM local_messages WHERE id = ?').bind(id).first<KeptRow>()
    return row && keptOf(row)
  },
})

type KeptRow = Omit<Kept, 'body' | 'channel'> & { body: string; channel: Channel }
const keptOf = (row: KeptRow): Kept => ({ ...row, body: JSON.parse(row.body) })
