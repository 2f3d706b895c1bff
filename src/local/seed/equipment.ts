import type { Scored } from '../../assets/asset'
import { createAsset, moveAsset } from '../../assets/asset.actions'
import { addField, beginClasses } from '../../assets/class.actions'
import { classesSentence } from '../../assets/class.queries'
import { writeNote } from '../../assets/note.actions'
import { reportProblem } from '../../assets/problem.actions'
import { recordStop, setState } from '../../assets/state.actions'
import { saveView } from '../../assets/view.actions'
import { storePicture } from '../../files'
import { type Instant, instant, isoOf } from '../../kernel/instant'
import { addDays, atMinute, dayOf, weekday } from '../../kernel/local-date'
import { createPlace } from '../../places/place.actions'
import { setHours } from '../../places/site.actions'
import type { Context } from '../../platform/context'
import { drawings } from './drawings'
import { seedFiles } from './files'

type As = (who: string) => Promise<Context>

const zone = 'Europe/Amsterdam'

/** The day so long ago on which the plant works: not a Saturday or a Sunday. */
function workday(now: Instant, daysAgo: number): number {
  const day = weekday(addDays(dayOf(now, zone), -daysAgo))
  return daysAgo + (day === 6 ? 1 : day === 7 ? 2 : 0)
}

/** The last time that the clocks in Rotterdam showed this, days ago. */
function shown(now: Instant, hour: number, minute: number, daysAgo = 0): string {
  const today = atMinute(dayOf(now, zone), hour * 60 + minute, zone)
  const back = daysAgo + (today > now && daysAgo === 0 ? 1 : 0)
  return isoOf(atMinute(addDays(dayOf(now, zone), -back), hour * 60 + minute, zone))
}

type Place = [key: string, kind: 'area' | 'line' | 'storeroom' | 'bin', name: string, parent: string, code?: string]

const places: Place[] = [
  ['utilities', 'area', 'Utilities', 'rotterdam'],
  ['hall', 'area', 'Utility hall, bay 4', 'utilities'],
  ['compressors', 'area', 'Compressor room', 'utilities'],
  ['boilers', 'area', 'Boiler house', 'utilities'],
  ['packing', 'area', 'Packing hall', 'rotterdam'],
  ['line1', 'line', 'Line 1', 'packing', 'L1'],
  ['line2', 'line', 'Line 2', 'packing', 'L2'],
  ['line3', 'line', 'Line 3', 'packing', 'L3'],
  ['workshop', 'area', 'Workshop', 'rotterdam'],
  ['docks', 'area', 'Loading docks', 'venlo'],
  ['cold', 'area', 'Cold store', 'venlo'],
]

type Machine = {
  tag: string
  name: string
  kind: string
  make?: [manufacturer: string, model: string, serial?: string]
  at?: string
  of?: string
  since?: string
  warranty?: string
  scores?: [safety: number, environment: number, production: number, cost: number, redundancy: number]
  fails?: ['always' | 'never' | 'group', needs?: number]
  says?: Record<string, string>
  about?: string
  cost?: [purchase: string, replacement: string]
}

const machines: Machine[] = [
  { tag: 'L3', name: 'Packaging line 3', kind: 'PM', at: 'line3', since: '2019-03-14', scores: [3, 2, 5, 5, 4] },
  {
    tag: 'L3-CW',
    name: 'Line 3 cooling',
    kind: 'HC',
    at: 'hall',
    of: 'L3',
    since: '2019-03-14',
    scores: [2, 2, 5, 3, 4],
  },
  {
    tag: 'P-204',
    name: 'Cooling water pump',
    kind: 'PU',
    make: ['Grundfos', 'CR 32-4', 'A96122014P1142'],
    at: 'hall',
    of: 'L3-CW',
    since: '2019-03-14',
    warranty: '2021-03-14',
    scores: [2, 2, 5, 3, 4],
    says: { Flow: '32', Head: '58', 'Rated power': '7.5', 'Shaft seal': 'HQQE' },
    about: 'Feeds the seal coolers and the forming shoulder of line 3. Stands in bay 4, behind the plate exchanger.',
    cost: ['4120', '5650'],
  },
  {
    tag: 'M-204',
    name: 'Motor 7.5 kW',
    kind: 'EM',
    make: ['Siemens', '1LE1003-1CB2', 'UC1708/0311842'],
    of: 'P-204',
    says: { 'Rated power': '7.5' },
  },
  { tag: 'P-204-SL', name: 'Shaft seal', kind: 'PU', make: ['Grundfos', 'HQQE 22 mm'], of: 'P-204' },
  {
    tag: 'P-204-BD',
    name: 'Bearing, drive end',
    kind: 'PU',
    make: ['SKF', '6309-2Z/C3'],
    of: 'P-204',
    fails: ['never'],
  },
  {
    tag: 'P-205',
    name: 'Cooling water pump, standby',
    kind: 'PU',
    make: ['Grundfos', 'CR 32-4', 'A96122014P1143'],
    at: 'hall',
    of: 'L3-CW',
    since: '2019-03-14',
    fails: ['never'],
    scores: [2, 2, 3, 3, 1],
  },
  {
    tag: 'HX-31',
    name: 'Plate heat exchanger',
    kind: 'HE',
    make: ['Alfa Laval', 'M6-FM', '30112-44871'],
    at: 'hall',
    of: 'L3-CW',
    since: '2019-03-14',
    scores: [2, 3, 4, 3, 4],
  },
  {
    tag: 'W-1',
    name: 'Stretch wrapper',
    kind: 'PM',
    make: ['Robopac', 'Rotoplat 708', '708-19-2231'],
    at: 'line3',
    of: 'L3',
    since: '2020-06-02',
    warranty: '2027-06-02',
    scores: [3, 1, 4, 3, 3],
    cost: ['18400', '21900'],
  },
  {
    tag: 'CP-31',
    name: 'Case packer',
    kind: 'PM',
    make: ['Bosch', 'CUT 120', 'CUT-11842'],
    at: 'line3',
    of: 'L3',
    since: '2019-03-14',
    scores: [4, 1, 5, 4, 4],
  },
  {
    tag: 'FFS-31',
    name: 'Form-fill-seal machine',
    kind: 'PM',
    make: ['Ilapak', 'Vegatronic 2000', 'VT2-0779'],
    at: 'line3',
    of: 'L3',
    since: '2019-03-14',
    scores: [3, 1, 5, 5, 5],
  },
  ...[1, 2, 3, 4].map((number) => ({
    tag: `CV-3${number}`,
    name: `Conveyor 3.${number}`,
    kind: 'CV',
    make: ['Interroll', 'EC5000', `IR-55${number}07`] as [string, string, string],
    at: 'line3',
    of: 'L3',
    since: '2019-03-14',
    fails: (number === 4 ? ['never'] : ['always']) as ['always' | 'never'],
  })),
  { tag: 'L2', name: 'Packaging line 2', kind: 'PM', at: 'line2', since: '2014-09-01', scores: [3, 2, 4, 4, 3] },
  {
    tag: 'CP-21',
    name: 'Case packer',
    kind: 'PM',
    make: ['Bosch', 'CUT 120', 'CUT-09911'],
    at: 'line2',
    of: 'L2',
    since: '2014-09-01',
  },
  {
    tag: 'LB-21',
    name: 'Labeller',
    kind: 'PM',
    make: ['Herma', 'H400', 'H4-20817'],
    at: 'line2',
    of: 'L2',
    since: '2018-01-15',
  },
  {
    tag: 'PE-21',
    name: 'Photo eye, infeed',
    kind: 'IP',
    make: ['Sick', 'WL12-3', '1041437-0092'],
    at: 'line2',
    of: 'LB-21',
  },
  ...[1, 2, 3].map((number) => ({
    tag: `CV-2${number}`,
    name: `Conveyor 2.${number}`,
    kind: 'CV',
    make: ['Interroll', 'EC5000', `IR-44${number}19`] as [string, string, string],
    at: 'line2',
    of: 'L2',
  })),
  { tag: 'L1', name: 'Packaging line 1', kind: 'PM', at: 'line1', since: '2009-05-11', scores: [3, 2, 3, 4, 3] },
  {
    tag: 'PL-11',
    name: 'Palletizer',
    kind: 'RB',
    make: ['Fanuc', 'M-410iC/185', 'F-188220'],
    at: 'line1',
    of: 'L1',
    since: '2016-11-21',
    scores: [5, 1, 4, 5, 4],
  },
  { tag: 'CV-11', name: 'Conveyor 1.1', kind: 'CV', make: ['Interroll', 'EC310', 'IR-20011'], at: 'line1', of: 'L1' },
  { tag: 'CV-12', name: 'Conveyor 1.2', kind: 'CV', make: ['Interroll', 'EC310', 'IR-20012'], at: 'line1', of: 'L1' },
  {
    tag: 'C-01',
    name: 'Air compressor 1',
    kind: 'CO',
    make: ['Atlas Copco', 'GA 37', 'API 450 112'],
    at: 'compressors',
    since: '2015-02-03',
    scores: [3, 2, 5, 4, 2],
    says: { 'Rated power': '37' },
  },
  {
    tag: 'C-02',
    name: 'Air compressor 2',
    kind: 'CO',
    make: ['Atlas Copco', 'GA 37', 'API 451 870'],
    at: 'compressors',
    since: '2021-10-19',
    warranty: '2026-10-19',
    scores: [3, 2, 5, 4, 2],
    says: { 'Rated power': '37' },
  },
  {
    tag: 'DR-01',
    name: 'Refrigerant dryer',
    kind: 'AI',
    make: ['Atlas Copco', 'FX 8', 'CAI 890 221'],
    at: 'compressors',
  },
  {
    tag: 'V-01',
    name: 'Air receiver 2,000 l',
    kind: 'VE',
    make: ['Kaeser', 'DB 2000', 'KB-77120'],
    at: 'compressors',
    since: '2015-02-03',
    scores: [5, 2, 3, 3, 3],
  },
  {
    tag: 'B-01',
    name: 'Steam boiler',
    kind: 'HB',
    make: ['Bosch', 'UL-S 2000', '114 982'],
    at: 'boilers',
    since: '2012-08-30',
    scores: [5, 4, 4, 5, 5],
  },
  {
    tag: 'P-101',
    name: 'Boiler feed pump',
    kind: 'PU',
    make: ['KSB', 'Movitec V 6/12', '9971-101-044'],
    at: 'boilers',
    of: 'B-01',
    fails: ['group', 1],
    says: { Flow: '6' },
  },
  {
    tag: 'P-102',
    name: 'Boiler feed pump',
    kind: 'PU',
    make: ['KSB', 'Movitec V 6/12', '9971-101-045'],
    at: 'boilers',
    of: 'B-01',
    fails: ['group', 1],
    says: { Flow: '6' },
  },
  {
    tag: 'F-03',
    name: 'Exhaust fan, welding bay',
    kind: 'BL',
    make: ['Ziehl-Abegg', 'RH40M', 'ZA-110388'],
    at: 'workshop',
  },
  {
    tag: 'F-04',
    name: 'Exhaust fan, paint booth',
    kind: 'BL',
    make: ['Ziehl-Abegg', 'RH40M', 'ZA-110389'],
    at: 'workshop',
    scores: [4, 4, 2, 2, 4],
  },
  { tag: 'LT-1', name: 'Lathe', kind: 'MT', make: ['Colchester', 'Student 2500', 'CS-99812'], at: 'workshop' },
  {
    tag: 'PR-1',
    name: 'Hydraulic press',
    kind: 'MT',
    make: ['Enerpac', 'XLP506', 'EP-22198'],
    at: 'workshop',
    scores: [4, 2, 1, 2, 3],
  },
  {
    tag: 'T-11',
    name: 'Power transformer 1,000 kVA',
    kind: 'PT',
    make: ['ABB', 'RESIBLOC 1000', 'AB-2209-771'],
    at: 'utilities',
    since: '2009-05-11',
    scores: [5, 3, 5, 5, 5],
  },
  {
    tag: 'SG-11',
    name: 'Main switchboard',
    kind: 'SG',
    make: ['Schneider', 'Prisma P', 'SE-118822'],
    at: 'utilities',
    since: '2009-05-11',
    scores: [5, 2, 5, 5, 5],
  },
  {
    tag: 'UP-01',
    name: 'Uninterruptible power supply',
    kind: 'UP',
    make: ['APC', 'Symmetra LX 16', 'QS0912110341'],
    at: 'utilities',
  },
  ...[1, 2, 3, 4].map((number) => ({
    tag: `FL-${number}`,
    name: 'Lift truck',
    kind: 'VH',
    make: ['Linde', 'E16', `H2X386F0${number}211`] as [string, string, string],
    at: number > 2 ? 'docks' : 'packing',
    since: '2022-04-04',
  })),
  ...[1, 2, 3, 4, 5].map((number) => ({
    tag: `DK-${number}`,
    name: `Dock leveller ${number}`,
    kind: 'CR',
    make: ['Hörmann', 'HLS 2', `HL-0${number}882`] as [string, string, string],
    at: 'docks',
  })),
  {
    tag: 'CH-01',
    name: 'Chiller, cold store',
    kind: 'HC',
    make: ['Carrier', '30RB-140', 'CR-140-5522'],
    at: 'cold',
    scores: [3, 4, 5, 5, 4],
  },
  {
    tag: 'CH-02',
    name: 'Evaporator 1',
    kind: 'HC',
    make: ['Güntner', 'GACV', 'GT-88211'],
    at: 'cold',
    of: 'CH-01',
    fails: ['group', 2],
  },
  {
    tag: 'CH-03',
    name: 'Evaporator 2',
    kind: 'HC',
    make: ['Güntner', 'GACV', 'GT-88212'],
    at: 'cold',
    of: 'CH-01',
    fails: ['group', 2],
  },
  {
    tag: 'CH-04',
    name: 'Evaporator 3',
    kind: 'HC',
    make: ['Güntner', 'GACV', 'GT-88213'],
    at: 'cold',
    of: 'CH-01',
    fails: ['group', 2],
  },
]

/** What is asked of some classes, by their code. */
const fields: [code: string, name: string, kind: 'number' | 'text', unit: string][] = [
  ['PU', 'Flow', 'number', 'MQH'],
  ['PU', 'Head', 'number', 'MTR'],
  ['PU', 'Rated power', 'number', 'KWT'],
  ['PU', 'Shaft seal', 'text', ''],
  ['EM', 'Rated power', 'number', 'KWT'],
  ['CO', 'Rated power', 'number', 'KWT'],
]

type Told = [by: string, about: string, text: string, how?: 'warning' | 'pinned', scope?: 'model' | 'class']

const notes: Told[] = [
  ['dana', 'P-204', 'Lock out before opening\nBreaker MCC-3/12 and valve V-118', 'warning'],
  [
    'amara',
    'P-204',
    'Vent it twice before the start. It loses its prime when the strainer is dirty, and then the seal runs dry within a minute.',
    'pinned',
  ],
  ['amara', 'P-204', 'The guard of the coupling rattles at 2,900 rpm. It is not the bearing.', undefined, 'model'],
  [
    'kees',
    'P-204',
    'The seal kit of the maker and the one of Hartmann are the same part. Ours is SEA-0045-SF.',
    undefined,
    'model',
  ],
  [
    'dana',
    'P-204',
    'Never run a pump of this class against a closed valve for longer than it takes to read a gauge.',
    undefined,
    'class',
  ],
  ['dana', 'B-01', 'Two people, always\nThe second one stands at the stop by the door.', 'warning'],
  [
    'amara',
    'W-1',
    'When the film tears at each corner, clean the brush of the carriage before you change the tension.',
    'pinned',
  ],
  ['amara', 'LB-21', 'The photo eye is dirty every Monday: the night shift blows the hall out on Sunday.'],
  ['kees', 'FL-2', 'The left fork is 3 mm longer. Do not swap the pair.'],
]

/** Stops that are over: days ago, the hour, how long, which kind and why. */
const stops: [
  tag: string,
  daysAgo: number,
  hour: number,
  minutes: number,
  kind: 'failure' | 'planned' | 'external' | 'operational',
  cause: string,
][] = [
  ['P-204', 68, 9, 192, 'failure', 'Motor protection tripped, winding damp'],
  ['P-204', 32, 7, 390, 'failure', 'Coupling element torn'],
  ['P-204', 81, 6, 60, 'planned', 'Three-month inspection'],
  ['P-204', 53, 6, 55, 'planned', 'Grease and vibration reading'],
  ['P-204', 24, 6, 70, 'planned', 'Strainer cleaned'],
  ['W-1', 11, 15, 45, 'operational', 'Film not loaded'],
  ['CP-31', 19, 10, 130, 'failure', 'Glue nozzle blocked'],
  ['C-01', 40, 3, 95, 'external', 'Power dip'],
  ['LB-21', 6, 8, 25, 'operational', 'Photo eye dirty'],
  ['PL-11', 15, 11, 240, 'failure', 'Gripper finger bent'],
]

/**
 * Northfield's plant: two sites with their hours, what stands in them, what happened, what people know. Answers the ids
 * of assets by their tags.
 */
export async function seedEquipment(
  as: As,
  sites: { rotterdam: string; venlo: string },
): Promise<Record<string, string>> {
  const dana = await as('dana')
  const shifts = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, 'Early 06:00-14:00, Late 14:00-22:00']),
  )
  await setHours(dana, {
    id: sites.rotterdam,
    clock: 'shifts',
    ...shifts,
    exceptions: `${dayOf(dana.now, zone).slice(0, 4)}-12-24 06:00-12:00 Christmas Eve`,
    country: 'NL',
  })
  await setHours(dana, {
    id: sites.venlo,
    clock: 'shifts',
    ...Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].map((day) => [day, '07:00-19:00']),
    ),
    country: 'NL',
  })

  const ids: Record<string, string> = { ...sites }
  for (const [key, kind, name, parent, code] of places) {
    ids[key] = (await createPlace(dana, { kind, name, code: code ?? '', parentId: ids[parent] ?? '' })).id
  }

  await beginClasses(dana, {})
  const classes = await classesSentence(dana)
  const classOf = (code: string) => classes.find((row) => row.code === code)?.id ?? ''
  const asked: Record<string, string> = {}
  for (const [code, name, kind, unit] of fields) {
    asked[`${code} ${name}`] = (await addField(dana, { classId: classOf(code), name, kind, unit })).id
  }

  for (const machine of machines) {
    const [manufacturer = '', model = '', serial = ''] = machine.make ?? []
    const [safety, environment, production, cost, redundancy] = machine.scores ?? []
    const scored: Partial<Scored> = safety
      ? {
          safety,
          environment: environment ?? 1,
          production: production ?? 1,
          cost: cost ?? 1,
          redundancy: redundancy ?? 1,
        }
      : {}
    const [purchase, replacement] = machine.cost ?? []
    ids[machine.tag] = (
      await createAsset(dana, {
        tag: machine.tag,
        name: machine.name,
        description: machine.about ?? '',
        classId: classOf(machine.kind),
        manufacturer,
        model,
        serial,
        placeId: machine.at ? ids[machine.at] : '',
        parentId: machine.of ? ids[machine.of] : '',
        failsParent: machine.fails?.[0] ?? 'always',
        groupNeeds: machine.fails?.[1] ?? 1,
        ownerId: machine.scores ? dana.actor.id : '',
        inServiceOn: machine.since ?? null,
        warrantyUntil: machine.warranty ?? null,
        ...scored,
        ...(purchase ? { purchase, replacement } : {}),
        specifications: Object.fromEntries(
          Object.entries(machine.says ?? {}).flatMap(([name, answer]) => {
            const field = asked[`${machine.kind} ${name}`]
            return field ? [[field, answer]] : []
          }),
        ),
      })
    ).id
  }

  for (const [tag, daysAgo, hour, minutes, kind, cause] of stops) {
    const startedAt = shown(dana.now, hour, 0, workday(dana.now, daysAgo))
    const endedAt = isoOf(instant(Date.parse(startedAt) + minutes * 60_000))
    await recordStop(await as('amara'), { id: ids[tag], class: kind, cause, startedAt, endedAt })
  }

  for (const [by, tag, text, how, scope] of notes) {
    const context = await as(by)
    const [row] = await context.db.all<{ model_id: string; class_id: string }>(
      `SELECT model_id, class_id FROM assets WHERE id = '${ids[tag]}'`,
    )
    const about = scope === 'model' ? row?.model_id : scope === 'class' ? row?.class_id : ids[tag]
    await writeNote(context, { about, text, warning: how === 'warning', pinned: how === 'pinned' })
  }

  const amara = await as('amara')
  await reportProblem(amara, { id: ids['P-204-BD'], symptom: 'Noise', words: 'Grinds when it runs down' })
  await setState(amara, {
    id: ids['P-204'],
    state: 'down',
    class: 'failure',
    cause: 'Mechanical seal leaks, pump tripped',
    at: shown(amara.now, 13, 42),
  })
  const kees = await as('kees')
  const puddle = new File([await drawings.leak().png()], 'under the mast.png')
  const photos = [await storePicture(kees, puddle)]
  await reportProblem(kees, { id: ids['FL-2'], symptom: 'Leak', words: 'Oil under the mast', photos })
  await setState(await as('amara'), {
    id: ids['PE-21'],
    state: 'needs-maintenance',
    cause: 'Lens is scratched, a new one is ordered',
  })
  await setState(await as('amara'), {
    id: ids['CH-03'],
    state: 'down',
    class: 'failure',
    cause: 'Fan blocked by ice',
    at: shown(amara.now, 7, 10, 1),
  })
  await moveAsset(await as('dana'), { id: ids['LT-1'], placeId: ids.hall, reason: 'Lent to the pump job' })
  await moveAsset(await as('dana'), { id: ids['LT-1'], placeId: ids.workshop, reason: 'Back from the pump job' })
  await saveView(await as('dana'), { name: 'Line 3', query: `place=${ids.line3}`, shared: true })
  await seedFiles(as, ids)
  return ids
}
