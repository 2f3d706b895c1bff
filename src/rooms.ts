import { assets } from './assets/room'
import { calendar } from './calendar/room'
import { codes } from './codes/room'
import { communications } from './communications/room'
import { files } from './files/room'
import { identity } from './identity/room'
import { imports } from './imports/room'
import { insights } from './insights/room'
import { inventory } from './inventory/room'
import { places } from './places/room'
import type { Room } from './platform/room'
import { procedures } from './procedures/room'
import { procurement } from './procurement/room'
import { vendors } from './vendors/room'
import { work } from './work/room'

/**
 * The order of the house, lowest first. A room imports only what stands before it; a house test reads this list.
 * Adding a room is one folder and one line.
 */
export const order = [
  'kernel',
  'ports',
  'platform',
  'identity',
  'files',
  'imports',
  'communications',
  'calendar',
  'codes',
  'places',
  'vendors',
  'assets',
  'inventory',
  'procedures',
  'procurement',
  'work',
  'insights',
] as const

export const rooms: Room[] = [
  identity,
  files,
  imports,
  communications,
  calendar,
  codes,
  places,
  vendors,
  assets,
  inventory,
  procedures,
  procurement,
  work,
  insights,
]
