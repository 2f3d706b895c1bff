import type { Context } from '../platform/context'
import type { Request } from '../platform/routes'
import { keys, type StoredFile } from './file'

/**
 * Whatever was sent to us is shown by nobody but its own kind of viewer: no script, no form, no frame, no origin. The
 * type is ours, and a browser must not guess another.
 */
const harmless = "sandbox; default-src 'none'; frame-ancestors 'none'"

/** A PDF stands in our own viewer's frame; browsers refuse to show one in a sandbox. Its viewer runs no page scripts. */
const inViewer = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"

/** A file's name in a header, in letters that every browser reads and in its own. */
export function disposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${exact}`
}

/**
 * The part that a request asks for: null for the whole, 'none' for one that is not there. Several parts at once are
 * answered with the whole, as RFC 9110 allows.
 */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { from: number; length: number } | 'none' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes)
    return length === 0 ? 'none' : { from: sizeBytes - length, length }
  }
  const from = Number(first)
  const to = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (last !== '' && Number(last) < from) return null
  return from >= sizeBytes ? 'none' : { from, length: to - from + 1 }
}

/**
 * Answers a file's bytes, whole or in part. Pictures may be looked at where they stand, a PDF in our viewer when it has
 * no scripts and no files inside; everything else is handed over to be kept.
 */
export async function serve(
  ctx: Context,
  c: Request,
  file: StoredFile,
  { name, download }: { name: string; download: boolean },
): Promise<Response> {
  const viewer = file.kind === 'pdf' && !file.active && !download
  const how = !download && (file.kind === 'photo' || viewer) ? 'inline' : 'attachment'
  const tag = `"${file.sha256}"`
  const headers: Record<string, string> = {
    'Content-Type': file.type,
    'Content-Disposition': disposition(how, name),
    'Content-Security-Policy': viewer ? inViewer : harmless,
    'X-Frame-Options': viewer ? 'SAMEORIGIN' : 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // Kept by this person's browser alone, which asks each time whether they still may see it.
    'Cache-Control': 'private, no-cache',
    ETag: tag,
    'Accept-Ranges': 'bytes',
  }
  if (c.req.header('If-None-Match') === tag) return c.body(null, 304, headers)

  const asked = c.req.header('If-Range') ?? tag
  const range = asked === tag ? rangeOf(c.req.header('Range'), file.sizeBytes) : null
  if (range === 'none') return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${file.sizeBytes}` })
  const kept = await ctx.ports.files.get(keys.file(ctx.organization.id, file), range ?? undefined)
  // The sweeper tells the operator of it; the person gets a page that can be asked about.
  if (!kept) throw new Error('A file’s bytes are not in the store')
  if (range === null) return c.body(kept.bytes, 200, { ...headers, 'Content-Length': String(file.sizeBytes) })
  return c.body(kept.bytes, 206, {
    ...headers,
    'Content-Length': String(range.length),
    'Content-Range': `bytes ${range.from}-${range.from + range.length - 1}/${file.sizeBytes}`,
  })
}

/** A picture's thumbnail, or the picture itself where no browser has made one. */
export async function serveThumbnail(ctx: Context, c: Request, file: StoredFile, name: string): Promise<Response> {
  const small = file.thumbnail ? await ctx.ports.files.get(keys.thumbnail(ctx.organization.id, file)) : null
  if (!small) return serve(ctx, c, file, { name, download: false })
  const tag = `"${file.sha256}-small"`
  const headers = {
    'Content-Type': 'image/jpeg',
    'Content-Security-Policy': harmless,
    'Cache-Control': 'private, no-cache',
    ETag: tag,
  }
  return c.req.header('If-None-Match') === tag ? c.body(null, 304, headers) : c.body(small.bytes, 200, headers)
}
