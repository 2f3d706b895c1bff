import { describe, expect, it } from 'vitest'
import { admit, type Known } from '../../../src/identity/sso/admission'
import type { Claims } from '../../../src/identity/sso/claims'
import { configured, isTested, type Settings, switched } from '../../../src/identity/sso/connection'
import { domainName, isProof, proofOf } from '../../../src/identity/sso/domain'
import { instant } from '../../../src/kernel/instant'
import { attempt } from '../../../src/kernel/refusal'

const ana: Claims = {
  issuer: 'https://idp',
  subject: 'u1',
  email: 'ana@acme.com',
  emailVerified: true,
  name: 'Ana Acme',
}
const nobody: Known = { identity: null, login: null, domain: { joinPolicy: 'sso' }, membership: null }
const member = { ended: false }
const login = { id: 'lg_ana', meantOtherwise: false }

const outcome = async (claims: Partial<Claims>, known: Partial<Known>, unsaid = false) => {
  const done = await attempt(() => admit({ ...ana, ...claims }, { ...nobody, ...known }, 'Acme', unsaid))
  return done.ok ? done.value : done.refusal.reason
}

describe('who comes in by the organization’s provider [MRO-2.1d] [MRO-5c]', () => {
  it.each<[string, Partial<Claims>, Partial<Known>, unknown]>([
    [
      'a new person of a proved domain',
      {},
      {},
      { way: 'join', loginId: null, email: 'ana@acme.com', name: 'Ana Acme' },
    ],
    [
      'one who has a login elsewhere',
      {},
      { login },
      { way: 'join', loginId: 'lg_ana', email: 'ana@acme.com', name: 'Ana Acme' },
    ],
    [
      'a member, the first time',
      {},
      { login, membership: member },
      { way: 'link', loginId: 'lg_ana', email: 'ana@acme.com' },
    ],
    [
      'a member whose domain does not join',
      {},
      { login, membership: member, domain: { joinPolicy: 'off' } },
      { way: 'link', loginId: 'lg_ana', email: 'ana@acme.com' },
    ],
    [
      'a member, known by subject',
      {},
      { identity: { loginId: 'lg_ana' }, login, membership: member },
      { way: 'known', loginId: 'lg_ana' },
    ],
    [
      'the same with another address',
      { email: 'other@elsewhere.com' },
      { identity: { loginId: 'lg_ana' }, login, membership: member, domain: null },
      { way: 'known', loginId: 'lg_ana' },
    ],
    [
      'the same with no address',
      { email: null },
      { identity: { loginId: 'lg_ana' }, login, membership: member, domain: null },
      { way: 'known', loginId: 'lg_ana' },
    ],
    ['one who left', {}, { identity: { loginId: 'lg_ana' }, login, membership: { ended: true } }, 'sso.left'],
    ['one who left, by address', {}, { login, membership: { ended: true } }, 'sso.left'],
    [
      'one known who is no member',
      {},
      { identity: { loginId: 'lg_ana' }, login, membership: null },
      'sso.not-a-member',
    ],
    ['a domain that is not proved', {}, { domain: null }, 'sso.domain'],
    ['a member at a domain that is not proved', {}, { login, membership: member, domain: null }, 'sso.domain'],
    ['a domain where nobody joins by himself', {}, { domain: { joinPolicy: 'off' } }, 'sso.not-a-member'],
    ['a domain where people ask', {}, { domain: { joinPolicy: 'ask' } }, 'sso.not-a-member'],
    [
      'an address that was somebody else’s',
      {},
      { login: { ...login, meantOtherwise: true }, membership: member },
      'sso.other-subject',
    ],
    ['no address', { email: null }, {}, 'sso.email-missing'],
    ['an empty address', { email: '' }, {}, 'sso.email-missing'],
    ['what is no address', { email: 'ana' }, {}, 'sso.email-form'],
    ['an address that is not verified', { emailVerified: false }, {}, 'sso.email-unverified'],
    ['an address of which nothing is said', { emailVerified: null }, {}, 'sso.email-unverified'],
  ])('%s', async (_, claims, known, expected) => {
    expect(await outcome(claims, known)).toEqual(expected)
  })

  it('where an administrator trusts what is unsaid, “not verified” is still not verified', async () => {
    expect(await outcome({ emailVerified: null }, {}, true)).toMatchObject({ way: 'join' })
    expect(await outcome({ emailVerified: false }, {}, true)).toBe('sso.email-unverified')
  })
})

describe('a domain', () => {
  it.each([
    ['acme.com', 'acme.com'],
    ['  @Acme.COM. ', 'acme.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['mail.acme.co.uk', 'mail.acme.co.uk'],
    ['gmail.com', 'domain.for-all'],
    ['Outlook.com', 'domain.for-all'],
    ['ana@acme.com', 'domain.form'],
    ['localhost', 'domain.form'],
    ['127.0.0.1', 'domain.form'],
    ['https://acme.com', 'domain.form'],
    ['acme.com/path', 'domain.form'],
    ['', 'domain.form'],
  ])('%s: %s', async (given, expected) => {
    const done = await attempt(() => domainName(given))
    expect(done.ok ? done.value : done.refusal.reason).toBe(expected)
  })

  it('is proved by the whole text, at a name of our own', () => {
    const { name, value } = proofOf('acme.com', 'abc')
    expect([name, value]).toEqual(['_mro-command.acme.com', 'mro-command-domain=abc'])
    expect(isProof(['v=spf1', ' mro-command-domain=abc '], value)).toBe(true)
    expect(isProof(['mro-command-domain=abcd', 'x mro-command-domain=abc', ''], value)).toBe(false)
    expect(isProof([], value)).toBe(false)
  })
})

describe('the connection', () => {
  const settings: Settings = {
    kind: 'oidc',
    issuer: 'https://idp.example.com',
    clientId: 'mro',
    clientSecret: 'box',
    entryPoint: '',
    certificates: [],
    trustsUnsaid: false,
    providerBegins: false,
    defaultRole: 'viewer',
  }
  const now = instant(1_000)
  const fresh = configured(null, settings, now)
  const tested = { ...fresh, testedVersion: 1, testedAt: now }
  const reason = async (work: () => unknown) => {
    const done = await attempt(async () => work())
    return done.ok ? 'done' : done.refusal.reason
  }

  it('begins as a draft that nobody has tested', () => expect([fresh.state, isTested(fresh)]).toEqual(['draft', false]))

  it.each([
    ['on before a test', fresh, 'on', 1, 'sso.not-tested'],
    ['on without a domain', tested, 'on', 0, 'sso.no-domain'],
    ['on', tested, 'on', 1, 'done'],
    ['enforced from off', tested, 'enforced', 1, 'sso.not-on'],
    ['off', fresh, 'draft', 0, 'done'],
  ] as const)('switching it %s', async (_, before, to, domains, expected) => {
    expect(await reason(() => switched(before, to, domains, now))).toBe(expected)
  })

  it('stays tested through its states', () => {
    const on = switched(tested, 'on', 1, now)
    const enforced = switched(on, 'enforced', 1, now)
    expect([on.version, isTested(on), enforced.state, isTested(enforced)]).toEqual([2, true, 'enforced', true])
  })

  it('goes off and untested with another provider, and stays on with another secret', () => {
    const enforced = switched(switched(tested, 'on', 1, now), 'enforced', 1, now)
    const other = configured(enforced, { ...settings, issuer: 'https://evil.example.com' }, now)
    expect([other.state, isTested(other)]).toEqual(['draft', false])
    const secret = configured(enforced, { ...settings, clientSecret: 'box 2', defaultRole: 'technician' }, now)
    expect([secret.state, isTested(secret)]).toEqual(['enforced', true])
  })
})
