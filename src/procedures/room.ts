import type { Room } from '../platform/room'
import { personalData } from './personal-data'
import { procedureLabel } from './procedure'
import { approveVersion, arrangeSteps, beginVersion, createProcedure, writeStep } from './procedure.actions'
import { proceduresNamed, seeProcedures } from './procedure.queries'
import { procedurePages } from './procedure.routes'

export const procedures: Room = {
  name: 'procedures',
  about: 'Procedures: how a kind of work is done, step by step, in approved versions.',
  actions: [createProcedure, writeStep, arrangeSteps, beginVersion, approveVersion],
  permissions: [{ name: seeProcedures, about: 'Looks at procedures and their versions.' }],
  routes: procedurePages.routes,
  listeners: [],
  ticks: [],
  records: [
    {
      prefix: 'pd',
      see: seeProcedures,
      change: writeStep.action,
      find: async (ctx, ids) =>
        (await proceduresNamed(ctx, ids)).map((one) => ({
          id: one.id,
          title: one.title,
          href: `/procedures/${one.id}`,
          tag: procedureLabel(one),
        })),
    },
  ],
  personalData,
}
