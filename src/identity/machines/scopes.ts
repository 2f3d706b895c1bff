import type { Room } from '../../platform/room'

/** Something that a key may bring: the permission of a JSON route, with what it lets one do. */
export type Scope = { name: string; room: string; about: string; writes: boolean }

/**
 * What machines can be let do: the permissions that the JSON side asks for, room by room, but those that are asked for
 * with a fresh proof alone. Nothing else would help them.
 */
export function scopesOffered(rooms: readonly Room[]): Scope[] {
  const found = new Map<string, Scope>()
  for (const room of rooms) {
    for (const route of room.routes) {
      if (route.door !== 'api' || route.may === 'member' || route.stepUp || found.has(route.may)) continue
      const about =
        room.actions.find(({ action }) => action === route.may)?.about ??
        room.permissions.find(({ name }) => name === route.may)?.about ??
        route.contract.about
      found.set(route.may, {
        name: route.may,
        room: room.name,
        about,
        writes: room.actions.some(({ action }) => action === route.may),
      })
    }
  }
  return [...found.values()]
}
