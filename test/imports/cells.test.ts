import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assetImport } from '../../src/assets/import'
import { asleep, plainText, readCell, readRow, type Styles } from '../../src/imports/cell'
import { mayStart, mayUndo, progressOf, recounted, tally } from '../../src/imports/import'
import { beginsWithHeads, checkMapping, namesOfColumns, propose, shapeOf } from '../../src/imports/mapping'
import { datesOf, decimalOf } from '../../src/imports/styles'
import type { Cell } from '../../src/imports/table'
import { placeImport } from '../../src/places/import'
import { readTrail, trailKey, writeTrail } from '../../src/places/place-trail'
import type { CellKind, ImportColumn } from '../../src/platform/imports'
import { reasonOf } from '../support/reasons'

const styles: Styles = { decimal: '.', dates: 'none', currency: 'EUR' }
const comma: Styles = { decimal: ',', dates: 'dmy', currency: 'EUR' }
const column = (kind: CellKind, more: Partial<ImportColumn> = {}): ImportColumn => ({
  key: 'x',
  title: 'X',
  kind,
  ...more,
})

const kinds = [{ value: 'bin', title: 'Bin', words: ['bin location'] }]

describe('a cell', () => {
  it.each<[CellKind, Cell, Styles, string]>([
    ['code', '  P-204 ', styles, 'P-204'],
    ['code', 204, styles, '204'],
    ['code', 1e21, styles, '1000000000000000000000'],
    ['code', "'=cmd|'/c calc'!A1", styles, "=cmd|'/c calc'!A1"],
    ['line', 'Cooling\nwater\tpump', styles, 'Cooling water pump'],
    ['line', '=1+1', styles, '=1+1'],
    ['line', 'NULL', styles, 'NULL'],
    ['block', 'a\r\nb', styles, 'a\nb'],
    ['whole', '1,234', styles, '1234'],
    ['whole', '1.234', comma, '1234'],
    ['number', '1,234.50', styles, '1234.5'],
    ['number', '1.234,50', comma, '1234.5'],
    ['number', 0.1, comma, '0.1'],
    ['number', 1e-6, styles, '0.000001'],
    ['number', '1 234,5', comma, '1234.5'],
    ['number', '-3', styles, '-3'],
    ['money', '€ 1.234,50', comma, '1234.50'],
    ['money', '98.7700', styles, '98.77'],
    ['money', '1234,5', comma, '1234.50'],
    ['money', 12, styles, '12.00'],
    ['money', 'EUR 12', styles, '12.00'],
    ['currency', 'eur', styles, 'EUR'],
    ['currency', '$', styles, 'USD'],
    ['date', '2019-03-14', styles, '2019-03-14'],
    ['date', '2019-03-14 00:00:00', styles, '2019-03-14'],
    ['date', '20190314', styles, '2019-03-14'],
    ['date', '14.3.2019', styles, '2019-03-14'],
    ['date', '3/14/2019', styles, '2019-03-14'],
    ['date', '3/4/2019', comma, '2019-04-03'],
    ['date', '3/4/2019', { ...styles, dates: 'mdy' }, '2019-03-04'],
    ['date', '24/Feb/2021 03:59:34', styles, '2021-02-24'],
    ['date', '5/5/2019', styles, '2019-05-05'],
    ['yes-no', 'TRUE', styles, 'yes'],
    ['yes-no', '0', styles, 'no'],
    ['choice', 'BIN-LOCATION', styles, 'bin'],
    ['country', 'Netherlands', styles, 'NL'],
    ['country', 'USA', styles, 'US'],
    ['number', '#N/A', styles, ''],
    ['date', 'NULL', styles, ''],
    ['money', '', styles, ''],
  ])('%s of %j is read', (kind, cell, how, value) => {
    expect(readCell(column(kind, { choices: kinds }), cell, how)).toBe(value)
  })

  it.each<[CellKind, Cell, string]>([
    ['whole', '1.5', '“1.5” is not a whole number.'],
    ['number', '4 pcs', '“4 pcs” is not a number. Write it as 1,234.5, without a unit.'],
    ['number', '1.2.3', '“1.2.3” is not a number. Write it as 1,234.5, without a unit.'],
    ['money', '$ 5', '“$ 5” is not in EUR. Map a column of currencies, or write amounts in EUR.'],
    ['money', '4 pcs', '“4 pcs” is not an amount. Write it as 1,234.50.'],
    ['money', '1.005', '“1.005” has more decimals than EUR has.'],
    ['currency', 'Taler', '“Taler” is no currency. Write its code, such as EUR.'],
    ['date', '3/4/2019', '“3/4/2019” can be meant in two ways. Say how the file writes its dates.'],
    ['date', '31.02.2019', '“31.02.2019” is no day of the calendar.'],
    ['date', 'soon', '“soon” is not a date. Write it as 2026-03-31.'],
    ['yes-no', 'perhaps', '“perhaps” is neither yes nor no.'],
    ['choice', 'planet', '“planet” is none of: Bin.'],
    ['country', 'Atlantis', '“Atlantis” is no country. Write its name in English, or its two letters.'],
    ['code', 'a\0b', 'This holds control characters that cannot be kept. Remove them, or type it again.'],
    ['code', 'x'.repeat(300), 'This is too long: at most 200 characters fit.'],
  ])('%s of %j says what is wrong', (kind, cell, sentence) => {
    expect(() => readCell(column(kind, { choices: kinds }), cell, styles)).toThrow(sentence)
  })

  it('whose text looks like a formula sleeps in a file and is the same when it is read back', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(plainText(asleep(text))).toBe(text)
        expect(/^[=+\-@\t\r]/.test(asleep(text))).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', "'=", "''-"), fc.string(), (start, rest) => {
        expect(plainText(asleep(start + rest))).toBe(start + rest)
      }),
    )
  })

  it('of a row is read in the row’s own currency, and each that is wrong says so', () => {
    const columns = [
      column('code', { key: 'tag' }),
      column('money', { key: 'cost' }),
      column('currency', { key: 'in' }),
    ]
    const mapping = { columns: { tag: 0, cost: 1, in: 2 }, fixed: {} }
    expect(readRow(columns, ['P', '1200', 'JPY'], mapping, styles).values).toEqual({
      tag: 'P',
      cost: '1200',
      in: 'JPY',
    })
    expect(readRow(columns, ['P', '12.5', 'JPY'], mapping, styles).problems).toEqual({
      cost: expect.stringContaining('JPY'),
    })
    expect(readRow(columns, ['P'], { columns: { tag: 0 }, fixed: { in: 'USD' } }, styles).values).toEqual({
      tag: 'P',
      in: 'USD',
    })
  })
})

describe('how texts are written', () => {
  it.each<[Cell[], string]>([
    [['1.234,50', '3,5'], ','],
    [['1,234.50', '3.5'], '.'],
    [['1,234', '12'], '.'],
    [['€ 3,50'], ','],
    [[1.5, 'word'], '.'],
  ])('%j has its decimals after %s', (cells, sign) => {
    expect(decimalOf(cells, '.')).toBe(sign)
  })
  it.each<[Cell[], string]>([
    [['31/3/2026', '1/2/2026'], 'dmy'],
    [['3/31/2026'], 'mdy'],
    [['1/2/2026'], 'unclear'],
    [['31/3/2026', '3/31/2026'], 'unclear'],
    [['2026-03-31', 'x'], 'none'],
  ])('%j are %s', (cells, dates) => {
    expect(datesOf(cells)).toBe(dates)
  })
})

describe('columns', () => {
  const { columns } = assetImport
  it.each<[Cell[][], boolean]>([
    [
      [
        ['Tag', 'Name'],
        ['P-1', 'Pump'],
      ],
      true,
    ],
    [
      [
        ['a', 'b', 'c'],
        ['1', '2', '3'],
      ],
      true,
    ],
    [
      [
        ['P-1', 'Pump'],
        ['P-2', 'Pump'],
      ],
      false,
    ],
    [
      [
        ['1', 'Tool Crib', '0.00'],
        ['2', 'Sheet Metal Racks', '0.00'],
      ],
      false,
    ],
    [
      [
        ['Equipment number', '', 'Cost'],
        ['', '', ''],
      ],
      true,
    ],
  ])('of %j begin with heads: %s', (rows, heads) => {
    expect(beginsWithHeads(rows, columns)).toBe(heads)
  })

  it('have names though the file has none, the same twice, or nothing', () => {
    expect(namesOfColumns({ heads: ['Tag', '', 'Tag', ' Tag '], width: 4 })).toEqual([
      'Tag',
      'Column B',
      'Tag (2)',
      'Tag (3)',
    ])
    expect(namesOfColumns({ heads: null, width: 28 }).at(-1)).toBe('Column AB')
  })

  const proposed = (heads: string[] | null, rows: Cell[][], kind = assetImport) =>
    propose({ heads, rows, width: heads?.length ?? rows[0]?.length ?? 0 }, kind.columns, styles)

  it('are proposed by their names, their synonyms, and what must be there first', () => {
    expect(
      proposed(
        ['Asset ID', 'Description', 'Location', 'S/N', 'OEM'],
        [['P-1', 'Cooling pump', 'Hall', '1', 'Grundfos']],
      ),
    ).toEqual({
      tag: 0,
      name: 1,
      place: 2,
      serial: 3,
      manufacturer: 4,
    })
    expect(
      proposed(
        ['BscStartDate', 'Asset', 'OriginalShorttext', 'PMType', 'Cost'],
        [['2004-07-01', 'A', 'BUCKET', 'PM01', '183.05']],
      ),
    ).toMatchObject({ tag: 1, purchase: 4 })
    expect(
      proposed(
        ['id', 'name', 'active', 'locationType', 'parentLocation', 'locationNumber', 'description'],
        [['', 'COLD ROOM', 'TRUE', 'Bin Location', 'Main Warehouse', 'MW-COLD', '']],
        placeImport,
      ),
    ).toEqual({ name: 1, kind: 3, inside: 4, code: 5, notes: 6 })
  })

  it('without heads are proposed by what stands in them', () => {
    const rows = Array.from({ length: 20 }, (_, index) => [
      String(index),
      `Adjustable race ${index}`,
      `AR-${5381 + index}`,
      '0',
      '2008-04-30 00:00:00',
    ])
    expect(proposed(null, rows)).toEqual({ tag: 2, name: 1 })
  })

  it('of one shape are known again', () => {
    expect(shapeOf({ heads: ['Asset ID', 'Name '], width: 2 })).toBe(shapeOf({ heads: ['asset_id', 'NAME'], width: 2 }))
    expect(shapeOf({ heads: null, width: 2 })).not.toBe(shapeOf({ heads: null, width: 3 }))
  })

  it.each<[string, object, object, string[]]>([
    ['what must be there is not said', { tag: 0 }, {}, ['map.name']],
    ['one column is two', { tag: 0, name: 0 }, {}, ['map.name']],
    ['there is no such column', { tag: 0, name: 9 }, {}, ['map.name']],
    ['dates can be meant in two ways', { tag: 0, name: 1, inServiceOn: 2 }, {}, ['dates']],
    ['the text for all rows cannot be read', { tag: 0, name: 1 }, { warrantyUntil: 'soon' }, ['fixed.warrantyUntil']],
    ['nothing is said', {}, {}, ['map.name', 'map.tag', 'mapping']],
  ])('are refused: %s', (_, map, fixed, fields) => {
    const check = () =>
      checkMapping(
        assetImport,
        { columns: map as never, fixed: fixed as never },
        { width: 4, dates: 'unclear', styles },
      )
    try {
      check()
      expect.unreachable()
    } catch (error) {
      expect(Object.keys((error as { fields: object }).fields).sort()).toEqual(fields)
    }
  })
})

describe('a way of names', () => {
  it('is read as it was written, whatever stands in the names', () => {
    const name = fc
      .string({ minLength: 1 })
      .map((text) => text.trim().replaceAll(/\s+/g, ' '))
      .filter((text) => text !== '')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        expect(readTrail(writeTrail(names))).toEqual(names)
      }),
    )
  })
  it('is compared without capitals', () => expect(trailKey(['Hall', 'LINE  3'])).toBe(trailKey(['hall', 'Line 3'])))
})

describe('an import', () => {
  const checked = { state: 'checked' as const, rowCount: 10, counts: { add: 4, bad: 6 } }
  it.each<[string, () => void, string | null]>([
    ['begins when bad rows are left out', () => mayStart(checked, { leaveBad: true }), null],
    ['waits while rows are bad', () => mayStart(checked, { leaveBad: false }), 'import.bad-rows'],
    ['has nothing to do', () => mayStart({ ...checked, counts: { same: 10 } }, { leaveBad: true }), 'import.nothing'],
    ['begins once', () => mayStart({ ...checked, state: 'running' }, { leaveBad: true }), 'import.state'],
    ['is undone when it is done', () => mayUndo({ state: 'done', forgottenAt: null }), null],
    ['is undone when it was stopped', () => mayUndo({ state: 'stopped', forgottenAt: null }), null],
    ['is not undone twice', () => mayUndo({ state: 'undone', forgottenAt: null }), 'import.state'],
    ['is not undone after ninety days', () => mayUndo({ state: 'done', forgottenAt: 1 as never }), 'import.forgotten'],
  ])('%s', async (_, work, reason) => {
    if (reason === null) work()
    else expect(await reasonOf(work)).toBe(reason)
  })

  it('counts what went from where to where, and how far it is', () => {
    expect(recounted({ add: 5, bad: 1 }, tally(['add', 'add']), tally(['added', 'left']))).toEqual({
      add: 3,
      bad: 1,
      added: 1,
      left: 1,
    })
    expect(progressOf({ state: 'running', phase: '', page: 0, pages: 9, counts: { add: 1, added: 3 } })).toBe(0.75)
    expect(progressOf({ state: 'checking', phase: 'judging', page: 1, pages: 2, counts: {} })).toBeCloseTo(0.775)
    expect(progressOf({ state: 'undoing', phase: '', page: 0, pages: 9, counts: { added: 1, undone: 1 } })).toBe(0.5)
  })
})
