/** The people of the demo organization. */
export const people = [
  { who: 'dana', name: 'Dana Petersen', title: 'Maintenance manager', role: 'owner' },
  { who: 'luis', name: 'Luis Romero', title: 'Buyer', role: 'buyer' },
  { who: 'kees', name: 'Kees Mulder', title: 'Stores clerk', role: 'storekeeper' },
  { who: 'amara', name: 'Amara Okafor', title: 'Technician', role: 'technician' },
] as const

export const emailOf = (who: string): string => `${who}@northfield.example`

/** Local mode only. */
export const password = 'packing tape on line three'
