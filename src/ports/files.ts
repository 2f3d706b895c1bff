/** Bytes under a key that begins with the organization's id. Keys are never used again. */
export type Files = {
  put(key: string, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>, type: string): Promise<void>
  /** Null where nothing lies. */
  get(key: string): Promise<{ bytes: ReadableStream; type: string; sizeBytes: number } | null>
  delete(key: string): Promise<void>
}
