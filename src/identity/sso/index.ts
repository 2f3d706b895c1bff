import type { Tick } from '../../platform/room'
import {
  changeFromDirectory,
  makeToken,
  mapGroup,
  provisionMember,
  putGroup,
  removeGroup,
  revokeToken,
} from '../scim/directory.actions'
import { scimRoutes } from '../scim/scim.routes'
import { directorySettings } from '../scim/settings.routes'
import { joinBySignOn, recordOwnWay } from './admission.actions'
import { recordTest, removeSignOn, setUpOidc, setUpSaml, switchSignOn } from './connection.actions'
import { addDomain, proveDomain, removeDomain, setJoinPolicy } from './domain.actions'
import { forgetSignOns } from './flow'
import { enforcedSignOn, provedDomains } from './projection'
import { signOnSettings } from './settings.routes'
import { signOnRoutes } from './sign-on.routes'

/** What single sign-on and the directory bring to the identity room. */

export const actions = [
  setUpOidc,
  setUpSaml,
  switchSignOn,
  removeSignOn,
  recordTest,
  addDomain,
  proveDomain,
  setJoinPolicy,
  removeDomain,
  joinBySignOn,
  recordOwnWay,
  provisionMember,
  changeFromDirectory,
  putGroup,
  removeGroup,
  mapGroup,
  makeToken,
  revokeToken,
]

export const permissions = [
  {
    name: 'identity.single-sign-on.see',
    about: 'Looks at how the organization signs its people in, and at its domains.',
  },
]

export const routes = [
  ...signOnRoutes.routes,
  ...scimRoutes.routes,
  ...signOnSettings.routes,
  ...directorySettings.routes,
]

export const projections = [provedDomains, enforcedSignOn]

export const ticks: Tick[] = [
  {
    name: 'identity.forget-sign-ons',
    about:
      'Erases sign-ons that were begun and can no longer come back, and the marks of assertions that are no longer good.',
    every: 'hour',
    scope: 'house',
    run: forgetSignOns,
  },
]
