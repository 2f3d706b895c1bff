import { eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { findAsset } from '../assets'
import { findTeam, members } from '../identity'
import type { Id } from '../kernel/ids'
import { addDays, atMinute, startOfDay } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { optionalBlock, optionalDate, optionalLine, textLine } from '../kernel/schemas'
import { findPlace } from '../places'
import type { Context } from '../platform/context'
import { kinds, label, type Order } from './order'
import { findOrder, peopleSentence, permittedAt, zoneOf } from './order.queries'

export const orderId = z
  .string()
  .regex(/^wo_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such work order.')
  .transform((id) => id as Id<'wo'>)

const maybeId = (what: string) => optionalLine(40).describe(`The id of ${what}; empty for none.`)

/** Hours as people write them, '1.5' or '1,5' or '1:30', as whole minutes; empty is null. */
export const hours = z
  .union([z.number(), z.string()])
  .nullable()
  .default(null)
  .transform((given, check): number | null => {
    const text = String(given ?? '')
      .trim()
      .replace(',', '.')
    if (text === '') return null
    const [, whole = '', minutes = ''] = /^(\d{1,4}):([0-5]\d)$/.exec(text) ?? []
    const value = whole ? Number(whole) * 60 + Number(minutes) : Math.round(Number(text) * 60)
    if (/^\d{1,4}(\.\d{1,3})?$|^\d{1,4}:[0-5]\d$/.test(text) && value > 0) return value
    check.addIssue({ code: 'custom', message: 'Write hours as a number, such as 1.5 or 1:30.', input: given })
    return z.NEVER
  })

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as hours and minutes, such as 16:00.')
  .or(z.literal(''))
  .default('')

export const wordingInput = {
  title: textLine(200, 'Write what is to be done.'),
  description: optionalBlock(10_000),
  kind: z.enum(kinds).default('corrective'),
  priority: z.coerce
    .number()
    .int()
    .min(1)
    .max(4)
    .default(2)
    .transform((value) => value as Order['priority'])
    .describe('1 low, 2 normal, 3 high, 4 emergency.'),
  assetId: maybeId('the asset'),
  placeId: maybeId('the place, where it is about no asset'),
  assigneeId: maybeId('the member who answers for it'),
  helpers: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))])
    .default([])
    .transform((ids) => [...new Set(ids.filter(Boolean))])
    .describe('Ids of members who help.'),
  teamId: maybeId('the team'),
  dueOn: optionalDate,
  dueTime: time.describe('By the clock of the site; empty for the end of the day.'),
  scheduledOn: optionalDate,
  estimate: hours.describe('Hours that it will take.'),
}

export const whole = z.object(wordingInput)
export type Worded = z.output<typeof whole>

const field = (name: string, reason: string, sentence: string) =>
  refuse('invalid', reason, sentence, { [name]: sentence })

/** Refuses 'invalid' ('order.person') for somebody who is not here; who was on the order when they left stays on it. */
async function peopleOf(ctx: Context, assigneeId: string, helpers: string[], before: Order | null) {
  const asked = [...new Set([assigneeId, ...helpers].filter(Boolean))].slice(0, 30) as Id<'mb'>[]
  if (asked.length === 0) return []
  const [rows, helped] = await Promise.all([
    ctx.db
      .select({ id: members.id, name: members.name, leftAt: members.leftAt })
      .from(members)
      .where(inArray(members.id, asked)),
    before ? peopleSentence(ctx, before.id) : [],
  ])
  for (const id of asked) {
    const member = rows.find((row) => row.id === id)
    if (id === before?.assigneeId || helped.some((one) => one.id === id)) continue
    if (!member || member.leftAt !== null) {
      field(id === assigneeId ? 'assigneeId' : 'helpers', 'order.person', 'Choose somebody of your organization.')
    }
  }
  return rows
}

/**
 * What a form says of an order, checked against what is there: names, the site, when it is due by the clock of that
 * site. Refuses 'invalid': nothing to work on ('order.where'), somebody who is not here ('order.person'), a retired asset
 * ('asset.retired'); 'not-found' for what is not there; 'forbidden' at a site where the actor may not.
 */
export async function worded(ctx: Context, input: Worded, before: Order | null, permission: string) {
  const asset = input.assetId ? await findAsset(ctx, input.assetId) : null
  if (asset?.retiredAt && asset.id !== before?.assetId) {
    field('assetId', 'asset.retired', `${asset.tag} is retired: no new work is written for it.`)
  }
  const placeId = asset ? asset.placeId : input.placeId || null
  const place = placeId ? await findPlace(ctx, placeId) : null
  if (!asset && !place) field('assetId', 'order.where', 'Choose the asset that it is about, or a place.')
  const siteId = (asset ? asset.siteId : (place?.siteId ?? null)) as Order['siteId']
  permittedAt(ctx, permission, siteId)
  const team = input.teamId && input.teamId !== before?.teamId ? await findTeam(ctx, input.teamId) : null
  const people = await peopleOf(ctx, input.assigneeId, input.helpers, before)
  if (input.dueTime && !input.dueOn) field('dueOn', 'order.due', 'Write the day as well.')
  const dueMinute = input.dueTime ? Number(input.dueTime.slice(0, 2)) * 60 + Number(input.dueTime.slice(3)) : null
  const zone = await zoneOf(ctx, siteId)
  const dueAt =
    input.dueOn === null
      ? null
      : dueMinute === null
        ? startOfDay(addDays(input.dueOn, 1), zone)
        : atMinute(input.dueOn, dueMinute, zone)
  return {
    wording: {
      title: input.title,
      description: input.description,
      kind: input.kind,
      priority: input.priority,
      assetId: asset?.id ?? null,
      assetTag: asset?.tag ?? '',
      assetName: asset?.name ?? '',
      placeId: placeId as Order['placeId'],
      placeName: place?.name ?? '',
      siteId,
      assigneeId: (input.assigneeId || null) as Order['assigneeId'],
      teamId: (input.teamId ? (team?.id ?? before?.teamId ?? null) : null) as Order['teamId'],
      dueOn: input.dueOn,
      dueMinute,
      dueAt,
      scheduledOn: input.scheduledOn,
      estimateMinutes: input.estimate,
    },
    people: input.helpers.filter((id) => id !== input.assigneeId),
    names: new Map(people.map(({ id, name }) => [String(id), name])),
    belonging: { assetPath: asset?.path ?? '', placePath: place?.path ?? '' },
  }
}

/** The order above one, or null. Refuses 'invalid' ('order.parent') where that makes a circle or it is over. */
export async function parentOf(ctx: Context, parentId: string, own: string | null): Promise<Order | null> {
  if (!parentId) return null
  const parent = await findOrder(ctx, parentId)
  if (parent.status === 'closed' || parent.status === 'cancelled' || parent.status === 'rejected') {
    field('parentId', 'order.parent', `${label(parent)} is ${parent.status}: nothing is put below it any more.`)
  }
  let above: Order | null = parent
  for (let step = 0; above && step < 20; step++) {
    if (above.id === own) field('parentId', 'order.parent', 'An order is not below itself. Choose another one.')
    above = above.parentId ? await findOrder(ctx, above.parentId) : null
  }
  return parent
}

/** Somebody’s name, for sentences. */
export async function nameOf(ctx: Context, id: string | null): Promise<string> {
  if (!id) return 'Somebody'
  const [member] = await ctx.db
    .select({ name: members.name })
    .from(members)
    .where(eq(members.id, id as Id<'mb'>))
  return member?.name ?? 'The house'
}
