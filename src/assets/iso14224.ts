/** Equipment classes with their codes, after ISO 14224:2016 table A.4, and what a plant has beside them. */
export const equipmentClasses: readonly (readonly [
  category: string,
  classes: readonly (readonly [string, string])[],
])[] = [
  [
    'Rotating',
    [
      ['BL', 'Blowers and fans'],
      ['CF', 'Centrifuges'],
      ['CE', 'Combustion engines'],
      ['CO', 'Compressors'],
      ['EG', 'Electric generators'],
      ['EM', 'Electric motors'],
      ['GT', 'Gas turbines'],
      ['LE', 'Liquid expanders'],
      ['MI', 'Mixers'],
      ['PU', 'Pumps'],
      ['ST', 'Steam turbines'],
      ['TE', 'Turbo-expanders'],
    ],
  ],
  [
    'Mechanical',
    [
      ['CV', 'Conveyors and elevators'],
      ['CR', 'Cranes'],
      ['FS', 'Filters and strainers'],
      ['HE', 'Heat exchangers'],
      ['HB', 'Heaters and boilers'],
      ['LA', 'Loading arms'],
      ['PI', 'Piping'],
      ['VE', 'Pressure vessels'],
      ['SI', 'Silos'],
      ['TA', 'Storage tanks'],
      ['SW', 'Swivels'],
      ['TU', 'Turrets'],
      ['WI', 'Winches'],
    ],
  ],
  [
    'Electrical',
    [
      ['FC', 'Frequency converters'],
      ['PC', 'Power cables and terminations'],
      ['PT', 'Power transformers'],
      ['SG', 'Switchgear and distribution boards'],
      ['UP', 'Uninterruptible power supply'],
    ],
  ],
  [
    'Safety and control',
    [
      ['CL', 'Control logic units'],
      ['EC', 'Emergency communication equipment'],
      ['FG', 'Fire and gas detectors'],
      ['FF', 'Fire-fighting equipment'],
      ['IG', 'Inert-gas equipment'],
      ['IP', 'Input devices'],
      ['LB', 'Lifeboats'],
      ['NO', 'Nozzles'],
      ['TV', 'Telecommunication equipment'],
      ['VA', 'Valves'],
    ],
  ],
  [
    'Utilities',
    [
      ['AI', 'Air-supply equipment'],
      ['DC', 'De-superheaters'],
      ['FE', 'Flare ignition'],
      ['HC', 'Heating and cooling media'],
      ['HP', 'Hydraulic power units'],
      ['HV', 'Heating, ventilation and air conditioning'],
      ['NI', 'Nitrogen-supply equipment'],
      ['OC', 'Open and closed drain equipment'],
    ],
  ],
  [
    'Production',
    [
      ['PM', 'Packaging machines'],
      ['MT', 'Machine tools'],
      ['RB', 'Robots'],
      ['TL', 'Tools and gauges'],
      ['VH', 'Vehicles and lift trucks'],
    ],
  ],
]

/** What usually goes wrong with some classes, by the keys of the common symptoms; the plant goes on from there. */
export const usualSymptoms: Record<string, readonly string[]> = {
  BL: ['noise', 'vibration', 'wont-start', 'stops', 'overheating', 'dirty'],
  CO: ['wont-start', 'stops', 'overheating', 'noise', 'leak', 'display'],
  CV: ['stops', 'wont-start', 'noise', 'damaged', 'dirty'],
  EM: ['wont-start', 'overheating', 'noise', 'vibration', 'smell'],
  HB: ['leak', 'stops', 'display', 'noise', 'smell'],
  HE: ['leak', 'overheating', 'dirty', 'damaged'],
  PU: ['leak', 'noise', 'vibration', 'wont-start', 'stops', 'overheating'],
}
