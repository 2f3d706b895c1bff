import type { Context } from '../platform/context'
import type { Request } from '../platform/routes'
import { keys } from './file'
import { findFile } from './file.queries'
import { serve } from './serving'

/** A file whole in memory, for sending it along; null where its bytes are gone. Refuses 'not-found'. */
export async function fileBytes(
  ctx: Context,
  id: string,
): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> } | null> {
  const { file } = await findFile(ctx, id)
  const kept = await ctx.ports.files.get(keys.file(ctx.organization.id, file))
  return kept ? { type: file.type, bytes: new Uint8Array(await new Response(kept.bytes).arrayBuffer()) } : null
}

/** Hands a file over to whoever has a link to it: to be kept, never to be shown. Refuses 'not-found'. */
export async function serveFile(ctx: Context, c: Request, id: string): Promise<Response> {
  const { file } = await findFile(ctx, id)
  return serve(ctx, c, file, { name: file.name, download: true })
}
