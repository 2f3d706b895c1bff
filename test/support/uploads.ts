import { expect } from 'vitest'
import type { Person, World } from './world'

type Sent = { name: string; bytes: Uint8Array<ArrayBuffer>; about?: string; role?: string }
type Begun = { id: string; parts: number; partBytes: number; here: number[] }

/** Begins to send a file. */
export async function begin(world: World, who: Person, { bytes, ...told }: Sent, more: object = {}): Promise<Begun> {
  const path = `/api/v1/${who.organization}/files/uploads`
  const answer = await world.json(who, 'POST', path, { ...told, sizeBytes: bytes.byteLength, ...more })
  expect([told.name, answer.status]).toEqual([told.name, 201])
  return (await answer.json()) as Begun
}

export const partOf = (bytes: Uint8Array<ArrayBuffer>, { partBytes }: Begun, number: number) =>
  bytes.slice((number - 1) * partBytes, number * partBytes)

/** Sends a file as the uploader of a page does, and answers the last answer. */
export async function trySending(world: World, who: Person, sent: Sent): Promise<Response> {
  const begun = await begin(world, who, sent)
  const path = `/api/v1/${who.organization}/files/uploads/${begun.id}`
  for (let number = 1; number <= begun.parts; number++) {
    expect((await world.bytes(who, `${path}/parts/${number}`, partOf(sent.bytes, begun, number))).status).toBe(200)
  }
  return world.json(who, 'PUT', `${path}/completion`, { id: begun.id })
}

export async function sendFile(world: World, who: Person, sent: Sent): Promise<{ file: string; name: string }> {
  const answer = await trySending(world, who, sent)
  expect([sent.name, answer.status]).toEqual([sent.name, 200])
  return (await answer.json()) as { file: string; name: string }
}
