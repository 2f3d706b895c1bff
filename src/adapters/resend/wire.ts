import * as z from 'zod'
import type { Correspondent, Letter } from '../../ports/mail'

/** What Resend answers to a letter that it took. */
export const taken = z.object({ id: z.string().min(1) })

/** What Resend says when it takes none. The names are an open list. */
export const trouble = z.object({ name: z.string() })

/** A quoted name may hold anything but these two. */
const named = ({ name, address }: Correspondent) => (name ? `"${name.replaceAll(/["\\]/g, '')}" <${address}>` : address)

/** The letter as `POST /emails` takes it. */
export const wireOf = ({ from, to, replyTo, subject, text, html, headers }: Letter) => ({
  from: named(from),
  to: [named(to)],
  ...(replyTo ? { reply_to: replyTo } : {}),
  subject,
  ...(text ? { text } : {}),
  ...(html ? { html } : {}),
  ...(headers ? { headers } : {}),
})
