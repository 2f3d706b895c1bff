import { refuse } from '../../kernel/refusal'
import { certificatesOf } from './certificate'

/** Bytes of a provider's metadata, at most. */
export const metadataBytes = 256 * 1024

export type ProviderMetadata = { issuer: string; entryPoint: string; certificates: string[] }

type Tree = { $?: Record<string, string>; _?: string } & { [child: string]: unknown }
const children = (tree: Tree | undefined, name: string): Tree[] => {
  const found = tree?.[name]
  return Array.isArray(found) ? found.map((child) => (typeof child === 'string' ? { _: child } : (child as Tree))) : []
}

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

/**
 * What a provider's metadata say: who it is, where requests go, by which certificates it signs.
 * Source: SAML 2.0 Metadata. Refuses 'invalid' ('metadata.…') in words for the person who loads it.
 */
export async function readMetadata(xml: string): Promise<ProviderMetadata> {
  const no = (reason: string, sentence: string) =>
    refuse('invalid', `metadata.${reason}`, sentence, { metadata: sentence })
  if (xml.length > metadataBytes) no('too-large', 'This file is too large for metadata.')
  if (/<!\s*(DOCTYPE|ENTITY)/i.test(xml)) no('doctype', 'Metadata with a document type or an entity are not taken.')
  const { parseXml2JsFromString } = await import('@node-saml/node-saml/lib/xml')
  let root: { EntityDescriptor?: Tree }
  try {
    root = (await parseXml2JsFromString(xml)) as { EntityDescriptor?: Tree }
  } catch {
    return no('unreadable', 'This is not XML. Choose the metadata file of your identity provider.')
  }
  const entity = root?.EntityDescriptor
  const [provider] = children(entity, 'IDPSSODescriptor')
  const issuer = entity?.$?.entityID
  if (!entity || !issuer) return no('unreadable', 'These are not the metadata of one SAML provider.')
  if (!provider) return no('no-provider', 'These are the metadata of an application, not of an identity provider.')
  const services = children(provider, 'SingleSignOnService')
  const entryPoint = services.find(({ $ }) => $?.Binding === redirect)?.$?.Location
  if (!entryPoint) {
    return no('binding', 'The provider takes no requests by HTTP-Redirect. Switch that binding on there.')
  }
  const signing = children(provider, 'KeyDescriptor').filter(({ $ }) => ($?.use ?? 'signing') === 'signing')
  const texts = signing
    .flatMap((key) => children(key, 'KeyInfo'))
    .flatMap((info) => children(info, 'X509Data'))
    .flatMap((data) => children(data, 'X509Certificate'))
    .flatMap(({ _ }) => (_ ? [_] : []))
  if (texts.length === 0) return no('certificate', 'The metadata hold no signing certificate.')
  return { issuer, entryPoint, certificates: texts.flatMap((text) => certificatesOf(text)).map(({ pem }) => pem) }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Our own metadata, which a provider loads to know us. */
export const ownMetadata = (entityId: string, acs: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escaped(entityId)}">
  <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escaped(acs)}"/>
  </SPSSODescriptor>
</EntityDescriptor>
`
