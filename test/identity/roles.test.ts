import { describe, expect, it } from 'vitest'
import { cost } from '../../src/identity/password'
import { accessOf, grantOf, grantsOf, includes, roles } from '../../src/identity/roles'

it('the built-in roles are as they were decided [MRO-4.3]', () => {
  const own = [
    'codes.scan.use',
    'files.file.see',
    'identity.profile.change',
    'identity.consent.change',
    'identity.pin.set',
    'identity.pin.remove',
    'identity.member.see',
    'identity.team.see',
    'places.site.see',
    'places.place.see',
    'insights.search',
    'insights.home',
  ]
  const [reach, cost, price] = ['personal', 'cost', 'vendor-price'].map((kind) => `identity.field.${kind}`)
  const sends = [
    'files.upload.start',
    'files.upload.finish',
    ...['attach', 'rename', 'detach'].map((verb) => `files.file.${verb}`),
    'files.text.read-again',
  ]
  const tasks = [...sends, ...['see', 'create', 'change', 'move'].map((verb) => `calendar.task.${verb}`)]
  const all = [...tasks, 'calendar.task.remove', 'calendar.task.restore']
  const scans = ['codes.code.see']
  const labels = [
    ...scans,
    ...['assign', 'issue', 'release', 'replace'].map((verb) => `codes.code.${verb}`),
    'codes.bar-code.add',
    'codes.bar-code.restore',
    'codes.label.print',
    'codes.report.see',
    'codes.report.send',
    'codes.report.join',
    'codes.printer.add',
    'codes.printer.change',
  ]
  const keeps = [
    'codes.batch.make',
    'codes.bar-code.remove',
    'codes.code.retire',
    'codes.code.reinstate',
    'codes.scan.see',
    'codes.report.triage',
  ]
  const some = [
    'part.see',
    'stock.issue',
    'stock.return',
    'stock.reserve',
    'stock.release',
    'kit.reserve',
    'count.take',
  ].map((name) => `inventory.${name}`)
  const sells = ['part.sell', 'part.stop-selling', 'part.relate']
  const desk = [
    ...sells,
    'category.write',
    ...['open', 'post', 'cancel'].map((verb) => `count.${verb}`),
    ...['reorder.see', 'reorder.set', 'tool.lend', 'tool.take-back', 'kit.write', 'value.see'],
  ]
  const keeping = ['part.create', 'part.change', 'stock.receive', 'stock.transfer', 'stock.adjust', 'stock.scrap']
  const stock = [
    ...some,
    ...[...keeping, 'stock.reverse', 'stock.prove', 'stock.stage', ...desk].map((name) => `inventory.${name}`),
  ]
  const buying = [
    'part.see',
    'part.create',
    'part.change',
    'stock.receive',
    ...sells,
    'reorder.see',
    'reorder.set',
  ].map((name) => `inventory.${name}`)
  const books = ['part.see', 'stock.prove', 'stock.revalue', 'value.see', 'count.approve', 'policy.close'].map(
    (name) => `inventory.${name}`,
  )
  const look = ['assets.asset.see']
  const report = [...look, 'assets.problem.report']
  const equipment = [
    ...report,
    ...['asset.create', 'asset.change', 'asset.move', 'state.set', 'state.undo', 'stop.record'].map(
      (name) => `assets.${name}`,
    ),
    ...['note.write', 'note.supersede', 'note.pin', 'view.save', 'view.remove'].map((name) => `assets.${name}`),
    ...['meter.read', 'meter.correct'].map((name) => `assets.${name}`),
    ...['create', 'run', 'stop', 'undo'].map((verb) => `assets.bulk.${verb}`),
  ]
  const equipmentAll = [
    ...equipment,
    ...['asset.merge', 'asset.retire', 'asset.export', 'stop.correct'].map((name) => `assets.${name}`),
    ...['note.withdraw', 'model.change', 'view.share'].map((name) => `assets.${name}`),
    ...['meter.add', 'meter.end', 'trigger.set', 'trigger.end'].map((name) => `assets.${name}`),
  ]
  const post = [
    'communications.thread.see',
    ...['send', 'draft', 'send-again'].map((verb) => `communications.message.${verb}`),
    'communications.note.write',
    'communications.thread.*',
    'communications.template.*',
  ]
  const vendorsSeen = ['vendors.vendor.see']
  const vendorsKept = [
    ...['see', 'create', 'change', 'export'].map((verb) => `vendors.vendor.${verb}`),
    ...['contact', 'address', 'document'].map((noun) => `vendors.${noun}.*`),
    'vendors.tier.ask-lift',
  ]
  const imports = [
    ...sends,
    ...['see', 'export', 'create', 'read', 'check', 'run', 'pause', 'resume', 'stop', 'undo', 'remove'].map(
      (verb) => `imports.import.${verb}`,
    ),
  ]
  const work = (names: string[]) => names.map((name) => `work.${name}`)
  const asks = [
    ...work(['order.see', 'plan.see']),
    'procedures.procedure.see',
    ...work(['order.create', 'comment.write', 'view.save', 'view.remove']),
  ]
  const does = [
    ...asks,
    ...work(['order.begin', 'order.take', 'order.move', 'order.complete', 'order.link', 'order.unlink']),
    ...work([
      'labor.start',
      'labor.stop',
      'labor.add',
      'labor.void',
      'lock.sign',
      'step.pin',
      'step.answer',
      'step.propose',
    ]),
    ...work(['part.plan', 'part.issue', 'part.return', 'part.release']),
  ]
  const plans = [
    ...does,
    ...work(['order.change', 'order.assign', 'order.approve', 'order.cancel', 'order.close', 'order.reopen']),
    ...work(['labor.others', 'cost.add', 'cost.void', 'sheet.write', 'failure.add', 'failure.end', 'view.share']),
    ...work(['plan.create', 'plan.change', 'plan.pause', 'plan.resume', 'plan.add-assets', 'plan.remove-asset']),
    ...work(['plan.keep', 'plan.reckon', 'occurrence.record']),
    ...['procedure.create', 'step.write', 'step.arrange', 'version.begin'].map((name) => `procedures.${name}`),
  ]
  const purchasing = (names: string[]) => names.map((name) => `procurement.${name}`)
  const needs = purchasing(['requisition.see', 'requisition.create'])
  const dock = [...needs, ...purchasing(['requisition.drop', 'order.see', 'order.receive'])]
  const buys = [
    ...dock,
    ...purchasing(['rfq.*', 'invitation.*', 'quote.*', 'reply.set-aside', 'invoice.see', 'invoice.enter', 'rate.set']),
    ...purchasing(['order.send', 'order.acknowledge', 'order.cancel', 'order.chase']),
  ]
  expect(Object.fromEntries(Object.entries(roles).map(([name, { permissions }]) => [name, permissions]))).toEqual({
    requester: [
      ...own,
      ...report,
      'codes.report.send',
      'codes.report.join',
      'files.upload.start',
      'files.upload.finish',
    ],
    viewer: [
      ...own,
      ...look,
      ...scans,
      'calendar.task.see',
      'inventory.part.see',
      'work.order.see',
      'work.plan.see',
      'procedures.procedure.see',
    ],
    technician: [...own, ...equipment, ...labels, ...tasks, ...some, ...does, ...needs],
    storekeeper: [
      ...own,
      ...report,
      ...labels,
      ...tasks,
      ...stock,
      ...imports,
      'inventory.part.import',
      'inventory.stock.import',
      ...vendorsSeen,
      ...post,
      ...asks,
      ...dock,
      cost,
    ],
    buyer: [...own, ...look, ...scans, ...tasks, ...buying, ...vendorsKept, ...post, ...asks, ...buys, cost, price],
    accountant: [
      ...own,
      ...look,
      ...tasks,
      ...books,
      ...vendorsSeen,
      'work.order.see',
      'work.plan.see',
      'procedures.procedure.see',
      'procurement.order.see',
      ...purchasing(['invoice.see', 'invoice.enter', 'invoice.cancel']),
      cost,
      price,
    ],
    planner: [
      ...own,
      ...equipmentAll,
      ...imports,
      'assets.asset.import',
      ...labels,
      ...keeps,
      ...all,
      ...some,
      ...vendorsSeen,
      ...plans,
      ...post,
      ...needs,
      'procurement.order.see',
      reach,
      cost,
    ],
    manager: [
      ...own,
      ...all,
      ...imports,
      'places.*',
      'assets.*',
      'codes.*',
      'inventory.*',
      'vendors.*',
      'work.*',
      'procedures.*',
      ...post,
      ...buys,
      'procurement.order.approve',
      ...purchasing(['invoice.release', 'invoice.cancel']),
      'identity.organization.see',
      'identity.key.make',
      'identity.key.revoke',
      'identity.role.see',
      reach,
      cost,
      price,
    ],
    admin: ['*'],
    owner: ['*'],
  })
})

it.each([
  [['*'], 'a.b.c', true],
  [['places.*'], 'places.site.create', true],
  [['places.*'], 'placesx.site.create', false],
  [['a.b.c'], 'a.b.cd', false],
  [[], 'a.b.c', false],
])('%j includes %s: %s', (permissions, permission, expected) => {
  expect(includes(permissions, permission)).toBe(expected)
})

const accessWith = (...grants: Parameters<typeof grantOf>[0][]) =>
  accessOf({ kind: 'service', id: 'sv', name: 'x', keyId: 'ak', grants: grants.map(grantOf) })

describe('what a grant brings', () => {
  it.each([
    ['a role that nobody knows', { role: 'constructor', sites: null }],
    ['an own role without permissions', { role: 'rl_1', sites: null }],
    ['an own role whose permissions are null', { role: 'rl_1', permissions: null, sites: null }],
    ['an own role with an empty set', { role: 'rl_1', permissions: [], sites: null }],
    ['a role at no site', { role: 'technician', sites: [] }],
    ['a role whose sites are damaged', { role: 'technician', sites: [1] as never }],
    ['a role whose sites are missing', { role: 'technician' } as never],
  ])('%s grants nothing [MRO-4.3]', (_, kept) => {
    const access = accessWith(kept)
    expect(access.may('calendar.task.see')).toBe(false)
    expect(access.sitesFor('calendar.task.see')).toEqual([])
  })

  it('a built-in role has its permissions from the code, whatever is kept with it', () => {
    expect(accessWith({ role: 'viewer', permissions: ['*'], sites: null }).may('calendar.task.create')).toBe(false)
  })

  it('at sites it counts there, and never for the whole organization [MRO-4.3]', () => {
    const access = accessWith({ role: 'admin', sites: ['st_1', 'st_2'] }, { role: 'viewer', sites: ['st_3'] })
    expect(access.may('calendar.task.change')).toBe(true)
    expect(access.may('calendar.task.change', 'st_1')).toBe(true)
    expect(access.may('calendar.task.change', 'st_3')).toBe(false)
    expect(access.sitesFor('calendar.task.change')).toEqual(['st_1', 'st_2'])
    expect(access.sitesFor('calendar.task.see')).toEqual(['st_1', 'st_2', 'st_3'])
    expect(access.may('identity.organization.change')).toBe(false)
    expect(access.may('identity.organization.change', 'st_1')).toBe(false)
    expect(access.may('identity.profile.change')).toBe(true)
  })

  it('everywhere counts at every site', () => {
    const access = accessWith({ role: 'technician', sites: null }, { role: 'admin', sites: ['st_1'] })
    expect(access.may('calendar.task.see', 'st_9')).toBe(true)
    expect(access.sitesFor('calendar.task.see')).toBeNull()
    expect(access.sitesFor('calendar.task.remove')).toEqual(['st_1'])
  })

  it('what is not a list grants nothing', () => {
    expect(grantsOf('{}')).toEqual([])
    expect(grantsOf('null')).toEqual([])
  })
})

it('a password costs what production accepts: N·r·p at most 2^20', () => {
  expect(cost.N * cost.r * cost.p).toBeLessThanOrEqual(2 ** 20)
  expect(cost).toEqual({ N: 16_384, r: 8, p: 5 })
})
