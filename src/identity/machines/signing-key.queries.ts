import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { closeBox, openBox } from '../../kernel/sealed-box'
import type { Platform } from '../../platform/platform'
import type { Keyring } from './access-token'
import { rotationOf, type SigningKey } from './signing-key'

type Kept = SigningKey & { publicKey: string; privateKey: string }

/** Keys are few: one a month, and those before the last are forgotten. */
const keptAtMost = 10

const listKept = async ({ env }: Platform): Promise<Kept[]> => {
  const { results } = await env.CONTROL.prepare(
    `SELECT generation, kid, public_key AS publicKey, private_key AS privateKey, created_at AS createdAt,
       active_from AS activeFrom FROM signing_keys ORDER BY generation DESC LIMIT ?`,
  )
    .bind(keptAtMost)
    .all<Kept>()
  return results
}

const box = 'signing-key'

/** Makes the key of a generation, if nobody else has made it meanwhile. The private half is kept sealed only. */
async function make({ env, now }: Platform, generation: number, activeFrom: number): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  const sealed = await closeBox(env.SECRET, box, { kid, jwk: await exportJWK(privateKey) })
  await env.CONTROL.prepare(
    `INSERT INTO signing_keys (generation, kid, public_key, private_key, created_at, active_from)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (generation) DO NOTHING`,
  )
    .bind(generation, kid, JSON.stringify({ ...jwk, kid, alg: 'ES256', use: 'sig' }), sealed, now(), activeFrom)
    .run()
}

/** Makes the next key in time and forgets those that verify nothing any more. Answers the keys as they are then. */
export async function rotateKeys(platform: Platform): Promise<Kept[]> {
  const kept = await listKept(platform)
  const at = platform.now()
  const { make: due, over } = rotationOf(kept, at)
  if (over.length > 0) {
    await platform.env.CONTROL.prepare('DELETE FROM signing_keys WHERE generation IN (SELECT value FROM json_each(?))')
      .bind(JSON.stringify(over.map(({ generation }) => generation)))
      .run()
  }
  if (!due) return over.length > 0 ? listKept(platform) : kept
  await make(platform, due.generation, due.activeFrom)
  return listKept(platform)
}

async function opened({ env }: Platform, { kid, privateKey }: Kept) {
  const found = await openBox<{ kid: string; jwk: JWK }>(env.SECRET, box, privateKey)
  if (found?.kid !== kid) return null
  return { kid, privateKey: (await importJWK(found.jwk, 'ES256')) as CryptoKey }
}

/** The key that signs now. One that cannot be opened, since the SECRET is another, is replaced at once. */
export async function signer(platform: Platform): Promise<{ kid: string; privateKey: CryptoKey }> {
  for (let time = 0; time < 2; time++) {
    const kept = await rotateKeys(platform)
    const { signing } = rotationOf(kept, platform.now())
    const whole = kept.find(({ kid }) => kid === signing?.kid)
    const key = whole && (await opened(platform, whole))
    if (key) return key
    await make(platform, (kept[0]?.generation ?? 0) + 1, platform.now())
  }
  throw new Error('There is no key to sign with')
}

/** A key as it is published and shown. */
export type PublishedKey = SigningKey & { state: 'next' | 'signing' | 'verifying'; jwk: JWK }

/** The published keys, newest first: the next one, the signing one, and those whose tokens may still be out. */
export async function listPublished(platform: Platform): Promise<PublishedKey[]> {
  const kept = await listKept(platform)
  const { published, signing } = rotationOf(kept, platform.now())
  return published.map((key) => ({
    ...key,
    state:
      key.generation === signing?.generation
        ? 'signing'
        : key.generation > (signing?.generation ?? 0)
          ? 'next'
          : 'verifying',
    jwk: JSON.parse(kept.find(({ kid }) => kid === key.kid)?.publicKey ?? '{}') as JWK,
  }))
}

/** Verifies our tokens: the published keys by their kid. */
export const keyringOf = (published: readonly PublishedKey[]): Keyring =>
  new Map(published.map(({ kid, jwk }) => [kid, jwk]))
