import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import writeWorkbook from 'write-excel-file/universal'
import { type Delimiter, delimitedRows, delimiterOf } from '../../src/imports/delimited'
import { type Encoding, encodingOf, natureOf } from '../../src/imports/encoding'
import type { Row } from '../../src/imports/table'
import { openWorkbook, sheetRows } from '../../src/imports/workbook'
import { dateOfSerial, isDateFormat } from '../../src/imports/workbook-dates'
import { reasonOf } from '../support/reasons'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** In pieces of so many bytes, as a store hands them over. */
async function* pieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

async function all(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}

const read = async (
  bytes: Uint8Array | string,
  told: { encoding?: Encoding; delimiter?: Delimiter } = {},
  size = 7,
) => {
  const given = typeof bytes === 'string' ? utf8(bytes) : bytes
  const rows = await all(
    delimitedRows(pieces(given, size), {
      encoding: told.encoding ?? encodingOf(given),
      delimiter: told.delimiter ?? ',',
    }),
  )
  return rows.map(({ number, cells }) => [number, ...cells])
}

const utf16 = (text: string, big: boolean, mark: boolean) => {
  const units = mark ? `\ufeff${text}` : text
  const bytes = new Uint8Array(units.length * 2)
  for (let index = 0; index < units.length; index++)
    new DataView(bytes.buffer).setUint16(index * 2, units.charCodeAt(index), !big)
  return bytes
}

const table = 'Tag,Name\nP-1,Förderpumpe\n'

describe('the letters of a file', () => {
  it.each<[string, Uint8Array, Encoding]>([
    ['UTF-8', utf8(table), 'utf-8'],
    ['UTF-8 with its mark', utf8(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 with its mark', utf16(table, false, true), 'utf-16le'],
    ['UTF-16 without', utf16(table, false, false), 'utf-16le'],
    ['UTF-16, big end first', utf16(table, true, true), 'utf-16be'],
    ['UTF-16, big end first, without', utf16(table, true, false), 'utf-16be'],
    ['Windows-1252', Uint8Array.from([...table].map((letter) => letter.charCodeAt(0))), 'windows-1252'],
  ])('%s is found out and read', async (_, bytes, encoding) => {
    expect(encodingOf(bytes)).toBe(encoding)
    for (const size of [1, 3, 1000]) {
      expect(await read(bytes, {}, size)).toEqual([
        [1, 'Tag', 'Name'],
        [2, 'P-1', 'Förderpumpe'],
      ])
    }
  })

  it('that are not what they began as are told, not garbled', async () => {
    const bytes = new Uint8Array([...utf8('a,b\n'), 0xfc, 0x2c, 0x31])
    expect(await reasonOf(() => read(bytes, { encoding: 'utf-8' }))).toBe('import.encoding')
  })
})

describe('what the bytes are', () => {
  it.each<[string, Uint8Array | string, string]>([
    ['nothing', '', 'empty'],
    ['a table', table, 'text'],
    ['a workbook, whatever its name', new Uint8Array([0x50, 0x4b, 3, 4]), 'workbook'],
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), 'import.old-workbook'],
    ['a PDF', '%PDF-1.7', 'import.pdf'],
    ['a web page', '<!doctype html><table>', 'import.web-page'],
    ['a web page that Excel wrote', '\ufeff<html xmlns:x="urn">', 'import.web-page'],
    ['a program', new Uint8Array(2000).map((_, index) => (index * 7) % 13), 'import.binary'],
    ['a table with a NUL', 'a,b\nc\0,d\n' + 'P-1,Pump\n'.repeat(20), 'text'],
  ])('%s', async (_, given, answer) => {
    const bytes = typeof given === 'string' ? utf8(given) : given
    expect(await reasonOf(() => natureOf(bytes))).toBe(answer)
  })
})

describe('rows of a text', () => {
  it.each<[string, string, (string | number)[][]]>([
    [
      'line ends of every kind, mixed',
      'a,b\r\nc,d\re,f\ng,h',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
        [3, 'e', 'f'],
        [4, 'g', 'h'],
      ],
    ],
    [
      'old Macintosh',
      'a,b\rc,d\r',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'blank lines keep their number',
      'a,b\n\n,\n  \nc,d\n\n',
      [
        [1, 'a', 'b'],
        [5, 'c', 'd'],
      ],
    ],
    [
      'quotes, commas and line ends within',
      '"a ""b""","c,d"\n"e\r\nf",g\n',
      [
        [1, 'a "b"', 'c,d'],
        [2, 'e\nf', 'g'],
      ],
    ],
    [
      'rows that are longer or shorter',
      'a,b\nc\nd,e,f\n',
      [
        [1, 'a', 'b'],
        [2, 'c'],
        [3, 'd', 'e', 'f'],
      ],
    ],
    ['what a spreadsheet says of its delimiter', 'sep=,\na,b\n', [[2, 'a', 'b']]],
    ['no line end at the end', 'a,b', [[1, 'a', 'b']]],
  ])('%s', async (_, text, rows) => {
    for (const size of [1, 5, 4096]) expect(await read(text, {}, size)).toEqual(rows)
  })

  it('more than fits into one piece come out as they went in', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => [`T-${index}`, `Pump "${index}", the ${index}th`, 'x\ny'])
    const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
    const found = await read(text, {}, 65_536)
    expect(found.length).toBe(rows.length)
    expect(found[12_345]).toEqual([12_346, ...(rows[12_345] ?? [])])
  })

  it.each<[string, string, string]>([
    ['a quotation mark that is never closed', 'a,b\nc,"d\ne,f\n', 'import.quotes'],
    ['one that swallows a large file', `a,b\nc,"${'d,e\n'.repeat(400_000)}`, 'import.quotes'],
    ['a million columns', `${'a,'.repeat(1_000_000)}\n`, 'import.wide'],
    ['three hundred and one', `${'a,'.repeat(300)}b\n`, 'import.wide'],
  ])('%s is refused, with its row', async (_, text, reason) => {
    expect(await reasonOf(() => read(text, {}, 65_536))).toBe(reason)
  })

  it.each<[Delimiter, string]>([
    [',', 'a,b\n1,"x;y;z"\n2,c\n'],
    [';', 'a;b\n1;2,5\n2;3,5\n'],
    ['\t', 'a\tb, c\n1\t2, 3\n'],
    ['|', 'a|b|c\n1|2|3\n'],
    [';', 'sep=;\na,b;c\n'],
    [',', 'only one column\nand its rows\n'],
  ])('are parted by %j', (delimiter, text) => {
    expect(delimiterOf(text)).toBe(delimiter)
  })

  const spectrum = '../shared/data/imports/csv-spectrum'
  it.skipIf(!existsSync(spectrum))('of the csv-spectrum are as its answers have them', async () => {
    for (const file of readdirSync(`${spectrum}/csvs`)) {
      // Its answer has another number than its question.
      if (file === 'location_coordinates.csv') continue
      const rows = (await read(new Uint8Array(readFileSync(`${spectrum}/csvs/${file}`)))).map(([, ...cells]) => cells)
      const [heads = [], ...rest] = rows
      const answers = JSON.parse(readFileSync(`${spectrum}/json/${file.replace('.csv', '.json')}`, 'utf8')) as
        | Record<string, string>[]
        | Record<string, string>
      const objects = rest.map((row) => Object.fromEntries(heads.map((head, index) => [head, row[index]])))
      expect([file, objects]).toEqual([
        file,
        [answers]
          .flat()
          .map((answer) =>
            Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, value.replaceAll('\r\n', '\n')])),
          ),
      ])
    }
  })

  it.skipIf(!existsSync('../shared/data/erp/adventureworks'))(
    'of AdventureWorks keep their tabs and their number',
    async () => {
      for (const [name, rows, columns] of [
        ['Product.csv', 504, 25],
        ['Location.csv', 14, 5],
        ['ProductInventory.csv', 1069, 7],
        ['ProductVendor.csv', 460, 11],
      ] as const) {
        const bytes = new Uint8Array(readFileSync(`../shared/data/erp/adventureworks/${name}`))
        const text = new TextDecoder(encodingOf(bytes)).decode(bytes)
        const found = await read(bytes, { delimiter: delimiterOf(text.slice(0, 100_000)) }, 65_536)
        expect([name, found.length, found[0]?.length]).toEqual([name, rows, columns + 1])
      }
    },
  )
})

const workbook = async (rows: unknown[][], options = {}) =>
  new Uint8Array(await (await writeWorkbook(rows as never, { sheet: 'Equipment', ...options }).toBlob()).arrayBuffer())

const rowsOf = async (bytes: Uint8Array, sheet = 0, size = 4096) => {
  const book = await openWorkbook(pieces(bytes, size))
  return all(sheetRows(pieces(bytes, size), book.sheets[sheet]?.path ?? '', book))
}

/** A workbook by hand: its parts as they stand in the ZIP. */
const book = (parts: Record<string, string>) =>
  zipSync({
    'xl/workbook.xml': strToU8(
      parts.workbook ??
        '<?xml version="1.0"?><workbook xmlns:r="r"><workbookPr/><sheets><sheet name="One" sheetId="1" r:id="rId1"/><sheet name="Two &amp; more" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<Relationships><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/><Relationship Target="/xl/worksheets/sheet2.xml" Id="rId2"/></Relationships>',
    ),
    'xl/worksheets/sheet1.xml': strToU8(parts.sheet ?? '<worksheet><sheetData/></worksheet>'),
    'xl/worksheets/sheet2.xml': strToU8(
      '<x:worksheet><x:sheetData><x:row r="3"><x:c r="B3"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    ),
    'xl/styles.xml': strToU8(
      parts.styles ??
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/><numFmt numFmtId="165" formatCode="0.00 &quot;mm&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>',
    ),
    ...(parts.texts === undefined ? {} : { 'xl/sharedStrings.xml': strToU8(parts.texts) }),
  })

describe('rows of a workbook', () => {
  it('that another program wrote: texts, numbers, dates, yes and no', async () => {
    const bytes = await workbook([
      ['Tag', 'Name', 'Cost', 'Since', 'Runs'].map((value) => ({ value, type: String })),
      [
        { value: 'P-204', type: String },
        { value: 'Pump <&> "ü"', type: String },
        { value: 1234.5, type: Number },
        { value: new Date(Date.UTC(2019, 2, 14)), type: Date, format: 'dd/mm/yyyy' },
        { value: true, type: Boolean },
      ],
    ])
    for (const size of [1000, 3]) {
      expect((await rowsOf(bytes, 0, size)).map(({ number, cells }) => [number, ...cells])).toEqual([
        [1, 'Tag', 'Name', 'Cost', 'Since', 'Runs'],
        [2, 'P-204', 'Pump <&> "ü"', 1234.5, '2019-03-14', 'yes'],
      ])
    }
  })

  it('with runs, phonetics, inline texts, formulas, errors, gaps, units and two sheets', async () => {
    const bytes = book({
      texts:
        '<sst><si><t xml:space="preserve"> one </t></si><si><r><rPr><b/></rPr><t>two</t></r><r><t> and &#x41;</t></r><rPh sb="0"><t>zwei</t></rPh></si><si><t/></si></sst>',
      sheet: `<worksheet><sheetData><row r="2" spans="1:5"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row><row r="3"/>
        <row r="7"><c r="A7" s="1"><v>43538</v></c><c r="B7" s="2"><v>43538.6041666667</v></c><c r="C7" s="3"><v>12.1</v></c><c r="D7" t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c><c r="E7" t="e"><v>#N/A</v></c><c r="F7" t="inlineStr"><is><t>in _x000D_line</t></is></c><c r="G7"><f>1/3</f><v>0.33333333333333331</v></c></row></sheetData></worksheet>`,
    })
    expect((await rowsOf(bytes)).map(({ number, cells }) => [number, ...cells])).toEqual([
      [2, 'one', '', 'two and A'],
      [7, '2019-03-14', '2019-03-14 14:30', 12.1, 'ab', '#N/A', 'in \rline', 0.3333333333333333],
    ])
    const { sheets } = await openWorkbook(pieces(bytes))
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['One', false],
      ['Two & more', true],
    ])
    expect((await rowsOf(bytes, 1)).map(({ number, cells }) => [number, ...cells])).toEqual([[3, '', 7]])
  })

  it.each<[string, () => Uint8Array, string]>([
    ['cut off', () => book({}).subarray(0, 300), 'import.workbook'],
    ['no workbook but a ZIP', () => zipSync({ 'a.txt': strToU8('a') }), 'import.workbook'],
    ['a document type', () => book({ workbook: '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>' }), 'import.doctype'],
    [
      'a bomb of texts',
      () => book({ texts: `<sst><si><t>${'a'.repeat(60_000_000)}</t></si></sst>` }),
      'import.unpacks-too-far',
    ],
    [
      'a bomb of rows',
      () => book({ sheet: `<worksheet>${' '.repeat(30_000_000)}</worksheet>` }),
      'import.unpacks-too-far',
    ],
    [
      'more columns than there are',
      () => book({ sheet: '<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>' }),
      'import.wide',
    ],
  ])('%s is refused', async (_, made, reason) => {
    expect(await reasonOf(() => rowsOf(made(), 0, 65_536))).toBe(reason)
  })

  it.each<[number, boolean, string]>([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [43_538, false, '2019-03-14'],
    [42_076, true, '2019-03-14'],
    [43_538.5, false, '2019-03-14 12:00'],
    [-1, false, '-1'],
  ])('the day %d (from 1904: %s) is %s', (serial, from1904, day) => {
    expect(dateOfSerial(serial, from1904)).toBe(day)
  })

  it.each<[number, string, boolean]>([
    [0, '', false],
    [14, '', true],
    [22, '', true],
    [164, 'dd/mm/yyyy', true],
    [165, '[$-409]d-mmm-yy;@', true],
    [166, '0.00 "days"', false],
    [167, '#,##0.00 [$€-407]', false],
    [168, '[h]:mm', true],
    [169, '[Red]0', false],
    [170, 'General', false],
  ])('the format %d %s shows a date: %s', (id, code, is) => {
    expect(isDateFormat(id, code)).toBe(is)
  })
})
