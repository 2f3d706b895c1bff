import { sealAudit } from '../platform/audit'
import type { Room } from '../platform/room'
import { insightsPages } from './insights.routes'

export const insights: Room = {
  name: 'insights',
  about: 'What needs whom, the search over all rooms, and the audit log. It reads and writes nothing.',
  actions: [],
  permissions: [
    { name: 'insights.home', about: 'Looks at the home page.' },
    { name: 'insights.search', about: 'Searches what one may see.' },
    { name: 'insights.audit.see', about: 'Looks at the audit log.' },
    { name: 'insights.audit.export', about: 'Exports the audit log.' },
  ],
  routes: insightsPages.routes,
  listeners: [],
  ticks: [
    {
      name: 'insights.seal-audit',
      about: 'Links new audit entries into the chain.',
      every: 'five minutes',
      scope: 'organization',
      which: 'active',
      run: async (ctx) => {
        await sealAudit(ctx)
      },
    },
    {
      name: 'insights.seal-audit-all',
      about: 'Links what a quiet organization left.',
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        await sealAudit(ctx)
      },
    },
  ],
  personalData: [],
}
