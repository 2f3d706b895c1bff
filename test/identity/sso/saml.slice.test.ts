import { inflateRawSync } from 'node:zlib'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { env, origin, type Person, World } from '../../support/world'
import { makeSigner, type Signer } from './certificates'
import { assertionXml, goodResponse, responsePath, responseXml, type Saying, sign } from './saml-provider'
import { cookieOf, loginOf, prove, switchOn, written } from './support'

const idp = 'https://idp.acme.example/saml'
let signer: Signer
let stranger: Signer
let world: World
let ana: Person

beforeAll(() => {
  signer = makeSigner('idp.acme.example')
  stranger = makeSigner('idp.acme.example')
})

async function setUp(owner: Person, certificate: string, changes: Record<string, string> = {}) {
  const base = `/${owner.organization}/settings/single-sign-on`
  const fields = {
    issuer: idp,
    entryPoint: 'https://idp.acme.example/login',
    certificates: certificate,
    defaultRole: 'technician',
  }
  const form = new FormData()
  for (const [name, value] of Object.entries({ csrf: owner.csrf, ...fields, ...changes })) form.set(name, value)
  const saved = await world.ask(`${base}/saml`, {
    method: 'POST',
    headers: { Cookie: `__Host-sid=${owner.token}`, 'Sec-Fetch-Site': 'same-origin' },
    body: form,
  })
  expect(saved.status).toBe(303)
  await switchOn(world, owner)
}

beforeEach(async () => {
  world = await World.open()
  ana = await world.organization('acme', 'Ana')
  await prove(world, ana, 'acme.example')
  await setUp(ana, signer.certificate)
})

type Way = { request: string; cookie: string }

/** Goes to the provider as a browser does; answers the request's id and the browser's cookie. */
async function leave(slug = 'acme'): Promise<Way> {
  const answer = await world.get(null, `/sso/${slug}/start?next=/${slug}/people`)
  const url = new URL(answer.headers.get('Location') ?? '')
  expect(url.origin + url.pathname).toBe('https://idp.acme.example/login')
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  return { request: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', cookie: cookieOf(answer, '__Host-sso') }
}

const at = (seconds: number) => new Date(world.now + seconds * 1000).toISOString()

const saying = (way: Way, changes: Partial<Saying> = {}): Saying => ({
  id: '_assertion1',
  responseId: '_response1',
  issuer: idp,
  responseIssuer: idp,
  nameId: 'subject-1',
  nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  email: 'bo@acme.example',
  name: 'Bo Acme',
  audience: `${origin}/sso/acme/metadata`,
  recipient: `${origin}/sso/acme/acs`,
  destination: `${origin}/sso/acme/acs`,
  inResponseTo: way.request,
  confirmationInResponseTo: way.request,
  notBefore: at(-5),
  notOnOrAfter: at(300),
  confirmationNotOnOrAfter: at(300),
  status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
  confirmation: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  ...changes,
})

/** Comes back as a browser does: a form that the provider's page sends. */
const arrive = (xml: string, cookie: string, slug = 'acme', relay = 'sign-in') =>
  world.ask(`/sso/${slug}/acs`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Sec-Fetch-Site': 'cross-site',
      Origin: 'https://idp.acme.example',
      Cookie: `__Host-sso=${cookie}`,
    },
    body: new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relay }),
  })

const reasonIn = async (answer: Response) => /Reason <code[^>]*>([^<]+)</.exec(await answer.text())?.[1] ?? 'none'

describe('a good response', () => {
  it('makes a member with the chosen role and signs in; the second time is the same person [MRO-5c] [MRO-2.1d]', async () => {
    const way = await leave()
    const answer = await arrive(goodResponse(saying(way), signer), way.cookie)
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/acme/people'])
    const login = await loginOf(answer)
    const member = await env.CONTROL.prepare(
      'SELECT email, grants FROM logins JOIN memberships ON login_id = logins.id WHERE logins.id = ?',
    )
      .bind(login)
      .first<{ email: string; grants: string }>()
    expect(member?.email).toBe('bo@acme.example')
    expect(member?.grants).toContain('"technician"')
    expect(member?.grants).not.toContain('owner')

    const again = await leave()
    const second = await arrive(
      goodResponse(saying(again, { id: '_a2', email: 'renamed@acme.example' }), signer),
      again.cookie,
    )
    expect(await loginOf(second)).toBe(login)
    const headers = { Cookie: `__Host-sid=${cookieOf(second, '__Host-sid')}` }
    // Nobody has shown them what there is to agree to: their first page does.
    const first = await world.ask('/acme/people', { headers })
    expect(first.headers.get('Location')).toBe('/acme/agreement?next=%2Facme%2Fpeople')
    expect(await (await world.ask('/acme/agreement', { headers })).text()).toContain('Before you begin')
    expect(await (await world.ask('/api/v1/acme/members', { headers })).text()).toContain('Bo Acme')
    // They came as everybody comes: a device that is known, a history, and the provider's word as the proof.
    const { results } = await env.CONTROL.prepare('SELECT way, outcome FROM sign_ins WHERE login_id = ?')
      .bind(login)
      .all()
    expect(results).toEqual([
      { way: `sso:${ana.organizationId}`, outcome: 'in' },
      { way: `sso:${ana.organizationId}`, outcome: 'in' },
    ])
  })

  it('whose response is signed rather than its assertion is as good', async () => {
    const way = await leave()
    const say = saying(way)
    const answer = await arrive(sign(responseXml(say, assertionXml(say)), responsePath, signer), way.cookie)
    expect(answer.status).toBe(303)
  })

  it('never raises the role of a member, nor lowers it', async () => {
    const viewer = await world.member(ana, 'Vic', 'viewer')
    const way = await leave()
    const answer = await arrive(goodResponse(saying(way, { email: 'vic@acme.example' }), signer), way.cookie)
    expect(await loginOf(answer)).toBe(viewer.loginId)
    const row = await env.CONTROL.prepare('SELECT grants FROM memberships WHERE login_id = ?')
      .bind(viewer.loginId)
      .first<{ grants: string }>()
    expect(row?.grants).toContain('"viewer"')
    expect(row?.grants).not.toContain('technician')
  })

  it('reads the whole name however a comment divides it', async () => {
    const way = await leave()
    const evil = saying(way, { email: 'ana@acme.example<!-- -->.evil.example' })
    expect(await reasonIn(await arrive(goodResponse(evil, signer), way.cookie))).toBe('sso.domain')
    const other = await leave()
    const named = saying(other, {
      id: '_a2',
      email: null,
      nameId: 'ana@acme.example<!-- -->.evil.example',
      nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    })
    expect(await reasonIn(await arrive(goodResponse(named, signer), other.cookie))).toBe('sso.domain')
  })

  it('of a test signs nobody in, says what it saw, and lets it be switched on', async () => {
    const page = await world.get(ana, '/acme/settings/single-sign-on/test')
    const url = new URL((page.headers.get('Refresh') ?? '').replace(/^1; url=/, ''))
    const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
    const way = { request: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', cookie: cookieOf(page, '__Host-sso') }
    const answer = await arrive(
      goodResponse(saying(way), signer),
      way.cookie,
      'acme',
      url.searchParams.get('RelayState') ?? '',
    )
    const text = await answer.text()
    expect([answer.status, await loginOf(answer)]).toEqual([200, null])
    expect(text).toContain('The connection works')
    expect(text).toContain('would become a member with the role Technician')
  })
})

/** Moves things about as attackers do; each is called with a good, signed response. */
const parts = (xml: string) => {
  const start = xml.indexOf('<saml:Assertion')
  const end = xml.indexOf('</saml:Assertion>') + '</saml:Assertion>'.length
  return { before: xml.slice(0, start), assertion: xml.slice(start, end), after: xml.slice(end) }
}
const forged = (say: Saying) => assertionXml({ ...say, id: '_forged', nameId: 'ana', email: 'ana@acme.example' })

type Attack = [name: string, make: (way: Way) => string | Promise<string>, reason: string]

const attacks: Attack[] = [
  ['unsigned', (way) => responseXml(saying(way), assertionXml(saying(way))), 'saml.signature'],
  ['signed by another key under the same name', (way) => goodResponse(saying(way), stranger), 'saml.signature'],
  [
    'tampered: another subject',
    (way) => goodResponse(saying(way), signer).replace('subject-1', 'subject-2'),
    'saml.signature',
  ],
  [
    'tampered: another address',
    (way) => goodResponse(saying(way), signer).replace('bo@acme', 'ana@acme'),
    'saml.signature',
  ],
  [
    'tampered: an attribute more',
    (way) =>
      goodResponse(saying(way), signer).replace(
        '</saml:AttributeStatement>',
        '<saml:Attribute Name="mail"><saml:AttributeValue>ana@acme.example</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
      ),
    'saml.signature',
  ],
  ['tampered: longer life', (way) => goodResponse(saying(way), signer).replace(at(300), at(900)), 'saml.signature'],
  [
    'the signature taken out',
    (way) => goodResponse(saying(way), signer).replace(/<Signature.*<\/Signature>/, ''),
    'saml.signature',
  ],
  [
    'the signature’s value emptied',
    (way) =>
      goodResponse(saying(way), signer).replace(
        /<SignatureValue>.*<\/SignatureValue>/,
        '<SignatureValue></SignatureValue>',
      ),
    'saml.signature',
  ],
  [
    'wrapped: a forged assertion first',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      return before + forged(saying(way)) + assertion + after
    },
    'saml.signature',
  ],
  [
    'wrapped: a forged assertion last',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      return before + assertion + forged(saying(way)) + after
    },
    'saml.signature',
  ],
  [
    'wrapped: the signed one nested in the forged one',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      return (
        before +
        forged(saying(way)).replace('</saml:Assertion>', `<saml:Advice>${assertion}</saml:Advice></saml:Assertion>`) +
        after
      )
    },
    'saml.signature',
  ],
  [
    'wrapped: the signed one in an extension',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      return (
        before.replace('<samlp:Status>', `<samlp:Extensions>${assertion}</samlp:Extensions><samlp:Status>`) +
        forged(saying(way)) +
        after
      )
    },
    'saml.signature',
  ],
  [
    'wrapped: the signed one in the signature’s object',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      const signature = /<Signature.*<\/Signature>/.exec(assertion)?.[0] ?? ''
      const bare = assertion.replace(signature, '')
      return (
        before +
        forged(saying(way)).replace(
          '<saml:Subject>',
          `${signature.replace('</Signature>', `<Object>${bare}</Object></Signature>`)}<saml:Subject>`,
        ) +
        after
      )
    },
    'saml.signature',
  ],
  [
    'wrapped: the same id twice',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      return (
        before.replace(
          '<samlp:Status>',
          `<samlp:Extensions>${forged(saying(way)).replace('_forged', '_assertion1')}</samlp:Extensions><samlp:Status>`,
        ) +
        assertion +
        after
      )
    },
    'saml.signature',
  ],
  [
    'wrapped: a whole good response in a forged one',
    (way) => responseXml(saying(way), forged(saying(way)) + goodResponse(saying(way), signer)),
    'saml.signature',
  ],
  [
    'two good assertions',
    (way) => {
      const { before, assertion, after } = parts(goodResponse(saying(way), signer))
      return before + assertion + assertion + after
    },
    'saml.signature',
  ],
  [
    'a reference to nothing',
    (way) => goodResponse(saying(way), signer).replace('URI="#_assertion1"', 'URI=""'),
    'saml.signature',
  ],
  [
    'signed with SHA-1',
    (way) =>
      goodResponse(saying(way), signer, {
        signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
        digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
      }),
    'saml.algorithm',
  ],
  [
    'digested with SHA-1',
    (way) => goodResponse(saying(way), signer, { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }),
    'saml.algorithm',
  ],
  [
    'said to be signed by a shared key',
    (way) =>
      goodResponse(saying(way), signer).replace(
        'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
        'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
      ),
    'saml.algorithm',
  ],
  [
    'the algorithm’s name in another spelling',
    (way) => goodResponse(saying(way), signer).replace('xmldsig-more#rsa-sha256', 'xmldsig-more&#35;rsa-sha256'),
    'saml.algorithm',
  ],
  [
    'a document type in front',
    (way) => `<!DOCTYPE samlp:Response>${goodResponse(saying(way), signer)}`,
    'saml.doctype',
  ],
  [
    'an entity from a file',
    (way) =>
      `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${goodResponse(saying(way), signer).replace('Bo Acme', '&x;')}`,
    'saml.doctype',
  ],
  [
    'entities that grow',
    (way) => `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${goodResponse(saying(way), signer)}`,
    'saml.doctype',
  ],
  ['a document type in small letters', (way) => `<!doctype r>${goodResponse(saying(way), signer)}`, 'saml.doctype'],
  ['a processing instruction', (way) => `<?xml-stylesheet href="x"?>${goodResponse(saying(way), signer)}`, 'saml.form'],
  [
    'for another audience',
    (way) => goodResponse(saying(way, { audience: 'https://other.example' }), signer),
    'saml.audience',
  ],
  ['for no audience', (way) => goodResponse(saying(way, { audience: null }), signer), 'saml.audience'],
  [
    'for another recipient',
    (way) => goodResponse(saying(way, { recipient: 'https://other.example/acs' }), signer),
    'saml.recipient',
  ],
  [
    'to another destination',
    (way) => goodResponse(saying(way, { destination: 'https://other.example/acs' }), signer),
    'saml.destination',
  ],
  [
    'from another issuer',
    (way) => goodResponse(saying(way, { issuer: 'https://evil.example' }), signer),
    'saml.issuer',
  ],
  [
    'in a response of another issuer',
    (way) => goodResponse(saying(way, { responseIssuer: 'https://evil.example' }), signer),
    'saml.issuer',
  ],
  [
    'expired by more than a minute',
    (way) =>
      goodResponse(
        saying(way, { notBefore: at(-400), notOnOrAfter: at(-61), confirmationNotOnOrAfter: at(-61) }),
        signer,
      ),
    'saml.expired',
  ],
  [
    'whose confirmation is expired',
    (way) => goodResponse(saying(way, { confirmationNotOnOrAfter: at(-61) }), signer),
    'saml.expired',
  ],
  ['good for ever', (way) => goodResponse(saying(way, { confirmationNotOnOrAfter: null }), signer), 'saml.form'],
  [
    'not good yet by more than a minute',
    (way) => goodResponse(saying(way, { notBefore: at(61) }), signer),
    'saml.too-early',
  ],
  [
    'a time without a zone',
    (way) => goodResponse(saying(way, { notOnOrAfter: '2027-01-01T00:00:00' }), signer),
    'saml.form',
  ],
  [
    'an answer to another request',
    (way) => goodResponse(saying(way, { inResponseTo: '_other', confirmationInResponseTo: '_other' }), signer),
    'sso.flow',
  ],
  [
    'an answer to two requests',
    (way) => goodResponse(saying(way, { inResponseTo: '_other' }), signer),
    'saml.in-response-to',
  ],
  [
    'an answer to nothing',
    (way) => goodResponse(saying(way, { inResponseTo: null, confirmationInResponseTo: null }), signer),
    'saml.unasked',
  ],
  [
    'the sender’s voucher in place of the bearer',
    (way) => goodResponse(saying(way, { confirmation: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' }), signer),
    'saml.confirmation',
  ],
  [
    'a passing name',
    (way) => goodResponse(saying(way, { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }), signer),
    'saml.subject',
  ],
  [
    'an error of the provider',
    (way) => responseXml(saying(way, { status: 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed' }), ''),
    'saml.status',
  ],
  ['no address', (way) => goodResponse(saying(way, { email: null }), signer), 'sso.email-missing'],
  ['what is no address', (way) => goodResponse(saying(way, { email: 'bo' }), signer), 'sso.email-form'],
  [
    'an address of a domain that is not proved',
    (way) => goodResponse(saying(way, { email: 'bo@zenith.example' }), signer),
    'sso.domain',
  ],
  [
    'an encrypted assertion',
    (way) =>
      responseXml(
        saying(way),
        '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><x/></saml:EncryptedAssertion>',
      ),
    'saml.encrypted',
  ],
  ['no XML', () => 'hello', 'saml.signature'],
  ['nothing', () => '', 'saml.form'],
]

describe('a provider that lies gets a page of its own, and writes nothing [MRO-5c]', () => {
  it(`${attacks.length} of them`, async () => {
    const before = await written(world, ana)
    for (const [name, make, reason] of attacks) {
      const way = await leave()
      const answer = await arrive(await make(way), way.cookie)
      const login = await loginOf(answer)
      expect([name, answer.status, await reasonIn(answer), login]).toEqual([name, 403, reason, null])
      expect([name, (await written(world, ana)) === before]).toEqual([name, true])
      await env.CONTROL.prepare('DELETE FROM sso_assertions').run()
    }
  }, 60_000)

  it('a response that is used twice: the way is gone, and so is the assertion', async () => {
    const way = await leave()
    const xml = goodResponse(saying(way), signer)
    expect((await arrive(xml, way.cookie)).status).toBe(303)
    const before = await written(world, ana)
    expect(await reasonIn(await arrive(xml, way.cookie))).toBe('sso.flow')
    // The same assertion as the answer to a new request, signed anew by a provider that repeats itself.
    const again = await leave()
    expect(await reasonIn(await arrive(goodResponse(saying(again), signer), again.cookie))).toBe('saml.replay')
    expect(await written(world, ana)).toBe(before)
  })

  it('a good response in another browser, or after ten minutes', async () => {
    const way = await leave()
    const before = await written(world, ana)
    expect(await reasonIn(await arrive(goodResponse(saying(way), signer), 'another'))).toBe('sso.flow')
    world.now = (world.now + 10 * 60_000) as typeof world.now
    expect(await reasonIn(await arrive(goodResponse(saying(way), signer), way.cookie))).toBe('sso.flow')
    expect(await written(world, ana)).toBe(before)
  })

  it('the provider of one organization for another', async () => {
    const zed = await world.organization('zenith', 'Zed')
    await prove(world, zed, 'zenith.example')
    await setUp(zed, stranger.certificate)
    const way = await leave('zenith')
    const before = await written(world, ana, zed)
    const answer = await arrive(goodResponse(saying(way), signer), way.cookie, 'zenith')
    expect(await reasonIn(answer)).toBe('saml.signature')
    // Its own provider, whose word is meant for the other organization, or says an address of the other's domain.
    expect(await reasonIn(await arrive(goodResponse(saying(way), stranger), way.cookie, 'zenith'))).toBe(
      'saml.destination',
    )
    const own = {
      audience: `${origin}/sso/zenith/metadata`,
      recipient: `${origin}/sso/zenith/acs`,
      destination: `${origin}/sso/zenith/acs`,
    }
    const theirs = goodResponse(saying(way, { ...own, email: 'ana@acme.example' }), stranger)
    const refused = await arrive(theirs, way.cookie, 'zenith')
    expect([await loginOf(refused), await reasonIn(refused)]).toEqual([null, 'sso.domain'])
    expect(await written(world, ana, zed)).toBe(before)
  })

  it('more than 256 kB', async () => {
    const answer = await arrive('x'.repeat(256 * 1024), 'any')
    expect(answer.status).toBe(413)
  })
})

it('where people may begin at the provider, they begin again here', async () => {
  await setUp(ana, signer.certificate, { providerBegins: 'on' })
  const way = await leave()
  const answer = await arrive(
    goodResponse(saying(way, { inResponseTo: null, confirmationInResponseTo: null }), signer),
    '',
  )
  expect([answer.status, answer.headers.get('Location'), await loginOf(answer)]).toEqual([303, '/sso/acme/start', null])
})
