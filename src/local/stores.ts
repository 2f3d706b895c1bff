import { createPart } from '../inventory/part.actions'
import { issueStock, receiveStock, transferStock } from '../inventory/stock.actions'
import { createPlace } from '../places/place.actions'
import type { Context } from '../platform/context'

type Row = [
  number: string,
  name: string,
  maker: string,
  unit: string,
  bin: string,
  received: number,
  price: string,
  issued: number,
  criticality: 'vital' | 'essential' | 'desirable',
]

/** What lies on the shelves of the main stores, and what was taken in the last days. */
const shelves: Row[] = [
  ['SEA-0045-SF', 'Mechanical seal kit 45 mm, SiC/SiC/FKM', 'Burgmann', 'EA', 'A-04-2', 2, '418.00', 2, 'vital'],
  ['SLV-0045-62', 'Shaft sleeve 45 × 62 mm, stainless 316', 'Grundfos', 'EA', 'A-04-3', 1, '96.50', 1, 'vital'],
  ['BRG-6309-2Z', 'Ball bearing 6309-2Z/C3', 'SKF', 'EA', 'A-02-1', 6, '58.40', 5, 'vital'],
  ['BLT-M12-60', 'Hex bolt M12 × 60, A4-80', '', 'EA', 'E-02-6', 100, '1.12', 36, 'desirable'],
  ['FLT-HYD-10', 'Hydraulic return filter element, 10 µm', 'Hydac', 'EA', 'B-03-4', 8, '31.25', 5, 'essential'],
  ['OIL-H1-220', 'Gear oil H1 food grade, ISO 220, 20 litre', 'Klüber', 'XCA', 'G-01-1', 4, '168.00', 2, 'essential'],
  ['BLT-HTD8M-1440', 'Timing belt HTD 8M, 1440 mm × 30 mm', 'Gates', 'EA', 'B-11-1', 8, '47.90', 2, 'essential'],
  [
    'KNF-L3-220',
    'Cutting knife, form-fill-seal, 220 mm, titanium nitride coated',
    'Multivac',
    'EA',
    'C-01-2',
    18,
    '86.00',
    4,
    'vital',
  ],
  ['SNS-M12-PNP', 'Inductive sensor M12, PNP, 4 mm', 'ifm', 'EA', 'D-05-1', 24, '28.40', 2, 'essential'],
  ['MOT-1K5-4P', 'Gear motor 1.5 kW, 4-pole, ratio 20', 'SEW', 'EA', 'F-01-1', 1, '742.00', 0, 'vital'],
  ['FUS-NH00-63', 'Fuse NH00, 63 A, gG', 'Siba', 'EA', 'D-02-3', 40, '4.85', 4, 'desirable'],
  ['VAC-CUP-40', 'Vacuum cup 40 mm, silicone, food contact', 'Schmalz', 'EA', 'C-04-1', 220, '3.90', 40, 'desirable'],
  ['GRS-LGHP2-1', 'Bearing grease LGHP 2', 'SKF', 'KGM', 'G-01-2', 12, '21.60', 3, 'essential'],
  ['CHN-16B-1', 'Roller chain 16B-1, stainless', 'iwis', 'MTR', 'B-09-2', 30, '38.75', 4, 'essential'],
  ['BRG-6205-2RS', 'Ball bearing 6205-2RS', 'SKF', 'EA', 'A-02-2', 20, '7.85', 6, 'essential'],
  ['LMP-LED-24', 'LED lamp 24 V, BA15d', '', 'EA', 'D-02-1', 30, '6.20', 9, 'desirable'],
  ['PHE-OR-3', 'Photo eye, retro-reflective, 3 m', 'Sick', 'EA', 'D-05-3', 5, '94.00', 2, 'essential'],
  ['FAN-BLT-SPZ', 'V-belt SPZ 1250', 'Optibelt', 'EA', 'B-11-3', 12, '9.40', 3, 'desirable'],
]

/** Seeds the main stores of a site: its rooms, its bins, its parts and their first movements. */
export async function seedStores(as: (who: string) => Promise<Context>, siteId: string): Promise<void> {
  const [kees, amara] = [await as('kees'), await as('amara')]
  const store = await createPlace(kees, {
    kind: 'storeroom',
    name: 'Main stores',
    parentId: siteId,
    code: '',
    notes: '',
  })
  const bins = new Map<string, string>()
  for (const code of [...new Set(shelves.map(([, , , , bin]) => bin)), 'Q-01-1']) {
    const name = code === 'Q-01-1' ? 'Q-01-1 quarantine' : code
    const { id } = await createPlace(kees, { kind: 'bin', name, code, parentId: store.id, notes: '' })
    bins.set(code, id)
  }
  for (const [number, name, maker, unit, bin, received, price, issued, criticality] of shelves) {
    const whole = unit === 'EA' || unit === 'XCA'
    const { id: partId } = await createPart(kees, { number, name, manufacturer: maker, unit, whole, criticality })
    const line = { partId, binId: bins.get(bin) ?? '' }
    await receiveStock(kees, { lines: [{ ...line, quantity: String(received), price }] })
    if (issued > 0) {
      await issueStock(amara, { lines: [{ ...line, quantity: String(issued) }], subject: 'Line 3' })
    }
    if (number === 'CHN-16B-1') {
      const to = { toBinId: bins.get('Q-01-1'), toCondition: 'damaged' }
      await transferStock(kees, {
        lines: [{ ...line, ...to, quantity: '2.5' }],
        reason: 'Bent in the fall from the rack',
      })
    }
  }
}
