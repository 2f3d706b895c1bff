import { createSign, generateKeyPairSync } from 'node:crypto'

/** A key with its certificate, made when a test asks: none is kept anywhere. */
export type Signer = { privateKey: string; certificate: string }

const der = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(parts)
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Uint8Array.from([tag, ...length]), body])
}
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts)
const oid = (...bytes: number[]) => der(0x06, Uint8Array.from(bytes))
const rsaSha256 = () => sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05))
const nameOf = (name: string) =>
  sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, new TextEncoder().encode(name)))))
const time = (at: Date) =>
  der(0x17, new TextEncoder().encode(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))

/** A self-signed certificate. Source: RFC 5280, 4.1. */
export function makeSigner(name: string, { bits = 2048, until = '2030-01-01' } = {}): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const facts = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(1)),
    rsaSha256(),
    nameOf(name),
    sequence(time(new Date('2024-01-01')), time(new Date(until))),
    nameOf(name),
    new Uint8Array(publicKey),
  )
  const signature = createSign('RSA-SHA256').update(facts).sign(privateKey)
  const whole = sequence(facts, rsaSha256(), der(0x03, Uint8Array.of(0), new Uint8Array(signature)))
  const lines =
    Buffer.from(whole)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return { privateKey, certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n` }
}
