/** Bytes under a key that begins with the organization's id. Keys are never used again. */
export type Files = {
  /** Keeps the bytes. `type` is their media type, as it was found out and not as somebody said. */
  put(key: string, bytes: ArrayBuffer | Uint8Array<ArrayBuffer> | Flow, type: string): Promise<void>
  /** Null where nothing lies. `sizeBytes` is of the whole, also where only a part is asked for. */
  get(key: string, part?: { from: number; length: number }): Promise<(FileHead & { bytes: ReadableStream }) | null>
  /** What lies there, without its bytes. Null where nothing lies. */
  head(key: string): Promise<FileHead | null>
  /** Deleting what is not there is done. */
  delete(key: string): Promise<void>
  /** What lies under keys that begin so, in the order of the keys, at most a thousand. `after` is the last key seen. */
  list(prefix: string, after?: string): Promise<Lying[]>
}

/** Bytes that come one after another and are never in memory together. */
export type Flow = { sizeBytes: number; pieces: AsyncIterable<Uint8Array> }

/** Something in the store. `at` is when it was put there, in milliseconds since 1970. */
export type Lying = { key: string; sizeBytes: number; at: number }

export type FileHead = { type: string; sizeBytes: number }

/** Throws for a prefix that does not name one organization: nobody's files are listed with another's. */
export function checkFilePrefix(prefix: string): void {
  if (!/^org_[0-9a-z]+\/([A-Za-z0-9_-][A-Za-z0-9._-]*\/?)*$/.test(prefix))
    throw new RangeError('not a prefix of the file store')
}

/**
 * Throws for a key that is not of the shape `org_…/what/name`. Keys are made by the house and never by people, so
 * anything else is a fault: nobody's file is looked for under somebody else's id.
 */
export function checkFileKey(key: string): void {
  const ofTheHouse = /^org_[0-9a-z]+(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(key) && key.length <= 512
  if (!ofTheHouse) throw new RangeError('not a key of the file store')
}
