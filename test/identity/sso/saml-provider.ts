import { SignedXml } from 'xml-crypto'
import type { Signer } from './certificates'

/** What an assertion of the test's provider says; each field can be told otherwise. */
export type Saying = {
  id: string
  responseId: string
  issuer: string
  responseIssuer: string
  nameId: string
  nameIdFormat: string
  email: string | null
  name: string
  audience: string | null
  recipient: string
  destination: string
  inResponseTo: string | null
  confirmationInResponseTo: string | null
  notBefore: string
  notOnOrAfter: string
  confirmationNotOnOrAfter: string | null
  status: string
  confirmation: string
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const named = (name: string, value: string | null) => (value === null ? '' : ` ${name}="${escaped(value)}"`)

export const assertionXml = (say: Saying): string =>
  `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${say.id}" Version="2.0" IssueInstant="${say.notBefore}">` +
  `<saml:Issuer>${escaped(say.issuer)}</saml:Issuer>` +
  `<saml:Subject><saml:NameID Format="${say.nameIdFormat}">${say.nameId}</saml:NameID>` +
  `<saml:SubjectConfirmation Method="${say.confirmation}"><saml:SubjectConfirmationData${named('Recipient', say.recipient)}${named('InResponseTo', say.confirmationInResponseTo)}${named('NotOnOrAfter', say.confirmationNotOnOrAfter)}/></saml:SubjectConfirmation></saml:Subject>` +
  `<saml:Conditions NotBefore="${say.notBefore}" NotOnOrAfter="${say.notOnOrAfter}">` +
  (say.audience === null
    ? ''
    : `<saml:AudienceRestriction><saml:Audience>${escaped(say.audience)}</saml:Audience></saml:AudienceRestriction>`) +
  `</saml:Conditions>` +
  `<saml:AuthnStatement AuthnInstant="${say.notBefore}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
  `<saml:AttributeStatement>` +
  (say.email === null
    ? ''
    : `<saml:Attribute Name="email"><saml:AttributeValue>${say.email}</saml:AttributeValue></saml:Attribute>`) +
  `<saml:Attribute Name="displayName"><saml:AttributeValue>${escaped(say.name)}</saml:AttributeValue></saml:Attribute>` +
  `</saml:AttributeStatement></saml:Assertion>`

export const responseXml = (say: Saying, assertion: string): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${say.responseId}" Version="2.0" IssueInstant="${say.notBefore}"${named('Destination', say.destination)}${named('InResponseTo', say.inResponseTo)}>` +
  `<saml:Issuer>${escaped(say.responseIssuer)}</saml:Issuer>` +
  `<samlp:Status><samlp:StatusCode Value="${say.status}"/></samlp:Status>` +
  `${assertion}</samlp:Response>`

export type Signing = { signature?: string; digest?: string }

/** Signs the element with the id that `xpath` finds, as providers do: enveloped, exclusive canonicalization. */
export function sign(xml: string, xpath: string, signer: Signer, { signature, digest }: Signing = {}): string {
  const signed = new SignedXml({
    privateKey: signer.privateKey,
    publicCert: signer.certificate,
    signatureAlgorithm: signature ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signed.addReference({
    xpath,
    digestAlgorithm: digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#'],
  })
  signed.computeSignature(xml, { location: { reference: `${xpath}/*[local-name()='Issuer']`, action: 'after' } })
  return signed.getSignedXml()
}

export const assertionPath = "//*[local-name()='Assertion']"
export const responsePath = "/*[local-name()='Response']"

/** A response as it should be: its assertion signed. */
export const goodResponse = (say: Saying, signer: Signer, signing: Signing = {}): string =>
  sign(responseXml(say, assertionXml(say)), assertionPath, signer, signing)
