import { describe, expect, it } from 'vitest'
import { barCodeOf, checkDigit, matchOf, type Symbology } from '../../src/codes/bar-code'
import { assign, type Code, open, reinstate, release, replace, retire, revoke, type State } from '../../src/codes/code'
import { deviceOf, placeOf, rawOf } from '../../src/codes/scan'
import { Refusal } from '../../src/kernel/refusal'
import { newCode, readCode, spokenCode } from '../../src/kernel/short-code'

const code = (state: State, target: string | null): Code => ({
  id: 'cd_1',
  code: '7K3F9Q2X',
  state,
  target,
  replacedBy: state === 'replaced' ? 'cd_2' : null,
  batchId: null,
  public: true,
  madeAt: 0 as Code['madeAt'],
  madeBy: 'mb_1',
  version: 1,
})

/** The new state, what was done, or the reason of the refusal. */
const outcome = (work: () => { code: Code; what: string }): string => {
  try {
    const { code, what } = work()
    return `${code.state} on ${code.target ?? 'nothing'}, ${what}, version ${code.version}`
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}

describe('a code', () => {
  it.each<[string, State, string | null, (code: Code) => { code: Code; what: string }, string]>([
    ['blank is claimed', 'blank', null, (c) => assign(c, 'as_1'), 'live on as_1, assigned, version 2'],
    ['in use moves', 'live', 'as_1', (c) => assign(c, 'as_2'), 'live on as_2, reassigned, version 2'],
    ['in use stays where it is', 'live', 'as_1', (c) => assign(c, 'as_1'), 'code.there'],
    ['revoked is not claimed', 'revoked', 'as_1', (c) => assign(c, 'as_2'), 'code.out-of-use'],
    ['retired is not claimed', 'retired', 'as_1', (c) => assign(c, 'as_2'), 'code.out-of-use'],
    ['replaced is not claimed', 'replaced', 'as_1', (c) => assign(c, 'as_2'), 'code.out-of-use'],
    ['in use is taken off', 'live', 'as_1', release, 'blank on nothing, released, version 2'],
    ['blank is not taken off', 'blank', null, release, 'code.blank'],
    ['in use is revoked', 'live', 'as_1', revoke, 'revoked on as_1, revoked, version 2'],
    ['blank is revoked', 'blank', null, revoke, 'revoked on nothing, revoked, version 2'],
    ['revoked is not revoked again', 'revoked', 'as_1', revoke, 'code.out-of-use'],
    ['in use is retired', 'live', 'as_1', retire, 'retired on as_1, retired, version 2'],
    ['retired comes back', 'retired', 'as_1', reinstate, 'live on as_1, reinstated, version 2'],
    ['revoked and blank comes back blank', 'revoked', null, reinstate, 'blank on nothing, reinstated, version 2'],
    ['in use does not come back', 'live', 'as_1', reinstate, 'code.in-use'],
    ['replaced does not come back', 'replaced', 'as_1', reinstate, 'code.in-use'],
    ['in use is replaced', 'live', 'as_1', (c) => replace(c, 'cd_2'), 'replaced on as_1, replaced, version 2'],
    ['blank is not replaced', 'blank', null, (c) => replace(c, 'cd_2'), 'code.blank'],
    ['open is closed to strangers', 'live', 'as_1', (c) => open(c, false), 'live on as_1, closed, version 2'],
    ['open is not opened', 'live', 'as_1', (c) => open(c, true), 'code.there'],
  ])('that is %s', (_, state, target, work, expected) => {
    expect(outcome(() => work(code(state, target)))).toBe(expected)
  })

  it.each([
    ['7K3F9Q2X', '7K3F9Q2X'],
    ['7k3f-9q2x', '7K3F9Q2X'],
    [' 7K3F 9Q2X ', '7K3F9Q2X'],
    ['https://app.example.com/q/7K3F9Q2X', '7K3F9Q2X'],
    ['HTTPS://APP.EXAMPLE.COM/Q/7K3F9Q2X', '7K3F9Q2X'],
    ['https://app.example.com/q/7K3F-9Q2X/?from=mail#top', '7K3F9Q2X'],
    ['/q/7k3f9q2x', '7K3F9Q2X'],
    ['IK3F9Q2O', '1K3F9Q20'],
    ['7K3F9QUX', null],
    ['7K3F9Q2', null],
    ['7K3F9Q2XX', null],
    ['https://app.example.com/other/7K3F9Q2X', null],
    ['https://evil.example/?next=/q/7K3F9Q2X', null],
    ['', null],
    ['6205-2RS1', '62052RS1'],
  ])('is read in %j', (text, expected) => {
    expect(readCode(text)).toBe(expected)
  })

  it('is eight letters of which none looks like another, and is said in two halves', () => {
    const drawn = new Set(Array.from({ length: 2000 }, newCode))
    expect(drawn.size).toBe(2000)
    for (const one of drawn) expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
    expect(spokenCode('7K3F9Q2X')).toBe('7K3F-9Q2X')
  })
})

describe('a maker’s bar code', () => {
  it.each<[Symbology, string, string]>([
    ['ean-13', '4006381333931', '4006381333931'],
    ['ean-13', '4006381333930', 'bar-code.check'],
    ['ean-13', '036000291452', '0036000291452'],
    ['ean-13', '036000291453', 'bar-code.check'],
    ['ean-13', '40063813339', 'bar-code.value'],
    ['ean-8', '96385074', '96385074'],
    ['ean-8', '96385075', 'bar-code.check'],
    ['ean-8', 'abcdefgh', 'bar-code.value'],
    ['code-39', 'pn-4471-b', 'PN-4471-B'],
    ['code-39', 'ÄÖ', 'bar-code.value'],
    ['code-128', 'PN-4471-B', 'PN-4471-B'],
    ['code-128', 'größe', 'bar-code.value'],
    ['code-128', '  ', 'bar-code.value'],
    ['data-matrix', '', 'bar-code.value'],
    ['data-matrix', '(01)04006381333931(21)A9', '(01)04006381333931(21)A9'],
    ['qr', 'Größe 4', 'GRÖSSE 4'],
  ])('%s %j is %s', (symbology, value, expected) => {
    expect(
      (() => {
        try {
          return barCodeOf(symbology, value).match
        } catch (error) {
          return error instanceof Refusal ? error.reason : String(error)
        }
      })(),
    ).toBe(expected)
  })

  it('is the same however a scanner spells it', () => {
    expect(matchOf('036000291452')).toBe(matchOf('0036000291452'))
    expect(matchOf(' pn-4471-b\r\n')).toBe('PN-4471-B')
    expect(checkDigit('400638133393')).toBe(1)
  })
})

describe('a scan', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148', 'phone'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile Safari/537.36', 'phone'],
    ['Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/131.0 Safari/537.36', 'tablet'],
    ['Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X)', 'tablet'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0', 'desktop'],
    ['curl/8.5.0', 'unknown'],
    ['', 'unknown'],
  ])('by %j is by a %s', (browser, device) => {
    expect(deviceOf(browser)).toBe(device)
  })

  it('says a town and a country at most, and keeps what was read without what cannot be shown', () => {
    expect(placeOf({ city: 'Rotterdam', country: 'NL' })).toBe('Rotterdam, NL')
    expect(placeOf({ country: 'NL' })).toBe('NL')
    expect(placeOf(undefined)).toBe('')
    expect(rawOf('\u0000]C1\u001d(01)\ud800')).toBe(']C1 (01)\ufffd')
    expect(rawOf('x'.repeat(5000)).length).toBe(300)
  })
})
