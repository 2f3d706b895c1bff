import { describe, expect, it } from 'vitest'
import { fieldsOfPlate } from '../../src/adapters/local/nameplate'
import type { PlateLine } from '../../src/ports/plate-reader'
import { linesOf } from '../support/plates'

const told = (plate: string) =>
  fieldsOfPlate(linesOf(plate)).map(({ name, label, value }) =>
    name === 'rating' ? `${label}: ${value}` : `${name}: ${value}`,
  )

describe('a nameplate, by its lines', () => {
  it.each<[string, string, string[]]>([
    [
      'a pump',
      `
GRUNDFOS
Type CR 32-4 A-F-A-E-HQQE
Model A96122345P11234   Serial No. 10023456
n 2900 rpm  f 50 Hz  P2 7.5 kW
Made in Denmark`,
      [
        'manufacturer: GRUNDFOS',
        'model: CR 32-4 A-F-A-E-HQQE',
        'serial: 10023456',
        'country: Denmark',
        'Power: 7.5 kW',
        'Frequency: 50 Hz',
        'Speed: 2900 rpm',
      ],
    ],
    [
      'a motor in German',
      `
Hersteller: Elektromotorenwerk Nord GmbH
Typ: DRN132S4   Baujahr: 2019
Serien-Nr. 01.7654321001.0001.19
3~ 400 V  5,5 kW  10,7 A  cos φ 0,83
IP55  1461 min-1  66 kg`,
      [
        'manufacturer: Elektromotorenwerk Nord GmbH',
        'model: DRN132S4',
        'serial: 01.7654321001.0001.19',
        'year: 2019',
        'Power: 5,5 kW',
        'Current: 10,7 A',
        'Power factor: cos φ 0,83',
        'Speed: 1461 min-1',
        'Weight: 66 kg',
        'Protection: IP55',
      ],
    ],
    [
      'labels above their values',
      `
ACME COMPRESSORS INC.
MODEL NO.        SERIAL NO.
GA37-VSD         API612345
MAX 13 bar  YEAR 2021`,
      ['manufacturer: ACME COMPRESSORS INC', 'year: 2021', 'Pressure: 13 bar'],
    ],
    [
      'a maker without a form, on top',
      'Sumpwell\nS/N 36M54S\n230 V',
      ['manufacturer: Sumpwell', 'serial: 36M54S', 'Voltage: 230 V'],
    ],
    [
      'in French',
      'Constructeur: Leroy-Somer\nN° de série 4A-2210\nAnnée 2008',
      ['manufacturer: Leroy-Somer', 'serial: 4A-2210', 'year: 2008'],
    ],
    ['nothing but noise', '~~ | .\n= -', []],
    ['nothing at all', '', []],
    ['a sentence that only speaks of serial numbers', 'See the serial number on the cover', []],
  ])('%s', (_, plate, expected) => {
    const found = told(plate)
    for (const field of expected) expect(found).toContain(field)
    if (expected.length === 0) expect(found).toEqual([])
  })

  it('says where each thing stands, and is as sure as its least sure word', () => {
    const [{ words: first }, ...rest] = linesOf('GRUNDFOS\nSerial No. 10023456') as [PlateLine, ...PlateLine[]]
    const lines = [{ words: first.map((word) => ({ ...word, confidence: 0.5 })) }, ...rest]
    const serial = fieldsOfPlate(lines).find(({ name }) => name === 'serial')
    expect(serial).toEqual({
      name: 'serial',
      label: 'Serial number',
      value: '10023456',
      confidence: 0.9,
      box: { x: 110, y: 40, width: 80, height: 30 },
    })
    expect(fieldsOfPlate(lines).find(({ name }) => name === 'manufacturer')?.confidence).toBeCloseTo(0.475)
  })

  it('takes any lines without a fault', () => {
    const odd = [
      'Serial No.',
      'serial',
      'Type:',
      ': : :',
      'S/N\nS/N',
      '0',
      '١٢٣',
      '\u202e',
      'V V V',
      '9'.repeat(5000),
      'Serial '.repeat(400),
    ]
    for (const plate of odd) expect(Array.isArray(fieldsOfPlate(linesOf(plate)))).toBe(true)
    expect(fieldsOfPlate([{ words: [] }])).toEqual([])
  })
})
