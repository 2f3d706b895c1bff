import type { Context } from '../platform/context'

/** Bytes of a letter that are unpacked; what is larger is kept whole and shown by its head alone. */
export const unpackedBytes = 12 * 1024 * 1024

/** The markup of a letter that lies in the store; null where it has none, or cannot be read. */
export async function rawOf(ctx: Context, key: string): Promise<string | null> {
  const kept = await ctx.ports.files.get(key)
  if (!kept || kept.sizeBytes > unpackedBytes) return null
  try {
    const { default: PostalMime } = await import('postal-mime')
    const letter = await PostalMime.parse(await new Response(kept.bytes).arrayBuffer(), { maxNestingDepth: 50 })
    return letter.html ?? null
  } catch {
    return null
  }
}
