import { type KeyKind, newText } from '../../src/identity/machines/key'
import { makeApiKey } from '../../src/identity/machines/key.actions'
import { createService } from '../../src/identity/machines/service.actions'
import { hashOf } from '../../src/kernel/ids'
import type { Person, World } from './world'

/** A key as its holder has it. */
export type Held = { id: string; text: string; serviceId: string | null }

type Wanted = { kind?: KeyKind; serviceId?: string | null; days?: number; role?: string }

/** Makes a key of a person. */
export async function keyOf(world: World, person: Person, scopes: string[], wanted: Wanted = {}): Promise<Held> {
  const { kind = 'key', serviceId = null, days = 90, role = 'owner' } = wanted
  const text = newText(kind)
  const ctx = await world.as(person, role)
  const hash = await hashOf(text)
  const { id } = await makeApiKey(ctx, {
    name: `A ${kind} of ${person.name}`,
    kind,
    serviceId: serviceId ?? '',
    scopes,
    days,
    hash,
    hint: text.slice(-4),
  })
  await world.settle()
  return { id, text, serviceId }
}

/** Opens a service account of the person's organization with a key that brings all of it. */
export async function serviceOf(world: World, person: Person, name: string, permissions: string[]): Promise<Held> {
  const { id } = await createService(await world.as(person), { name, about: '', permissions })
  return keyOf(world, person, permissions, { serviceId: id })
}

/** Asks the JSON side with a bearer. */
export const asked = (
  world: World,
  bearer: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  world.ask(path, {
    method,
    headers: {
      Authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

/** Sends a form to a token endpoint. */
export const tokenForm = (
  world: World,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  world.ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields),
  })

export type Tokens = { access_token: string; refresh_token: string; expires_in: number; scope: string }

/** An access token by the client credentials of a service’s key. */
export async function accessTokenOf(world: World, key: Held): Promise<string> {
  const answer = await tokenForm(world, '/oauth/token', {
    grant_type: 'client_credentials',
    client_id: key.id,
    client_secret: key.text,
  })
  return ((await answer.json()) as Tokens).access_token
}
