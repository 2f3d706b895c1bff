/** Bytes under a key that begins with the organization's id. Keys are never used again. */
export type Files = {
  /** Keeps the bytes. `type` is their media type, as it was found out and not as somebody said. */
  put(key: string, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>, type: string): Promise<void>
  /** Null where nothing lies. */
  get(key: string): Promise<(FileHead & { bytes: ReadableStream }) | null>
  /** What lies there, without its bytes. Null where nothing lies. */
  head(key: string): Promise<FileHead | null>
  /** Deleting what is not there is done. */
  delete(key: string): Promise<void>
}

export type FileHead = { type: string; sizeBytes: number }

/**
 * Throws for a key that is not of the shape `org_…/what/name`. Keys are made by the house and never by people, so
 * anything else is a fault: nobody's file is looked for under somebody else's id.
 */
export function checkFileKey(key: string): void {
  const ofTheHouse = /^org_[0-9a-z]+(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(key) && key.length <= 512
  if (!ofTheHouse) throw new RangeError('not a key of the file store')
}
