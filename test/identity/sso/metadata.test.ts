import { describe, expect, it } from 'vitest'
import { metadataBytes, ownMetadata, readMetadata } from '../../../src/identity/sso/metadata'
import { attempt } from '../../../src/kernel/refusal'
import { makeSigner } from './certificates'

const signer = makeSigner('Acme')
const body = signer.certificate.replaceAll(/-----[^-]+-----|\s/g, '')
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'

const key = (use: string, text = body) =>
  `<KeyDescriptor${use ? ` use="${use}"` : ''}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`

const metadata = ({
  keys = key('signing'),
  binding = redirect,
  entity = 'https://idp.acme.example',
  role = 'IDPSSODescriptor',
  location = 'https://idp.acme.example/login',
} = {}) =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entity}">
    <${role} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys}
      <SingleSignOnService Binding="${binding}" Location="${location}"/>
    </${role}></EntityDescriptor>`

const read = async (xml: string) => {
  const done = await attempt(() => readMetadata(xml))
  return done.ok ? done.value : done.refusal.reason
}

describe('metadata of a provider', () => {
  it.each([
    ['with a certificate for signing', metadata(), 1],
    ['with one for anything', metadata({ keys: key('') }), 1],
    ['with the next one beside the old one', metadata({ keys: key('signing') + key('signing') }), 2],
    [
      'with one for encryption besides, which is not for signing',
      metadata({ keys: key('encryption') + key('signing') }),
      1,
    ],
    ['with a declaration, a mark of the byte order and prefixes', `\uFEFF<?xml version="1.0"?>${metadata()}`, 1],
  ])('%s are read', async (_, xml, certificates) => {
    const found = await read(xml)
    expect(found).toMatchObject({ issuer: 'https://idp.acme.example', entryPoint: 'https://idp.acme.example/login' })
    expect((found as { certificates: string[] }).certificates).toHaveLength(certificates)
  })

  it.each([
    ['a document type', `<!DOCTYPE x>${metadata()}`, 'metadata.doctype'],
    [
      'an entity that reads a file',
      `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${metadata({ entity: '&f;' })}`,
      'metadata.doctype',
    ],
    ['a bomb of entities', `<!ENTITY a "${'b'.repeat(100)}">${metadata({ entity: '&a;&a;' })}`, 'metadata.doctype'],
    ['an entity that nobody declared', metadata({ entity: '&nobody;' }), 'metadata.unreadable'],
    ['a page', '<!doctype html><html><body>Sign in</body></html>', 'metadata.doctype'],
    ['a page without a type', '<html><body>Sign in</body></html>', 'metadata.unreadable'],
    ['JSON', '{"issuer": "https://idp.acme.example"}', 'metadata.unreadable'],
    ['nothing', '', 'metadata.unreadable'],
    ['half of it', metadata().slice(0, 200), 'metadata.unreadable'],
    ['more than 256 kB', `${metadata()}${' '.repeat(metadataBytes)}`, 'metadata.too-large'],
    ['an application’s', metadata({ role: 'SPSSODescriptor' }), 'metadata.no-provider'],
    ['our own', ownMetadata('https://house.example/m', 'https://house.example/acs'), 'metadata.no-provider'],
    ['a whole federation’s', `<EntitiesDescriptor>${metadata()}</EntitiesDescriptor>`, 'metadata.unreadable'],
    ['without a name', metadata({ entity: '' }), 'metadata.unreadable'],
    ['by POST alone', metadata({ binding: post }), 'metadata.binding'],
    ['without a certificate', metadata({ keys: '' }), 'metadata.certificate'],
    ['with one for encryption alone', metadata({ keys: key('encryption') }), 'metadata.certificate'],
    ['with a certificate that is none', metadata({ keys: key('signing', 'AAAA') }), 'certificate.form'],
  ])('%s is refused in words', async (_, xml, reason) => expect(await read(xml)).toBe(reason))
})
