import { TOTP } from 'otpauth'
import { hashPassword } from '../../../src/identity/password'
import { Authenticator } from '../../support/authenticator'
import { Visitor } from '../../support/visitor'
import { env, origin, type Person, type World } from '../../support/world'

export const password = 'four rusty valves sing loudly'

/** Gives a person a password. */
export const withPassword = async (person: Person): Promise<void> => {
  await env.CONTROL.prepare('UPDATE logins SET password_hash = ? WHERE id = ?')
    .bind(await hashPassword(password, env.PEPPER), person.loginId)
    .run()
}

export const emailOf = (person: Person) => `${person.name.toLowerCase()}@${person.organization}.example`

/** Signs in with the password in a browser that nobody knows. */
export async function byPassword(world: World, person: Person, next = `/${person.organization}`) {
  const browser = new Visitor(world)
  await browser.get('/sign-in')
  return { browser, answer: await browser.post('/sign-in', { email: emailOf(person), password, next }) }
}

export const codeOf = (secret: string, at: number) => new TOTP({ secret }).generate({ timestamp: at })

/** Sets up an authenticator app; answers its secret. */
export async function setUpApp(world: World, visitor: Visitor): Promise<string> {
  await visitor.post('/security/app')
  const { html } = await visitor.get('/security/app')
  const secret = (/<code class="path">([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '')
  await visitor.post('/security/app/confirmation', { code: codeOf(secret, world.now) })
  return secret
}

export async function addPasskey(visitor: Visitor, name = 'Desk'): Promise<Authenticator> {
  const device = await Authenticator.make(origin)
  const { options, box } = await visitor.json<{ options: { challenge: string }; box: string }>(
    '/passkey-options?for=add',
  )
  await visitor.post('/security/passkeys', { name, box, answer: await device.create(options) })
  return device
}

export const proofsOf = async (loginId: string) => {
  const { results } = await env.CONTROL.prepare(
    'SELECT proofs FROM sessions WHERE login_id = ? ORDER BY created_at, rowid',
  )
    .bind(loginId)
    .all<{ proofs: string }>()
  return JSON.parse(results.at(-1)?.proofs ?? '[]').map(({ way }: { way: string }) => way) as string[]
}

/** Subjects of the letters, the oldest first. */
export const letters = async (): Promise<string[]> => {
  const { results } = await env.CONTROL.prepare(
    "SELECT body FROM local_messages WHERE channel = 'mail' ORDER BY rowid",
  ).all<{ body: string }>()
  return results.map(({ body }) => JSON.parse(body).subject)
}

export const lastLetter = async (): Promise<string> => {
  const row = await env.CONTROL.prepare(
    "SELECT body FROM local_messages WHERE channel = 'mail' ORDER BY rowid DESC LIMIT 1",
  ).first<{ body: string }>()
  return JSON.parse(row?.body ?? '{}').text ?? ''
}

export const codesIn = (html: string): string[] =>
  [...html.matchAll(/<code>([0-9A-Z-]{29})</g)].map(([, code]) => code ?? '')

export const requireSecond = (organizationId: string) =>
  env.CONTROL.prepare(
    `INSERT OR REPLACE INTO access_policies
       (organization_id, idle_minutes, absolute_minutes, second_factor, sso_enforced, networks, version)
     VALUES (?, 60, 1440, 'required', 0, '[]', 1)`,
  )
    .bind(organizationId)
    .run()
