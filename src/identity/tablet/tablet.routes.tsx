import { PinPage, SharedTabletsPage } from '../../../templates/identity/tablet/settings'
import { NoTabletPage, TabletPage, TilePage } from '../../../templates/identity/tablet/tablet'
import { hashOf, sealOf } from '../../kernel/ids'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { clearTablet, setTablet } from '../../platform/cookies'
import type { Platform } from '../../platform/platform'
import { show, showOpen } from '../../platform/render'
import { Open, Pages, type Request } from '../../platform/routes'
import { askForProof } from '../factors/ceremony'
import { newChallenge } from '../factors/challenge'
import { passkeysOf } from '../factors/factors.queries'
import { tellOfFactors } from '../factors/letters'
import { siteOf } from '../factors/passkey'
import { proveByPasskey } from '../factors/ways'
import { countTry, forgetTries } from '../limits'
import { nextOf } from '../next'
import { hashPassword, isPassword } from '../password'
import { closeSession, openSession } from '../session'
import { checkPin } from './pin'
import { addSharedDevice, endSharedDevice, removePin, setPin } from './tablet.actions'
import { listSharedDevices, listTiles, lookUpTablet, lookUpTile, pinSetAt, type TabletDoor } from './tablet.queries'

const troubleOf = (refusal: Refusal | null) => refusal && { sentence: refusal.message, fields: refusal.fields }

const openFor = (platform: Platform, c: Request, door: TabletDoor) =>
  platform.openTenant(door.organizationId, { kind: 'system', id: 'tablet' }, c.var.requestId)

/** Back to the page that was open when the session ended, if it is one of this organization. */
const backTo = ({ slug }: TabletDoor, next: string | undefined) => {
  const path = nextOf(next)
  return path === `/${slug}` || path.startsWith(`/${slug}/`) ? path : `/${slug}`
}

/** A browser that is no tablet, or is one no longer. */
function noTablet(c: Request): Promise<Response> {
  clearTablet(c)
  return showOpen(c, <NoTabletPage />, 404)
}

async function showTile(platform: Platform, c: Request, door: TabletDoor, refusal: Refusal | null): Promise<Response> {
  const ctx = await openFor(platform, c, door)
  const tile = await lookUpTile(platform, ctx, c.req.param('id') ?? '')
  if (!tile || !(tile.pin || tile.passkey)) return seeOther(c, '/tablet')
  const next = backTo(door, c.req.query('next') ?? c.var.form.next)
  const page = <TilePage tile={tile} tablet={door} next={next} trouble={troubleOf(refusal)} />
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

/** Opens the tablet for somebody by what `prove` proves; the person before them is signed out. */
async function openBy(
  platform: Platform,
  c: Request,
  way: 'pin' | 'passkey',
  prove: (tile: { id: string; loginId: string; pinHash: string | null }, door: TabletDoor) => Promise<void>,
): Promise<Response> {
  const door = await lookUpTablet(platform, c)
  if (!door) return noTablet(c)
  const done = await attempt(async () => {
    const tile = await lookUpTile(platform, await openFor(platform, c, door), c.req.param('id') ?? '')
    if (!tile) return refuse('not-found', 'tablet.nobody', 'This person is no longer here.')
    await prove(tile, door)
    await openSession(platform, c, tile.loginId, way, door)
  })
  return done.ok ? seeOther(c, backTo(door, c.var.form.next)) : showTile(platform, c, door, done.refusal)
}

/** The tablet itself: its people as tiles, and the number pad. */
export const tabletRoutes = new Open()
  .get('/tablet', { may: 'anyone' }, async (platform, c) => {
    const door = await lookUpTablet(platform, c)
    if (!door) return noTablet(c)
    const words = (c.req.query('q') ?? '').trim().slice(0, 60)
    const { rows, next } = await listTiles(platform, await openFor(platform, c, door), c.req.query('after'), words)
    const back = c.req.query('next')
    return showOpen(
      c,
      <TabletPage tablet={door} tiles={rows} words={words} next={next} back={back && backTo(door, back)} />,
    )
  })

  .post('/tablet/switch', { may: 'anyone' }, async (platform, c) => {
    await closeSession(platform, c)
    return seeOther(c, '/tablet')
  })

  .get('/tablet/:id{mb_[^/]+}', { may: 'anyone' }, async (platform, c) => {
    const door = await lookUpTablet(platform, c)
    return door ? showTile(platform, c, door, null) : noTablet(c)
  })

  .get('/tablet/:id{mb_[^/]+}/passkey-options', { may: 'anyone' }, async (platform, c) => {
    const door = await lookUpTablet(platform, c)
    const tile = door && (await lookUpTile(platform, await openFor(platform, c, door), c.req.param('id') ?? ''))
    if (!tile) return refuse('not-found', 'tablet.nobody', 'This person is no longer here.')
    const { challenge, box } = await newChallenge(platform, 'tablet', c.var.csrf)
    const known = await passkeysOf(platform, tile.loginId)
    return c.json({ options: await askForProof(siteOf(platform.env.ORIGIN), challenge, known), box })
  })

  .post('/tablet/:id{mb_[^/]+}/pin', { may: 'anyone' }, (platform, c) =>
    openBy(platform, c, 'pin', async ({ id, pinHash }, { deviceId }) => {
      await countTry(platform, 'pin', `${deviceId}:${id}`)
      const pin = (c.var.form.pin ?? '').replaceAll(/\s/g, '').slice(0, 20)
      const sentence = 'That is not the PIN. Type it again.'
      if (!(await isPassword(pin, pinHash, platform.env.PEPPER)))
        refuse('invalid', 'tablet.pin', sentence, { pin: sentence })
      await forgetTries(platform, 'pin', `${deviceId}:${id}`)
    }),
  )

  .post('/tablet/:id{mb_[^/]+}/passkey', { may: 'anyone' }, (platform, c) =>
    openBy(platform, c, 'passkey', async ({ loginId }) => void (await proveByPasskey(platform, c, 'tablet', loginId))),
  )

async function showTablets(c: Request, ctx: Context, refusal: Refusal | null): Promise<Response> {
  const { rows, next } = await listSharedDevices(c.var.platform, ctx, c.req.query('after'))
  const page = (
    <SharedTabletsPage
      rows={rows}
      next={next ? `/settings/shared-tablets?after=${next}` : null}
      values={c.var.form}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showPin(c: Request, ctx: Context, refusal: Refusal | null): Promise<Response> {
  const page = <PinPage setAt={await pinSetAt(ctx)} trouble={troubleOf(refusal)} />
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const memberOf = (c: Request) => c.var.session ?? refuse('forbidden', 'sign-in', 'Sign in first.')

/** The list of shared tablets for administrators, and one's own PIN. */
export const tabletPages = new Pages()
  .get('/settings/shared-tablets', { may: 'identity.shared-device.see' }, (ctx, c) => showTablets(c, ctx, null))

  .post('/settings/shared-tablets', { may: addSharedDevice.action, stepUp: true }, async (ctx, c) => {
    const { env } = c.var.platform
    // The same form sent twice is the same tablet: what it holds follows from the form's random name.
    const token = await sealOf(env.SECRET, `tablet:${memberOf(c).id}:${c.var.form.op ?? ''}`)
    const { name, standsAt } = c.var.form
    const hash = await hashOf(token)
    const done = await attempt(() => addSharedDevice(ctx, { name, standsAt, hash }, { key: c.var.key }))
    if (!done.ok) return showTablets(c, ctx, done.refusal)
    setTablet(c, token)
    await closeSession(c.var.platform, c)
    return seeOther(c, '/tablet')
  })

  .post('/settings/shared-tablets/:id{sd_[^/]+}/end', { may: endSharedDevice.action }, async (ctx, c) => {
    const done = await attempt(() => endSharedDevice(ctx, { id: c.req.param('id') }, { key: c.var.key }))
    if (!done.ok && done.refusal.code === 'not-found') throw done.refusal
    if (!done.ok) return showTablets(c, ctx, done.refusal)
    const text = `“${done.value.name}” is no longer a shared tablet. Whoever was signed in on it is signed out.`
    return seeOther(c, `/${ctx.organization.slug}/settings/shared-tablets`, { text, undo: null })
  })

  .get('/profile/pin', { may: setPin.action }, (ctx, c) => showPin(c, ctx, null))

  .post('/profile/pin', { may: setPin.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(async () => {
      const pin = checkPin(c.var.form.pin ?? '', c.var.form.again ?? '')
      await setPin(ctx, { pinHash: await hashPassword(pin, c.var.platform.env.PEPPER) })
    })
    if (!done.ok) return showPin(c, ctx, done.refusal)
    tellOfFactors(c.var.platform, memberOf(c), `Your PIN for shared tablets of ${ctx.organization.name} was set`)
    const text = 'Your PIN is set. You find yourself on the shared tablets now.'
    return seeOther(c, `/${ctx.organization.slug}/profile`, { text, undo: null })
  })

  .post('/profile/pin/removal', { may: removePin.action, stepUp: true }, async (ctx, c) => {
    await removePin(ctx, {}, { key: c.var.key })
    tellOfFactors(c.var.platform, memberOf(c), `Your PIN for shared tablets of ${ctx.organization.name} was removed`)
    return seeOther(c, `/${ctx.organization.slug}/profile`, { text: 'Your PIN is removed.', undo: null })
  })
