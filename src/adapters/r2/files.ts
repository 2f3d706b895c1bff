import { refuse } from '../../kernel/refusal'
import { checkFileKey, type Files } from '../../ports/files'

/** R2's own troubles, which pass: internal error, service unavailable, too many requests on one key. */
const passing = /\((10001|10043|10058)\)/

/** Refuses 'unavailable' ('files.busy') for what another try may do; anything else is a fault and goes its way. */
async function asking<T>(key: string, work: () => Promise<T>): Promise<T> {
  checkFileKey(key)
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
      await bucket.put(key, bytes, { httpMetadata: { contentType: type } })
    }),
  get: (key) =>
    asking(key, async () => {
      const object = await bucket.get(key)
      return object && { ...headOf(object), bytes: object.body }
    }),
  head: (key) =>
    asking(key, async () => {
      const object = await bucket.head(key)
      return object && headOf(object)
    }),
  delete: (key) => asking(key, () => bucket.delete(key)),
})
