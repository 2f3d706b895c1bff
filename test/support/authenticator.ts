import { hashOf } from '../../src/kernel/ids'

/*
 * An authenticator in software: it makes and proves passkeys as a device does, and lies where a test asks it to.
 * Formats: W3C Web Authentication 3, 5.8.1 (client data), 6.1 (authenticator data), 6.5.4 (attestation object).
 */

const text = (value: string) => Uint8Array.from(new TextEncoder().encode(value))
const url64 = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString('base64url')
const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

/** As much of CBOR as an authenticator speaks: whole numbers, byte strings, texts and maps. */
function cbor(value: number | string | Uint8Array | Map<number | string, unknown>): Uint8Array<ArrayBuffer> {
  const head = (major: number, length: number): number[] =>
    length < 24
      ? [(major << 5) | length]
      : length < 256
        ? [(major << 5) | 24, length]
        : [(major << 5) | 25, length >> 8, length & 255]
  if (typeof value === 'number') return Uint8Array.from(value < 0 ? head(1, -1 - value) : head(0, value))
  if (typeof value === 'string') return Uint8Array.from([...head(3, text(value).length), ...text(value)])
  if (value instanceof Uint8Array) return Uint8Array.from([...head(2, value.length), ...value])
  const parts = [...value].flatMap(([key, of]) => [...cbor(key), ...cbor(of as string)])
  return Uint8Array.from([...head(5, value.size), ...parts])
}

/** ECDSA as WebCrypto has it (two numbers) in the form that authenticators send (DER). */
function der(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const number = (bytes: Uint8Array): number[] => {
    let start = 0
    while (start < bytes.length - 1 && bytes[start] === 0) start++
    const rest = [...bytes.slice(start)]
    const positive = (rest[0] ?? 0) > 127 ? [0, ...rest] : rest
    return [2, positive.length, ...positive]
  }
  const both = [...number(raw.slice(0, 32)), ...number(raw.slice(32))]
  return Uint8Array.from([0x30, both.length, ...both])
}

/** What a dishonest or broken device does otherwise. */
export type Lies = {
  origin?: string
  rpId?: string
  type?: string
  challenge?: string
  verified?: boolean
  /** The counter that it says, whatever it counted. */
  counter?: number
  /** Signs something else. */
  forged?: boolean
  userHandle?: string
}

type Options = { challenge: string; rp?: { id?: string }; rpId?: string; user?: { id: string } }

export class Authenticator {
  readonly credentialId = url64(crypto.getRandomValues(new Uint8Array(16)))
  readonly #keys: CryptoKeyPair
  readonly #origin: string
  #counter: number
  #userHandle = ''

  private constructor(keys: CryptoKeyPair, origin: string, counter: number) {
    this.#keys = keys
    this.#origin = origin
    this.#counter = counter
  }

  /** With `counter` 0 it never counts, as synced passkeys do. */
  static async make(origin: string, counter = 1): Promise<Authenticator> {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    return new Authenticator(keys as CryptoKeyPair, origin, counter)
  }

  #clientData(type: string, options: Options, lies: Lies) {
    return text(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? options.challenge,
        origin: lies.origin ?? this.#origin,
        crossOrigin: false,
      }),
    )
  }

  async #data(rpId: string, lies: Lies, more: Uint8Array = new Uint8Array()): Promise<Uint8Array<ArrayBuffer>> {
    const counter = lies.counter ?? this.#counter
    if (this.#counter > 0) this.#counter++
    const flags = 0x01 | (lies.verified === false ? 0 : 0x04) | (more.length > 0 ? 0x40 : 0)
    const count = [counter >>> 24, (counter >> 16) & 255, (counter >> 8) & 255, counter & 255]
    return Uint8Array.from([...(await sha256(text(lies.rpId ?? rpId))), flags, ...count, ...more])
  }

  /** The answer to `navigator.credentials.create`, as the script sends it. */
  async create(options: Options, lies: Lies = {}): Promise<string> {
    this.#userHandle = options.user?.id ?? ''
    const jwk = (await crypto.subtle.exportKey('jwk', this.#keys.publicKey)) as JsonWebKey
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(jwk.x ?? '', 'base64url'))],
        [-3, new Uint8Array(Buffer.from(jwk.y ?? '', 'base64url'))],
      ]),
    )
    const id = Buffer.from(this.credentialId, 'base64url')
    const attested = Uint8Array.from([...new Uint8Array(16), 0, id.length, ...id, ...key])
    const authData = await this.#data(options.rp?.id ?? '', lies, attested)
    const attestation = cbor(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    )
    return JSON.stringify({
      id: this.credentialId,
      rawId: this.credentialId,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: url64(this.#clientData('webauthn.create', options, lies)),
        attestationObject: url64(attestation),
        transports: ['internal'],
      },
    })
  }

  /** The answer to `navigator.credentials.get`. */
  async get(options: Options, lies: Lies = {}): Promise<string> {
    const clientData = this.#clientData('webauthn.get', options, lies)
    const authData = await this.#data(options.rpId ?? '', lies)
    const signed = Uint8Array.from([...authData, ...(await sha256(clientData))])
    const what = lies.forged ? text(await hashOf('something else')) : signed
    const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#keys.privateKey, what)
    return JSON.stringify({
      id: this.credentialId,
      rawId: this.credentialId,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: url64(clientData),
        authenticatorData: url64(authData),
        signature: url64(der(new Uint8Array(raw))),
        userHandle: lies.userHandle ?? this.#userHandle,
      },
    })
  }
}
