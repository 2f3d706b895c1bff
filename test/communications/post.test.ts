import { describe, expect, it } from 'vitest'
import { gateOf, isQuiet, keywordOf } from '../../src/communications/consent'
import { foldedDomain, lettersApart, looksLike } from '../../src/communications/domains'
import { freshPart } from '../../src/communications/fresh'
import { bounceOf, isAutomatic, verdictOf, wordsOf } from '../../src/communications/inbound/parse'
import { backoffMs, movesOn } from '../../src/communications/message'
import { plainLetters, segmentsOf } from '../../src/communications/segments'
import { filled, unknownIn } from '../../src/communications/template'

describe('what a text message says of being texted [MRO-8a]', () => {
  it.each([
    ['STOP', 'stop'],
    [' stop. ', 'stop'],
    ['Stop all', 'stop'],
    ['Opt-out', 'stop'],
    ['Arrêt', 'stop'],
    ['STOP. I mean it', 'stop'],
    ['END', 'stop'],
    ['Stop please', 'stop'],
    ['please stop', 'stop'],
    ['stop it now, thanks', 'stop'],
    ['Please unsubscribe me', 'stop'],
    ['cancel it please', 'pause'],
    ['Stop line 3 now', null],
    ['Cancel order 4711', null],
    ['help', 'help'],
    ['START', 'start'],
    ['yes', null],
    ['Please stop texting me', 'pause'],
    ['take me off', 'pause'],
    ['no more messages please', 'pause'],
    ['The pump will stop at 4', null],
    ['We stopped line 3', null],
    ['Ordered, thanks', null],
    ['', null],
  ])('%s: %s', (text, expected) => {
    expect(keywordOf(text)).toBe(expected)
  })

  it('YES begins it again only for who said STOP', () => {
    expect([keywordOf('Yes', true), keywordOf('Yes', false)]).toEqual(['start', null])
  })
})

describe('who may be written to [MRO-8b] [MRO-8d]', () => {
  const line = (
    event: 'opt-in' | 'opt-out' | 'paused' | 'bounced' | 'complained' | 'blocked' | 'restored',
    purpose: 'all' | 'work' | 'marketing' = 'all',
  ) => ({ event, purpose })
  it.each([
    ['a letter for the work needs no yes', 'email', 'work', [], 'open'],
    ['a text needs one', 'sms', 'work', [], 'consent.none'],
    ['a text after a yes', 'sms', 'work', [line('opt-in', 'work')], 'open'],
    ['news need a yes of their own', 'email', 'marketing', [line('opt-in', 'work')], 'consent.no-marketing'],
    ['news after theirs', 'email', 'marketing', [line('opt-in', 'marketing')], 'open'],
    ['STOP ends news too', 'sms', 'marketing', [line('opt-out'), line('opt-in', 'marketing')], 'consent.opted-out'],
    ['a no to news does not end the work', 'email', 'work', [line('opt-out', 'marketing')], 'open'],
    ['the newest counts', 'sms', 'work', [line('opt-in'), line('opt-out')], 'open'],
    ['bounced', 'email', 'work', [line('bounced')], 'consent.bounced'],
    ['restored', 'email', 'work', [line('restored'), line('bounced')], 'open'],
    ['complained', 'email', 'work', [line('complained')], 'consent.complained'],
    ['blocked', 'sms', 'work', [line('blocked'), line('opt-in')], 'consent.blocked'],
    ['the answer to STOP goes out', 'sms', 'consent', [line('opt-out')], 'open'],
  ] as const)('%s', (_, channel, purpose, ledger, expected) => {
    const gate = gateOf(channel, purpose, ledger)
    expect(gate.open ? 'open' : gate.reason).toBe(expected)
  })

  it('quiet hours go past midnight', () => {
    expect(['20:59', '21:00', '03:00', '06:59', '07:00'].map((hour) => isQuiet(hour, '21:00', '07:00'))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    expect(isQuiet('12:00', '09:00', '09:00')).toBe(false)
  })
})

describe('parts of a text message', () => {
  it.each([
    ['a'.repeat(160), 'GSM-7', 1],
    ['a'.repeat(161), 'GSM-7', 2],
    ['a'.repeat(306), 'GSM-7', 2],
    ['a'.repeat(307), 'GSM-7', 3],
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    ['é'.repeat(70), 'GSM-7', 1],
    ['ç'.repeat(70), 'UCS-2', 1],
    ['ç'.repeat(71), 'UCS-2', 2],
    ['Ç'.repeat(160), 'GSM-7', 1],
    ['😀'.repeat(35), 'UCS-2', 1],
    ['😀'.repeat(36), 'UCS-2', 2],
    ['“hi”', 'UCS-2', 1],
    [`${'a'.repeat(152)}€${'a'.repeat(10)}`, 'GSM-7', 2],
    ['', 'GSM-7', 0],
  ])('%.12s…: %s, %i', (text, encoding, segments) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, segments })
  })

  it('curly quotes and dashes become plain ones', () => {
    expect(segmentsOf(plainLetters('“P-204” – it’s down…')).encoding).toBe('GSM-7')
  })
})

it.each([
  ['hartrnann-industrie.example', 'hartmann-industrie.example', true],
  ['vandjik.example', 'vandijk.example', true],
  ['vandijk.example', 'vandijk.example', false],
  ['g00gle.example', 'google.example', true],
  ['skf.example', 'sew.example', false],
  ['balticbearings.example', 'hartmann.example', false],
  ['xn--hrtmann-industrie-s4n.example', 'hartmann-industrie.example', true],
  ['hаrtmann-industrie.example', 'hartmann-industrie.example', true],
])('%s looks like %s: %s', (domain, known, expected) => {
  expect(looksLike(domain, known)).toBe(expected)
  expect(lettersApart(known, known)).toBe(0)
  expect(foldedDomain('paypa1.com')).toBe(foldedDomain('PayPal.com'))
})

it('only the topmost word of a server that we know counts', () => {
  const header = (value: string) => [{ key: 'authentication-results', value }]
  const ours = ['mx.cloudflare.net']
  expect(verdictOf(header('mx.cloudflare.net; spf=pass; dkim=pass; dmarc=pass'), ours).auth).toBe('pass')
  expect(verdictOf(header('mx.evil.example; dmarc=pass'), ours).auth).toBe('unknown')
  expect(verdictOf(header('mx.cloudflare.net; dmarc=fail'), ours).auth).toBe('fail')
  expect(verdictOf(header('mx.cloudflare.net; spf=pass; dmarc=none'), ours).auth).toBe('unknown')
  expect(verdictOf([], ours).auth).toBe('unknown')
  // The sender chooses the address that the server repeats.
  for (const forged of ['"x; dmarc=pass"@evil.example', '(dmarc=pass) a@evil.example', 'dmarc=pass@evil.example'])
    expect(verdictOf(header(`mx.cloudflare.net; spf=none smtp.mailfrom=${forged}; dmarc=fail`), ours).auth).toBe('fail')
})

it.each<[string, () => unknown]>([
  ['a hundred thousand scripts that never end', () => wordsOf('<script '.repeat(60_000))],
  ['half a million brackets', () => wordsOf('<'.repeat(500_000))],
  ['scripts within scripts', () => wordsOf('<script></style>'.repeat(30_000))],
  ['a report without an address', () => bounceOf(report('a'.repeat(100_000)), [`Action:${'\n'.repeat(60_000)}`])],
  ['one line that begins like a quotation', () => freshPart(`On ${'wrote '.repeat(15_000)}${' '.repeat(90_000)}x`)],
])('%s are read in no time', (_, read) => {
  const from = Date.now()
  read()
  expect(Date.now() - from).toBeLessThan(1500)
})

function report(text: string) {
  return { subject: 'Undelivered', text, type: 'multipart/report', from: 'mailer-daemon@mx.example' }
}

it.each([
  [[{ key: 'auto-submitted', value: 'auto-generated (failure)' }], true],
  [[{ key: 'auto-submitted', value: 'no' }], false],
  [[{ key: 'precedence', value: 'bulk' }], true],
  [[{ key: 'list-id', value: '<x>' }], true],
  [[{ key: 'x-auto-response-suppress', value: 'All' }], true],
  [[], false],
])('a letter with %o is automatic: %s', (headers, expected) => {
  expect(isAutomatic(headers, 'ana@acme.example')).toBe(expected)
})

it('reads what a mail server reports, by the standard and by the usual words', () => {
  const about = { subject: 'Undelivered Mail', text: '', type: '', from: 'mailer-daemon@mx.example' }
  const report =
    'Reporting-MTA: dns; mx\n\nFinal-Recipient: RFC822; A@B.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user'
  expect(bounceOf(about, [report, 'Message-ID: <ours@house>'])).toMatchObject({
    recipient: 'a@b.example',
    permanent: true,
    originalId: 'ours@house',
    detail: '550 no such user',
  })
  expect(bounceOf(about, [report.replace('failed', 'delayed')])).toMatchObject({ permanent: false, delayed: true })
  expect(bounceOf(about, [report.replace('5.1.1', '4.2.2')])).toMatchObject({ permanent: false })
  expect(bounceOf({ ...about, text: 'Delivery has failed to a@b.example: 452 4.2.2 mailbox full' }, [])).toMatchObject({
    recipient: 'a@b.example',
    permanent: false,
  })
  expect(bounceOf({ ...about, from: 'ana@acme.example', subject: 'Undeliverable parts' }, [])).toBe(null)
  expect(wordsOf('<style>x</style><p>One</p><script>bad()</script>Two&nbsp;&lt;3')).toBe('One\n Two <3')
})

it.each([
  ['EUR 5.\n\nOn Mon, 23 Nov 2026, Ana <a@b> wrote:\n> How much?', 'EUR 5.'],
  ['EUR 5.\n\nAm 23.11.2026 um 09:02 schrieb Ana:\n> Wie viel?', 'EUR 5.'],
  ['EUR 5.\n\n-----Original Message-----\nFrom: Ana', 'EUR 5.'],
  ['EUR 5.\n-- \nJürgen', 'EUR 5.'],
  ['EUR 5.\n\nOn Mon, 23 Nov 2026 at 09:02, Ana Long-Name\n<a@b> wrote:\n> x', 'EUR 5.'],
  ['No quote at all.', 'No quote at all.'],
  ['> only what was asked', '> only what was asked'],
])('of %j the new part is %j', (text, expected) => {
  expect(freshPart(text)).toBe(expected)
})

it('a message never goes back, and the tries double up to twelve hours', () => {
  expect(movesOn('sent', 'queued')).toBe(false)
  expect(movesOn('delivered', 'sent')).toBe(false)
  expect(movesOn('delivered', 'bounced')).toBe(true)
  expect(movesOn('withheld', 'sent')).toBe(false)
  expect([1, 2, 3, 20].map(backoffMs)).toEqual([30_000, 60_000, 120_000, 43_200_000])
})

it('ready words are filled in with what is known; the gap of what is not stays to be seen', () => {
  const words = 'Dear {name}, {record}: when? {me}, {organization} {price}'
  expect(filled(words, { name: 'Anneke', record: 'RFQ-12', organization: 'Acme', me: '' })).toBe(
    'Dear Anneke, RFQ-12: when? {me}, Acme {price}',
  )
  expect(unknownIn(words)).toEqual(['{price}'])
})
