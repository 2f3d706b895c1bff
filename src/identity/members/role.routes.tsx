import { RoleFormPage, RolePage, RolesPage } from '../../../templates/identity/members/roles'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { isRole } from '../roles'
import { grantsOfActor, holds } from './grant'
import { changeRole, createRole, findOwnRole, removeRole } from './own-role'
import { allRoles, byRoom, tickedOf } from './rights'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

const ticks = (permissions: string[]) => Object.fromEntries(permissions.map((name) => [`permission.${name}`, 'on']))

/** What the editor offers: what the reader has everywhere, and what the role has already. */
const offered = (ctx: Context, has: string[]) => {
  const own = grantsOfActor(ctx.actor)
  return byRoom(
    ctx.catalogue.filter(
      ({ name }) => has.includes(name) || holds(own, { role: '', permissions: [name], sites: null }),
    ),
  )
}

async function showForm(
  c: Request,
  ctx: Context,
  roleId: string | null,
  form: Record<string, string> | null,
  refusal: Refusal | null,
) {
  const role = roleId === null ? null : await findOwnRole(ctx, roleId)
  const like = c.req.query('like')
  const model = role === null && like ? (await allRoles(ctx)).find((one) => one.role === like) : undefined
  const values =
    form ??
    (role
      ? { name: role.name, about: role.about, ...ticks(role.permissions) }
      : model
        ? { name: `${model.title} here`, about: model.about, ...ticks(model.permissions) }
        : {})
  const trouble = refusal ? { sentence: refusal.message, fields: refusal.fields } : null
  const page = (
    <RoleFormPage role={role} values={values} groups={offered(ctx, role?.permissions ?? [])} trouble={trouble} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

async function showRole(c: Request, ctx: Context, name: string, version: number) {
  const role =
    (await allRoles(ctx)).find((one) => one.role === name) ??
    refuse('not-found', 'role.unknown', 'There is no such role.')
  const groups = byRoom(ctx.catalogue.filter((permission) => role.permissions.includes(permission.name)))
  return show(c, ctx, <RolePage role={role} own={!isRole(name)} version={version} groups={groups} />)
}

const inputOf = (form: Record<string, string>) => ({
  name: form.name,
  about: form.about,
  permissions: tickedOf(form, 'permission'),
})

const sees = { may: 'identity.role.see' }

/** Roles: who may do what, and the organization's own ones. */
export const rolePages = new Pages()
  .get('/roles', sees, async (ctx, c) =>
    show(c, ctx, <RolesPage roles={await allRoles(ctx)} groups={byRoom(ctx.catalogue)} />),
  )

  .get('/roles/new', { may: createRole.action }, (ctx, c) => showForm(c, ctx, null, null, null))

  .post('/roles', { may: createRole.action, stepUp: true }, async (ctx, c) => {
    const done = await attempt(() => createRole(ctx, inputOf(c.var.form), { key: c.var.key }))
    if (!done.ok) return showForm(c, ctx, null, c.var.form, done.refusal)
    return seeOther(c, at(ctx, `/roles/${done.value.id}`), { text: 'The role is saved.', undo: null })
  })

  .get('/roles/built-in', sees, (ctx, c) => {
    const name = c.req.query('role') ?? ''
    return showRole(c, ctx, isRole(name) ? name : 'viewer', 0)
  })

  .get('/roles/:id{rl_[^/]+}', sees, async (ctx, c) => {
    const { id: role, version } = await findOwnRole(ctx, id(c))
    return showRole(c, ctx, role, version)
  })

  .get('/roles/:id{rl_[^/]+}/edit', { may: changeRole.action }, (ctx, c) => showForm(c, ctx, id(c), null, null))

  .post('/roles/:id{rl_[^/]+}', { may: changeRole.action, stepUp: true }, async (ctx, c) => {
    const { form } = c.var
    const done = await attempt(() =>
      changeRole(ctx, { ...inputOf(form), id: id(c), version: form.version }, { key: c.var.key }),
    )
    if (!done.ok) return showForm(c, ctx, id(c), form, done.refusal)
    return seeOther(c, at(ctx, `/roles/${id(c)}`), {
      text: 'The role is saved. It holds at once for whoever has it.',
      undo: null,
    })
  })

  .post('/roles/:id{rl_[^/]+}/removal', { may: removeRole.action, stepUp: true }, async (ctx, c) => {
    const { name } = await removeRole(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, '/roles'), { text: `${name} is removed; nobody has it any more.`, undo: null })
  })
