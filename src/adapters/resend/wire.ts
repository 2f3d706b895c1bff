import * as z from 'zod'
import type { Correspondent, Letter } from '../../ports/mail'

/** What Resend answers to a letter that it took. */
export const taken = z.object({ id: z.string().min(1) })

/** What Resend says when it takes none. The names are an open list. */
export const trouble = z.object({ name: z.string() })

/** Bytes as JSON carries them. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

/** A quoted name may hold anything but these two. */
const named = ({ name, address }: Correspondent) => (name ? `"${name.replaceAll(/["\\]/g, '')}" <${address}>` : address)

/** The letter as `POST /emails` takes it. */
export const wireOf = ({ from, to, replyTo, subject, text, html, headers, attachments = [], ref }: Letter) => ({
  from: named(from),
  to: [named(to)],
  ...(replyTo ? { reply_to: replyTo } : {}),
  subject,
  ...(text ? { text } : {}),
  ...(html ? { html } : {}),
  ...(headers ? { headers } : {}),
  ...(attachments.length > 0
    ? {
        attachments: attachments.map(({ name, type, bytes }) => ({
          filename: name,
          content_type: type,
          content: base64(bytes),
        })),
      }
    : {}),
  ...(ref ? { tags: [{ name: 'ref', value: ref }] } : {}),
})
