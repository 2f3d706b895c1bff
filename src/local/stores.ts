import { searchAssets } from '../assets'
import { planOnOrder, searchParts } from '../inventory'
import { openCount, postCount, takeCount, writeRule } from '../inventory/count.actions'
import { linesToWalk } from '../inventory/count.queries'
import { todayOf } from '../inventory/day'
import { writeKit } from '../inventory/kit.actions'
import { lendTool } from '../inventory/loan.actions'
import { readSpecifications } from '../inventory/part'
import { createPart } from '../inventory/part.actions'
import { relatePart, writeCategory, writeVendorOfPart } from '../inventory/part-details.actions'
import { setReorder } from '../inventory/replenishment.actions'
import { classify } from '../inventory/replenishment.queries'
import { reserveStock } from '../inventory/reservation.actions'
import { issueStock, receiveStock, transferStock } from '../inventory/stock.actions'
import type { Id } from '../kernel/ids'
import { addDays } from '../kernel/local-date'
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

const numbers = (found: Map<string, Id<'pt'>>, number: string): Id<'pt'> => {
  const id = found.get(number)
  if (!id) throw new Error(`The demo has no part ${number}`)
  return id
}

/** What the catalogue says beside the shelf: category, data sheet, hazard, where it is kept. */
const sheets: Record<string, { category: string; specifications?: string; hazard?: string; storage?: string }> = {
  'SEA-0045-SF': {
    category: 'Seals',
    specifications: 'Shaft: 45 mm\nFaces: SiC/SiC\nElastomer: FKM',
    storage: 'Flat, in its box, away from light',
  },
  'SLV-0045-62': { category: 'Seals', specifications: 'Bore: 45 mm\nOutside: 62 mm\nMaterial: 1.4404' },
  'BRG-6309-2Z': { category: 'Bearings', specifications: 'Bore: 45 mm\nOutside: 100 mm\nWidth: 25 mm\nClearance: C3' },
  'BRG-6205-2RS': { category: 'Bearings', specifications: 'Bore: 25 mm\nOutside: 52 mm\nWidth: 15 mm' },
  'BLT-HTD8M-1440': { category: 'Belts and chains', specifications: 'Length: 1440 mm\nWidth: 30 mm\nPitch: 8 mm' },
  'FAN-BLT-SPZ': { category: 'Belts and chains', specifications: 'Length: 1250 mm' },
  'CHN-16B-1': { category: 'Belts and chains', specifications: 'Pitch: 25.4 mm' },
  'SNS-M12-PNP': { category: 'Electrical', specifications: 'Thread: M12\nReach: 4 mm\nOutput: PNP' },
  'FUS-NH00-63': { category: 'Electrical', specifications: 'Current: 63 A' },
  'LMP-LED-24': { category: 'Electrical', specifications: 'Voltage: 24 V' },
  'PHE-OR-3': { category: 'Electrical' },
  'MOT-1K5-4P': { category: 'Electrical', specifications: 'Power: 1.5 kW\nRatio: 20' },
  'OIL-H1-220': {
    category: 'Lubricants',
    hazard: 'Slippery when spilled. Absorb it at once.',
    storage: 'Upright, 5 to 30 °C',
  },
  'GRS-LGHP2-1': { category: 'Lubricants', storage: 'Closed, below 30 °C' },
}

/** Who sells what, in which packs. */
const sellers: [
  number: string,
  vendor: string,
  theirs: string,
  unit: string,
  factor: string,
  least: string,
  days: string,
  price: string,
][] = [
  ['SEA-0045-SF', 'Van Dijk Seals', 'VD-MG1-45', 'EA', '', '', '5', '418.00'],
  ['SEA-0045-SF', 'Hartmann Industrie', '7745-SF', 'EA', '', '2', '12', '396.00'],
  ['BRG-6309-2Z', 'Baltic Bearings', '6309-2Z/C3', 'EA', '', '', '3', '58.40'],
  ['BLT-M12-60', 'Fenwick Bearings & Seals', 'DIN933-M12x60-A4', 'XBX', '50', '1', '2', '56.00'],
  ['FLT-HYD-10', 'Hydra Filter Service', '0160R010', 'EA', '', '4', '7', '31.25'],
  ['OIL-H1-220', 'Klüber Benelux', '4UH1-220-20', 'XCA', '1', '', '6', '168.00'],
]

/** When to buy again: at, so many, at most. */
const points: [number: string, at: string, quantity: string, maximum: string][] = [
  ['SEA-0045-SF', '1', '', '2'],
  ['SLV-0045-62', '1', '', '2'],
  ['BRG-6309-2Z', '4', '6', ''],
  ['BLT-M12-60', '100', '100', ''],
  ['FLT-HYD-10', '6', '12', ''],
  ['OIL-H1-220', '3', '', '6'],
  ['BLT-HTD8M-1440', '2', '', '8'],
  ['KNF-L3-220', '8', '10', ''],
  ['SNS-M12-PNP', '10', '', '24'],
  ['MOT-1K5-4P', '0', '1', ''],
  ['FUS-NH00-63', '12', '', '40'],
  ['VAC-CUP-40', '80', '200', ''],
  ['BRG-6205-2RS', '8', '', '20'],
  ['PHE-OR-3', '2', '', '5'],
]

/** Seeds the main stores of a site: its rooms, its bins, its parts and their first movements. */
export async function seedStores(as: (who: string) => Promise<Context>, siteId: string): Promise<void> {
  const [kees, amara, dana] = [await as('kees'), await as('amara'), await as('dana')]
  const place = async (kind: string, name: string, parentId: string, code = '') =>
    (await createPlace(kees, { kind, name, parentId, code, notes: '' })).id
  const store = await place('storeroom', 'Main stores', siteId)
  const line = await place('storeroom', 'Line 3 cabinet', siteId)
  const bins = new Map<string, string>()
  for (const code of [...new Set(shelves.map(([, , , , bin]) => bin)), 'Q-01-1', 'S-01-1']) {
    const name = code === 'Q-01-1' ? 'Q-01-1 quarantine' : code === 'S-01-1' ? 'S-01-1 staging' : code
    bins.set(code, await place('bin', name, store, code))
  }
  bins.set('L3-01', await place('bin', 'L3-01', line, 'L3-01'))
  const categories = new Map<string, string>()
  for (const name of [...new Set(Object.values(sheets).map(({ category }) => category))]) {
    categories.set(name, (await writeCategory(kees, { name })).id)
  }
  const found = new Map<string, Id<'pt'>>()
  for (const [number, name, maker, unit, bin, received, price, issued, criticality] of shelves) {
    const { category = '', specifications = '', hazard = '', storage = '' } = sheets[number] ?? {}
    const { id: partId } = await createPart(kees, {
      number,
      name,
      manufacturer: maker,
      unit,
      whole: unit === 'EA' || unit === 'XCA',
      criticality,
      categoryId: categories.get(category) ?? '',
      specifications: readSpecifications(specifications),
      hazard,
      storage,
      repairable: number === 'MOT-1K5-4P',
    })
    found.set(number, partId)
    const at = { partId, binId: bins.get(bin) ?? '' }
    await receiveStock(kees, { lines: [{ ...at, quantity: String(received), price }] })
    if (issued > 0) await issueStock(amara, { lines: [{ ...at, quantity: String(issued) }], subject: 'Line 3' })
    if (number === 'CHN-16B-1') {
      const to = { toBinId: bins.get('Q-01-1'), toCondition: 'damaged' }
      await transferStock(kees, {
        lines: [{ ...at, ...to, quantity: '2.5' }],
        reason: 'Bent in the fall from the rack',
      })
    }
    if (number === 'FUS-NH00-63')
      await transferStock(kees, { lines: [{ ...at, toBinId: bins.get('L3-01'), quantity: '4' }] })
  }
  for (const [number, vendorName, theirs, unit, factor, least, leadDays, price] of sellers) {
    const preferred = number !== 'SEA-0045-SF' || vendorName === 'Van Dijk Seals'
    await writeVendorOfPart(kees, {
      partId: numbers(found, number),
      vendorName,
      number: theirs,
      unit,
      factor,
      least,
      leadDays,
      price,
      preferred,
    })
  }
  for (const [number, reorderPoint, reorderQuantity, maximum] of points) {
    await setReorder(kees, { partId: numbers(found, number), reorderPoint, reorderQuantity, maximum })
  }
  await setReorder(kees, {
    partId: numbers(found, 'FUS-NH00-63'),
    placeId: line,
    reorderPoint: '6',
    reorderQuantity: '',
    maximum: '10',
  })
  const spare = numbers(found, 'BRG-6309-2Z')
  await relatePart(kees, {
    partId: spare,
    kind: 'substitute',
    other: numbers(found, 'BRG-6205-2RS'),
    note: 'Only in idler B-2, with the reducing sleeve',
  })

  await seedDesks(kees, amara, dana, { found, bins, store })
}

/** What happens at the desks: promises, a kit, a lent tool, a count, what is on order. */
async function seedDesks(
  kees: Context,
  amara: Context,
  dana: Context,
  { found, bins, store }: { found: Map<string, Id<'pt'>>; bins: Map<string, string>; store: string },
): Promise<void> {
  const part = (number: string) => numbers(found, number)
  const today = await todayOf(kees)
  const reserve = (subject: string, lines: [string, string][], requiredOn: string | null = null) =>
    reserveStock(amara, {
      lines: lines.map(([number, quantity]) => ({ partId: part(number), quantity })),
      subject,
      requiredOn,
    })
  await reserve('Overhaul of P-204', [
    ['SEA-0045-SF', '1'],
    ['SLV-0045-62', '1'],
    ['BRG-6309-2Z', '2'],
  ])
  await reserve('Line 3', [
    ['BLT-M12-60', '40'],
    ['VAC-CUP-40', '24'],
    ['KNF-L3-220', '4'],
  ])
  await reserve(
    'Shutdown week 52',
    [
      ['OIL-H1-220', '2'],
      ['FLT-HYD-10', '1'],
    ],
    addDays(today, 24),
  )

  const { id: kit } = await writeKit(kees, {
    name: 'Seal change, CR 32',
    notes: 'What the overhaul of a cooling water pump takes',
    lines: [
      { partId: part('SEA-0045-SF'), quantity: '1' },
      { partId: part('SLV-0045-62'), quantity: '1' },
      { partId: part('BRG-6309-2Z'), quantity: '2' },
    ],
  })
  await writeKit(kees, {
    name: 'Wrapper service',
    notes: 'Every 2,000 hours on W-1',
    lines: [
      { partId: part('KNF-L3-220'), quantity: '2' },
      { partId: part('VAC-CUP-40'), quantity: '12' },
      { partId: part('BLT-HTD8M-1440'), quantity: '1' },
    ],
  })
  if (!kit) throw new Error('The kit was not made')

  for (const [number, name, price] of [
    ['TOOL-TQ-200', 'Torque wrench 40 to 200 N·m', '240'],
    ['TOOL-PULL-3', 'Bearing puller, three arms', '185'],
  ] as const) {
    const { id } = await createPart(kees, { number, name, unit: 'EA', whole: true, criticality: 'desirable' })
    found.set(number, id)
    await receiveStock(kees, { lines: [{ partId: id, binId: bins.get('F-01-1') ?? '', quantity: '2', price }] })
  }
  await lendTool(kees, { partId: part('TOOL-TQ-200'), quantity: '1', borrower: amara.actor.id, dueOn: today })
  await lendTool(kees, {
    partId: part('TOOL-PULL-3'),
    quantity: '1',
    borrower: 'Contractor Brandt',
    dueOn: addDays(today, 5),
  })

  await writeRule(dana, {
    name: 'Every bin of the main stores',
    kind: 'period',
    placeId: store,
    everyDays: '90',
    mostBins: '8',
  })
  await writeRule(dana, { name: 'Empty bins', kind: 'zero', placeId: store, mostBins: '10' })
  const count = async (bin: string, counted: Record<string, string>) => {
    const { id } = await openCount(kees, {
      placeId: bins.get(bin) ?? '',
      blind: 'on',
      tolerancePercent: '5',
      approvalMinor: '10000',
    })
    for (const line of await linesToWalk(kees, id)) {
      const said = counted[line.number]
      if (said) await takeCount(kees, { sessionId: id, lineId: line.id, counted: said })
    }
    return id
  }
  const done = await count('D-05-1', { 'SNS-M12-PNP': '22' })
  await postCount(kees, { sessionId: done })
  await count('E-02-6', { 'BLT-M12-60': '40' })

  const order = (source: string, number: string, quantity: number, days: number) =>
    planOnOrder(kees, [
      { source, partId: part(number), quantity: quantity * 100_000, dueOn: addDays(today, days), placeId: store },
    ])
  await kees.execute([
    ...order('demo-po-2207-1', 'FLT-HYD-10', 12, 4).writes,
    ...order('demo-po-2207-2', 'OIL-H1-220', 4, 6).writes,
  ])
  await classify(kees)
}

/** Which machines take which parts: after the machines are there. */
export async function seedSpares(ctx: Context): Promise<void> {
  const uses: [number: string, tag: string, quantity: string][] = [
    ['SEA-0045-SF', 'P-204', '1'],
    ['SLV-0045-62', 'P-204', '1'],
    ['BRG-6309-2Z', 'P-204', '2'],
    ['KNF-L3-220', 'W-1', '4'],
    ['VAC-CUP-40', 'W-1', '24'],
  ]
  for (const [number, tag, quantity] of uses) {
    const [[part], [asset]] = await Promise.all([searchParts(ctx, number, 1), searchAssets(ctx, tag, 1)])
    if (part && asset?.tag === tag) await relatePart(ctx, { partId: part.id, kind: 'use', other: asset.id, quantity })
  }
}
