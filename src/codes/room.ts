import { isNull, sql } from 'drizzle-orm'
import { addDays, dayOf, startOfDay } from '../kernel/local-date'
import { readCode, spokenCode } from '../kernel/short-code'
import type { Room } from '../platform/room'
import { matchOf } from './bar-code'
import { addBarCode, removeBarCode, restoreBarCode } from './bar-code.actions'
import { barCodeCalled } from './bar-code.queries'
import {
  assignCode,
  changeSettings,
  issueCodes,
  makeBatch,
  openCode,
  reinstateCode,
  releaseCode,
  replaceCode,
  retireCode,
  revokeCode,
} from './code.actions'
import { codeApi } from './code.api'
import { codeDoor } from './code.door'
import { codeByLetters } from './code.queries'
import { codePages } from './code.routes'
import { addPrinter, changePrinter, removePrinter } from './label.actions'
import { labelPages } from './label.routes'
import { needs } from './needs'
import { personalData } from './personal-data'
import { contactDays, label } from './report'
import { joinReport, moveReport, sendReport } from './report.actions'
import { reportApi } from './report.api'
import { reportDoor } from './report.door'
import { reportNews } from './report.letters'
import { forgetReporters, reportsNamed } from './report.queries'
import { reportPages } from './report.routes'
import { keptYears } from './scan'
import { forgetScans } from './scan.queries'
import { scanPages } from './scan.routes'
import { barCodes, codes as codeTable, reports, scans } from './schema'

export const codes: Room = {
  name: 'codes',
  about: 'Codes on things: printed, claimed, scanned, replaced; makers’ bar codes; labels.',
  actions: [
    makeBatch,
    issueCodes,
    assignCode,
    releaseCode,
    revokeCode,
    retireCode,
    reinstateCode,
    replaceCode,
    openCode,
    changeSettings,
    addBarCode,
    removeBarCode,
    restoreBarCode,
    addPrinter,
    changePrinter,
    removePrinter,
    sendReport,
    joinReport,
    moveReport,
  ],
  permissions: [
    { name: 'codes.code.see', about: 'Looks at codes and what they are on.' },
    { name: 'codes.scan.use', about: 'Uses the scanner.' },
    { name: 'codes.scan.see', about: 'Looks at who scanned what and when.' },
    { name: 'codes.report.see', about: 'Looks at what people reported.' },
    { name: 'codes.label.print', about: 'Prints labels.' },
  ],
  routes: [
    ...codeDoor.routes,
    ...codePages.routes,
    ...scanPages.routes,
    ...labelPages.routes,
    ...reportDoor.routes,
    ...reportPages.routes,
    ...codeApi.routes,
    ...reportApi.routes,
  ],
  listeners: reportNews,
  ticks: [
    {
      name: 'codes.forget-scans',
      about: `Forgets scans that are older than ${keptYears} years.`,
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        const { timeZone } = await ctx.profile()
        await forgetScans(ctx, startOfDay(addDays(dayOf(ctx.now, timeZone), -Math.round(keptYears * 365.25)), timeZone))
      },
    },
    {
      name: 'codes.forget-reporters',
      about: `Clears who reported a problem, ${contactDays} days after the report was closed.`,
      every: 'day',
      scope: 'organization',
      which: 'all',
      run: async (ctx) => {
        const { timeZone } = await ctx.profile()
        await forgetReporters(ctx, startOfDay(addDays(dayOf(ctx.now, timeZone), -contactDays), timeZone))
      },
    },
  ],
  records: [
    {
      prefix: 'rp',
      see: 'codes.report.see',
      change: sendReport.action,
      find: async (ctx, ids) => {
        const found = await reportsNamed(ctx, ids)
        const targets = await ctx.records(found.map(({ target }) => target))
        return found.flatMap((report) => {
          const target = targets.get(report.target)
          return target
            ? [{ id: report.id, title: `${label(report)}: ${target.title}`, href: `/reports/${report.id}` }]
            : []
        })
      },
    },
  ],
  panels: [
    // Equipment shows what is reported of it by itself.
    { on: 'place', title: 'Reported problems', href: (id: string) => `/reports/of/${id}`, may: 'codes.report.see' },
    ...['asset', 'place', 'part'].map((on) => ({
      on,
      title: 'Codes',
      href: (id: string) => `/codes/of/${id}`,
      may: 'codes.code.see',
    })),
  ],
  needs,
  holds: [
    { in: codeTable.target, why: sql`'A code is on it.'` },
    { in: barCodes.target, why: sql`'A bar code leads to it.'`, where: isNull(barCodes.removedAt) },
    { in: scans.target, why: sql`'It was scanned.'` },
    { in: reports.target, why: sql`'A problem was reported about it.'` },
  ],
  search: {
    permission: 'codes.code.see',
    find: async (ctx, words) => {
      const letters = readCode(words)
      const [[code], [barCode]] = await ctx.db.batch([
        codeByLetters(ctx, letters ?? ''),
        barCodeCalled(ctx, matchOf(words)),
      ])
      const targets = await ctx.records([code?.target, barCode?.target].filter((id) => typeof id === 'string'))
      const held = barCode && targets.get(barCode.target)
      return [
        ...(code
          ? [
              {
                href: `/codes/${code.id}`,
                title: spokenCode(code.code),
                detail: targets.get(code.target ?? '')?.title ?? 'Code',
                kind: 'Codes',
              },
            ]
          : []),
        ...(held ? [{ href: held.href, title: held.title, detail: `Bar code ${barCode.value}`, kind: 'Codes' }] : []),
      ]
    },
  },
  personalData,
}
