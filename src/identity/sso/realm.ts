import type { Platform } from '../../platform/platform'
import { residenceAt } from '../../platform/tenancy'
import type { State } from './connection'
import { lookUpConnection } from './connection.queries'
import { domainOf } from './domain'

/** The organization that signs in people with an address at some domain by its own provider. */
export type Realm = { slug: string; state: State }

/**
 * Finds it by the domain alone: the answer is the same for every address there, whether somebody has it or not. Null
 * when the domain is nobody's, or its organization has no provider that is switched on.
 */
export async function realmOf(platform: Platform, email: string): Promise<Realm | null> {
  const row = await platform.env.CONTROL.prepare(
    'SELECT slug FROM proved_domains JOIN organizations ON organizations.id = organization_id WHERE domain = ?',
  )
    .bind(domainOf(email))
    .first<{ slug: string }>()
  const residence = row && (await residenceAt(platform.env, row.slug))
  if (!residence) return null
  const ctx = await platform.openTenant(residence, { kind: 'system', id: 'single-sign-on' }, 'realm')
  const connection = await lookUpConnection(ctx)
  return connection && connection.state !== 'draft' ? { slug: row.slug, state: connection.state } : null
}
