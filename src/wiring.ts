import { birdMail, birdTexts } from './adapters/bird/adapter'
import { birdHooks } from './adapters/bird/hooks'
import { cloudflareNames } from './adapters/cloudflare-dns/adapter'
import { cloudflareMail } from './adapters/cloudflare-email/adapter'
import { localNames } from './adapters/local/names'
import { localPlateReader } from './adapters/local/plate-reader'
import { localMail, localPush, localTexts } from './adapters/local/post-office'
import { embeddedQuoteReader } from './adapters/local/quote-reader'
import { openAiPlateReader } from './adapters/openai/plate-reader'
import { pacedMail } from './adapters/paced'
import { r2Files } from './adapters/r2/files'
import { resendMail } from './adapters/resend/adapter'
import { resendHooks } from './adapters/resend/hooks'
import { twilioHooks, twilioTexts } from './adapters/twilio/adapter'
import { newId } from './kernel/ids'
import type { Instant } from './kernel/instant'
import type { Env } from './platform/env'
import type { Ports } from './platform/ports'
import type { Hooks } from './ports/hooks'
import type { Mail } from './ports/mail'
import type { Channel, Kept, Shelf } from './ports/shelf'
import type { Texts } from './ports/texts'

/** Who stands behind each port: the real one where its key is set, the embedded default otherwise. */
export function wire(env: Env, now: () => Instant): Ports {
  const shelf = shelfOf(env.CONTROL, now)
  return {
    mail: mailOf(env, shelf),
    texts: textsOf(env, shelf),
    hooks: hooksOf(env),
    push: localPush(shelf),
    files: r2Files(env.FILES),
    plates: env.OPENAI_API_KEY
      ? openAiPlateReader({
          key: env.OPENAI_API_KEY,
          model: env.AI_MODEL_VISION ?? 'gpt-5.4-mini',
          address: env.OPENAI_BASE_URL ?? null,
        })
      : localPlateReader(),
    quotes: embeddedQuoteReader,
    names: 'LOCAL' in env ? localNames((domain) => textsWrittenDown(env.CONTROL, domain)) : cloudflareNames(),
  }
}

/** Letters go by the first of these whose key is set. */
function mailOf(env: Env, shelf: Shelf): Mail {
  // Two a second, by its documentation: resend.com/docs/api-reference/rate-limit.
  if (env.RESEND_API_KEY)
    return pacedMail(resendMail(env.RESEND_API_KEY), 500, (...of) => env.LIMITER.getByName('pace:resend').turn(...of))
  if (env.EMAIL) return cloudflareMail(env.EMAIL)
  return env.BIRD_API_KEY ? birdMail(env.BIRD_API_KEY) : localMail(shelf)
}

function textsOf(env: Env, shelf: Shelf): Texts {
  if (env.BIRD_API_KEY) return birdTexts(env.BIRD_API_KEY)
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, ORIGIN: origin } = env
  return sid && token ? twilioTexts({ sid, token, origin }) : localTexts(shelf)
}

/** Who may tell the house something: those whose secret is set. A secret that changes may be two, with a comma between. */
function hooksOf(env: Env): Hooks[] {
  const both = (secrets: string | undefined) =>
    (secrets ?? '')
      .split(',')
      .map((secret) => secret.trim())
      .filter(Boolean)
  const { BIRD_CHANNELS_SIGNING_KEY: channelsKey = '', BIRD_API_KEY: birdKey = '' } = env
  const { TWILIO_ACCOUNT_SID: sid = '', TWILIO_AUTH_TOKEN: token = '' } = env
  return [
    ...(env.RESEND_WEBHOOK_SECRET ? [resendHooks(both(env.RESEND_WEBHOOK_SECRET), env.RESEND_API_KEY ?? '')] : []),
    ...(env.BIRD_WEBHOOK_SECRET || channelsKey
      ? [birdHooks({ secrets: both(env.BIRD_WEBHOOK_SECRET), channelsKey, apiKey: birdKey })]
      : []),
    ...(token ? [twilioHooks({ sid, token })] : []),
  ]
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
