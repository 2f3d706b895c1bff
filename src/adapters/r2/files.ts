import { refuse } from '../../kernel/refusal'
import { checkFileKey, checkFilePrefix, type Files } from '../../ports/files'

/** R2's own troubles, which pass: internal error, service unavailable, too many requests on one key. */
const passing = /\((10001|10043|10058)\)/

async function asking<T>(key: string, work: () => Promise<T>): Promise<T> {
  checkFileKey(key)
  return inTrouble(work)
}

/** Refuses 'unavailable' ('files.busy') for what another try may do; anything else is a fault and goes its way. */
async function inTrouble<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || !passing.test(error.message)) throw error
    return refuse(
      'unavailable',
      'files.busy',
      'The file store does not answer just now. Try again in a minute.',
      {},
      60,
    )
  }
}

const headOf = (object: R2Object) => ({
  type: object.httpMetadata?.contentType ?? 'application/octet-stream',
  sizeBytes: object.size,
})

/** The file store: an R2 bucket, the same code on a developer's machine and in production. */
export const r2Files = (bucket: R2Bucket): Files => ({
  put: (key, bytes, type) =>
    asking(key, async () => {
      const options = { httpMetadata: { contentType: type } }
      if (!('pieces' in bytes)) {
        await bucket.put(key, bytes, options)
        return
      }
      // R2 takes a stream only when it says beforehand how long it is.
      const { readable, writable } = new FixedLengthStream(bytes.sizeBytes)
      const writer = writable.getWriter()
      const pour = async () => {
        try {
          for await (const piece of bytes.pieces) await writer.write(piece)
          await writer.close()
        } catch (error) {
          await writer.abort(error).catch(() => undefined)
          throw error
        }
      }
      await Promise.all([bucket.put(key, readable, options), pour()])
    }),
  get: (key, part) =>
    asking(key, async () => {
      const object = await bucket.get(key, part ? { range: { offset: part.from, length: part.length } } : {})
      return object && { ...headOf(object), bytes: object.body }
    }),
  head: (key) =>
    asking(key, async () => {
      const object = await bucket.head(key)
      return object && headOf(object)
    }),
  delete: (key) => asking(key, () => bucket.delete(key)),
  list: async (prefix, after) => {
    checkFilePrefix(prefix)
    return inTrouble(async () => {
      const { objects } = await bucket.list({ prefix, ...(after ? { startAfter: after } : {}) })
      return objects.map(({ key, size, uploaded }) => ({ key, sizeBytes: size, at: uploaded.getTime() }))
    })
  },
})
