import type { FailureLevel } from './failure'

type Entry = readonly [code: string, name: string, words?: string]

/** What goes wrong with anything: failure modes after ISO 14224:2016 annex B, with words by which people tell them. */
const problems: readonly Entry[] = [
  ['BRD', 'Breakdown', 'broken broke snapped seized cracked jam stuck'],
  ['ELP', 'External leakage, process medium', 'leak drip spill product water steam'],
  ['ELU', 'External leakage, utility medium', 'leak drip oil grease hydraulic coolant air'],
  ['INL', 'Internal leakage', 'bypass passing'],
  ['FTS', 'Failure to start on demand', 'start dead'],
  ['STP', 'Failure to stop on demand', 'stop running'],
  ['UST', 'Spurious stop', 'stop trip stall shutdown'],
  ['ERO', 'Erratic output', 'hunting unsteady fluctuates surging'],
  ['LOO', 'Low output', 'weak slow pressure flow low'],
  ['HIO', 'High output', 'overspeed high'],
  ['NOI', 'Noise', 'noisy loud squeal grinding knocking'],
  ['VIB', 'Vibration', 'vibrates shaking'],
  ['OHE', 'Overheating', 'hot heat temperature smoke'],
  ['PLU', 'Plugged or choked', 'blocked clogged plugged fouled dirty'],
  ['AIR', 'Abnormal instrument reading', 'gauge sensor reading display alarm signal'],
  ['STD', 'Structural deficiency', 'crack bent frame corroded loose bolt'],
  ['SER', 'Minor in-service problem', 'minor adjust loose lamp'],
  ['OTH', 'Other'],
]

/** Why: failure mechanisms and causes after tables B.2 and B.3. */
const causes: readonly Entry[] = [
  ['1.1', 'Leakage', 'seal gasket packing leak'],
  ['1.2', 'Vibration', 'imbalance unbalance'],
  ['1.3', 'Clearance or alignment', 'misaligned alignment clearance tracking'],
  ['1.4', 'Deformation', 'bent deformed dent'],
  ['1.5', 'Looseness', 'loose bolt'],
  ['1.6', 'Sticking', 'stuck jam sticking seized'],
  ['2.1', 'Cavitation', 'cavitation'],
  ['2.2', 'Corrosion', 'rust corroded'],
  ['2.3', 'Erosion', 'eroded'],
  ['2.4', 'Wear', 'worn wear'],
  ['2.5', 'Breakage', 'broken broke snapped cracked'],
  ['2.6', 'Fatigue', 'fatigue'],
  ['2.7', 'Overheating', 'burnt hot overheated'],
  ['3.1', 'Control failure', 'plc controller regulation'],
  ['3.2', 'No signal, indication or alarm', 'signal sensor'],
  ['3.4', 'Out of adjustment', 'calibration adjustment drift'],
  ['3.5', 'Software error', 'software program'],
  ['4.1', 'Short circuit', 'short'],
  ['4.2', 'Open circuit', 'wire cable connector'],
  ['4.3', 'No power or voltage', 'power fuse breaker'],
  ['4.5', 'Earth or isolation fault', 'earth insulation ground'],
  ['5.1', 'Blockage', 'blocked clogged plugged'],
  ['5.2', 'Contamination', 'dirt contaminated water dust'],
  ['D1', 'Improper capacity or material', 'undersized material design'],
  ['I2', 'Installation error', 'installed assembly'],
  ['O1', 'Off-design service', 'overload overloaded'],
  ['O2', 'Operating error', 'operator'],
  ['O3', 'Maintenance error', 'lubrication missed'],
  ['6.1', 'No cause found'],
  ['6.3', 'Other'],
]

/** What was done: maintenance activities after table B.5. */
const remedies: readonly Entry[] = [
  ['REP', 'Replace', 'replaced changed new renewed fitted'],
  ['RPR', 'Repair', 'repaired fixed welded rewired lapped'],
  ['MOD', 'Modify', 'modified'],
  ['ADJ', 'Adjust', 'adjusted aligned set calibrated tightened'],
  ['REF', 'Refit', 'polished cleaned painted refitted'],
  ['CHK', 'Check', 'checked restarted reset'],
  ['SVC', 'Service', 'greased lubricated oil serviced filter'],
  ['TST', 'Test', 'tested'],
  ['INS', 'Inspection', 'inspected'],
  ['OVH', 'Overhaul', 'overhauled'],
  ['OTR', 'Other'],
]

/** What goes wrong with some classes beside that, by the class’s own code. */
const ofClass: Readonly<Record<string, readonly Entry[]>> = {
  PU: [
    ['CAV', 'Cavitation or loss of suction', 'suction prime cavitation'],
    ['PDE', 'Parameter deviation', 'head pressure flow'],
  ],
  CO: [['PDE', 'Parameter deviation', 'pressure temperature dewpoint']],
  EM: [
    ['FTF', 'Failure to rotate', 'rotate turn'],
    ['OVL', 'Overload trip', 'overload trip current'],
  ],
  VA: [
    ['FTO', 'Failure to open on demand', 'open'],
    ['FTC', 'Failure to close on demand', 'close'],
    ['DOP', 'Delayed operation', 'slow delayed'],
    ['LCP', 'Leakage in closed position', 'passing leak'],
  ],
  HE: [['IHT', 'Insufficient heat transfer', 'heat cold fouled']],
  CV: [
    ['BLT', 'Belt off its track or torn', 'belt tracking torn'],
    ['JAM', 'Jammed', 'jam blocked stuck'],
  ],
  PM: [
    ['SEAL', 'Faulty seal or wrap', 'seal wrap film jaw'],
    ['FEED', 'Feed or registration fault', 'feed registration film'],
  ],
}

export type ListedFailure = { level: FailureLevel; code: string; name: string; words: string; needsWords: boolean }

const listed = (level: FailureLevel, entries: readonly Entry[]): ListedFailure[] =>
  entries.map(([code, name, words = '']) => ({ level, code, name, words, needsWords: name === 'Other' }))

/** The lists for every class. */
export const failuresOfAll: readonly ListedFailure[] = [
  ...listed('problem', problems),
  ...listed('cause', causes),
  ...listed('remedy', remedies),
]

/** Those of one class, by its code; none where the standard’s general ones do. */
export const failuresOfClass = (code: string): ListedFailure[] => listed('problem', ofClass[code] ?? [])
