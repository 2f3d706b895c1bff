import type { Room } from '../../platform/room'
import { tabletData } from '../tablet/personal-data'
import { addSharedDevice, endSharedDevice, removePin, setPin } from '../tablet/tablet.actions'
import { tabletDoors } from '../tablet/tablet.queries'
import { tabletPages, tabletRoutes } from '../tablet/tablet.routes'
import { forgetSpent } from './factors.queries'
import { factorData } from './personal-data'
import { proveRoutes } from './prove.routes'
import { recordFactor } from './record'
import { resetFactors } from './reset'
import { resetPages } from './reset.routes'
import { secondRoutes } from './second.routes'
import { securityRoutes } from './security.routes'

/** Passkeys, second factors, proving once more, shared tablets: what this part brings to the identity room. */
export const factors = {
  actions: [recordFactor, resetFactors, addSharedDevice, endSharedDevice, setPin, removePin],
  permissions: [{ name: 'identity.shared-device.see', about: 'Looks at the shared tablets.' }],
  routes: [
    ...secondRoutes.routes,
    ...proveRoutes.routes,
    ...securityRoutes.routes,
    ...resetPages.routes,
    ...tabletRoutes.routes,
    ...tabletPages.routes,
  ],
  projections: [tabletDoors],
  ticks: [
    {
      name: 'identity.forget-spent',
      about: 'Erases used challenges, ended resets, and authenticator apps that were begun and not finished.',
      every: 'hour',
      scope: 'house',
      run: async (platform) => void (await forgetSpent(platform)),
    },
  ],
  personalData: [...factorData, ...tabletData],
} satisfies Pick<Room, 'actions' | 'permissions' | 'routes' | 'projections' | 'ticks' | 'personalData'>
