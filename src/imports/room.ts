import type { Context } from '../platform/context'
import type { Room } from '../platform/room'
import { covers, keptDays } from './import'
import {
  checkImport,
  createImport,
  forgetImport,
  nudgeImport,
  pauseImport,
  readImport,
  removeImport,
  resumeImport,
  runImport,
  stopImport,
  undoImport,
} from './import.actions'
import { importApi } from './import.api'
import { kindsFor, namesOfImports, oldImports, standingStill } from './import.queries'
import { importPages } from './import.routes'
import { clearPages } from './pages'
import { personalData } from './personal-data'
import { haltImport, judgeRows, layPages, readRows, takeBackRows, workOn, writeRows } from './step.actions'

/** An import that has not gone on for so long has lost its message. */
const stillMs = 4 * 60_000

export const imports: Room = {
  name: 'imports',
  about: 'Files of rows that become records: read, mapped, checked, written in the background, and taken back.',
  actions: [
    createImport,
    readImport,
    checkImport,
    runImport,
    pauseImport,
    resumeImport,
    stopImport,
    undoImport,
    removeImport,
    forgetImport,
    nudgeImport,
    layPages,
    readRows,
    judgeRows,
    writeRows,
    takeBackRows,
    haltImport,
  ],
  permissions: [
    { name: 'imports.import.see', about: 'Looks at imports of files.' },
    { name: 'imports.import.export', about: 'Takes whole lists out as files that can be imported again.' },
  ],
  routes: [...importPages.routes, ...importApi.routes],
  listeners: [
    {
      to: 'imports.go-on',
      name: 'imports.work',
      about: 'Takes the next steps of an import.',
      handle: (ctx, fact) => workOn(ctx, fact.subject),
    },
    ...(['imports.import-removed', 'imports.import-forgotten'] as const).map((to) => ({
      to,
      name: `imports.clear-pages-${to}`,
      about: 'Erases the pages of an import that was thrown away, or kept long enough.',
      handle: (ctx: Context, fact: { subject: string }) => clearPages(ctx, fact.subject),
    })),
  ],
  ticks: [
    {
      name: 'imports.nudge',
      about: 'Goes on with imports whose message was lost.',
      every: 'five minutes',
      scope: 'organization',
      which: 'active',
      run: async (ctx) => {
        for (const { id } of await standingStill(ctx, ctx.now - stillMs)) await nudgeImport(ctx, { id })
      },
    },
    {
      name: 'imports.forget',
      about: `Erases the files and rows of imports that are older than ${keptDays} days.`,
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        for (const { id } of await oldImports(ctx, ctx.now - keptDays * 86_400_000)) await forgetImport(ctx, { id })
      },
    },
  ],
  records: [
    {
      prefix: 'im',
      see: 'imports.import.see',
      change: createImport.action,
      find: async (ctx, ids) => {
        const kinds = kindsFor(ctx)
        return (await namesOfImports(ctx, ids)).flatMap(({ id, kind, fileName, createdBy, sites }) => {
          const known = kinds.find(({ name, may }) => name === kind && covers(ctx.sitesFor(may), sites))
          return known
            ? [{ id, title: fileName, href: `/imports/${id}`, detail: `Import of ${known.many}`, ownerId: createdBy }]
            : []
        })
      },
    },
  ],
  personalData,
}
