import { hashOf } from '../../kernel/ids'
import { refuse } from '../../kernel/refusal'
import { openBox } from '../../kernel/sealed-box'
import { addressPrefix } from '../../platform/http'
import type { Platform } from '../../platform/platform'
import type { Request } from '../../platform/routes'
import { countTry, forgetTries } from '../limits'
import { clockSentence, readCode, stepSeconds } from './authenticator-app'
import { checkAnswer, readAnswer } from './ceremony'
import { type Purpose, spend, takeChallenge } from './challenge'
import { lookUpApp, lookUpPasskey, passkeyUsed, stepUsed, takeRecoveryCode } from './factors.queries'
import { type Passkey, siteOf, unknownPasskey, unreadable } from './passkey'
import { plainCode } from './recovery-codes'

/** How the box of an app's secret is called; its owner's id makes a box of another login useless. */
export const appBox = (loginId: string) => `authenticator-app:${loginId}`

/**
 * Believes a passkey's answer that a form brought (`box`, `answer`). `of` is whose it must be; null takes whoever it is.
 * Refuses 'limit', and 'invalid' as the ceremony does; a refused answer changes no passkey.
 */
export async function proveByPasskey(
  platform: Platform,
  c: Request,
  purpose: Purpose,
  of: string | null,
): Promise<Passkey> {
  const { box = '', answer = '' } = c.var.form
  await countTry(platform, 'address', addressPrefix(c))
  const challenge = await takeChallenge(platform, purpose, c.var.csrf, box)
  const said = await readAnswer(answer)
  const passkey = await lookUpPasskey(platform, said.credentialId)
  if (!passkey || (of !== null && passkey.loginId !== of)) return unknownPasskey()
  if (said.userHandle !== null && said.userHandle !== passkey.loginId) return unknownPasskey()
  const after = await checkAnswer(siteOf(platform.env.ORIGIN), challenge, said, passkey)
  if (!(await passkeyUsed(platform, passkey, after))) return unreadable()
  return passkey
}

/**
 * Believes the six digits of an authenticator app, once a step. Refuses 'limit', and 'invalid' with what is wrong:
 * 'app.wrong', 'app.used', 'app.clock'.
 */
export async function proveByApp(platform: Platform, loginId: string, code: string): Promise<void> {
  const { env, now } = platform
  await countTry(platform, 'second', loginId)
  const app = await lookUpApp(platform, loginId)
  const secret = app?.secretBox ? await openBox<string>(env.SECRET, appBox(loginId), app.secretBox) : null
  const say = (reason: string, sentence: string) => refuse('invalid', reason, sentence, { code: sentence })
  if (!app || !secret) return say('app.wrong', 'No authenticator app is set up for you. Choose another way.')

  const reading = readCode(secret, code, now(), app.lastStep)
  if (reading.is === 'wrong')
    say('app.wrong', 'That is not the code. Look at the app again: it changes every 30 seconds.')
  if (reading.is === 'clock') {
    // What a wrong clock shows now is right some time: that moment's code is used up with this answer.
    await spend(platform, stepName(loginId, reading.step), (reading.step + 3) * stepSeconds * 1000)
    say('app.clock', clockSentence(reading.minutes))
  }
  if (reading.is === 'right') {
    const free = await spend(platform, stepName(loginId, reading.step), (reading.step + 3) * stepSeconds * 1000)
    if (free && (await stepUsed(platform, loginId, reading.step))) return forgetTries(platform, 'second', loginId)
  }
  say('app.used', 'This code was used already. Wait for the next one: at most 30 seconds.')
}

const stepName = (loginId: string, step: number) => `step:${loginId}:${step}`

/**
 * Believes a recovery code, once, and answers how many are left; or the code of a letter that an administrator started
 * ('reset'), which is taken only after a password. Refuses 'limit' and 'invalid' ('recovery.wrong').
 */
export async function proveByRecovery(
  platform: Platform,
  loginId: string,
  text: string,
  byPassword: boolean,
): Promise<{ left: number } | 'reset'> {
  await countTry(platform, 'second', loginId)
  const plain = plainCode(text)
  const left = plain === null ? null : await takeRecoveryCode(platform, loginId, plain)
  if (left !== null) {
    await forgetTries(platform, 'second', loginId)
    return { left }
  }
  if (plain !== null && (await isReset(platform, loginId, plain))) {
    if (byPassword) return 'reset'
    const sentence =
      'The code of this letter is good after your password only. Sign in with your password, then type it.'
    return refuse('invalid', 'recovery.password-first', sentence, { recovery: sentence })
  }
  const sentence =
    'This is none of your recovery codes, or it was used. Each works once; try the next one of the sheet.'
  return refuse('invalid', 'recovery.wrong', sentence, { recovery: sentence })
}

async function isReset({ env, now }: Platform, loginId: string, plain: string): Promise<boolean> {
  const row = await env.CONTROL.prepare(
    'SELECT 1 AS there FROM factor_resets WHERE code_hash = ? AND login_id = ? AND expires_at > ?',
  )
    .bind(await hashOf(plain), loginId, now())
    .first()
  return row !== null
}
