import QRCode from 'qrcode-svg'
import * as z from 'zod'
import {
  AppPage,
  ChooseFactorPage,
  NewPasskeyPage,
  PasskeyPage,
  RecoveryCodesPage,
  RemovePage,
  SecurityPage,
} from '../../../templates/identity/factors/security'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { textLine } from '../../kernel/schemas'
import { closeBox, openBox } from '../../kernel/sealed-box'
import { checkedInput } from '../../platform/action'
import { seeOther, statusFor } from '../../platform/answers'
import type { Platform } from '../../platform/platform'
import { showOpen } from '../../platform/render'
import { Open, type Request, type Session } from '../../platform/routes'
import { listSessions } from '../account.queries'
import { countTry, forgetTries } from '../limits'
import { nextOf } from '../next'
import { addProof, endOtherSessions } from '../session'
import { clockSentence, inGroups, newSecret, otpauthUri, readCode } from './authenticator-app'
import { readNew } from './ceremony'
import { takeChallenge } from './challenge'
import {
  confirmApp,
  deleteApp,
  deletePasskey,
  factorsOf,
  hasSecond,
  insertPasskey,
  lookUpApp,
  mostPasskeys,
  passkeysOf,
  renamePasskey,
  replaceCodes,
  startApp,
} from './factors.queries'
import { tellOfFactors } from './letters'
import { siteOf } from './passkey'
import { type FactorDeed, recordFactors } from './record'
import { codesInSet, newRecoveryCode, plainCode } from './recovery-codes'
import { appBox } from './ways'

const troubleOf = (refusal: Refusal | null) => refusal && { sentence: refusal.message, fields: refusal.fields }
const nameInput = z.object({ name: textLine(60, 'Give it a name by which you know the device.') })

/** Minutes for which the square picture of a new app is shown. */
const setUpMs = 15 * 60_000

const sessionOf = (c: Request): Session => c.var.session ?? refuse('forbidden', 'sign-in', 'Sign in first.')

/** Tells the person by mail, and the audit log of their organizations. */
async function tell(platform: Platform, c: Request, deed: FactorDeed, what: string): Promise<void> {
  tellOfFactors(platform, sessionOf(c), what)
  await recordFactors(platform, c.var.requestId, sessionOf(c), deed)
}

/** Where to go on after a factor was added: codes for the day it is lost come first. */
async function afterAdding(platform: Platform, c: Request, said: string): Promise<Response> {
  const next = nextOf(c.var.form.next ?? c.req.query('next'), '/security')
  const { codes } = await factorsOf(platform, sessionOf(c).loginId)
  const flash = { text: said, undo: null }
  return codes > 0 ? seeOther(c, next, flash) : seeOther(c, `/security/codes?next=${encodeURIComponent(next)}`, flash)
}

/** The secret of the app that is being set up, or null. */
async function newSecretOf(platform: Platform, loginId: string) {
  const app = await lookUpApp(platform, loginId)
  if (!app?.newSecretBox || platform.now() >= (app.newSince ?? 0) + setUpMs) return null
  const secret = await openBox<string>(platform.env.SECRET, appBox(loginId), app.newSecretBox)
  return secret === null ? null : { secret, box: app.newSecretBox }
}

async function showApp(platform: Platform, c: Request, refusal: Refusal | null) {
  const { loginId } = sessionOf(c)
  const next = nextOf(c.var.form.next ?? c.req.query('next'), '/security')
  const setUp = await newSecretOf(platform, loginId)
  if (!setUp) return seeOther(c, `/security/second-factor?next=${encodeURIComponent(next)}`)
  const page = <AppPage secret={inGroups(setUp.secret)} next={next} trouble={troubleOf(refusal)} />
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

/** How one signs in: passkeys, the authenticator app, recovery codes. They belong to the login, not to an organization. */
export const securityRoutes = new Open()
  .get('/security', { may: 'login' }, async (platform, c) => {
    const { loginId, email } = sessionOf(c)
    const [factors, passkeys, sessions] = await Promise.all([
      factorsOf(platform, loginId),
      passkeysOf(platform, loginId),
      listSessions(platform, loginId),
    ])
    return showOpen(c, <SecurityPage factors={factors} passkeys={passkeys} email={email} devices={sessions.length} />)
  })

  .get('/security/second-factor', { may: 'login' }, async (platform, c) => {
    const factors = await factorsOf(platform, sessionOf(c).loginId)
    const next = nextOf(c.req.query('next'), '/security')
    return showOpen(c, <ChooseFactorPage factors={factors} next={next} organization={null} />)
  })

  .get('/sign-in/factor', { may: 'login' }, async (platform, c) => {
    const { loginId } = sessionOf(c)
    const next = nextOf(c.req.query('next'))
    const factors = await factorsOf(platform, loginId)
    if (hasSecond(factors)) return seeOther(c, `/prove?second=yes&next=${encodeURIComponent(next)}`)
    const organization = await organizationName(platform, loginId, c.req.query('organization') ?? '')
    return showOpen(c, <ChooseFactorPage factors={factors} next={next} organization={organization} />)
  })

  .get('/security/passkeys/new', { may: 'login', stepUp: true }, async (_, c) =>
    showOpen(c, <NewPasskeyPage name="" next={nextOf(c.req.query('next'), '/security')} trouble={null} />),
  )

  .post('/security/passkeys', { may: 'login', stepUp: true }, async (platform, c) => {
    const { form } = c.var
    const { loginId } = sessionOf(c)
    const done = await attempt(async () => {
      const { name } = checkedInput(nameInput, form)
      const challenge = await takeChallenge(platform, 'add', c.var.csrf, form.box ?? '')
      const made = await readNew(siteOf(platform.env.ORIGIN), challenge, form.answer ?? '')
      if (!(await insertPasskey(platform, { ...made, loginId, name }))) {
        refuse(
          'conflict',
          'passkey.known',
          `This device has a passkey here already, or there are ${mostPasskeys} of yours. Remove one first.`,
        )
      }
      await endOtherSessions(platform, c)
      await tell(platform, c, 'passkey-added', `A passkey was added: ${name}`)
      await addProof(platform, c, 'passkey')
      return name
    })
    if (done.ok)
      return afterAdding(platform, c, `The passkey “${done.value}” is added, and your other devices are signed out.`)
    const next = nextOf(form.next, '/security')
    const page = <NewPasskeyPage name={form.name ?? ''} next={next} trouble={troubleOf(done.refusal)} />
    return showOpen(c, page, statusFor(done.refusal))
  })

  .get('/security/passkeys/:id{pk_[^/]+}', { may: 'login' }, async (platform, c) => {
    const passkey = await findPasskey(platform, c)
    return showOpen(c, <PasskeyPage passkey={passkey} name={passkey.name} trouble={null} />)
  })

  .post('/security/passkeys/:id{pk_[^/]+}', { may: 'login' }, async (platform, c) => {
    const passkey = await findPasskey(platform, c)
    const done = await attempt(() => checkedInput(nameInput, c.var.form))
    if (!done.ok) {
      const page = <PasskeyPage passkey={passkey} name={c.var.form.name ?? ''} trouble={troubleOf(done.refusal)} />
      return showOpen(c, page, statusFor(done.refusal))
    }
    await renamePasskey(platform, passkey.loginId, passkey.id, done.value.name)
    return seeOther(c, '/security', { text: `The passkey is called “${done.value.name}” now.`, undo: null })
  })

  .post('/security/passkeys/:id{pk_[^/]+}/removal', { may: 'login', stepUp: true }, async (platform, c) => {
    const name = await deletePasskey(platform, sessionOf(c).loginId, c.req.param('id') ?? '')
    if (name === null) return unknown()
    await tell(platform, c, 'passkey-removed', `A passkey was removed: ${name}`)
    await endOtherSessions(platform, c)
    const text = `The passkey “${name}” is removed and your other devices are signed out. Delete it on the device too.`
    return seeOther(c, '/security', { text, undo: null })
  })

  .post('/security/app', { may: 'login', stepUp: true }, async (platform, c) => {
    const { loginId } = sessionOf(c)
    await startApp(platform, loginId, await closeBox(platform.env.SECRET, appBox(loginId), newSecret()))
    return seeOther(c, `/security/app?next=${encodeURIComponent(nextOf(c.var.form.next, '/security'))}`)
  })

  .get('/security/app', { may: 'login', stepUp: true }, (platform, c) => showApp(platform, c, null))

  .get('/security/app/square', { may: 'login', stepUp: true }, async (platform, c) => {
    const { loginId, email } = sessionOf(c)
    const setUp = (await newSecretOf(platform, loginId)) ?? unknown()
    const picture = new QRCode({
      content: otpauthUri(setUp.secret, email),
      padding: 4,
      width: 240,
      height: 240,
      ecl: 'M',
      join: true,
    })
    return c.body(picture.svg(), 200, {
      'Content-Type': 'image/svg+xml',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    })
  })

  .post('/security/app/confirmation', { may: 'login', stepUp: true }, async (platform, c) => {
    const { loginId } = sessionOf(c)
    const done = await attempt(async () => {
      await countTry(platform, 'second', loginId)
      const say = (sentence: string) => refuse('invalid', 'app.code', sentence, { code: sentence })
      const setUp = await newSecretOf(platform, loginId)
      if (!setUp) return say('Setting up took longer than 15 minutes. Begin again.')
      const reading = readCode(setUp.secret, c.var.form.code ?? '', platform.now(), 0)
      if (reading.is === 'clock') return say(clockSentence(reading.minutes))
      if (reading.is !== 'right')
        return say('That is not the code of this picture. Wait for the next one and type that.')
      if (!(await confirmApp(platform, loginId, setUp.box, reading.step)))
        return say('The app was set up in another window meanwhile. Begin again.')
      await forgetTries(platform, 'second', loginId)
      await endOtherSessions(platform, c)
      await tell(platform, c, 'app-set-up', 'An authenticator app was set up')
      await addProof(platform, c, 'totp')
    })
    if (!done.ok) return showApp(platform, c, done.refusal)
    return afterAdding(
      platform,
      c,
      'The authenticator app is set up: signing in asks for its code. Your other devices are signed out.',
    )
  })

  .get('/security/app/removal', { may: 'login' }, async (_, c) =>
    showOpen(
      c,
      <RemovePage
        title="Remove the authenticator app"
        sentence="Signing in asks for its code no more, and your other devices are signed out."
        action="/security/app/removal"
        button="Remove the app"
      />,
    ),
  )

  .post('/security/app/removal', { may: 'login', stepUp: true }, async (platform, c) => {
    if (!(await deleteApp(platform, sessionOf(c).loginId))) return unknown()
    await tell(platform, c, 'app-removed', 'The authenticator app was removed')
    await endOtherSessions(platform, c)
    const text = 'The authenticator app is removed and your other devices are signed out.'
    return seeOther(c, '/security', { text, undo: null })
  })

  .get('/security/codes', { may: 'login' }, async (platform, c) => {
    const factors = await factorsOf(platform, sessionOf(c).loginId)
    return showOpen(
      c,
      <RecoveryCodesPage codes={null} left={factors.codes} next={nextOf(c.req.query('next'), '/security')} />,
    )
  })

  .post('/security/codes', { may: 'login', stepUp: true }, async (platform, c) => {
    const { loginId } = sessionOf(c)
    const codes = Array.from({ length: codesInSet }, newRecoveryCode)
    await replaceCodes(
      platform,
      loginId,
      codes.flatMap((code) => plainCode(code) ?? []),
    )
    await tell(platform, c, 'codes-made', 'New recovery codes were made; those before work no more')
    return showOpen(
      c,
      <RecoveryCodesPage codes={codes} left={codesInSet} next={nextOf(c.var.form.next, '/security')} />,
    )
  })

const unknown = () => refuse('not-found', 'factor.unknown', 'There is nothing at this address.')

async function findPasskey(platform: Platform, c: Request) {
  const passkeys = await passkeysOf(platform, sessionOf(c).loginId)
  return passkeys.find(({ id }) => id === c.req.param('id')) ?? unknown()
}

/** The name of an organization that the login belongs to; null for any other. */
async function organizationName({ env }: Platform, loginId: string, slug: string): Promise<string | null> {
  const row = await env.CONTROL.prepare(
    `SELECT name FROM organizations JOIN memberships ON organization_id = organizations.id
     WHERE slug = ? AND login_id = ? AND ended_at IS NULL`,
  )
    .bind(slug, loginId)
    .first<{ name: string }>()
  return row?.name ?? null
}
