/*
 * What the house hands out and takes back (a challenge, a half-done sign-in, what was typed before a proof), and what
 * it keeps but must not be readable in a copy of the database: AES-256-GCM, each purpose with a key of its own that
 * HKDF-SHA-256 derives from the SECRET. A box of one purpose never opens as another.
 */

const encoder = new TextEncoder()

async function keyOf(secret: string, purpose: string): Promise<CryptoKey> {
  const imported = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: encoder.encode(`mro:box:${purpose}`) },
    imported,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** Closes a value in a box: letters that are safe in a form, a cookie and a URL. */
export async function closeBox(secret: string, purpose: string, value: unknown): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const text = encoder.encode(JSON.stringify(value))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, await keyOf(secret, purpose), text)
  return Buffer.concat([nonce, new Uint8Array(sealed)]).toString('base64url')
}

/** Opens a box of ours; null for anything else. */
export async function openBox<T>(secret: string, purpose: string, box: string): Promise<T | null> {
  const bytes = Buffer.from(box, 'base64url')
  if (bytes.length < 12 + 16) return null
  try {
    const key = await keyOf(secret, purpose)
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12) }, key, bytes.subarray(12))
    return JSON.parse(new TextDecoder().decode(text)) as T
  } catch {
    return null
  }
}
