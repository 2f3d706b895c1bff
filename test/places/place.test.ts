import { describe, expect, it } from 'vitest'
import { instant } from '../../src/kernel/instant'
import {
  end,
  foldCode,
  type Kind,
  kindsWithin,
  mergeable,
  move,
  type Place,
  restore,
  standing,
} from '../../src/places/place'
import { parseCoordinates, writeCoordinates } from '../../src/places/site'
import { outcome } from '../kernel/reason'

const at = instant(1)
const place = (id: string, kind: Kind, parent: Place | null = null): Place => ({
  id: `pl_${id}`,
  kind,
  name: id,
  code: '',
  notes: '',
  parentId: parent?.id ?? null,
  siteId: 'st_1',
  path: `${parent?.path ?? ''}pl_${id}/`,
  depth: parent ? parent.depth + 1 : 0,
  createdAt: at,
  endedAt: null,
  successorId: null,
  version: 1,
})
const site = place('site', 'site')
const hall = place('hall', 'area', site)
const line = place('line', 'line', hall)
const store = place('store', 'storeroom', site)
const bin = place('bin', 'bin', store)
const gone = { ...place('gone', 'area', site), endedAt: at }

describe('what stands in what', () => {
  it.each<[Kind, Kind[]]>([
    ['site', ['area', 'line', 'storeroom']],
    ['area', ['area', 'line', 'storeroom', 'bin']],
    ['line', ['storeroom', 'bin']],
    ['storeroom', ['area', 'bin']],
    ['bin', []],
  ])('in a %s', (kind, inside) => {
    expect(kindsWithin(kind)).toEqual(inside)
  })

  it('stands where its parent stands, and below it', () => {
    expect(standing({ id: 'pl_new', kind: 'bin' }, store)).toEqual({
      parentId: store.id,
      siteId: 'st_1',
      path: `${store.path}pl_new/`,
      depth: 2,
    })
  })

  it.each<[string, () => unknown, string]>([
    ['a bin in a site', () => standing(bin, site), 'place.parent'],
    ['an area in itself', () => move(hall, hall), 'place.cycle'],
    ['an area in what stands in it', () => move(hall, place('deeper', 'area', hall)), 'place.cycle'],
    ['into a place that is retired', () => move(line, gone), 'place.ended'],
    ['a retired place', () => move(gone, hall), 'place.ended'],
    ['to where it stands', () => move(line, hall), 'place.there'],
    ['a site', () => move(site, hall), 'place.site'],
    ['too deep', () => standing({ id: 'pl_new', kind: 'area' }, { ...hall, depth: 12 }), 'place.deep'],
  ])('%s: no', (_name, decide, reason) => {
    expect(outcome(decide)).toBe(reason)
  })
})

describe('the end of a place', () => {
  it('hands over what stands in it', () => {
    const ended = end(hall, { successor: place('other', 'area', site), contents: ['line'], at })
    expect([ended.endedAt, ended.successorId, ended.version]).toEqual([at, 'pl_other', 2])
    expect(end(hall, { successor: null, contents: [], at }).successorId).toBeNull()
  })

  it.each<[string, () => unknown, string]>([
    ['full and without a successor', () => end(hall, { successor: null, contents: ['line'], at }), 'place.not-empty'],
    ['a second time', () => end(gone, { successor: null, contents: [], at }), 'place.ended'],
    ['into itself', () => end(hall, { successor: hall, contents: [], at }), 'place.cycle'],
    ['into what stands in it', () => end(hall, { successor: line, contents: ['line'], at }), 'place.cycle'],
    ['into a retired one', () => end(hall, { successor: gone, contents: [], at }), 'place.ended'],
    ['where its contents cannot stand', () => end(hall, { successor: store, contents: ['line'], at }), 'place.parent'],
    ['merged with another kind', () => mergeable(hall, store), 'place.kinds'],
    ['restored while in use', () => restore(hall, site), 'place.in-use'],
    ['restored after it was merged', () => restore({ ...gone, successorId: hall.id }, site), 'place.merged'],
    ['restored into a retired place', () => restore(gone, gone), 'place.ended'],
  ])('%s: no', (_name, decide, reason) => {
    expect(outcome(decide)).toBe(reason)
  })
})

it('codes are one whatever their separators and capitals', () => {
  expect(['A-04-2', 'a 04.2', 'Ａ042'].map(foldCode)).toEqual(['a042', 'a042', 'a042'])
  expect(['', ' - '].map(foldCode)).toEqual([null, null])
})

describe('coordinates', () => {
  it.each([
    ['51.8869, 4.4370', '51.886900, 4.437000'],
    ['-33.8688 151.2093', '-33.868800, 151.209300'],
    ['0,0', '0.000000, 0.000000'],
    ['90; -180', '90.000000, -180.000000'],
    ['51.88690012345, -0.0000004', '51.886900, 0.000000'],
  ])('%s', (given, written) => {
    const read = parseCoordinates(given)
    expect(read && writeCoordinates(read)).toBe(written)
  })

  it.each(['91, 0', '0, 181', 'north', '51.8', '51,8869, 4,437', "51°53'N 4°26'E"])('not %s', (given) => {
    expect(outcome(() => parseCoordinates(given))).toBe('site.coordinates')
  })
})
