import * as z from 'zod'
import { hashOf } from '../../kernel/ids'
import { Api, type Request } from '../../platform/routes'
import { maySee } from '../../platform/sensitive'
import {
  findInvitation,
  type Invitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
  sendInvitation,
  stateOfInvitation,
} from './invitation'
import { mailInvitation, tokenOf } from './invitation.letter'
import { decideRequest, findRequest, listRequests } from './join-request'

const grant = z.object({ role: z.string(), sites: z.array(z.string()).nullable().describe('null: everywhere.') })

const invitation = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional().describe('Only with the right `identity.field.personal`.'),
  jobTitle: z.string(),
  grants: z.array(grant),
  invitedBy: z.string(),
  sentAt: z.number().int().describe('Milliseconds since 1970, UTC.'),
  expiresAt: z.number().int(),
  state: z.enum(['sent', 'expired', 'accepted', 'revoked']),
  version: z.number().int(),
})

const joinRequest = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional().describe('Only with the right `identity.field.personal`.'),
  jobTitle: z.string(),
  message: z.string(),
  askedAt: z.number().int(),
  version: z.number().int(),
})

const id = (c: Request) => c.req.param('id') ?? ''
const made = z.object({ id: z.string() })
const one = '/invitations/:id{iv_[^/]+}'

const shown = (row: Invitation, now: number, personal: boolean) => ({
  id: row.id,
  name: row.name,
  ...(personal ? { email: row.email } : {}),
  jobTitle: row.jobTitle,
  grants: row.grants,
  invitedBy: row.invitedBy,
  sentAt: row.sentAt,
  expiresAt: row.expiresAt,
  state: stateOfInvitation(row, now),
  version: row.version,
})

/** JSON under /invitations and /join-requests. What gives roles asks for a fresh proof, which no key has. */
export const invitationApi = new Api()
  .add(
    'GET',
    '/invitations',
    {
      may: 'identity.invitation.see',
      about: 'Lists invitations, the newest letters first.',
      query: z.object({ after: z.string().optional().describe('The `next` of the page before.') }),
      answer: z.object({ items: z.array(invitation), next: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { rows, next } = await listInvitations(ctx, c.req.query('after'))
      return c.json({ items: rows.map((row) => shown(row, ctx.now, maySee(ctx, 'personal'))), next })
    },
  )
  .add(
    'POST',
    '/invitations',
    {
      may: sendInvitation.action,
      stepUp: true,
      about: sendInvitation.about,
      answer: made,
      status: 201,
    },
    async (ctx, c) => {
      const token = await tokenOf(c, ctx)
      const sent = await sendInvitation(ctx, { ...c.var.form, hash: await hashOf(token) }, { key: c.var.key })
      await mailInvitation(c, ctx, await findInvitation(ctx, sent.id), token)
      return c.json(sent, 201)
    },
  )
  .add(
    'POST',
    `${one}/resending`,
    { may: resendInvitation.action, stepUp: true, about: resendInvitation.about, answer: made },
    async (ctx, c) => {
      const token = await tokenOf(c, ctx)
      const sent = await resendInvitation(
        ctx,
        { version: null, ...c.var.form, id: id(c), hash: await hashOf(token) },
        { key: c.var.key },
      )
      await mailInvitation(c, ctx, await findInvitation(ctx, sent.id), token)
      return c.json(sent)
    },
  )
  .add(
    'DELETE',
    one,
    { may: revokeInvitation.action, about: revokeInvitation.about, answer: z.object({ name: z.string() }) },
    async (ctx, c) =>
      c.json(await revokeInvitation(ctx, { version: null, ...c.var.form, id: id(c) }, { key: c.var.key })),
  )
  .add(
    'GET',
    '/join-requests',
    {
      may: 'identity.join-request.see',
      about: 'Lists who asks to be let in, the longest waiting first.',
      answer: z.object({ items: z.array(joinRequest) }),
    },
    async (ctx, c) => {
      const personal = maySee(ctx, 'personal')
      const items = (await listRequests(ctx)).map(({ id, name, email, jobTitle, message, askedAt, version }) => ({
        id,
        name,
        ...(personal ? { email } : {}),
        jobTitle,
        message,
        askedAt,
        version,
      }))
      return c.json({ items })
    },
  )
  .add(
    'POST',
    '/join-requests/:id{jr_[^/]+}/decision',
    {
      may: decideRequest.action,
      stepUp: true,
      about:
        'Lets somebody in with roles, or declines: `{"accept": true, "grants": [{"role": "viewer", "sites": null}]}`.',
      answer: z.object({ name: z.string(), memberId: z.string().nullable() }),
    },
    async (ctx, c) => {
      const { id: found } = await findRequest(ctx, id(c))
      return c.json(await decideRequest(ctx, { version: null, ...c.var.form, id: found }, { key: c.var.key }))
    },
  )
