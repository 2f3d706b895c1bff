import * as z from 'zod'
import { refuse } from '../../kernel/refusal'
import type { Names } from '../../ports/names'

/** The JSON of DNS over HTTPS. Source: developers.cloudflare.com/1.1.1.1/encryption/dns-over-https. */
const answerShape = z.object({
  Status: z.number(),
  Answer: z.array(z.object({ type: z.number(), data: z.string() })).default([]),
})

const txt = 16
const noError = 0
const noSuchName = 3

/** A record's strings come each in quotes, with spaces between: together they are one text. */
const wholeText = (data: string): string =>
  data.startsWith('"')
    ? [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = '']) => part.replaceAll(/\\(.)/g, '$1')).join('')
    : data

/** Asks Cloudflare's resolver over HTTPS; it needs no key. */
export const cloudflareNames = (ask: typeof fetch = (...asked) => fetch(...asked)): Names => ({
  reaches: 'people',
  texts: async (domain) => {
    const silent = () =>
      refuse('unavailable', 'names.no-answer', 'The name servers did not answer. Wait a minute, then try again.')
    try {
      const answer = await ask(`https://cloudflare-dns.com/dns-query?name=${encodeURIComponent(domain)}&type=TXT`, {
        headers: { Accept: 'application/dns-json' },
        redirect: 'error',
        signal: AbortSignal.timeout(5000),
      })
      const read = answerShape.safeParse(await answer.json())
      if (read.success && read.data.Status === noSuchName) return []
      if (!answer.ok || !read.success || read.data.Status !== noError) return silent()
      return read.data.Answer.filter(({ type }) => type === txt).map(({ data }) => wholeText(data))
    } catch {
      return silent()
    }
  },
})
