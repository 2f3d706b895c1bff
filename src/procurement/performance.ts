import type { Instant } from '../kernel/instant'
import { dayOf, type LocalDate } from '../kernel/local-date'

/** An invitation of a vendor: when it went out, and when they answered or declined. */
export type Ask = { sentAt: Instant | null; answeredAt: Instant | null }

/** What came of one line, with the day that was promised; scaled units. */
export type Arrival = {
  receivedAt: Instant
  promisedOn: LocalDate | null
  quantity: number
  condition: 'ok' | 'quarantine'
}

/** How a vendor has done, each number from the rows that are given. Shares are of a hundred; null where nothing counts. */
export type Performance = {
  asked: number
  answered: number
  answerPercent: number | null
  /** Half of the answers came within so many hours. */
  medianHours: number | null
  /** By quantity: what came in good order by its promised day, of what had one. */
  onTimePercent: number | null
  /** By quantity: what came damaged, of all that came. */
  rejectPercent: number | null
}

const percent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part * 100) / whole))

export function performanceOf(asks: readonly Ask[], arrivals: readonly Arrival[], timeZone: string): Performance {
  const out = asks.filter(({ sentAt, answeredAt }) => sentAt !== null || answeredAt !== null)
  const hours = out
    .flatMap(({ sentAt, answeredAt }) => (sentAt !== null && answeredAt !== null ? [answeredAt - sentAt] : []))
    .sort((one, other) => one - other)
  const middle = hours[Math.floor((hours.length - 1) / 2)]
  const answered = out.filter(({ answeredAt }) => answeredAt !== null).length
  const sum = (rows: readonly Arrival[]) => rows.reduce((all, { quantity }) => all + quantity, 0)
  const good = arrivals.filter(({ condition, promisedOn }) => condition === 'ok' && promisedOn !== null)
  const onTime = good.filter(({ receivedAt, promisedOn }) => dayOf(receivedAt, timeZone) <= (promisedOn ?? ''))
  return {
    asked: out.length,
    answered,
    answerPercent: percent(answered, out.length),
    medianHours: middle === undefined ? null : Math.round(middle / 3_600_000),
    onTimePercent: percent(sum(onTime), sum(good)),
    rejectPercent: percent(sum(arrivals.filter(({ condition }) => condition === 'quarantine')), sum(arrivals)),
  }
}
