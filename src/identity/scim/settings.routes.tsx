import { DirectoryPage, DirectorySecretPage } from '../../../templates/identity/directory'
import { hashOf, secret } from '../../kernel/ids'
import { attempt, type Refusal } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { grantableRoles } from '../sso/role-choice'
import { makeToken, mapGroup, revokeToken } from './directory.actions'
import { groupSizes, listGroups, listTeams, listTokens } from './directory.queries'

const see = 'identity.single-sign-on.see'
const page = '/settings/directory'
const at = (ctx: Context) => `/${ctx.organization.slug}${page}`
const baseOf = (ctx: Context) => `${ctx.origin}/scim/v2/${ctx.organization.slug}`

async function showDirectory(c: Request, ctx: Context, refusal: Refusal | null) {
  const [tokens, groups, sizes, teams, roles] = await Promise.all([
    listTokens(ctx),
    listGroups(ctx),
    groupSizes(ctx),
    listTeams(ctx),
    grantableRoles(ctx, 'admin'),
  ])
  const sizeOf = new Map(sizes.map(({ id, size }) => [id, size]))
  const element = (
    <DirectoryPage
      base={baseOf(ctx)}
      tokens={tokens}
      groups={groups.map((group) => ({ ...group, size: sizeOf.get(group.id) ?? 0 }))}
      teams={teams.filter(({ kind }) => kind === 'team').map(({ id, name }) => ({ value: id, label: name }))}
      roles={roles}
      values={refusal ? c.var.form : {}}
      trouble={refusal ? { sentence: refusal.message, fields: refusal.fields } : null}
    />
  )
  return show(c, ctx, element, refusal ? statusFor(refusal) : 200)
}

/** Settings > Directory: secrets for SCIM, and what groups bring. */
export const directorySettings = new Pages()
  .get(page, { may: see }, (ctx, c) => showDirectory(c, ctx, null))

  .post(`${page}/secrets`, { may: makeToken.action, stepUp: true }, async (ctx, c) => {
    const token = `mro_scim_${secret()}`
    const done = await attempt(async () => makeToken(ctx, { name: c.var.form.name, hash: await hashOf(token) }))
    if (!done.ok) return showDirectory(c, ctx, done.refusal)
    // Shown in the answer itself, once: no address leads back to it.
    return show(c, ctx, <DirectorySecretPage token={token} base={baseOf(ctx)} />, 201)
  })

  .post(`${page}/secrets/revocation`, { may: revokeToken.action }, async (ctx, c) => {
    const done = await attempt(() => revokeToken(ctx, { id: c.var.form.id }, { key: c.var.key }))
    if (!done.ok) return showDirectory(c, ctx, done.refusal)
    return seeOther(c, at(ctx), { text: 'The secret is revoked.', undo: null })
  })

  .post(`${page}/groups`, { may: mapGroup.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => mapGroup(ctx, c.var.form, { key: c.var.key }))
    if (!done.ok) return showDirectory(c, ctx, done.refusal)
    return seeOther(c, at(ctx), { text: 'The group is saved; its people follow.', undo: null })
  })
