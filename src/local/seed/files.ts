import { storeFile } from '../../files'
import type { Context } from '../../platform/context'
import { drawings, nameplate } from './drawings'
import { lockoutSheet, pumpManual, wrapperManual } from './manuals'
import { paper } from './papers'

type As = (who: string) => Promise<Context>

/** Which drawing shows which machine. */
const photos: [tag: string, drawing: keyof typeof drawings][] = [
  ['P-204', 'pump'],
  ['P-205', 'pump'],
  ['L3-CW', 'pair'],
  ['HX-31', 'plates'],
  ['W-1', 'wrapper'],
  ['CP-31', 'packer'],
  ['CP-21', 'packer'],
  ['CV-31', 'conveyor'],
  ['CV-32', 'conveyor'],
  ['C-01', 'compressor'],
  ['C-02', 'compressor'],
  ['B-01', 'boiler'],
  ['FL-2', 'truck'],
]

/** Drawn photos, the plates of two machines, and papers with text to search: all made here, none of a maker. */
export async function seedFiles(as: As, ids: Readonly<Record<string, string>>): Promise<void> {
  const amara = await as('amara')
  const drawn = new Map<string, Uint8Array<ArrayBuffer>>()
  for (const [tag, drawing] of photos) {
    const about = ids[tag]
    if (!about) continue
    const bytes = drawn.get(drawing) ?? (await drawings[drawing]().png())
    drawn.set(drawing, bytes)
    await storeFile(amara, { bytes, name: `${tag}.png`, about, role: 'photo' })
  }
  const plates: [tag: string, maker: string, rows: string[]][] = [
    [
      'P-204',
      'GRUNDFOS',
      [
        'TYPE CR 32-4',
        'SERIAL NO. A96122014P1142',
        '32 M3/H   58 M   2900 RPM',
        '7.5 KW   16 BAR   120 C',
        'YEAR 2019',
      ],
    ],
    ['C-01', 'ATLAS COPCO', ['MODEL GA 37', 'SERIAL NO. API 450 112', '37 KW   7.5 BAR   400 V', 'YEAR 2015']],
  ]
  for (const [tag, maker, rows] of plates) {
    const bytes = await nameplate(maker, rows).png()
    await storeFile(amara, { bytes, name: `${tag} nameplate.png`, about: ids[tag] ?? '', role: 'nameplate' })
  }

  const dana = await as('dana')
  const [pump] = await dana.db.all<{ model_id: string }>(`SELECT model_id FROM assets WHERE id = '${ids['P-204']}'`)
  const papers: [about: string, name: string, role: 'manual' | 'document', bytes: Uint8Array<ArrayBuffer>][] = [
    [
      pump?.model_id ?? '',
      'Booklet of the cooling water pumps.pdf',
      'manual',
      await paper('Cooling water pumps CR 32-4', 'Booklet of the maintenance, Rotterdam plant', pumpManual),
    ],
    [
      ids['P-204'] ?? '',
      'Lockout sheet LOTO-204.pdf',
      'document',
      await paper('Lockout sheet LOTO-204', 'Cooling water pump P-204, utility hall, bay 4', lockoutSheet),
    ],
    [
      ids['W-1'] ?? '',
      'Stretch wrapper, notes of the line.pdf',
      'manual',
      await paper('Stretch wrapper W-1', 'What the line knows', wrapperManual),
    ],
  ]
  for (const [about, name, role, bytes] of papers) await storeFile(dana, { bytes, name, about, role })
}
