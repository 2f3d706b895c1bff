import { hashOf, sealOf, secret } from '../../kernel/ids'
import type { Context } from '../../platform/context'
import type { Request } from '../../platform/routes'
import { invitationLetter, post } from '../letters'
import type { Invitation } from './invitation'

/** 256 bits for the letter. The same try of the same form has the same token, so that a repeat is the same deed. */
export const tokenOf = async (c: Request, ctx: Context): Promise<string> =>
  c.var.key
    ? sealOf(c.var.platform.env.SECRET, `invitation:${ctx.organization.id}:${ctx.actor.id}:${c.var.key}`)
    : secret()

/** Mails the link; the same try is the same letter. */
export async function mailInvitation(
  c: Request,
  ctx: Context,
  { id, name, email, message }: Invitation,
  token: string,
): Promise<void> {
  const { me } = await ctx.profile()
  const { name: organization } = ctx.organization
  const letter = invitationLetter(
    { organization, by: me?.name ?? organization, message },
    `${ctx.origin}/invitations/${token}`,
  )
  post(c.var.platform, `invitation:${id}:${(await hashOf(token)).slice(0, 12)}`, { address: email, name }, letter)
}
