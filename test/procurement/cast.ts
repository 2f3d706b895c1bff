import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { Refusal } from '../../src/kernel/refusal'
import type { Envelope } from '../../src/platform/queue'
import { env, type Person, sent, World } from '../support/world'

export const reasonOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.reason : String(error)),
  )

export type Cast = { world: World; ana: Person; bea: Person; luis: Person; kees: Person; cy: Person; zed: Person }

export async function cast(): Promise<Cast> {
  const world = await World.open()
  const ana = await world.organization('acme', 'Ana')
  return {
    world,
    ana,
    bea: await world.member(ana, 'Bea', 'manager'),
    luis: await world.member(ana, 'Luis', 'buyer'),
    kees: await world.member(ana, 'Kees', 'storekeeper'),
    cy: await world.member(ana, 'Cy', 'viewer'),
    zed: await world.organization('zenith', 'Zed'),
  }
}

/** Delivers what the commits put into the queue, each message twice. */
export async function deliver(world: World): Promise<void> {
  for (let round = 0; round < 6; round++) {
    await world.settle()
    const bodies = sent.splice(0)
    if (bodies.length === 0) return
    const batch = createMessageBatch(
      'mro-work',
      [...bodies, ...bodies].map((body, index) => ({
        id: String(index),
        timestamp: new Date(world.now),
        attempts: 1,
        body,
      })),
    )
    const ctx = createExecutionContext()
    await world.house.queue(batch as unknown as MessageBatch<Envelope>, env, ctx)
    await getQueueResult(batch, ctx)
  }
}

type Mail = { recipient: string; subject: string; text: string }

/** The letters that went out. */
export const letters = async (): Promise<Mail[]> =>
  (
    await env.CONTROL.prepare("SELECT recipient, body FROM local_messages WHERE channel = 'mail' ORDER BY at, id").all<{
      recipient: string
      body: string
    }>()
  ).results.map(({ recipient, body }) => ({ recipient, ...(JSON.parse(body) as { subject: string; text: string }) }))

export async function furnished({ world, ana, luis, bea }: Cast) {
  const api = '/api/v1/acme'
  const made = async (who: Person, path: string, body: unknown) =>
    (await (await world.json(who, 'POST', api + path, body)).json()) as { id: string; ids: string[] }
  const site = await world.post(ana, '/acme/sites', {
    name: 'Rotterdam plant',
    timeZone: 'Europe/Amsterdam',
    receives: 'on',
    instructions: 'Gate 3',
    'address.lines': 'Waalhaven 12',
    'address.city': 'Rotterdam',
    'address.country': 'NL',
  })
  const st = site.headers.get('Location')?.split('/').at(-1) ?? ''
  const store = await made(ana, '/places', { kind: 'storeroom', name: 'Main stores', parentId: st })
  const bin = await made(ana, '/places', { kind: 'bin', name: 'A-02-1', parentId: store.id })
  const quarantine = await made(ana, '/places', { kind: 'bin', name: 'Q-01 quarantine', parentId: store.id })
  const part = await made(ana, '/parts', {
    number: 'BRG-6309-2Z',
    name: 'Ball bearing 6309-2Z/C3',
    unit: 'EA',
    whole: true,
  })
  const vendors: string[] = []
  for (const [name, email] of [
    ['Van Dijk Seals', 'anneke@dijk.example'],
    ['Hartmann', 'wolff@hartmann.example'],
    ['QuickParts', 'deals@quick.example'],
    ['Silent', 'nobody@silent.example'],
  ]) {
    const vendor = await made(luis, '/vendors', { name, currency: 'EUR', categories: ['Bearings'] })
    await made(luis, `/vendors/${vendor.id}/contacts`, { name: `${name} desk`, email })
    const tier = name === 'QuickParts' ? 'blacklisted' : 'approved'
    await world.json(bea, 'PUT', `${api}/vendors/${vendor.id}/tier`, { tier, reason: 'Known' })
    vendors.push(vendor.id)
  }
  return {
    st,
    bin: bin.id,
    quarantine: quarantine.id,
    part: part.id,
    vendors: vendors as [string, string, string, string],
  }
}
