import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import * as z from 'zod'
import { type Claims, checkClaims, checkCounter, type Passkey, type Site, unreadable } from './passkey'

/** Heavy, and most requests do without it. */
const library = () => import('@simplewebauthn/server')
const helpers = () => import('@simplewebauthn/server/helpers')

const timeout = 5 * 60_000
const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/)
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** What a device is asked to make a new passkey from. It must be found without a name, and ask who holds the device. */
export async function askForNew(
  site: Site,
  login: { id: string; email: string; name: string },
  challenge: string,
  known: Pick<Passkey, 'credentialId' | 'transports'>[],
) {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: 'MRO Command',
    rpID: site.host,
    userID: new Uint8Array(Buffer.from(login.id)),
    userName: login.email,
    userDisplayName: login.name,
    challenge: bytesOf(challenge),
    timeout,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** What a device is asked to prove. Without `known` it offers whatever passkeys it has for this site. */
export async function askForProof(
  site: Site,
  challenge: string,
  known: Pick<Passkey, 'credentialId' | 'transports'>[] | null,
) {
  const { generateAuthenticationOptions } = await library()
  return generateAuthenticationOptions({
    rpID: site.host,
    challenge: bytesOf(challenge),
    timeout,
    userVerification: 'required',
    ...(known ? { allowCredentials: known.map((key) => ({ id: key.credentialId, transports: key.transports })) } : {}),
  })
}

const clientData = z.object({ type: z.string(), origin: z.string(), challenge: z.string() })

async function claimsOf(clientDataJSON: string, authenticatorData: Uint8Array<ArrayBuffer>): Promise<Claims> {
  const { parseAuthenticatorData } = await helpers()
  const { rpIdHash, flags, counter } = parseAuthenticatorData(authenticatorData)
  const said = clientData.parse(JSON.parse(new TextDecoder().decode(bytesOf(clientDataJSON))))
  return { ...said, rpIdHash: textOf(rpIdHash), present: flags.up, verified: flags.uv, counter }
}

const hostHashOf = async (host: string) =>
  textOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(host))))

/** Whatever a hostile answer makes a decoder throw, it is an answer that cannot be read. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch {
    return unreadable()
  }
}

const registration = z.object({
  id: base64url.min(1).max(1400),
  rawId: base64url.min(1).max(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).catch({}),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(20)).max(10).catch([]),
  }),
})

/** The answer of a device that made a passkey. Refuses 'invalid' as `checkClaims` does, or 'passkey.unreadable'. */
export async function readNew(site: Site, challenge: string, text: string) {
  const answer = await readable(async () => registration.parse(JSON.parse(text)))
  const claims = await readable(async () => {
    const { decodeAttestationObject } = await helpers()
    const attestation = decodeAttestationObject(bytesOf(answer.response.attestationObject))
    return claimsOf(answer.response.clientDataJSON, attestation.get('authData'))
  })
  checkClaims(claims, { type: 'webauthn.create', challenge, site, hostHash: await hostHashOf(site.host) })
  const { verifyRegistrationResponse } = await library()
  const verified = await readable(() =>
    verifyRegistrationResponse({
      response: answer as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
    }),
  )
  if (!verified.verified) return unreadable()
  const { credential, credentialBackedUp, credentialDeviceType } = verified.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: textOf(credential.publicKey),
    counter: credential.counter,
    transports: answer.response.transports,
    synced: credentialBackedUp || credentialDeviceType === 'multiDevice',
  }
}

const assertion = z.object({
  id: base64url.min(1).max(1400),
  rawId: base64url.min(1).max(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).catch({}),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.max(200).nullish(),
  }),
})

/** The answer of a device that proves a passkey, not believed yet: which passkey it names, and whose it says it is. */
export async function readAnswer(text: string) {
  const answer = await readable(async () => assertion.parse(JSON.parse(text)))
  const { userHandle } = answer.response
  return {
    answer,
    credentialId: answer.id,
    userHandle: userHandle ? Buffer.from(userHandle, 'base64url').toString() : null,
  }
}

/**
 * Believes the answer of a device, or refuses 'invalid' as `checkClaims` and `checkCounter` do.
 * Answers what the device's counter says now.
 */
export async function checkAnswer(
  site: Site,
  challenge: string,
  { answer }: Awaited<ReturnType<typeof readAnswer>>,
  passkey: Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports'>,
): Promise<{ counter: number; synced: boolean }> {
  const claims = await readable(() =>
    claimsOf(answer.response.clientDataJSON, bytesOf(answer.response.authenticatorData)),
  )
  checkClaims(claims, { type: 'webauthn.get', challenge, site, hostHash: await hostHashOf(site.host) })
  const { verifyAuthenticationResponse } = await library()
  const { verified, authenticationInfo } = await readable(() =>
    verifyAuthenticationResponse({
      response: answer as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      // The counter is judged below: a wrong signature must not look like a copied key.
      credential: {
        id: passkey.credentialId,
        publicKey: bytesOf(passkey.publicKey),
        counter: -1,
        transports: passkey.transports,
      },
    }),
  )
  if (!verified) return unreadable()
  checkCounter(passkey.counter, authenticationInfo.newCounter)
  return {
    counter: authenticationInfo.newCounter,
    synced: authenticationInfo.credentialBackedUp || authenticationInfo.credentialDeviceType === 'multiDevice',
  }
}
