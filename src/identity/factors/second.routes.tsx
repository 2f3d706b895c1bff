import { PasskeyTroublePage, SecondFactorPage } from '../../../templates/identity/factors/second'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import { addressPrefix } from '../../platform/http'
import type { Platform } from '../../platform/platform'
import { showOpen } from '../../platform/render'
import { Open, type Request } from '../../platform/routes'
import { noteFailure } from '../devices'
import { countTry } from '../limits'
import { findLogin } from '../login'
import { nextOf } from '../next'
import { askForNew, askForProof } from './ceremony'
import { newChallenge, type Purpose } from './challenge'
import { deleteFactors, factorsOf, passkeysOf } from './factors.queries'
import { arrive, complete, halfOf } from './half'
import { tellOfFactors } from './letters'
import { siteOf } from './passkey'
import { proveByApp, proveByPasskey, proveByRecovery } from './ways'

const troubleOf = (refusal: Refusal) => ({ sentence: refusal.message, fields: refusal.fields })

async function showSecond(platform: Platform, c: Request, refusal: Refusal | null): Promise<Response> {
  const half = await halfOf(platform, c)
  if (!half) return seeOther(c, '/sign-in')
  const { passkeys, app } = await factorsOf(platform, half.loginId)
  const page = (
    <SecondFactorPage
      passkey={passkeys > 0}
      app={app}
      recovery={c.req.query('way') === 'recovery' || c.var.form.way === 'recovery'}
      trouble={refusal && troubleOf(refusal)}
    />
  )
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

const purposes = ['add', 'sign-in', 'second', 'prove'] as const satisfies Purpose[]

/** Signing in with a passkey, and the second factor after any other way. */
export const secondRoutes = new Open()
  // Asked by the script at the press of the button, so that a page may wait as long as it likes. Nothing is written.
  .get('/passkey-options', { may: 'anyone' }, async (platform, c) => {
    const purpose = purposes.find((name) => name === c.req.query('for'))
    if (!purpose) return refuse('not-found', 'nothing-here', 'There is nothing at this address.')
    const { session } = c.var
    const site = siteOf(platform.env.ORIGIN)
    const { challenge, box } = await newChallenge(platform, purpose, c.var.csrf)
    if (purpose === 'sign-in') return c.json({ options: await askForProof(site, challenge, null), box })

    const loginId = purpose === 'second' ? (await halfOf(platform, c))?.loginId : session?.loginId
    if (!loginId) return refuse('forbidden', 'sign-in', 'Sign in first.')
    const known = await passkeysOf(platform, loginId)
    if (purpose !== 'add' || !session) return c.json({ options: await askForProof(site, challenge, known), box })
    return c.json({ options: await askForNew(site, { ...session, id: loginId }, challenge, known), box })
  })

  .post('/sign-in/passkey', { may: 'anyone' }, async (platform, c) => {
    const done = await attempt(() => proveByPasskey(platform, c, 'sign-in', null))
    if (!done.ok) {
      const page = <PasskeyTroublePage trouble={troubleOf(done.refusal)} next={nextOf(c.var.form.next)} />
      return showOpen(c, page, statusFor(done.refusal))
    }
    return seeOther(c, await arrive(platform, c, done.value.loginId, 'passkey', nextOf(c.var.form.next)))
  })

  .get('/sign-in/second', { may: 'anyone' }, (platform, c) => showSecond(platform, c, null))

  .post('/sign-in/second', { may: 'anyone' }, async (platform, c) => {
    const half = await halfOf(platform, c)
    if (!half) return seeOther(c, '/sign-in')
    const { way, code = '', recovery = '' } = c.var.form
    const done = await attempt(async () => {
      await countTry(platform, 'address', addressPrefix(c))
      const login = await findLogin(platform, half.loginId)
      if (way === 'passkey') {
        await proveByPasskey(platform, c, 'second', half.loginId)
        return complete(platform, c, half, 'passkey')
      }
      if (way !== 'recovery') {
        await proveByApp(platform, half.loginId, code)
        return complete(platform, c, half, 'totp')
      }
      const byPassword = half.proofs.some(({ way: proved }) => proved === 'password')
      const used = await proveByRecovery(platform, half.loginId, recovery, byPassword)
      if (used === 'reset') {
        await deleteFactors(platform, half.loginId)
        tellOfFactors(platform, login, 'Your second factor was taken away by the code of the letter')
        // No second factor any more, and none proved: where one is asked for, the next page asks for a new one.
        await complete(platform, c, half, null)
        return `/security/second-factor?next=${encodeURIComponent(half.next)}`
      }
      const words = `A recovery code was used to sign in; ${used.left === 1 ? 'one is' : `${used.left} are`} left`
      tellOfFactors(platform, login, words)
      return complete(platform, c, half, 'recovery')
    })
    if (done.ok) return seeOther(c, done.value)
    if (done.refusal.code === 'invalid') {
      const tried = way === 'passkey' || way === 'recovery' ? way : 'totp'
      platform.later(noteFailure(platform, c, half.loginId, tried))
    }
    return showSecond(platform, c, done.refusal)
  })
