import { InvitationsPage, InvitePage } from '../../../templates/identity/members/invitations'
import { hashOf } from '../../kernel/ids'
import { attempt, type Refusal } from '../../kernel/refusal'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import { show } from '../../platform/render'
import { Pages, type Request } from '../../platform/routes'
import { maySee } from '../../platform/sensitive'
import { titleOf } from '../roles'
import {
  findInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
  sendInvitation,
  stateOfInvitation,
} from './invitation'
import { mailInvitation, tokenOf } from './invitation.letter'
import { listOwnRoles, namesOfMembers } from './member.queries'
import { grantsOfForm, rolesToGive } from './rights'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

async function showInvite(c: Request, ctx: Context, values: Record<string, string>, refusal: Refusal | null) {
  const trouble = refusal ? { sentence: refusal.message, fields: refusal.fields } : null
  const page = (
    <InvitePage values={values} trouble={trouble} roles={await rolesToGive(ctx)} sites={await ctx.choices('st')} />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Invitations: sent, sent again, revoked. */
export const invitationPages = new Pages()
  .get('/invitations', { may: 'identity.invitation.see' }, async (ctx, c) => {
    const { rows, next } = await listInvitations(ctx, c.req.query('after'))
    const names = await namesOfMembers(
      ctx,
      rows.map(({ invitedBy }) => invitedBy),
    )
    const own = new Map((await listOwnRoles(ctx)).map((role) => [role.id as string, role.name]))
    const shown = rows.map((row) => ({
      id: row.id,
      name: row.name,
      ...(maySee(ctx, 'personal') ? { email: row.email } : {}),
      roles: row.grants.map(({ role }) => own.get(role) ?? titleOf(role)).join(', '),
      by: names.get(row.invitedBy) ?? 'Somebody who has left',
      sentAt: row.sentAt,
      expiresAt: row.expiresAt,
      state: stateOfInvitation(row, ctx.now),
      version: row.version,
    }))
    return show(c, ctx, <InvitationsPage rows={shown} next={next ? `/invitations?after=${next}` : null} />)
  })

  .get('/invitations/new', { may: sendInvitation.action }, (ctx, c) => showInvite(c, ctx, {}, null))

  .post('/invitations', { may: sendInvitation.action, stepUp: true }, async (ctx, c) => {
    const { form, key } = c.var
    const token = await tokenOf(c, ctx)
    const done = await attempt(async () => {
      const input = { ...form, grants: grantsOfForm(form), hash: await hashOf(token) }
      return findInvitation(ctx, (await sendInvitation(ctx, input, { key })).id)
    })
    if (!done.ok) return showInvite(c, ctx, form, done.refusal)
    await mailInvitation(c, ctx, done.value, token)
    return seeOther(c, at(ctx, '/invitations'), { text: `The letter to ${done.value.name} is on its way.`, undo: null })
  })

  .post('/invitations/:id{iv_[^/]+}/resending', { may: resendInvitation.action, stepUp: true }, async (ctx, c) => {
    const token = await tokenOf(c, ctx)
    const input = { id: id(c), version: c.var.form.version, hash: await hashOf(token) }
    await resendInvitation(ctx, input, { key: c.var.key })
    const invitation = await findInvitation(ctx, id(c))
    await mailInvitation(c, ctx, invitation, token)
    return seeOther(c, at(ctx, '/invitations'), {
      text: `A new letter to ${invitation.name} is on its way; the old link opens nothing.`,
      undo: null,
    })
  })

  .post('/invitations/:id{iv_[^/]+}/revocation', { may: revokeInvitation.action }, async (ctx, c) => {
    const { name } = await revokeInvitation(ctx, { id: id(c), version: c.var.form.version }, { key: c.var.key })
    return seeOther(c, at(ctx, '/invitations'), { text: `The invitation of ${name} is revoked.`, undo: null })
  })
