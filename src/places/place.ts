import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

export const kinds = ['site', 'area', 'line', 'storeroom', 'bin'] as const
export type Kind = (typeof kinds)[number]

/** A site is `st_…` and stands nowhere; every other place stands in one. */
export type PlaceId = Id<'st'> | Id<'pl'>

/** Somewhere on the map of the plant. ISO 14224's levels 3 to 5: installation, plant or unit, section. */
export type Place = {
  id: PlaceId
  kind: Kind
  name: string
  /** What is painted on it: A-04-2. Unique within its site while the place is in use. Empty for none. */
  code: string
  notes: string
  parentId: PlaceId | null
  siteId: Id<'st'>
  /** The ids from the site down to this place, each followed by a slash: all that stands in it begins so. */
  path: string
  /** 0 for a site. */
  depth: number
  createdAt: Instant
  /** Set when it is merged or retired: nothing new is put there. */
  endedAt: Instant | null
  /** Where what was here is now. */
  successorId: PlaceId | null
  version: number
}

/** What may stand in what. */
const within: Record<Kind, readonly Kind[]> = {
  site: [],
  area: ['site', 'area', 'storeroom'],
  line: ['site', 'area'],
  storeroom: ['site', 'area', 'line'],
  bin: ['storeroom', 'area', 'line'],
}

/** Kinds that can be made within a place of this kind. */
export const kindsWithin = (kind: Kind): Kind[] => kinds.filter((candidate) => within[candidate].includes(kind))

/** Places below a site, one in the other. */
export const deepest = 12

/** How a code is compared: 'a 04-2' and 'A-04-2' are one. Null for none. */
export const foldCode = (code: string): string | null =>
  code
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '') || null

type Standing = Pick<Place, 'parentId' | 'siteId' | 'path' | 'depth'>

/**
 * Where a place stands when it is put into another.
 * Refuses 'invalid': a kind that has no business there ('place.parent'), itself or something in it ('place.cycle'), too
 * deep ('place.deep'); 'conflict' for a place that is no longer in use ('place.ended').
 */
export function standing(place: Pick<Place, 'id' | 'kind'> & { path?: string }, parent: Place): Standing {
  inUse(parent)
  if (!within[place.kind].includes(parent.kind)) {
    const allowed = within[place.kind].map((kind) => `a ${kind}`).join(' or ')
    no('place.parent', `A ${place.kind} stands in ${allowed}, not in a ${parent.kind}. Choose another place.`)
  }
  if (place.path && parent.path.startsWith(place.path)) {
    no('place.cycle', 'A place cannot stand in itself. Choose one that is outside of it.')
  }
  if (parent.depth + 1 > deepest) no('place.deep', `Places stand at most ${deepest} deep. Choose one further up.`)
  return {
    parentId: parent.id,
    siteId: parent.siteId,
    path: `${parent.path}${place.id}/`,
    depth: parent.depth + 1,
  }
}

const no = (reason: string, sentence: string): never => refuse('invalid', reason, sentence, { parentId: sentence })

/** Puts a place and all in it elsewhere. Refuses as `standing`, and 'conflict' ('place.there') where it stands already. */
export function move(place: Place, parent: Place): Place {
  inUse(place)
  if (place.kind === 'site') refuse('invalid', 'place.site', 'A site stands in no other place.')
  if (place.parentId === parent.id) refuse('conflict', 'place.there', `${place.name} stands in ${parent.name} already.`)
  return { ...place, ...standing(place, parent), version: place.version + 1 }
}

/**
 * Ends a place. What stands in it goes to the successor; without one it must be empty of places in use.
 *
 * Refuses 'conflict' when it is ended already ('place.ended') or not empty ('place.not-empty'), and 'invalid' for a
 * successor that is the place itself or in it ('place.cycle'), or where its contents may not stand ('place.parent').
 */
export function end(
  place: Place,
  { successor, contents, at }: { successor: Place | null; contents: readonly Kind[]; at: Instant },
): Place {
  inUse(place)
  if (successor) {
    inUse(successor)
    if (successor.path.startsWith(place.path)) {
      refuse('invalid', 'place.cycle', 'Choose a successor that is outside of this place.', {
        successorId: 'Choose a successor that is outside of this place.',
      })
    }
    for (const kind of contents) {
      if (!within[kind].includes(successor.kind)) {
        const sentence = `${place.name} holds a ${kind}, which cannot stand in a ${successor.kind}. Choose another successor.`
        refuse('invalid', 'place.parent', sentence, { successorId: sentence })
      }
    }
  } else if (contents.length > 0) {
    refuse(
      'conflict',
      'place.not-empty',
      `Other places stand in ${place.name}. Move or retire them first, or say which place takes them over.`,
    )
  }
  return { ...place, endedAt: at, successorId: successor?.id ?? null, version: place.version + 1 }
}

/** Refuses 'invalid' ('place.kinds'): only like and like become one. */
export function mergeable(place: Place, into: Place): void {
  if (place.kind !== into.kind) {
    const sentence = `A ${place.kind} and a ${into.kind} cannot become one. Choose a ${place.kind}.`
    refuse('invalid', 'place.kinds', sentence, { successorId: sentence })
  }
}

/**
 * Takes a place that was retired into use again. Refuses 'conflict' ('place.in-use', 'place.merged'): what two places
 * held cannot be told apart again.
 */
export function restore(place: Place, parent: Place | null): Place {
  if (place.endedAt === null) refuse('conflict', 'place.in-use', `${place.name} is in use.`)
  if (place.successorId) {
    refuse('conflict', 'place.merged', `What was in ${place.name} has moved on. Make a new place and move it there.`)
  }
  if (parent) inUse(parent)
  return { ...place, endedAt: null, version: place.version + 1 }
}

function inUse(place: Place): void {
  if (place.endedAt !== null) {
    refuse('conflict', 'place.ended', `${place.name} is no longer in use. Choose another place.`)
  }
}
