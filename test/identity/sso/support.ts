import { hashOf } from '../../../src/kernel/ids'
import { env, type Person, type World } from '../../support/world'

/** Proves a domain for an organization through its pages, and lets its people join by signing on. */
export async function prove(world: World, owner: Person, domain: string, joinPolicy = 'sso'): Promise<void> {
  const base = `/${owner.organization}/settings/domains`
  await world.post(owner, base, { domain })
  const page = await (await world.get(owner, base)).text()
  const value = /mro-command-domain=[\w-]{32}/.exec(page.slice(page.indexOf(`_mro-command.${domain}`)))?.[0] ?? ''
  await env.CONTROL.prepare('INSERT OR IGNORE INTO local_names (name, value) VALUES (?, ?)')
    .bind(`_mro-command.${domain}`, value)
    .run()
  await world.post(owner, `${base}/proof`, { domain })
  await world.post(owner, `${base}/join-policy`, { domain, joinPolicy })
}

export const cookieOf = (answer: Response, name: string): string =>
  new RegExp(`${name}=([^;]*)`).exec(answer.headers.get('Set-Cookie') ?? '')?.[1] ?? ''

/** Pretends that somebody came through a test, so that the connection can be switched on. */
export async function switchOn(world: World, owner: Person): Promise<void> {
  const ctx = await world.as(owner)
  await ctx.db.run('UPDATE single_sign_on SET tested_version = version, tested_at = 1')
  await world.post(owner, `/${owner.organization}/settings/single-sign-on/state`, { to: 'on' })
}

/**
 * Everything that a sign-in could write, in the control database and the organizations'. What is left out only ends
 * things: the flow that was begun, and the mark of an assertion that is used up.
 */
export async function written(world: World, ...people: Person[]): Promise<string> {
  const rows: unknown[] = []
  for (const table of ['logins', 'memberships', 'sessions', 'sso_identities', 'proved_domains']) {
    rows.push(table, (await env.CONTROL.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()).results)
  }
  for (const person of people) rows.push(await world.everything(person))
  return JSON.stringify(rows)
}

/** Whose session an answer brings: the login of the cookie, or null. */
export async function loginOf(answer: Response): Promise<string | null> {
  const token = cookieOf(answer, '__Host-sid')
  if (!token) return null
  const row = await env.CONTROL.prepare('SELECT login_id AS id FROM sessions WHERE hash = ?')
    .bind(await hashOf(token))
    .first<{ id: string }>()
  return row?.id ?? null
}
