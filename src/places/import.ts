import { isNull, sql } from 'drizzle-orm'
import { newId } from '../kernel/ids'
import { Refusal } from '../kernel/refusal'
import type { Context } from '../platform/context'
import {
  changedSince,
  type Existing,
  type ImportedBy,
  type ImportKind,
  type Incoming,
  type Outcome,
  type Problems,
  stillAsBrought,
  stillAsRead,
  type Values,
} from '../platform/imports'
import { readCursor, writeCursor } from '../platform/keyset'
import { insertMany, listed, updateMany } from '../platform/many'
import type { Hold } from '../platform/room'
import { foldCode, type Kind, type Place, standing } from './place'
import { nameKey, readTrail, trailKey, writeTrail } from './place-trail'
import { places } from './schema'

/** A place with the names of all that it stands in, from the site down. */
type Standing = Place & { trail: string[]; parentTrail: string[]; parentCode: string; siteName: string }

const kinds = [
  { value: 'area', title: 'Area', words: ['zone', 'department', 'building', 'room', 'hall', 'functional location'] },
  { value: 'line', title: 'Line', words: ['production line', 'cell'] },
  { value: 'storeroom', title: 'Storeroom', words: ['stores', 'warehouse', 'depot', 'store', 'stockroom'] },
  { value: 'bin', title: 'Bin', words: ['bin location', 'shelf', 'rack', 'storage bin', 'location bin', 'internal'] },
] as const

/** Names by which another row of the file may call this one: its way, its name, its code. */
function namesOf(values: Values): string[] {
  const name = values.name ?? ''
  const inside = values.inside ? readTrail(values.inside) : values.site ? [values.site] : []
  const way = inside.length > 0 ? [trailKey([...inside, name])] : []
  return [...way, trailKey([name]), ...(foldCode(values.code ?? '') ? [trailKey([values.code ?? ''])] : [])]
}

/** Places of every kind whose name or code is one of these, in use, with the names above them. */
export async function candidates(ctx: Context, words: string[]): Promise<Standing[]> {
  const called = [...new Set(words.map((word) => word.trim()).filter(Boolean))]
  if (called.length === 0) return []
  const codes = called.map(foldCode).filter((code) => code !== null)
  const rows = await ctx.db
    .select()
    .from(places)
    .where(
      sql`${isNull(places.endedAt)} AND ${places.id} IN (
        SELECT id FROM places WHERE ended_at IS NULL AND lower(name) IN (SELECT lower(value) FROM json_each(${JSON.stringify(called)}))
        UNION SELECT id FROM places WHERE ended_at IS NULL AND code_folded IN (${listed(codes)}) AND site_id IN (SELECT id FROM sites))`,
    )
    .limit(20_000)
  return withTrails(ctx, rows)
}

export async function withTrails(ctx: Context, rows: (typeof places.$inferSelect)[]): Promise<Standing[]> {
  const ids = [...new Set(rows.flatMap(({ path }) => path.split('/').filter(Boolean)))]
  const above = new Map(
    (
      await ctx.db
        .select({ id: places.id, name: places.name, code: places.code })
        .from(places)
        .where(sql`${places.id} IN (${listed(ids)})`)
    ).map((place) => [place.id as string, place]),
  )
  return rows.map(({ codeFolded: _, ...place }) => {
    const trail = place.path
      .split('/')
      .filter(Boolean)
      .map((id) => above.get(id)?.name ?? '')
    return {
      ...place,
      trail,
      parentTrail: trail.slice(0, -1),
      parentCode: above.get(place.parentId ?? '')?.code ?? '',
      siteName: trail[0] ?? '',
    }
  })
}

/** Whether a place is called so: by its code, its name, or the end of its way. */
export const isCalled = (place: Standing, words: string): boolean => {
  const said = readTrail(words)
  if (said.length === 1 && foldCode(place.code) !== null && foldCode(place.code) === foldCode(words)) return true
  return trailKey(place.trail) === trailKey(said) || trailKey(place.trail.slice(-said.length)) === trailKey(said)
}

/** Of several that are called so, the one whose whole way was written. */
export function only(found: Standing[], words: string): Standing[] {
  const whole = found.filter(({ trail }) => trailKey(trail) === trailKey(readTrail(words)))
  return whole.length === 1 ? whole : found
}

/** Whether the parent of a place is the one that a row calls. */
const stands = (place: Standing, inside: string): boolean => {
  const said = readTrail(inside)
  if (said.length === 1 && place.parentCode !== '' && foldCode(place.parentCode) === foldCode(inside)) return true
  return trailKey(place.parentTrail.slice(-said.length)) === trailKey(said)
}

const valuesOf = (place: Standing): Values => ({
  kind: place.kind,
  name: place.name,
  code: place.code,
  inside: writeTrail(place.parentTrail),
  site: place.siteName,
  notes: place.notes,
})

const existingOf = (place: Standing, { inside, site }: Values): Existing => ({
  id: place.id,
  title: place.name,
  href: `/places/${place.id}`,
  values: {
    ...valuesOf(place),
    ...(inside && stands(place, inside) ? { inside } : {}),
    ...(site && nameKey(site) === nameKey(place.siteName) ? { site } : {}),
  },
})

function match(found: Standing[], values: Values): Existing | { problems: Problems } | null {
  const { code = '', name = '', inside = '', site = '' } = values
  const here = found.filter(
    (place) => place.kind !== 'site' && (site === '' || nameKey(place.siteName) === nameKey(site)),
  )
  const coded = foldCode(code) === null ? [] : here.filter((place) => foldCode(place.code) === foldCode(code))
  const named = here.filter(
    (place) => nameKey(place.name) === nameKey(name) && (inside === '' || stands(place, inside)),
  )
  const within = coded.filter((place) => inside === '' || stands(place, inside))
  const uncoded = named.filter((place) => foldCode(place.code) === null)
  const fitting =
    foldCode(code) === null
      ? named
      : within.length > 0
        ? within
        : coded.length === 0
          ? uncoded
          : site !== ''
            ? coded
            : []
  const [one, other] = fitting
  if (!one) return null
  if (other)
    return {
      problems: {
        name: `Several places are called so. Write the whole way into “Inside”: ${writeTrail(one.parentTrail)}`,
      },
    }
  return existingOf(one, values)
}

async function plan(ctx: Context, rows: readonly Incoming[], by: ImportedBy) {
  const callings = rows.map(({ values }) => values.inside || values.site || '')
  const found = await candidates(
    ctx,
    callings.flatMap((words) => [words, readTrail(words).at(-1) ?? '']),
  )
  const made = await placesById(
    ctx,
    [...by.coming.values()].flatMap(({ id }) => (id ? [id] : [])),
  )
  const outcomes: Outcome[] = []
  const inserts: Place[] = []
  const updates: Place[] = []
  const before = await placesById(
    ctx,
    rows.flatMap(({ existing }) => (existing ? [existing.id] : [])),
  )
  const taken = new Set<string>()

  for (const { row, values, existing } of rows) {
    const problems = (sentences: Problems) => outcomes.push({ row, problems: sentences })
    if (existing) {
      const place = before.get(existing.id)
      const wrong = place ? changeTrouble(place, values) : { '': 'It has gone meanwhile.' }
      if (!place || Object.keys(wrong).length > 0) problems(wrong)
      else if (!permitted(by, place.siteId)) problems(notThere)
      else {
        updates.push({
          ...place,
          name: values.name || place.name,
          code: values.code ?? place.code,
          notes: values.notes ?? place.notes,
          version: place.version + 1,
        })
        outcomes.push({ row, id: place.id })
      }
      continue
    }
    const words = values.inside || values.site || ''
    const parent = parentOf(words, { row, values }, { by, made, found })
    if (typeof parent === 'string') {
      problems({ [values.inside ? 'inside' : 'site']: parent })
      continue
    }
    const kind = (values.kind ?? '') as Kind
    const id = newId('pl', ctx.now)
    try {
      const place: Place = {
        id,
        kind,
        name: values.name ?? '',
        code: values.code ?? '',
        notes: values.notes ?? '',
        ...standing({ id, kind }, parent),
        createdAt: ctx.now,
        endedAt: null,
        successorId: null,
        version: 1,
      }
      const code = foldCode(place.code)
      const mark = code === null ? '' : `${place.siteId}|${code}`
      if (parent.siteId !== comingSite && !permitted(by, place.siteId)) problems(notThere)
      else if (mark && parent.siteId !== comingSite && taken.has(mark))
        problems({ code: `Another row has the code ${place.code} at this site.` })
      else {
        if (mark) taken.add(mark)
        inserts.push(place)
        outcomes.push({ row, id })
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems({ [values.inside ? 'inside' : 'kind']: error.message })
    }
  }
  const clashes = await codesInUse(
    ctx,
    [...inserts, ...updates].filter(({ siteId }) => siteId !== comingSite),
  )
  return {
    outcomes: outcomes.map((outcome) => {
      if ('problems' in outcome) return outcome
      const place = [...inserts, ...updates].find(({ id }) => id === outcome.id)
      return place && clashes.has(place.id)
        ? { row: outcome.row, problems: { code: `Another place of this site has the code ${place.code}.` } }
        : outcome
    }),
    guards: by.dry ? [] : stillAsRead(places, [...before.values()]),
    writes: by.dry
      ? []
      : [
          ...insertMany(ctx, places, inserts.filter(({ id }) => !clashes.has(id)).map(coded)),
          ...updateMany(ctx, places, updates.filter(({ id }) => !clashes.has(id)).map(coded), [
            'name',
            'code',
            'codeFolded',
            'notes',
            'version',
          ]),
        ],
  }
}

const coded = (place: Place) => ({ ...place, codeFolded: foldCode(place.code) })

const notThere = { site: 'You may not add places at that site. Ask an administrator.' }

const permitted = ({ sites }: ImportedBy, siteId: string): boolean => sites === null || sites.includes(siteId)

/** Stands for a place that another row of the file will be; at which site is not known yet. */
const comingPlace = (kind: Kind, name: string): Place => ({
  id: 'pl_coming',
  kind,
  name,
  code: '',
  notes: '',
  parentId: null,
  siteId: comingSite,
  path: '',
  depth: 0,
  createdAt: 0 as Place['createdAt'],
  endedAt: null,
  successorId: null,
  version: 1,
})
const comingSite = 'st_coming' as const

function changeTrouble(place: Place, values: Values): Problems {
  if (values.kind && values.kind !== place.kind) return { kind: `It is a ${place.kind}, and stays one.` }
  if (values.inside || values.site)
    return { [values.inside ? 'inside' : 'site']: 'It stands elsewhere. Move it on its page: an import moves nothing.' }
  return {}
}

/** Where a new place stands: in a row of the file, or in a place that is there. A sentence where that cannot be told. */
function parentOf(
  words: string,
  { row: own, values }: Pick<Incoming, 'row' | 'values'>,
  { by, made, found }: { by: ImportedBy; made: Map<string, Place>; found: Standing[] },
): Place | string {
  if (words === '') return 'Say in which place or site it stands.'
  const calls = values.inside ? by.coming.get(trailKey(readTrail(words))) : undefined
  const row = calls?.row === own ? undefined : calls
  const called = only(
    found.filter(
      (place) =>
        isCalled(place, words) && (!values.inside || !values.site || nameKey(place.siteName) === nameKey(values.site)),
    ),
    words,
  )
  if (row?.many || (!row && called.length > 1)) {
    return `Several places are called “${words}”. Write the whole way: ${writeTrail(called[0]?.trail ?? ['Site', 'Area', 'Place'])}`
  }
  if (row?.id) return made.get(row.id) ?? `What row ${row.row} became is gone.`
  if (row && by.dry) {
    return comingPlace((row.note || 'area') as Kind, words)
  }
  return called[0] ?? `There is no place called “${words}”. Add it first, or as a row of this file.`
}

async function placesById(ctx: Context, ids: string[]): Promise<Map<string, Place>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .select()
    .from(places)
    .where(sql`${places.id} IN (${listed(ids)})`)
  return new Map(rows.map(({ codeFolded: _, ...place }) => [place.id as string, place]))
}

/** Of these places those whose code another one of their site has. */
async function codesInUse(ctx: Context, wanted: Place[]): Promise<Set<string>> {
  const asked = wanted.flatMap((place) => {
    const code = foldCode(place.code)
    return code === null ? [] : [[place.id, place.siteId, code]]
  })
  if (asked.length === 0) return new Set()
  const rows = await ctx.db.all<{ id: string }>(
    sql`SELECT json_extract(one.value, '$[0]') AS id FROM json_each(${JSON.stringify(asked)}) AS one CROSS JOIN places
          ON places.site_id = json_extract(one.value, '$[1]') AND places.code_folded = json_extract(one.value, '$[2]')
          AND places.ended_at IS NULL AND places.id <> json_extract(one.value, '$[0]')`,
  )
  return new Set(rows.map(({ id }) => id))
}

async function remove(ctx: Context, ids: readonly string[]) {
  if (ids.length === 0) return { writes: [], stays: new Map<string, string>() }
  const rows = await ctx.db.all<{ id: string; why: string }>(
    sql`${changedSince(places, ids)}
        UNION ALL SELECT parent_id, min(name) || ' stands in it.' FROM places WHERE parent_id IN (${listed(ids)}) GROUP BY parent_id`,
  )
  const stays = new Map(rows.map(({ id, why }) => [id, why]))
  const free = ids.filter((id) => !stays.has(id))
  return {
    guards: [stillAsBrought(places, free)],
    writes: [ctx.db.run(sql`DELETE FROM places WHERE id IN (${listed(free)})`)],
    stays,
  }
}

/** Areas, lines, storerooms and bins by files. */
export const placeImport: ImportKind = {
  name: 'places',
  title: 'Places',
  one: 'place',
  many: 'places',
  about: 'Areas, lines, storerooms and bins, in any order of rows.',
  icon: 'factory',
  may: 'places.place.import',
  href: '/places',
  columns: [
    {
      key: 'kind',
      title: 'Kind',
      words: ['type', 'location type', 'locationType', 'place type'],
      kind: 'choice',
      choices: kinds,
      required: true,
    },
    {
      key: 'name',
      title: 'Name',
      words: ['place', 'location', 'location name', 'bin name', 'area', 'description of location'],
      kind: 'line',
      longest: 120,
      required: true,
    },
    {
      key: 'code',
      title: 'Code',
      words: [
        'number',
        'location number',
        'locationNumber',
        'location code',
        'bin',
        'bin code',
        'location id',
        'short name',
      ],
      kind: 'code',
      longest: 40,
      hint: 'What is painted on it; unique within its site.',
    },
    {
      key: 'inside',
      title: 'Inside',
      words: ['parent', 'parent location', 'parentLocation', 'within', 'located in', 'superior', 'belongs to'],
      kind: 'line',
      longest: 900,
      hint: 'The name or code of the place it stands in, or the whole way: Site > Area > Room.',
    },
    {
      key: 'site',
      title: 'Site',
      words: ['plant', 'facility', 'works'],
      kind: 'line',
      longest: 120,
      hint: 'Where it stands in no other place.',
    },
    {
      key: 'notes',
      title: 'Notes',
      words: ['description', 'remarks', 'comment', 'comments'],
      kind: 'block',
      longest: 2000,
    },
  ],
  key: (values) => {
    const where = values.inside || values.site || ''
    return `${trailKey(readTrail(where))}|${foldCode(values.code ?? '') ?? trailKey([values.name ?? ''])}`
  },
  names: namesOf,
  note: ({ kind = '' }) => kind,
  refers: ({ inside = '' }) => (inside ? trailKey(readTrail(inside)) : ''),
  check: ({ inside, site }): Problems =>
    inside || site ? {} : { inside: 'Say in which place it stands, or at which site.' },
  find: async (ctx, rows) => {
    const words = rows.flatMap(({ values }) => [values.name ?? '', values.code ?? ''])
    const found = await candidates(ctx, words)
    const byWord = new Map<string, Standing[]>()
    for (const place of found) {
      for (const word of new Set([nameKey(place.name), `#${foldCode(place.code) ?? ''}`])) {
        byWord.set(word, [...(byWord.get(word) ?? []), place])
      }
    }
    const answers = new Map<number, Existing | { problems: Problems }>()
    for (const { row, values } of rows) {
      const near = [
        ...(byWord.get(nameKey(values.name ?? '')) ?? []),
        ...(byWord.get(`#${foldCode(values.code ?? '') ?? '-'}`) ?? []),
      ]
      const answer = match([...new Set(near)], values)
      if (answer) answers.set(row, answer)
    }
    return answers
  },
  plan,
  remove,
  list: async (ctx, after) => {
    const cursor = readCursor(after ?? undefined, 1)
    const rows = await ctx.db
      .select()
      .from(places)
      .where(
        sql`${places.kind} <> 'site' AND ${isNull(places.endedAt)} ${cursor ? sql`AND ${places.path} > ${cursor[0]}` : sql``}`,
      )
      .orderBy(places.path)
      .limit(500)
    const last = rows.at(-1)
    return {
      rows: (await withTrails(ctx, rows)).map(valuesOf),
      next: rows.length === 500 && last ? writeCursor([last.path]) : null,
    }
  },
}

/** What stands in these places: for taking an import back. */
export const holdsOfPlaces: Hold[] = [
  { in: places.successorId, why: sql`min(${places.name}) || ' was merged into it.'` },
]
