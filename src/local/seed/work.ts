import { sql } from 'drizzle-orm'
import type { Id } from '../../kernel/ids'
import { type Instant, instant } from '../../kernel/instant'
import { addDays, dayOf } from '../../kernel/local-date'
import type { Context } from '../../platform/context'
import { writeComment } from '../../work/comment.actions'
import { addCost } from '../../work/cost.actions'
import { type FailureLevel, suggest } from '../../work/failure'
import { beginFailureCodes } from '../../work/failure.actions'
import { failureCodesFor } from '../../work/failure.queries'
import { addLabor, setRate } from '../../work/labor.actions'
import { signLockStep, writeSheet } from '../../work/lock.actions'
import { completeOrder, moveOrder } from '../../work/move.actions'
import { createOrder, linkOrders } from '../../work/order.actions'
import { planPart } from '../../work/part.actions'
import { saveView } from '../../work/view.actions'

type As = (who: string) => Promise<Context>
type Move = 'planned' | 'scheduled' | 'in-progress' | 'on-hold' | 'completed' | 'closed' | 'waiting-condition'

type Job = {
  key: string
  tag: string
  title: string
  about?: string
  kind?: string
  priority?: 1 | 2 | 3 | 4
  days?: number
  time?: string
  who?: string
  estimate?: string
  moves?: [Move, string?][]
  labor?: [who: string, hours: string, daysAgo: number, from: string][]
  cost?: [kind: 'service' | 'other', what: string, amount: string][]
  done?: string
  says?: [who: string, words: string][]
  parts?: [number: string, quantity: string][]
}

const jobs: Job[] = [
  {
    key: 'seal',
    tag: 'P-204',
    title: 'Replace leaking mechanical seal and bearings, drive end',
    about: 'Water stands on the base plate, two drops a second at the drive end. The bearing is noisy since Friday.',
    priority: 4,
    days: 0,
    who: 'amara',
    estimate: '4',
    parts: [
      ['SEA-0045-SF', '1'],
      ['BRG-6309-2Z', '2'],
    ],
    moves: [['in-progress'], ['on-hold', 'Parts: the seal kit comes tomorrow']],
    labor: [
      ['amara', '1.5', 1, '13:50'],
      ['dana', '0.5', 1, '14:10'],
    ],
    cost: [['service', 'Laser alignment, hire of the set', '145.00']],
    says: [
      ['dana', '@Kees Mulder, which bin is the sleeve in? I see one in the ledger.'],
      ['kees', 'C-02-3, behind the couplings. I put it aside for you.'],
    ],
  },
  {
    key: 'align',
    tag: 'P-204',
    title: 'Check alignment after restart, laser',
    kind: 'inspection',
    priority: 3,
    days: 2,
    who: 'amara',
    estimate: '1',
    moves: [['scheduled']],
  },
  {
    key: 'grease',
    tag: 'P-204',
    title: 'Three-month service: vibration reading and grease',
    kind: 'preventive',
    days: -4,
    who: 'amara',
    estimate: '0.75',
  },
  {
    key: 'oil',
    tag: 'C-02',
    title: 'Change oil and separator filter',
    kind: 'preventive',
    priority: 3,
    days: -3,
    who: 'amara',
    estimate: '2',
    moves: [['planned'], ['scheduled']],
  },
  {
    key: 'eye',
    tag: 'CP-21',
    title: 'Case packer stops at infeed, photo eye dirty or out of line',
    about: 'Every Monday morning. Wipe it first, then look at the bracket.',
    priority: 3,
    days: 0,
    time: '16:00',
    who: 'amara',
  },
  {
    key: 'wrapper',
    tag: 'W-1',
    title: 'Film carriage of the wrapper jerks at the top',
    days: 0,
    time: '18:00',
    who: 'amara',
    moves: [['planned']],
    says: [['amara', 'The chain has a dry stretch near the upper sprocket.']],
  },
  {
    key: 'fan',
    tag: 'F-03',
    title: 'Monthly round: belts, bearings, temperature',
    kind: 'preventive',
    days: 1,
    who: 'amara',
  },
  {
    key: 'gear',
    tag: 'CV-11',
    title: 'Replace gearbox oil seal',
    days: 3,
    who: 'amara',
    moves: [['scheduled'], ['waiting-condition', 'Line 3 stops on Friday at 14:00']],
  },
  { key: 'rail', tag: 'CP-31', title: 'Replace worn guide rail of the case packer', days: -2, moves: [['planned']] },
  { key: 'lamp', tag: 'L3', title: 'Emergency light over the infeed is dark', kind: 'safety', priority: 3, days: 1 },
  {
    key: 'belt',
    tag: 'CV-12',
    title: 'Replace drive belt and check tracking',
    days: -1,
    who: 'amara',
    moves: [['in-progress'], ['completed']],
    labor: [['amara', '1:20', 1, '09:10']],
    done: 'Belt changed, tracking set with 4 mm on the left idler. The old belt was cracked on the inside.',
  },
  {
    key: 'valve',
    tag: 'HX-31',
    title: 'Plate exchanger: inlet valve does not close fully',
    days: -9,
    who: 'amara',
    moves: [['in-progress'], ['completed'], ['closed']],
    labor: [
      ['amara', '3', 9, '08:00'],
      ['dana', '1', 9, '09:00'],
    ],
    cost: [
      ['service', 'Van Dijk Seals: lapping of the seat', '310.00'],
      ['other', 'Disposal of glycol', '42.50'],
    ],
    done: 'Seat lapped and valve set. Tight at 6 bar.',
  },
]

/** A moment by the clock in Rotterdam: the demo is summer and winter an hour or two off UTC, never more. */
const moment = (now: Instant, daysAgo: number, clock: string): number =>
  Date.parse(`${addDays(dayOf(now, 'Europe/Amsterdam'), -daysAgo)}T${clock}:00+01:00`)

/** A dozen orders of Northfield in their states, with who worked on them and what they cost. */
export async function seedWork(as: As, ids: Record<string, string>): Promise<Record<string, string>> {
  const dana = await as('dana')
  const rows = await dana.db.all<{ id: string; tag: string }>(sql`SELECT id, tag FROM assets WHERE retired_at IS NULL`)
  const assets = new Map(rows.map(({ tag, id }) => [tag, id]))
  const stock = await dana.db.all<{ id: string; number: string }>(
    sql`SELECT id, number FROM parts WHERE retired_at IS NULL`,
  )
  const parts = new Map(stock.map(({ number, id }) => [number, id]))
  await beginFailureCodes(dana, {})
  await setRate(dana, { rate: '46.50' })
  await setRate(dana, { memberId: ids.dana, rate: '58.00' })
  const pump = assets.get('P-204')
  if (pump) {
    await writeSheet(dana, {
      assetId: pump,
      hazards: 'Hot water up to 85 °C stays in the casing\nRotating coupling',
      isolation:
        'Breaker MCC-3/12: off, lock and tag\nSuction valve V-117: closed, chained\nDischarge valve V-118: closed, chained\nDrain D-9: open, no pressure at PI-204',
      restoration: 'Drain D-9: closed\nValves V-117, then V-118: open\nBreaker MCC-3/12: tag and lock off',
      checkedOn: addDays(dayOf(dana.now, 'Europe/Amsterdam'), -140),
    })
  }
  const today = dayOf(dana.now, 'Europe/Amsterdam')
  const made: Record<string, string> = {}
  for (const job of jobs) {
    const assetId = assets.get(job.tag)
    if (!assetId) continue
    const { id } = await createOrder(dana, {
      title: job.title,
      description: job.about ?? '',
      kind: job.kind ?? 'corrective',
      priority: job.priority ?? 2,
      assetId,
      assigneeId: job.who ? ids[job.who] : '',
      dueOn: job.days === undefined ? null : addDays(today, job.days),
      dueTime: job.time ?? '',
      estimate: job.estimate ?? null,
      scheduledOn: job.moves?.some(([to]) => to === 'scheduled') ? addDays(today, Math.max(0, job.days ?? 0)) : null,
    })
    made[job.key] = id
    for (const [number, quantity] of job.parts ?? []) {
      const partId = parts.get(number)
      if (partId) await planPart(dana, { id, partId, quantity })
    }
    const worker = await as(job.who ?? 'dana')
    for (const [to, reason] of job.moves ?? []) {
      if (to === 'in-progress') await signAll(worker, id)
      if (to === 'completed') {
        await completeOrder(worker, { id, outcome: job.done ?? '', ...(await codedOf(worker, assetId, job)) })
        continue
      }
      await moveOrder(to === 'closed' ? dana : worker, { id, status: to, reason: reason ?? '' })
      if (to === 'in-progress') {
        // What a timer of a few milliseconds counted is no work: the hours below are.
        await dana.db.run(sql`DELETE FROM work_labor WHERE order_id = ${id}`)
        for (const [who, hours, daysAgo, from] of job.labor ?? []) {
          await addLabor(await as(who), { id, hours, startedAt: instant(moment(dana.now, daysAgo, from)) })
        }
        for (const [kind, what, amount] of job.cost ?? []) await addCost(dana, { id, kind, what, amount })
      }
    }
    for (const [who, text] of job.says ?? []) await writeComment(await as(who), { id, text })
  }
  if (made.seal && made.align) await linkOrders(dana, { id: made.seal, kind: 'blocks', to: made.align })
  await saveView(dana, { name: 'Emergencies', query: 'priority=4', shared: true })
  return made
}

/** A repair is told by the codes that its words suggest. */
async function codedOf(ctx: Context, assetId: string, job: Job): Promise<Record<string, string>> {
  if ((job.kind ?? 'corrective') !== 'corrective') return {}
  const codes = await failureCodesFor(ctx, { assetId: assetId as Id<'as'> })
  const words = [job.title, job.about, job.done].join(' ')
  const first = (level: FailureLevel) => suggest(words, codes, level)[0]?.id ?? ''
  const breakdown = codes.find(({ code }) => code === 'BRD')?.id ?? ''
  return { problemId: first('problem') || breakdown, causeId: first('cause'), remedyId: first('remedy') }
}

async function signAll(ctx: Context, orderId: string): Promise<void> {
  const steps = await ctx.db.all<{ id: string }>(
    sql`SELECT id FROM work_lock_steps WHERE order_id = ${orderId} AND phase = 'isolation' ORDER BY position`,
  )
  for (const { id } of steps) await signLockStep(ctx, { id: orderId, stepId: id })
}
