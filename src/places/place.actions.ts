import * as z from 'zod'
import { newId } from '../kernel/ids'
import { optionalBlock, optionalLine, textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import type { Changes } from '../platform/schema'
import { end, foldCode, kinds, mergeable, move, type Place, restore, standing } from './place'
import {
  adopt,
  carryAlong,
  codeIsFree,
  codesAreFree,
  findPlace,
  fitsBelow,
  insertPlace,
  kindsInside,
  placeChanged,
  stillAt,
  stillStands,
  updatePlace,
} from './place.queries'

export const placeId = z.string().regex(/^(st|pl)_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose a place from the list.')

const wording = {
  name: textLine(120, 'Write the name of the place.'),
  code: optionalLine(40).describe('What is painted on it, such as A-04-2; unique within its site.'),
  notes: optionalBlock(2000),
}

/** Refuses 'conflict' when the person saw another version than the one that is there. */
export function seen(place: Place, version: number | null): Place {
  if (version !== null && version !== place.version) throw placeChanged(place)
  return place
}

export function changesOf(before: Place, after: Place): Changes {
  const changes: Changes = {}
  for (const field of ['name', 'code', 'parentId', 'endedAt', 'successorId'] as const) {
    if (before[field] !== after[field]) changes[field] = { from: before[field], to: after[field] }
  }
  if (before.notes !== after.notes) changes.notes = 'changed'
  return changes
}

const coded = (place: Place) => (foldCode(place.code) === null ? [] : [codeIsFree(place)])

const written = ({ id, version }: Place) => ({ id, version })

export const createPlace = action({
  name: 'places.place.create',
  about: 'Adds an area, a line, a storeroom or a bin within a site or another place.',
  input: z.object({ kind: z.enum(kinds).exclude(['site']), parentId: placeId, ...wording }),
  run: async (ctx, { parentId, ...input }) => {
    const parent = await findPlace(ctx, parentId)
    const id = newId('pl', ctx.now)
    const place: Place = {
      id,
      ...input,
      ...standing({ id, kind: input.kind }, parent),
      createdAt: ctx.now,
      endedAt: null,
      successorId: null,
      version: 1,
    }
    return {
      subject: id,
      guards: [stillStands(parent), ...coded(place)],
      writes: [insertPlace(ctx, place)],
      facts: [{ name: 'places.place-created', subject: id }],
      result: written(place),
    }
  },
})

export const changePlace = action({
  name: 'places.place.change',
  about: 'Changes the name, the code and the notes of a place.',
  input: z.object({ id: placeId, version, ...wording }),
  run: async (ctx, { id, version, ...input }) => {
    const before = seen(await findPlace(ctx, id), version)
    const after = { ...before, ...input, version: before.version + 1 }
    return {
      subject: before.id,
      guards: [stillAt(before), ...(before.endedAt === null ? coded(after) : [])],
      writes: [updatePlace(ctx, after)],
      facts: [{ name: 'places.place-changed', subject: before.id }],
      changes: changesOf(before, after),
      result: written(after),
    }
  },
})

export const movePlace = action({
  name: 'places.place.move',
  about: 'Puts a place, with all that stands in it, into another one.',
  input: z.object({ id: placeId, version, parentId: placeId }),
  run: async (ctx, { id, version, parentId }) => {
    const before = seen(await findPlace(ctx, id), version)
    const parent = await findPlace(ctx, parentId)
    const after = move(before, parent)
    return {
      subject: before.id,
      guards: [
        stillAt(before),
        stillStands(parent),
        fitsBelow(before, after.depth),
        ...(before.siteId === after.siteId ? [] : [codesAreFree(before.path, after.siteId)]),
      ],
      writes: [carryAlong(ctx, before, after), updatePlace(ctx, after)],
      facts: [{ name: 'places.place-moved', subject: before.id }],
      changes: changesOf(before, after),
      result: written(after),
    }
  },
})

/** A place ends and what stands in it goes to its successor, all of it or nothing. */
async function ending(ctx: Context, before: Place, successor: Place | null, fact: string) {
  const after = end(before, { successor, contents: await kindsInside(ctx, before.id), at: ctx.now })
  const writes = successor
    ? [carryAlong(ctx, before, { ...successor, id: before.id }), adopt(ctx, before, successor), updatePlace(ctx, after)]
    : [updatePlace(ctx, after)]
  return {
    subject: before.id,
    guards: [
      stillAt(before),
      ...(successor
        ? [
            stillStands(successor),
            fitsBelow(before, successor.depth),
            ...(successor.siteId === before.siteId ? [] : [codesAreFree(before.path, successor.siteId)]),
          ]
        : []),
    ],
    writes,
    facts: [{ name: fact, subject: before.id, successorId: after.successorId }],
    changes: changesOf(before, after),
    result: written(after),
  }
}

export const mergePlace = action({
  name: 'places.place.merge',
  about: 'Makes two places of one kind one: all that stands in the first goes to the second, and its id leads there.',
  input: z.object({ id: placeId, version, successorId: placeId }),
  run: async (ctx, { id, version, successorId }) => {
    const before = seen(await findPlace(ctx, id), version)
    const successor = await findPlace(ctx, successorId)
    mergeable(before, successor)
    return ending(ctx, before, successor, 'places.place-merged')
  },
})

const maybePlace = z.union([z.literal(''), placeId]).default('')

export const retirePlace = action({
  name: 'places.place.retire',
  about: 'Takes a place out of use; a successor takes over what stands in it.',
  input: z.object({ id: placeId, version, successorId: maybePlace }),
  run: async (ctx, { id, version, successorId }) => {
    const before = seen(await findPlace(ctx, id), version)
    return ending(ctx, before, successorId ? await findPlace(ctx, successorId) : null, 'places.place-retired')
  },
})

export const restorePlace = action({
  name: 'places.place.restore',
  about: 'Takes a retired place into use again.',
  input: z.object({ id: placeId, version }),
  run: async (ctx, { id, version }) => {
    const before = seen(await findPlace(ctx, id), version)
    const parent = before.parentId ? await findPlace(ctx, before.parentId) : null
    const after = restore(before, parent)
    return {
      subject: before.id,
      guards: [stillAt(before), ...(parent ? [stillStands(parent)] : []), ...coded(after)],
      writes: [updatePlace(ctx, after)],
      facts: [{ name: 'places.place-restored', subject: before.id }],
      changes: changesOf(before, after),
      result: written(after),
    }
  },
})
