import * as z from 'zod'

/** What Resend answers to a letter that it took. */
export const answer = z.object({ id: z.string() })
