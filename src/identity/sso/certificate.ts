import { X509Certificate } from 'node:crypto'
import { refuse } from '../../kernel/refusal'

/** A provider's certificate: what signs its responses, and until when it says so. */
export type Certificate = { pem: string; expiresAt: number; fingerprint: string }

/**
 * Reads certificates as people paste them: PEM, or bare base64, several of them.
 * Refuses 'invalid' ('certificate.…') for what is none and for a key that can be broken.
 */
export function certificatesOf(given: string): Certificate[] {
  const no = (sentence: string) => refuse('invalid', 'certificate.form', sentence, { certificates: sentence })
  const blocks = given.includes('-----BEGIN')
    ? [...given.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)].map(([, body = '']) => body)
    : given.split(/\n\s*\n/)
  const bodies = blocks.map((body) => body.replaceAll(/\s/g, '')).filter(Boolean)
  if (bodies.length === 0 || bodies.length > 8) return no('Paste the signing certificate of the provider.')
  return [...new Set(bodies)].map((body) => {
    let read: X509Certificate
    const pem = `-----BEGIN CERTIFICATE-----\n${body.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`
    try {
      read = new X509Certificate(pem)
    } catch {
      return no('This is not a certificate. It begins with “-----BEGIN CERTIFICATE-----”.')
    }
    const { asymmetricKeyType, asymmetricKeyDetails } = read.publicKey
    if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 2048) < 2048) {
      return no('The certificate must have an RSA key of at least 2,048 bits.')
    }
    return { pem, expiresAt: Date.parse(read.validTo), fingerprint: read.fingerprint256 }
  })
}
