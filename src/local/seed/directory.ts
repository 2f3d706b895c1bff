import { makeToken, putGroup } from '../../identity/scim/directory.actions'
import { proofOf } from '../../identity/sso/domain'
import { addDomain, proveDomain, setJoinPolicy } from '../../identity/sso/domain.actions'
import { hashOf, secret } from '../../kernel/ids'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'

/** Northfield has proved its domain, and its directory has sent two groups; nobody has said yet what they bring. */
export async function seedDirectory({ env }: Platform, dana: Context, people: Record<string, string>): Promise<void> {
  const domain = 'northfield.example'
  const token = secret().slice(0, 32)
  const { name, value } = proofOf(domain, token)
  await env.CONTROL.prepare('INSERT OR IGNORE INTO local_names (name, value) VALUES (?, ?)').bind(name, value).run()
  await addDomain(dana, { domain, token })
  await proveDomain(dana, { domain, taken: false })
  await setJoinPolicy(dana, { domain, joinPolicy: 'ask' })
  await makeToken(dana, { name: 'Entra ID', hash: await hashOf(`mro_scim_${secret()}`) })
  const group = (displayName: string, ids: (string | undefined)[]) =>
    putGroup(dana, { id: null, displayName, externalId: null, members: [{ kind: 'set', ids: ids.filter(Boolean) }] })
  await group('NF-Maintenance', [people.amara, people.dana])
  await group('NF-Stores', [people.kees])
}
