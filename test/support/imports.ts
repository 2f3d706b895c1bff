import { expect } from 'vitest'
import { workOn } from '../../src/imports/step.actions'
import { type Person, sent, type World } from './world'

/** How an import is, as the JSON side tells it. */
export type Told = {
  id: string
  state: string
  rows: number
  counts: Record<string, number>
  trouble: string
  reading: Record<string, unknown>
  heads: string[] | null
  mapping: { columns: Record<string, number>; fixed: Record<string, string> }
  version: number
}

export const api = (who: Person, path: string) => `/api/v1/${who.organization}${path}`

/** Sends a file as the page does; answers the import's id. */
export async function sendTable(
  world: World,
  who: Person,
  kind: string,
  { name, bytes }: { name: string; bytes: Uint8Array<ArrayBuffer> | string },
): Promise<Response> {
  const form = new FormData()
  form.set('csrf', who.csrf)
  form.set('kind', kind)
  form.set('file', new File([bytes], name))
  return world.ask(`/${who.organization}/imports`, {
    method: 'POST',
    headers: { Cookie: `__Host-sid=${who.token}`, 'Sec-Fetch-Site': 'same-origin' },
    body: form,
  })
}

export async function beginImport(
  world: World,
  who: Person,
  kind: string,
  file: { name: string; bytes: Uint8Array<ArrayBuffer> | string },
): Promise<string> {
  const answer = await sendTable(world, who, kind, file)
  expect([file.name, answer.status, answer.status === 303 ? '' : await answer.text()]).toEqual([file.name, 303, ''])
  return answer.headers.get('Location')?.split('/').at(-1) ?? ''
}

export const told = async (world: World, who: Person, id: string): Promise<Told> =>
  (await (await world.get(who, api(who, `/imports/${id}`))).json()) as Told

/** Lets the house work on an import until it waits for a person. */
export async function atRest(world: World, who: Person, id: string): Promise<Told> {
  for (let message = 0; message < 200; message++) {
    const now = await told(world, who, id)
    if (!['checking', 'running', 'undoing'].includes(now.state)) return now
    const ctx = await world.platform.openTenant(who.organizationId, { kind: 'system', id: 'house' }, 'test')
    await workOn(ctx, id)
    sent.length = 0
  }
  throw new Error('The import does not come to rest')
}

type Said = {
  columns?: Record<string, number>
  fixed?: Record<string, string>
  existing?: string
  dates?: string
  decimal?: string
}

/** Checks all rows with what was proposed, and what is said here. */
export async function checked(world: World, who: Person, id: string, said: Said = {}): Promise<Told> {
  const { mapping } = await told(world, who, id)
  const answer = await world.json(who, 'PUT', api(who, `/imports/${id}/check`), {
    existing: 'skip',
    ...said,
    columns: said.columns ?? mapping.columns,
    fixed: { ...mapping.fixed, ...said.fixed },
  })
  expect([answer.status, answer.status === 200 ? '' : await answer.text()]).toEqual([200, ''])
  return atRest(world, who, id)
}

export async function ran(world: World, who: Person, id: string, leaveBad = false): Promise<Told> {
  const answer = await world.json(who, 'PUT', api(who, `/imports/${id}/run`), { leaveBad })
  expect([answer.status, answer.status === 200 ? '' : await answer.text()]).toEqual([200, ''])
  return atRest(world, who, id)
}

export async function undone(world: World, who: Person, id: string): Promise<Told> {
  expect((await world.json(who, 'PUT', api(who, `/imports/${id}/undoing`), {})).status).toBe(200)
  return atRest(world, who, id)
}

/** The problems of rows, by their numbers. */
export async function problems(world: World, who: Person, id: string, state = 'bad'): Promise<Record<number, object>> {
  const answer = await world.get(who, api(who, `/imports/${id}/rows?state=${state}`))
  const { items } = (await answer.json()) as { items: { row: number; problems: object }[] }
  return Object.fromEntries(items.map(({ row, problems: wrong }) => [row, wrong]))
}
