import { formatMoney, money } from '../kernel/money'
import { label, type Order, statusWords } from './order'
import type { pageOf } from './order.page'

type PageOf = Awaited<ReturnType<typeof pageOf>>

/** What a paper is written from. */
export type PaperOf = Pick<PageOf, 'locks' | 'labor' | 'parts' | 'costs'> & {
  order: Omit<PageOf['order'], keyof Order> & Order
}

/** A row of a paper: with a box to tick, ticked where it was done, and a number at its right edge. */
export type PaperRow = { text: string; box?: 'open' | 'ticked'; right?: string; bold?: boolean }
export type PaperBlock = { heading: string; rows: PaperRow[]; lines?: number }

type Words = { locale: string; timeZone: string; currency: string }

const hoursOf = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(Math.floor(minutes) % 60).padStart(2, '0')} h`

/**
 * What the paper of an order says, block by block: a job card with boxes to tick and lines to write on before the work is
 * done, its record after. What somebody may not see is not on it.
 */
export function paperOf(
  { order, locks, labor, parts, costs }: PaperOf,
  { locale, timeZone, currency }: Words,
): PaperBlock[] {
  const moment = (at: number) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at)
  const amount = (minor: number) => formatMoney(money(minor, currency), locale)
  const isDone = order.completedAt !== null
  const facts: [string, string][] = [
    ['Asset', [order.assetTag, order.assetName].filter(Boolean).join(' ')],
    ['Place', order.placeName],
    ['Due', order.dueAt === null ? 'No day' : moment(order.dueAt - 1)],
    ['Person', [order.assignee ?? 'Nobody yet', ...order.helpers.map(({ name }) => name)].join(', ')],
    ['State', statusWords[order.status] + (order.reason ? `: ${order.reason}` : '')],
    ['Written', `${moment(order.createdAt)}, ${order.author}`],
    ...(isDone
      ? [['Done', `${moment(order.completedAt ?? 0)}, ${order.closer ?? 'the house'}`] as [string, string]]
      : []),
  ]
  const steps = (phase: 'isolation' | 'restoration'): PaperRow[] =>
    locks
      .filter((step) => step.phase === phase)
      .map(({ text, signedAt, signer }) => ({
        text: signedAt === null ? text : `${text} (${signer ?? 'the house'}, ${moment(signedAt)})`,
        box: signedAt === null ? 'open' : 'ticked',
      }))
  const prose = (text: string): PaperRow[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((row) => ({ text: row }))
  const worked = labor.entries.filter(({ voided }) => !voided)
  const blocks: PaperBlock[] = [
    { heading: '', rows: facts.filter(([, value]) => value).map(([key, value]) => ({ text: `${key}: ${value}` })) },
    { heading: 'Hazards', rows: order.hazards.map((text) => ({ text, bold: true })) },
    { heading: 'Lock out', rows: steps('isolation') },
    { heading: 'What is known', rows: prose(order.description) },
    {
      heading: 'Parts needed',
      rows: parts.needed.map(({ quantity, number, name, bin }) => ({
        text: `${number} ${name}${bin ? `, ${bin}` : ''}`,
        box: 'open',
        right: quantity,
      })),
    },
    { heading: 'Bring back', rows: steps('restoration') },
    {
      heading: 'What was done',
      rows: [...(order.failure ? [{ text: order.failure, bold: true }] : []), ...prose(order.outcome)],
    },
    {
      heading: 'Parts',
      rows: parts.moves.map(({ kind, number, name, quantity, costMinor }) => ({
        text: `${kind === 'return' ? 'Brought back' : 'Taken'}: ${quantity} ${number} ${name}`,
        ...(costMinor === null ? {} : { right: amount(costMinor) }),
      })),
    },
    {
      heading: 'Time',
      rows: worked.map(({ name, startedAt, endedAt }) => ({
        text: `${name ?? 'A former member'}, ${moment(startedAt)}`,
        right: endedAt === null ? 'goes on' : hoursOf((endedAt - startedAt) / 60_000),
      })),
    },
    {
      heading: 'Cost',
      rows: costs
        ? [
            { text: 'Labor', right: amount(costs.laborMinor) },
            { text: 'Parts', right: amount(costs.partsMinor) },
            ...costs.others
              .filter(({ voided }) => !voided)
              .map(({ what, counts, amountMinor }) => ({
                text: counts ? what : `${what} (paid by somebody else)`,
                right: amount(amountMinor),
              })),
            { text: costs.final ? 'Total' : 'Total so far', right: amount(costs.totalMinor), bold: true },
          ]
        : [],
    },
    ...(isDone ? [] : [{ heading: 'Done, time, signature', rows: [], lines: 6 }]),
  ]
  return blocks.filter(({ rows, lines }) => rows.length > 0 || lines)
}

/** Its name as a file. */
export const paperName = (order: Pick<Order, 'number'>): string => `${label(order)}.pdf`
