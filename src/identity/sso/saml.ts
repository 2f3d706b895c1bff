import { Refusal, refuse } from '../../kernel/refusal'
import type { Presented } from './assertion'

/** Bytes of a form with a response, at most. */
export const responseBytes = 256 * 1024

const no = (reason: string, sentence: string): never => refuse('forbidden', `saml.${reason}`, sentence)

/** The algorithms that a signature may use: everything with SHA-1 or with a shared key is left out. */
const algorithms: readonly string[] = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]

/**
 * The text of a response, before any parser sees it.
 *
 * Refuses what is no base64 of UTF-8, a document type or an entity (they change what the rest means), and a signature
 * of an algorithm that is not on the list. A name that is written in another way than plainly is not on the list.
 */
export function screened(base64: string): string {
  const form = () => no('form', 'This is not a SAML response.')
  const compact = base64.replaceAll(/[\r\n\t ]/g, '')
  if (compact === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return form()
  let xml: string
  try {
    xml = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.from(compact, 'base64'))
  } catch {
    return form()
  }
  if (/<!\s*(DOCTYPE|ENTITY)/i.test(xml)) no('doctype', 'A response with a document type or an entity is not taken.')
  if (/<(?:[\w.-]+:)?EncryptedAssertion\b/.test(xml)) {
    no(
      'encrypted',
      'Your identity provider encrypts its assertions, which is not taken here: the way is encrypted already. Switch the encryption of assertions off there.',
    )
  }
  // Processing instructions do nothing in SAML but tell parsers apart; the declaration of XML itself is none.
  if (/<\?(?!xml\s)/i.test(xml) || xml.includes('\u0000')) return form()
  for (const element of ['SignatureMethod', 'DigestMethod']) {
    const said = xml.match(new RegExp(`<(?:[\\w.-]+:)?${element}\\b`, 'g'))?.length ?? 0
    const read = [
      ...xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${element}\\s[^<>]*?\\bAlgorithm\\s*=\\s*(["'])([^"'<>]*)\\1`, 'g')),
    ]
    if (read.length !== said || read.some(([, , name = '']) => !algorithms.includes(name))) {
      no('algorithm', 'The response is signed by an algorithm that is not safe. Set the provider to RSA with SHA-256.')
    }
  }
  return xml
}

type Tree = { $?: Record<string, string>; _?: string } & { [child: string]: unknown }

const children = (tree: Tree | undefined, name: string): Tree[] => {
  const found = tree?.[name]
  return Array.isArray(found) ? found.map((child) => (typeof child === 'string' ? { _: child } : (child as Tree))) : []
}
const attribute = (tree: Tree | undefined, name: string): string | null => tree?.$?.[name] ?? null
const textOf = (tree: Tree | undefined): string | null => {
  const text = tree?._?.trim()
  return text ? text : null
}

export type Provider = { issuer: string; entryPoint: string; certificates: readonly string[] }
export type Here = { entityId: string; acs: string }

async function client(provider: Provider, here: Here, requestId: string) {
  const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml')
  return new SAML({
    callbackUrl: here.acs,
    entryPoint: provider.entryPoint,
    issuer: here.entityId,
    idpCert: [...provider.certificates],
    // One signature is enough, around the response or around the assertion; only what it covers is read.
    wantAssertionsSigned: false,
    wantAuthnResponseSigned: false,
    // Audience, times, recipient and request are decided in assertion.ts, by our own clock.
    audience: false,
    acceptedClockSkewMs: -1,
    validateInResponseTo: ValidateInResponseTo.never,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    generateUniqueId: () => requestId,
  })
}

/** Where a browser goes with a request to the provider; `relay` comes back with the answer. */
export async function requestUrl(provider: Provider, here: Here, requestId: string, relay: string): Promise<string> {
  const saml = await client(provider, here, requestId)
  return saml.getAuthorizeUrlAsync(relay, undefined, {})
}

/**
 * Reads a response whose signature is one of the provider's certificates'. What is answered stands in the signed bytes.
 * Refuses 'forbidden' ('saml.form', 'saml.doctype', 'saml.algorithm', 'saml.signature', 'saml.status').
 */
export async function readResponse(base64: string, provider: Provider, here: Here): Promise<Presented> {
  const xml = screened(base64)
  const saml = await client(provider, here, '_')
  let assertion: Tree
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') })
    const read = profile?.getAssertion?.() as { Assertion?: Tree } | undefined
    assertion = read?.Assertion ?? no('signature', 'The response holds no signed assertion.')
  } catch (error) {
    if (error instanceof Refusal) throw error
    return refuseAs(error)
  }
  const response = await rootOf(xml)
  return { ...response, assertion: assertionOf(assertion) }
}

/** The library's reason as one of ours. */
function refuseAs(error: unknown): never {
  const said = error instanceof Error ? error.message : ''
  if (/provider returned/i.test(said)) {
    return no('status', 'The identity provider refused the sign-in. Look into its own log for why.')
  }
  // The library reads times before it asks us, and it reads them only behind a good signature.
  if (/not a valid date|NotOnOrAfter|NotBefore/i.test(said))
    return no('form', 'The response does not state its times as it must.')
  return no(
    'signature',
    'The response is not signed by the certificate that is set here. If the provider has a new certificate, load its metadata again.',
  )
}

async function rootOf(xml: string): Promise<Omit<Presented, 'assertion'>> {
  const { parseXml2JsFromString } = await import('@node-saml/node-saml/lib/xml')
  const { Response: response } = (await parseXml2JsFromString(xml)) as { Response?: Tree }
  if (!response) return no('form', 'This is not a SAML response.')
  return {
    destination: attribute(response, 'Destination'),
    inResponseTo: attribute(response, 'InResponseTo'),
    issuer: textOf(children(response, 'Issuer')[0]),
  }
}

function assertionOf(tree: Tree): Presented['assertion'] {
  const [subject] = children(tree, 'Subject')
  const [nameId] = children(subject, 'NameID')
  return {
    id: attribute(tree, 'ID') ?? '',
    issuer: textOf(children(tree, 'Issuer')[0]),
    subject: textOf(nameId),
    subjectFormat: (attribute(nameId, 'Format') ?? '').split(':').at(-1) ?? '',
    conditions: children(tree, 'Conditions').map((conditions) => ({
      notBefore: attribute(conditions, 'NotBefore'),
      notOnOrAfter: attribute(conditions, 'NotOnOrAfter'),
      audiences: children(conditions, 'AudienceRestriction').map((restriction) =>
        children(restriction, 'Audience').map((audience) => textOf(audience) ?? ''),
      ),
    })),
    confirmations: children(subject, 'SubjectConfirmation').map((confirmation) => {
      const [data] = children(confirmation, 'SubjectConfirmationData')
      return {
        method: attribute(confirmation, 'Method'),
        recipient: attribute(data, 'Recipient'),
        inResponseTo: attribute(data, 'InResponseTo'),
        notBefore: attribute(data, 'NotBefore'),
        notOnOrAfter: attribute(data, 'NotOnOrAfter'),
      }
    }),
    sessionEnds: children(tree, 'AuthnStatement').map((statement) => attribute(statement, 'SessionNotOnOrAfter')),
    attributes: Object.fromEntries(
      children(tree, 'AttributeStatement')
        .flatMap((statement) => children(statement, 'Attribute'))
        .map((one) => [
          attribute(one, 'Name') ?? '',
          children(one, 'AttributeValue').flatMap((value) => textOf(value) ?? []),
        ]),
    ),
  }
}
