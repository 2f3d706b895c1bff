import type { Files } from '../../ports/files'

/** The file store: an R2 bucket, the same code on a developer's machine and in production. */
export const r2Files = (bucket: R2Bucket): Files => ({
  put: async (key, bytes, type) => {
    await bucket.put(key, bytes, { httpMetadata: { contentType: type } })
  },
  get: async (key) => {
    const object = await bucket.get(key)
    if (!object) return null
    const type = object.httpMetadata?.contentType ?? 'application/octet-stream'
    return { bytes: object.body, type, sizeBytes: object.size }
  },
  delete: (key) => bucket.delete(key),
})
