import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { planCodesMoved, planReportsDone } from '../codes'
import { attach, moveAttachments } from '../files'
import { members } from '../identity'
import { type Id, newId } from '../kernel/ids'
import { dayOf } from '../kernel/local-date'
import { parseMoney } from '../kernel/money'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalBlock, optionalDate, optionalLine, textBlock, textLine, version } from '../kernel/schemas'
import { findPlace, type Place, stillStands } from '../places'
import { action } from '../platform/action'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import type { Changes } from '../platform/schema'
import { criticalityOf, inUse, mergeable, pathIn, type Scored, scoredBy } from './asset'
import {
  type AssetWhole,
  assetChanged,
  assetFor,
  carryParts,
  facets,
  facetsOf,
  findAsset,
  happened,
  insertAsset,
  partsAt,
  permittedAt,
  serialIsFree,
  stillAt,
  stillInUse,
  tagIsFree,
  updateAsset,
} from './asset.queries'
import { classId } from './class.actions'
import { fieldsOfClass, findClass } from './class.queries'
import { readAnswers } from './field'
import { type Model, makeOf } from './model.queries'
import { openConcernsSentence, reportsOf } from './problem.queries'
import { statesOf } from './stop.queries'

/** Who may see and write what things cost. */
export const costPermission = 'identity.field.cost'

export const assetId = z.string().regex(/^as_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose an asset from the list.')
const placeId = z.string().regex(/^(st|pl)_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose a place from the list.')
const maybe = <T extends z.ZodType>(schema: T) => z.union([z.literal(''), schema]).default('' as never)

const scoreInput = z
  .union([z.literal('').transform(() => null), z.coerce.number().int('Choose 1 to 5.').min(1).max(5)])
  .nullable()
  .default(null)

const wording = {
  tag: optionalLine(40).describe('What is painted on it; the next number where it is empty.'),
  name: textLine(120, 'Write what it is called.'),
  description: optionalBlock(4000),
  classId: maybe(classId),
  manufacturer: optionalLine(80),
  model: optionalLine(80),
  serial: optionalLine(80),
  ownerId: optionalLine(40).describe('The member who answers for it; empty for nobody.'),
  inServiceOn: optionalDate,
  warrantyUntil: optionalDate,
  purchase: z.string().optional().describe('What it cost, as the organization writes money.'),
  replacement: z.string().optional().describe('What another one would cost.'),
  ...(Object.fromEntries(scoredBy.map((name) => [name, scoreInput])) as Record<
    (typeof scoredBy)[number],
    typeof scoreInput
  >),
  specifications: z.record(z.string(), z.string()).default({}).describe('Answers by the id of the field.'),
}

const standing = {
  photo: optionalLine(40).describe('A stored file that shows it, such as its nameplate.'),
  placeId: maybe(placeId),
  parentId: maybe(assetId),
  failsParent: z.enum(['always', 'never', 'group']).default('always'),
  groupNeeds: z.coerce.number().int('Write a whole number.').min(1).max(99).default(1),
}

const worded = z.object(wording)
type Wording = z.output<typeof worded>

/** The costs of a form, of those who may write them; of all others they stay as they were. Refuses 'invalid'. */
function costsOf(
  input: Wording,
  before: Pick<AssetWhole, 'currency' | 'purchaseMinor' | 'replacementMinor'> | null,
  { may, currency, locale }: { may: boolean; currency: string; locale: string },
) {
  const kept = {
    currency: before?.currency ?? null,
    purchaseMinor: before?.purchaseMinor ?? null,
    replacementMinor: before?.replacementMinor ?? null,
  }
  if (!may || (input.purchase === undefined && input.replacement === undefined)) return kept
  const own = kept.currency ?? currency
  const read = (field: 'purchase' | 'replacement', otherwise: number | null) => {
    const text = input[field]
    if (text === undefined) return otherwise
    if (text.trim() === '') return null
    try {
      return parseMoney(text, own, locale).minor
    } catch (error) {
      if (error instanceof Refusal) refuse('invalid', error.reason, error.message, { [field]: error.message })
      throw error
    }
  }
  const purchaseMinor = read('purchase', kept.purchaseMinor)
  const replacementMinor = read('replacement', kept.replacementMinor)
  return { currency: purchaseMinor === null && replacementMinor === null ? null : own, purchaseMinor, replacementMinor }
}

/** All five inputs or none. Refuses 'invalid' ('asset.scores'). */
function scoresOf(ctx: Context, input: Wording, before: AssetWhole | null, timeZone: string) {
  const given = scoredBy.map((name) => input[name])
  if (given.every((score) => score === null)) return { criticality: null, scored: null, scoredOn: null }
  const missing = scoredBy.filter((name) => input[name] === null)
  if (missing.length > 0) {
    const sentence = 'Score all five, or none of them.'
    refuse('invalid', 'asset.scores', sentence, Object.fromEntries(missing.map((name) => [name, sentence])))
  }
  const scored = Object.fromEntries(scoredBy.map((name) => [name, input[name] as number])) as Scored
  const same = before?.scored && scoredBy.every((name) => before.scored?.[name] === scored[name])
  return {
    criticality: criticalityOf(scored).rank,
    scored,
    scoredOn: same ? before.scoredOn : dayOf(ctx.now, timeZone),
  }
}

/** What a form says of an asset, checked against what is there. */
async function told(ctx: Context, input: Wording, before: AssetWhole | null) {
  const profile = await ctx.profile()
  const owner = input.ownerId || null
  if (owner && owner !== before?.ownerId) {
    const [member] = await ctx.db
      .select({ leftAt: members.leftAt })
      .from(members)
      .where(eq(members.id, owner as Id<'mb'>))
    if (!member || member.leftAt !== null) {
      const sentence = 'Choose somebody of your organization.'
      refuse('invalid', 'asset.owner', sentence, { ownerId: sentence })
    }
  }
  const ofClass = input.classId ? await findClass(ctx, input.classId) : null
  const fields = await fieldsOfClass(ctx, ofClass?.path ?? null)
  const given = Object.fromEntries(Object.entries(input.specifications).map(([id, text]) => [`field.${id}`, text]))
  const make = await makeOf(ctx, { ...input, classId: ofClass?.id ?? null })
  return {
    make,
    values: {
      name: input.name,
      description: input.description,
      classId: ofClass?.id ?? null,
      modelId: make.model?.id ?? null,
      serial: input.serial,
      ownerId: owner as Id<'mb'> | null,
      inServiceOn: input.inServiceOn,
      warrantyUntil: input.warrantyUntil,
      ...costsOf(input, before, { may: ctx.may(costPermission), ...profile }),
      ...scoresOf(ctx, input, before, profile.timeZone),
      specifications: readAnswers(fields, given, before?.specifications ?? {}, profile.locale),
    },
  }
}

const makeNames = (model: Model | null) => ({ manufacturer: model?.manufacturer ?? '', model: model?.name ?? '' })

/** The next number of the organization's equipment, for what has no tag of its own. */
async function nextTag(ctx: Context): Promise<{ tag: string; writes: Write[] }> {
  const [row] = await ctx.db.all<{ last: number }>(sql`SELECT last FROM numbers WHERE kind = 'asset'`)
  const number = (row?.last ?? 0) + 1
  return {
    tag: `E-${number}`,
    writes: [
      ctx.db.run(
        sql`INSERT INTO numbers (kind, last) VALUES ('asset', ${number}) ON CONFLICT (kind) DO UPDATE SET last = max(last, ${number})`,
      ),
    ],
  }
}

export const createAsset = action({
  name: 'assets.asset.create',
  about: 'Adds a piece of equipment: what it is, its make, where it stands and what it is a part of.',
  input: z.object({ ...wording, ...standing }),
  run: async (ctx, input) => {
    const parent = input.parentId ? await findAsset(ctx, input.parentId) : null
    const at = input.placeId || parent?.placeId || null
    const place = at ? await findPlace(ctx, at) : null
    permittedAt(ctx, 'assets.asset.create', place?.siteId ?? null)
    const numbered = input.tag === '' ? await nextTag(ctx) : { tag: input.tag, writes: [] }
    const { make, values } = await told(ctx, input, null)
    const id = newId('as', ctx.now)
    const asset: AssetWhole = {
      id,
      tag: numbered.tag,
      ...values,
      placeId: place?.id ?? null,
      siteId: place?.siteId ?? null,
      parentId: parent?.id ?? null,
      path: pathIn({ id }, parent),
      failsParent: input.failsParent,
      groupNeeds: input.groupNeeds,
      state: 'operational',
      stateSince: ctx.now,
      createdAt: ctx.now,
      createdBy: ctx.actor.id,
      retiredAt: null,
      successorId: null,
      version: 1,
    }
    return {
      subject: id,
      guards: [
        ...make.guards,
        ...standsIn(place),
        ...(parent ? [stillInUse(parent)] : []),
        tagIsFree(asset),
        ...serialIsFree(asset),
      ],
      writes: [
        ...numbered.writes,
        ...make.writes,
        ...insertAsset(ctx, asset, makeNames(make.model)),
        happened(ctx, { assetId: id, at: ctx.now, kind: 'change', what: 'created' }),
      ],
      plans: input.photo ? [await attach(ctx, { file: input.photo, about: id, role: 'photo' })] : [],
      facts: [{ name: 'assets.asset-created', subject: id, siteId: asset.siteId }],
      result: { id, version: 1 },
    }
  },
})

/** Refuses 'conflict' where the place is no longer in use. */
const standsIn = (place: Place | null): Guard[] => (place ? [stillStands(place)] : [])

const seen = (asset: AssetWhole, version: number | null): AssetWhole => {
  if (version !== null && version !== asset.version) throw assetChanged(asset)
  return asset
}

const money = ['purchaseMinor', 'replacementMinor', 'currency']

/** Field by field what changed. Costs say only that they changed: the audit log is read by more people than they are. */
function changesOf(before: AssetWhole, after: AssetWhole): Changes {
  const fields = Object.keys(after).filter((field) => !['version', 'path', 'state', 'stateSince'].includes(field))
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(before[field as 'name']) !== JSON.stringify(after[field as 'name']))
      .map((field) => [
        field,
        field === 'description' || money.includes(field)
          ? ('changed' as const)
          : { from: before[field as 'name'], to: after[field as 'name'] },
      ]),
  )
}

export const changeAsset = action({
  name: 'assets.asset.change',
  about:
    'Changes what is known of an asset: its names, make, class, owner, dates, costs, criticality and specifications.',
  input: z.object({ id: assetId, version, ...wording }),
  run: async (ctx, { id, version, ...input }) => {
    const before = seen(await assetFor(ctx, id, 'assets.asset.change'), version)
    inUse(before)
    const { make, values } = await told(ctx, input, before)
    const after: AssetWhole = { ...before, ...values, tag: input.tag || before.tag, version: before.version + 1 }
    const changes = changesOf(before, after)
    return {
      subject: before.id,
      guards: [stillAt(before), ...make.guards, tagIsFree(after), ...serialIsFree(after)],
      writes: [
        ...make.writes,
        ...updateAsset(ctx, after, makeNames(make.model)),
        happened(ctx, {
          assetId: before.id,
          at: ctx.now,
          kind: 'change',
          what: 'changed',
          details: { fields: Object.keys(changes) },
        }),
      ],
      facts: [{ name: 'assets.asset-changed', subject: before.id, siteId: after.siteId }],
      changes,
      result: { id: before.id, version: after.version },
    }
  },
})

export const moveAsset = action({
  name: 'assets.asset.move',
  about: 'Puts an asset into another place, or makes it a part of another asset; its own parts go along.',
  input: z.object({ id: assetId, version, ...standing, reason: optionalLine(300) }),
  run: async (ctx, { id, version, placeId, parentId, failsParent, groupNeeds, reason }) => {
    const before = seen(await assetFor(ctx, id, 'assets.asset.move'), version)
    inUse(before)
    const parent = parentId ? await findAsset(ctx, parentId) : null
    const place = placeId ? await findPlace(ctx, placeId) : null
    permittedAt(ctx, 'assets.asset.move', place?.siteId ?? null)
    const [from] = before.placeId ? [await findPlace(ctx, before.placeId)] : []
    const after: AssetWhole = {
      ...before,
      placeId: place?.id ?? null,
      siteId: place?.siteId ?? null,
      parentId: parent?.id ?? null,
      path: pathIn(before, parent),
      failsParent,
      groupNeeds,
      version: before.version + 1,
    }
    const changes = changesOf(before, after)
    if (Object.keys(changes).length === 0) {
      refuse('conflict', 'asset.there', `${before.tag} stands there already.`)
    }
    const moved = before.placeId !== after.placeId
    return {
      subject: before.id,
      guards: [stillAt(before), ...standsIn(moved ? place : null), ...(parent ? [stillInUse(parent)] : [])],
      writes: [
        ...(before.path === after.path ? [] : [carryParts(ctx, before.path, after.path)]),
        ctx.db.run(sql`UPDATE assets SET parent_id = ${after.parentId}, path = ${after.path}, fails_parent = ${failsParent},
          group_needs = ${groupNeeds}, version = version + 1 WHERE id = ${before.id}`),
        ...(moved ? movingParts(ctx, { path: after.path, from: from ?? null, to: place, of: before.id }) : []),
        happened(ctx, {
          assetId: before.id,
          at: ctx.now,
          kind: 'place',
          what: moved ? 'moved' : 'fitted',
          details: {
            from: from?.name ?? null,
            to: place?.name ?? null,
            partOf: parent ? parent.tag : null,
            ...(reason ? { reason } : {}),
          },
        }),
      ],
      facts: [{ name: 'assets.asset-moved', subject: before.id, siteId: after.siteId }],
      changes,
      ...(reason ? { reason } : {}),
      result: { id: before.id, version: after.version },
    }
  },
})

/** Parts that stood where their machine stood go with it; each keeps it in its own history. */
function movingParts(
  ctx: Context,
  { path, from, to, of }: { path: string; from: Place | null; to: Place | null; of: string },
): Write[] {
  const parts = partsAt(path, from?.id ?? null)
  const details = JSON.stringify({ from: from?.name ?? null, to: to?.name ?? null })
  return [
    ctx.db.run(sql`INSERT INTO asset_events (id, asset_id, at, kind, what, actor_id, details, subject)
      SELECT 'ev_' || lower(hex(randomblob(13))), id, ${ctx.now}, 'place', 'moved-along', ${ctx.actor.id}, ${details}, ${of}
      FROM assets WHERE ${parts} AND id <> ${of}`),
    ctx.db.run(sql`UPDATE assets SET place_id = ${to?.id ?? null}, site_id = ${to?.siteId ?? null} WHERE ${parts}`),
    ...facets(ctx, sql`assets.path >= ${path} AND assets.path < ${`${path}~`}`),
  ]
}

export const retireAsset = action({
  name: 'assets.asset.retire',
  about: 'Takes an asset out of service for good: its plans end and what is reserved for it is released.',
  input: z.object({ id: assetId, version, reason: textBlock(500, 'Write why it is retired.') }),
  run: async (ctx, { id, version, reason }) => {
    const before = seen(await assetFor(ctx, id, 'assets.asset.retire'), version)
    inUse(before)
    const [part] = await ctx.db.all<{ tag: string }>(
      sql`SELECT tag FROM assets WHERE parent_id = ${before.id} AND retired_at IS NULL LIMIT 1`,
    )
    if (part) {
      refuse(
        'conflict',
        'asset.has-parts',
        `${part.tag} is a part of ${before.tag} and in use. Move or retire its parts first.`,
      )
    }
    return {
      subject: before.id,
      guards: [
        stillAt(before),
        {
          count: sql`SELECT NOT EXISTS (SELECT 1 FROM assets WHERE parent_id = ${before.id} AND retired_at IS NULL)`,
          refusal: () => assetChanged(before),
        },
      ],
      writes: [
        ...ending(ctx, before.id),
        happened(ctx, {
          assetId: before.id,
          at: ctx.now,
          kind: 'state',
          what: 'retired',
          details: { reason },
        }),
      ],
      plans: [
        await planReportsDone(
          ctx,
          reportsOf(await openConcernsSentence(ctx, before.id)),
          `${before.tag} was taken out of service.`,
        ),
      ],
      facts: [{ name: 'assets.asset-retired', subject: before.id, siteId: before.siteId }],
      changes: { retiredAt: { from: null, to: ctx.now } },
      reason,
      result: { id: before.id, version: before.version + 1 },
    }
  },
})

/** The end of an asset: its open stop and concerns end with it. */
const ending = (ctx: Context, id: string): Write[] => [
  ctx.db.run(sql`UPDATE asset_stops SET ended_at = max(${ctx.now}, started_at + 1), ended_by = ${ctx.actor.id}, version = version + 1
    WHERE asset_id = ${id} AND ended_at IS NULL`),
  ctx.db.run(
    sql`UPDATE asset_concerns SET settled_at = ${ctx.now}, settled_by = ${ctx.actor.id} WHERE asset_id = ${id} AND settled_at IS NULL`,
  ),
  ctx.db.run(
    sql`UPDATE assets SET retired_at = ${ctx.now}, state = 'retired', state_since = ${ctx.now}, version = version + 1 WHERE id = ${id}`,
  ),
  ...facetsOf(ctx, id),
]

export const mergeAsset = action({
  name: 'assets.asset.merge',
  about:
    'Makes two records of one thing one: history, notes, parts and files go to the second, and the first leads there.',
  input: z.object({ id: assetId, version, successorId: assetId }),
  run: async (ctx, { id, version, successorId }) => {
    const before = seen(await assetFor(ctx, id, 'assets.asset.merge'), version)
    const into = await assetFor(ctx, successorId, 'assets.asset.merge')
    mergeable(before, into)
    return {
      subject: before.id,
      guards: [stillAt(before), stillAt(into)],
      writes: [
        // Stops of the two that cover the same time stay with the record that they were written for.
        ctx.db.run(sql`UPDATE asset_stops SET asset_id = ${into.id} WHERE asset_id = ${before.id} AND NOT EXISTS (
          SELECT 1 FROM asset_stops AS other WHERE other.asset_id = ${into.id}
            AND (asset_stops.ended_at IS NULL OR other.started_at < asset_stops.ended_at)
            AND (other.ended_at IS NULL OR other.ended_at > asset_stops.started_at))`),
        ctx.db.run(sql`UPDATE asset_concerns SET asset_id = ${into.id} WHERE asset_id = ${before.id}`),
        ...ending(ctx, before.id),
        ctx.db.run(sql`UPDATE assets SET successor_id = ${into.id} WHERE id = ${before.id}`),
        ctx.db.run(sql`UPDATE asset_events SET asset_id = ${into.id} WHERE asset_id = ${before.id}`),
        ctx.db.run(sql`UPDATE asset_notes SET about = ${into.id} WHERE about = ${before.id}`),
        ctx.db.run(sql`UPDATE assets SET path = ${into.path} || substr(path, ${before.path.length + 1})
          WHERE path >= ${before.path} AND path < ${`${before.path}~`} AND id <> ${before.id}`),
        ctx.db.run(sql`UPDATE assets SET parent_id = ${into.id} WHERE parent_id = ${before.id}`),
        ctx.db.run(sql`DELETE FROM asset_facets WHERE asset_id = ${before.id}`),
        ctx.db.run(sql`UPDATE assets SET version = version + 1 WHERE id = ${into.id}`),
        statesOf(ctx, [into.id]),
        happened(ctx, {
          assetId: into.id,
          at: ctx.now,
          kind: 'change',
          what: 'merged',
          details: { tag: before.tag, name: before.name, serial: before.serial },
          subject: before.id,
        }),
      ],
      plans: [moveAttachments(ctx, before.id, into.id), planCodesMoved(ctx, before.id, into.id)],
      facts: [{ name: 'assets.asset-merged', subject: before.id, successorId: into.id }],
      changes: { successorId: { from: null, to: into.id } },
      result: { id: into.id, version: into.version + 1 },
    }
  },
})
