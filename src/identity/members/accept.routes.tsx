import { AcceptPage, OtherAccountPage, PastPage } from '../../../templates/identity/members/invitations'
import { hashOf, newId } from '../../kernel/ids'
import { attempt, type Refusal, refuse } from '../../kernel/refusal'
import { ticked } from '../../kernel/schemas'
import { checkedInput } from '../../platform/action'
import { seeOther, statusFor } from '../../platform/answers'
import type { Context } from '../../platform/context'
import type { Platform } from '../../platform/platform'
import { showOpen } from '../../platform/render'
import { Open, type Request } from '../../platform/routes'
import { arrive } from '../factors/half'
import { createLogin, lookUpLogin } from '../login'
import { checkPassword, hashPassword } from '../password'
import { agreementWords } from '../policy'
import { titleOf } from '../roles'
import { acceptInvitation, findInvitation, type Invitation, stateOfInvitation } from './invitation'
import { listOwnRoles, lookUpByLogin, namesOfMembers } from './member.queries'

type Opened = { ctx: Context; invitation: Invitation; hash: string; token: string }

/** What the link leads to; null for one that we did not send. */
async function opened(platform: Platform, c: Request): Promise<Opened | null> {
  const token = c.req.param('token') ?? ''
  const hash = await hashOf(token)
  const link = await platform.env.CONTROL.prepare(
    'SELECT organization_id AS organizationId, invitation_id AS invitationId FROM invitation_links WHERE hash = ?',
  )
    .bind(hash)
    .first<{ organizationId: string; invitationId: string }>()
  if (!link) return null
  const ctx = await platform.openTenant(link.organizationId, { kind: 'system', id: 'house' }, c.var.requestId)
  return { ctx, invitation: await findInvitation(ctx, link.invitationId), hash, token }
}

const signIn = { href: '/sign-in', label: 'Sign in' }

/** Why the link opens nothing, each in its own words; null when it does. */
function pastOf({ ctx, invitation, hash }: Opened) {
  const { name, slug } = ctx.organization
  const state = stateOfInvitation(invitation, ctx.now)
  if (state === 'accepted') {
    return {
      title: 'This invitation was used',
      sentence: `${name} was joined with it already, and it works once. If that was you, open the organization.`,
      href: `/${slug}`,
      label: `Open ${name}`,
    }
  }
  if (state === 'revoked') {
    return {
      title: 'This invitation was revoked',
      sentence: `${name} has taken it back. If you think that this is a mistake, ask the person who invited you.`,
      ...signIn,
    }
  }
  if (invitation.hash !== hash) {
    return {
      title: 'There is a newer letter',
      sentence: 'This invitation was sent again. Open the link of the newest letter; older ones open nothing.',
      ...signIn,
    }
  }
  if (state === 'expired') {
    return {
      title: 'This invitation has expired',
      sentence: `It was good for seven days. Ask ${name} to send it again.`,
      ...signIn,
    }
  }
  return null
}

const unknown = {
  title: 'This link leads nowhere',
  sentence: 'Perhaps a part of it was lost. Open it from the letter itself, or ask for the invitation again.',
  ...signIn,
}

async function showAccept(
  c: Request,
  { ctx, invitation, token }: Opened,
  login: 'new' | 'here',
  form: Record<string, string> | null,
  refusal: Refusal | null,
) {
  const names = await namesOfMembers(ctx, [invitation.invitedBy])
  const own = new Map((await listOwnRoles(ctx)).map((role) => [role.id as string, role.name]))
  const invited = {
    token,
    organization: ctx.organization.name,
    by: names.get(invitation.invitedBy) ?? ctx.organization.name,
    roles: invitation.grants.map(({ role }) => own.get(role) ?? titleOf(role)).join(', '),
    email: invitation.email,
  }
  const values = form ?? { name: invitation.name, jobTitle: invitation.jobTitle }
  const trouble = refusal ? { sentence: refusal.message, fields: refusal.fields } : null
  const page = <AcceptPage {...{ invited, values, trouble, login }} agreements={agreementWords} />
  return showOpen(c, page, refusal ? statusFor(refusal) : 200)
}

/** Who stands before the link: its own person signed in, somebody else, somebody with a login, or somebody new. */
async function standing(platform: Platform, c: Request, { invitation }: Opened) {
  const { session } = c.var
  if (session) return session.email === invitation.email ? 'here' : 'other'
  return (await lookUpLogin(platform, invitation.email)) ? 'known' : 'new'
}

const another = (c: Request, { ctx, invitation }: Opened) =>
  showOpen(
    c,
    <OtherAccountPage organization={ctx.organization.name} email={invitation.email} own={c.var.session?.email ?? ''} />,
    403,
  )

const toSignIn = (c: Request, { token }: Opened) =>
  seeOther(c, `/sign-in?next=${encodeURIComponent(`/invitations/${token}`)}`)

const inputOf = ({ invitation, hash }: Opened, form: Record<string, string>) => ({
  ...form,
  id: invitation.id,
  hash,
  sms: ticked.parse(form.sms),
  agreed: ticked.parse(form.agreed),
})

async function join(platform: Platform, c: Request, found: Opened, loginId: string) {
  const { ctx } = found
  const { form } = c.var
  const before = await lookUpByLogin(ctx, loginId)
  const actor = {
    kind: 'member',
    id: before?.id ?? newId('mb', platform.now()),
    loginId,
    sessionId: c.var.session?.id ?? 'invitation',
    name: form.name ?? '',
    grants: [],
  } as const
  const as = await platform.openTenant(ctx.organization.id, actor, c.var.requestId)
  await acceptInvitation(as, inputOf(found, form), { key: c.var.key })
}

/** The page behind the link of an invitation's letter. Looking at it changes nothing: mail programs look too. */
export const acceptRoutes = new Open()
  .get('/invitations/:token', { may: 'anyone' }, async (platform, c) => {
    const found = await opened(platform, c)
    if (!found) return showOpen(c, <PastPage {...unknown} />, 404)
    const past = pastOf(found)
    if (past) return showOpen(c, <PastPage {...past} />, 410)
    const who = await standing(platform, c, found)
    if (who === 'other') return another(c, found)
    if (who === 'known') return toSignIn(c, found)
    return showAccept(c, found, who, null, null)
  })

  .post('/invitations/:token', { may: 'anyone' }, async (platform, c) => {
    const found = await opened(platform, c)
    if (!found) return showOpen(c, <PastPage {...unknown} />, 404)
    const past = pastOf(found)
    if (past) return showOpen(c, <PastPage {...past} />, 410)
    const who = await standing(platform, c, found)
    if (who === 'other') return another(c, found)
    if (who === 'known') return toSignIn(c, found)
    const { form, session } = c.var
    const { slug, name } = found.ctx.organization
    const done = await attempt(async () => {
      if (ticked.parse(form.sms) && !form.phone?.trim()) {
        const sentence = 'Write the number that text messages go to, or untick them.'
        refuse('invalid', 'input', sentence, { phone: sentence })
      }
      if (!ticked.parse(form.agreed)) {
        const sentence = 'Tick this to go on: only adults who accept the terms may join.'
        refuse('invalid', 'input', sentence, { agreed: sentence })
      }
      if (session) {
        await join(platform, c, found, session.loginId)
        return `/${slug}`
      }
      // What was typed is looked at before a login is made for it.
      checkedInput(acceptInvitation.input, inputOf(found, form))
      checkPassword(form.password ?? '', [form.name ?? '', found.invitation.email, name])
      const loginId = await createLogin(platform, {
        email: found.invitation.email,
        emailWritten: found.invitation.email,
        name: (form.name ?? '').trim().slice(0, 120) || found.invitation.name,
        passwordHash: await hashPassword(form.password ?? '', platform.env.PEPPER),
      })
      await join(platform, c, found, loginId)
      // The letter proved the address.
      return arrive(platform, c, loginId, 'code', `/${slug}`)
    })
    if (!done.ok) return showAccept(c, found, who, form, done.refusal)
    return seeOther(c, done.value, { text: `Welcome to ${name}.`, undo: null })
  })
