import { DoorMessage } from '../../templates/communications/unsubscribe'
import { serveFile } from '../files'
import { sameSecret } from '../kernel/ids'
import { attempt, refuse } from '../kernel/refusal'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import { Open, type Request } from '../platform/routes'
import { recordOptOut } from './consent.actions'
import { takeEvent } from './inbound/doors'
import { textOfWord } from './links'

/** The one answer to whoever is not the provider: it says nothing of who is here. */
const nobody = (c: Request) => c.text('Not known here.\n', 401)

/** What a provider may send at once: a letter's bytes are fetched, never sent. */
const hookBytes = 128 * 1024

async function hook(platform: Platform, c: Request): Promise<Response> {
  const provider = c.req.param('provider') ?? ''
  const hooks = platform.ports.hooks.find((one) => one.provider === provider)
  if (!hooks) return nobody(c)
  const { search, pathname } = new URL(c.req.url)
  const told = {
    url: `${platform.env.ORIGIN}${pathname}${search}`,
    headers: c.req.raw.headers,
    body: new TextDecoder().decode(c.var.bytes),
  }
  const read = await attempt(async () => hooks.read(told, platform.now())).catch(() => ({ ok: false as const }))
  if (!read.ok) return nobody(c)
  for (const event of read.value) await takeEvent(platform, provider, event, told.body)
  // Twilio wants to be told what to answer: nothing.
  return provider === 'twilio'
    ? c.body('<Response></Response>', 200, { 'Content-Type': 'text/xml' })
    : c.body(null, 200)
}

/** An organization by the id that stands in a sealed link. */
const within = async (platform: Platform, organizationId: string) =>
  platform.openTenant(organizationId, { kind: 'system', id: 'post' }, 'post')

/** The address of a link that ends letters; refuses 'not-found' for one that we did not make. */
async function leaving(platform: Platform, c: Request) {
  const [organizationId = '', word = '', seal = ''] = (c.req.param('token') ?? '').split('.')
  const unknown = () => refuse('not-found', 'nothing-here', 'There is nothing at this address.')
  if (!/^org_[0-9a-z]{26}$/.test(organizationId)) return unknown()
  const opened = await attempt(() => within(platform, organizationId))
  if (!opened.ok) return unknown()
  const ctx = opened.value
  const ours = (await ctx.seal(`unsubscribe:${organizationId}.${word}`)).slice(0, 27)
  if (!sameSecret(ours, seal)) return unknown()
  return { ctx, address: textOfWord(word) }
}

/** Doors of the post office that need no session: providers, one-press leaving, files by link. */
export const hookDoors = new Open()
  .raw('POST', '/hooks/:provider', { answers: 'json', limitBytes: hookBytes }, hook)

  .get('/u/:token', { may: 'anyone' }, async (platform, c) => {
    const { ctx, address } = await leaving(platform, c)
    return showOpen(c, <DoorMessage organization={ctx.organization.name} address={address} left={false} />)
  })

  // RFC 8058: a mail program presses this without cookies. Looking at the page (GET) ends nothing.
  .raw('POST', '/u/:token', { answers: 'page' }, async (platform, c) => {
    const { ctx, address } = await leaving(platform, c)
    await recordOptOut(ctx, {
      channel: 'email',
      address,
      purpose: 'marketing',
      words: 'One press in a mail program or on our page.',
      source: 'unsubscribe link',
    })
    return showOpen(c, <DoorMessage organization={ctx.organization.name} address={address} left={true} />)
  })

  .get('/letters/files/:token', { may: 'anyone' }, async (platform, c) => {
    const [organizationId = '', fileId = '', until = '', seal = ''] = (c.req.param('token') ?? '').split('.')
    const unknown = () =>
      refuse('not-found', 'nothing-here', 'This link has ended, or was never made. Ask whoever sent it.')
    if (!/^org_[0-9a-z]{26}$/.test(organizationId) || !(Number(until) > platform.now())) return unknown()
    const opened = await attempt(() => within(platform, organizationId))
    if (!opened.ok) return unknown()
    const ours = (await opened.value.seal(`file:${organizationId}.${fileId}.${until}`)).slice(0, 27)
    return sameSecret(ours, seal) ? serveFile(opened.value, c, fileId) : unknown()
  })
