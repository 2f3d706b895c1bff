import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { keys, partBytes, partsOf, type Upload } from './file'
import { judge, type Kind } from './file-kind'
import { cleaned } from './picture'

/** A thumbnail that a browser made: small, or none at all. */
export const thumbnailBytes = 96 * 1024

/** The first bytes by which a type is found out; an office file shows what it is within them. */
const sampleBytes = 64 * 1024

const hex = (bytes: ArrayBuffer) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The media type that the bytes show by themselves; null where they show none. */
export async function sniff(sample: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const { fileTypeFromBuffer } = await import('file-type')
  // A sample that breaks off is no trouble: what cannot be told from it is unknown.
  const found = await fileTypeFromBuffer(sample.slice(0, sampleBytes)).catch(() => undefined)
  return found?.mime ?? null
}

/** Which parts of an upload lie in the store. */
export async function lyingParts(ctx: Context, upload: Pick<Upload, 'id'>) {
  const prefix = `${keys.upload(ctx.organization.id, upload.id)}/`
  return (await ctx.ports.files.list(prefix))
    .map(({ key, sizeBytes }) => ({ number: Number(key.slice(prefix.length)), sizeBytes }))
    .filter(({ number }) => Number.isInteger(number))
}

/** Erases what an upload left in the store. */
export async function clearUpload(ctx: Context, uploadId: string): Promise<void> {
  for (const { key } of await ctx.ports.files.list(`${keys.upload(ctx.organization.id, uploadId)}/`)) {
    await ctx.ports.files.delete(key)
  }
}

/** Where the bytes of a file that has just come are: in parts, or in one piece. */
export type Source = { sizeBytes: number; pieces: () => AsyncGenerator<Uint8Array<ArrayBuffer>> }

/** The parts of an upload one after another. Refuses 'conflict' ('upload.incomplete') when one is not there. */
export const sourceOfUpload = (ctx: Context, upload: Upload): Source => ({
  sizeBytes: upload.sizeBytes,
  pieces: async function* () {
    for (let number = 1; number <= partsOf(upload.sizeBytes); number++) {
      const part = await ctx.ports.files.get(keys.part(ctx.organization.id, upload.id, number))
      if (!part) return refuse('conflict', 'upload.incomplete', 'A part of this file has not come yet. Send it on.')
      yield new Uint8Array(await new Response(part.bytes).arrayBuffer())
    }
  },
})

export const sourceOfBytes = (bytes: Uint8Array<ArrayBuffer>): Source => ({
  sizeBytes: bytes.byteLength,
  pieces: async function* () {
    for (let at = 0; at < bytes.byteLength; at += partBytes) yield bytes.subarray(at, at + partBytes)
  },
})

/** What a file turned out to be, and what of it is kept. */
export type Examined = {
  kind: Kind
  type: string
  name: string
  sha256: string
  width: number | null
  height: number | null
  kept: Source
}

/**
 * Reads a file that has come: what it is, and its checksum. Pictures lose their metadata first, so that the same
 * picture with and without it is the same file; they are the only ones that are in memory whole.
 *
 * Refuses as `judge` and `cleaned` do.
 */
export async function examine(name: string, source: Source): Promise<Examined> {
  let sample: Uint8Array<ArrayBuffer> | null = null
  for await (const piece of source.pieces()) {
    sample = piece
    break
  }
  const sniffed = await sniff(sample ?? new Uint8Array())
  const judged = judge({ name, sizeBytes: source.sizeBytes, sniffed })
  if (judged.kind !== 'photo') {
    const digest = new crypto.DigestStream('SHA-256')
    const writer = digest.getWriter()
    for await (const piece of source.pieces()) await writer.write(piece)
    await writer.close()
    return { ...judged, sha256: hex(await digest.digest), width: null, height: null, kept: source }
  }
  const whole = new Uint8Array(source.sizeBytes)
  let at = 0
  for await (const piece of source.pieces()) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  const { bytes, width, height } = cleaned(whole, judged.type)
  const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes))
  return { ...judged, sha256, width, height, kept: sourceOfBytes(bytes) }
}

/** A thumbnail as it may be kept; null for anything that is not a small picture. */
export async function examineThumbnail(bytes: Uint8Array<ArrayBuffer> | null): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!bytes || bytes.byteLength === 0 || bytes.byteLength > thumbnailBytes) return null
  if ((await sniff(bytes)) !== 'image/jpeg') return null
  try {
    const small = cleaned(bytes, 'image/jpeg')
    return small.width <= 640 && small.height <= 640 ? small.bytes : null
  } catch {
    // Without its thumbnail the picture stands for itself.
    return null
  }
}
