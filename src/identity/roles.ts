import type { Access, Actor, Grant } from '../platform/context'

/** A built-in role: its name as people say it, and what it may do. `*` at the end stands for all below. */
export type Role = { title: string; about: string; permissions: readonly string[] }

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
const reach = 'identity.field.personal'
const cost = 'identity.field.cost'
const vendorPrice = 'identity.field.vendor-price'
/** Sends files to records that the role may change; which those are, the records say. */
const sends = [
  'files.upload.start',
  'files.upload.finish',
  'files.file.attach',
  'files.file.rename',
  'files.file.detach',
  'files.text.read-again',
]
const tasks = [...sends, 'calendar.task.see', 'calendar.task.create', 'calendar.task.change', 'calendar.task.move']
/** Takes a part from the bin for a job and brings back what was not used. */
const stockSelf = [
  'inventory.part.see',
  'inventory.stock.issue',
  'inventory.stock.return',
  'inventory.stock.reserve',
  'inventory.stock.release',
  'inventory.kit.reserve',
  'inventory.count.take',
]
const stockAll = [
  ...stockSelf,
  'inventory.part.create',
  'inventory.part.change',
  'inventory.stock.receive',
  'inventory.stock.transfer',
  'inventory.stock.adjust',
  'inventory.stock.scrap',
  'inventory.stock.reverse',
  'inventory.stock.prove',
  'inventory.stock.stage',
  'inventory.part.sell',
  'inventory.part.stop-selling',
  'inventory.part.relate',
  'inventory.category.write',
  'inventory.count.open',
  'inventory.count.post',
  'inventory.count.cancel',
  'inventory.reorder.see',
  'inventory.reorder.set',
  'inventory.tool.lend',
  'inventory.tool.take-back',
  'inventory.kit.write',
  'inventory.value.see',
]
const stockBuyer = [
  'inventory.part.see',
  'inventory.part.create',
  'inventory.part.change',
  'inventory.stock.receive',
  'inventory.part.sell',
  'inventory.part.stop-selling',
  'inventory.part.relate',
  'inventory.reorder.see',
  'inventory.reorder.set',
]
const stockBooks = [
  'inventory.part.see',
  'inventory.stock.prove',
  'inventory.stock.revalue',
  'inventory.value.see',
  'inventory.count.approve',
  'inventory.policy.close',
]
const look = ['assets.asset.see']
const report = [...look, 'assets.problem.report']
/** Writes down what is at hand: the machine, its state, what one knows of it. */
const equipment = [
  ...report,
  'assets.asset.create',
  'assets.asset.change',
  'assets.asset.move',
  'assets.state.set',
  'assets.state.undo',
  'assets.stop.record',
  'assets.note.write',
  'assets.note.supersede',
  'assets.note.pin',
  'assets.view.save',
  'assets.view.remove',
  'assets.meter.read',
  'assets.meter.correct',
  'assets.bulk.create',
  'assets.bulk.run',
  'assets.bulk.stop',
  'assets.bulk.undo',
]
const equipmentAll = [
  ...equipment,
  'assets.asset.merge',
  'assets.asset.retire',
  'assets.asset.export',
  'assets.stop.correct',
  'assets.note.withdraw',
  'assets.model.change',
  'assets.view.share',
  'assets.meter.add',
  'assets.meter.end',
  'assets.trigger.set',
  'assets.trigger.end',
]
/** Brings in files of rows, of the kinds that the role may bring in. */
const imports = [
  ...sends,
  'imports.import.see',
  'imports.import.export',
  'imports.import.create',
  'imports.import.read',
  'imports.import.check',
  'imports.import.run',
  'imports.import.pause',
  'imports.import.resume',
  'imports.import.stop',
  'imports.import.undo',
  'imports.import.remove',
]
/** Raises work and follows it. */
const workAsk = [
  'work.order.see',
  'work.plan.see',
  'procedures.procedure.see',
  'work.order.create',
  'work.comment.write',
  'work.view.save',
  'work.view.remove',
]
/** Does the work: takes it, starts it, writes down time, signs locks. */
const workDo = [
  ...workAsk,
  'work.order.begin',
  'work.order.take',
  'work.order.move',
  'work.order.complete',
  'work.order.link',
  'work.order.unlink',
  'work.labor.start',
  'work.labor.stop',
  'work.labor.add',
  'work.labor.void',
  'work.lock.sign',
  'work.step.pin',
  'work.step.answer',
  'work.step.propose',
  'work.part.plan',
  'work.part.issue',
  'work.part.return',
  'work.part.release',
]
const workPlan = [
  ...workDo,
  'work.order.change',
  'work.order.assign',
  'work.order.approve',
  'work.order.cancel',
  'work.order.close',
  'work.order.reopen',
  'work.labor.others',
  'work.cost.add',
  'work.cost.void',
  'work.sheet.write',
  'work.failure.add',
  'work.failure.end',
  'work.view.share',
  'work.plan.create',
  'work.plan.change',
  'work.plan.pause',
  'work.plan.resume',
  'work.plan.add-assets',
  'work.plan.remove-asset',
  'work.plan.keep',
  'work.plan.reckon',
  'work.occurrence.record',
  'procedures.procedure.create',
  'procedures.step.write',
  'procedures.step.arrange',
  'procedures.version.begin',
]
const tasksAll = [...tasks, 'calendar.task.remove', 'calendar.task.restore']

const scans = ['codes.code.see']
const labels = [
  ...scans,
  'codes.code.assign',
  'codes.code.issue',
  'codes.code.release',
  'codes.code.replace',
  'codes.bar-code.add',
  'codes.bar-code.restore',
  'codes.label.print',
  'codes.report.see',
  'codes.report.send',
  'codes.report.join',
  'codes.printer.add',
  'codes.printer.change',
]

const postSeen = ['communications.thread.see']
/** Answers, sorts and sends; what the house itself does with messages is nobody's role. */
const post = [
  ...postSeen,
  'communications.message.send',
  'communications.message.draft',
  'communications.message.send-again',
  'communications.note.write',
  'communications.thread.*',
  'communications.template.*',
]

/** Says what is missing. */
const needsWritten = ['procurement.requisition.see', 'procurement.requisition.create']
/** Takes in at the dock what was ordered. */
const buyingDock = [
  ...needsWritten,
  'procurement.requisition.drop',
  'procurement.order.see',
  'procurement.order.receive',
]
/** Asks, compares, awards, orders; approving is for others. */
const buyingAll = [
  ...buyingDock,
  'procurement.rfq.*',
  'procurement.invitation.*',
  'procurement.quote.*',
  'procurement.reply.set-aside',
  'procurement.invoice.see',
  'procurement.invoice.enter',
  'procurement.rate.set',
  'procurement.order.send',
  'procurement.order.acknowledge',
  'procurement.order.cancel',
  'procurement.order.chase',
]
const vendorsSeen = ['vendors.vendor.see']
/** Keeps vendors, their people and papers; whether one may be reached is for others to decide. */
const vendorsKept = [
  ...vendorsSeen,
  'vendors.vendor.create',
  'vendors.vendor.change',
  'vendors.vendor.export',
  'vendors.contact.*',
  'vendors.address.*',
  'vendors.document.*',
  'vendors.tier.ask-lift',
]

/**
 * The roles that every organization begins with, least first. A test freezes them: widening one is a decision.
 * A permission is the name of an action, or of a way to look.
 */
export const roles = {
  requester: {
    title: 'Requester',
    about: 'Reports what is broken and follows it.',
    // A photo goes along with a report.
    permissions: [
      ...own,
      ...report,
      'codes.report.send',
      'codes.report.join',
      'files.upload.start',
      'files.upload.finish',
    ],
  },
  viewer: {
    title: 'Viewer',
    about: 'Looks at everything that is not about people or money.',
    permissions: [
      ...own,
      ...look,
      ...scans,
      'calendar.task.see',
      'inventory.part.see',
      'work.order.see',
      'work.plan.see',
      'procedures.procedure.see',
    ],
  },
  technician: {
    title: 'Technician',
    about: 'Reports and does the work.',
    permissions: [...own, ...equipment, ...labels, ...tasks, ...stockSelf, ...workDo, ...needsWritten],
  },
  storekeeper: {
    title: 'Storekeeper',
    about: 'Keeps the stores.',
    permissions: [
      ...own,
      ...report,
      ...labels,
      ...tasks,
      ...stockAll,
      ...imports,
      'inventory.part.import',
      'inventory.stock.import',
      ...vendorsSeen,
      ...post,
      ...workAsk,
      ...buyingDock,
      cost,
    ],
  },
  buyer: {
    title: 'Buyer',
    about: 'Asks vendors and orders.',
    permissions: [
      ...own,
      ...look,
      ...scans,
      ...tasks,
      ...stockBuyer,
      ...vendorsKept,
      ...post,
      ...workAsk,
      ...buyingAll,
      cost,
      vendorPrice,
    ],
  },
  planner: {
    title: 'Planner',
    about: 'Plans and assigns the work.',
    permissions: [
      ...own,
      ...equipmentAll,
      ...imports,
      'assets.asset.import',
      ...labels,
      'codes.batch.make',
      'codes.bar-code.remove',
      'codes.code.retire',
      'codes.code.reinstate',
      'codes.scan.see',
      'codes.report.triage',
      ...tasksAll,
      ...stockSelf,
      ...vendorsSeen,
      ...workPlan,
      ...post,
      ...needsWritten,
      'procurement.order.see',
      reach,
      cost,
    ],
  },
  accountant: {
    title: 'Accountant',
    about: 'Keeps the books and pays the bills.',
    permissions: [
      ...own,
      ...look,
      ...tasks,
      ...stockBooks,
      ...vendorsSeen,
      'work.order.see',
      'work.plan.see',
      'procedures.procedure.see',
      'procurement.order.see',
      'procurement.invoice.see',
      'procurement.invoice.enter',
      'procurement.invoice.cancel',
      cost,
      vendorPrice,
    ],
  },
  manager: {
    title: 'Maintenance manager',
    about: 'Runs maintenance: everything but the administration of the organization.',
    permissions: [
      ...own,
      ...tasksAll,
      ...imports,
      'places.*',
      'assets.*',
      'codes.*',
      'inventory.*',
      'vendors.*',
      'work.*',
      'procedures.*',
      ...post,
      ...buyingAll,
      'procurement.order.approve',
      'procurement.invoice.release',
      'procurement.invoice.cancel',
      'identity.organization.see',
      'identity.key.make',
      'identity.key.revoke',
      'identity.role.see',
      reach,
      cost,
      vendorPrice,
    ],
  },
  admin: { title: 'Administrator', about: 'Everything but ownership.', permissions: ['*'] },
  owner: { title: 'Owner', about: 'Everything.', permissions: ['*'] },
} as const satisfies Record<string, Role>

export type RoleName = keyof typeof roles

export const isRole = (name: string): name is RoleName => Object.hasOwn(roles, name)

/** Says whether a list of permissions includes one. */
export const includes = (permissions: readonly string[], permission: string): boolean =>
  permissions.some((entry) => (entry.endsWith('*') ? permission.startsWith(entry.slice(0, -1)) : entry === permission))

/** What each member may do wherever their role was given, though it does not belong to a site. */
const personal = [
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

/** Concerns the organization as a whole: a role that was given at certain sites does not bring it. */
const wholeOrganization = [
  'identity.*',
  'places.site.create',
  'places.site.import',
  'places.site.close',
  'vendors.tier.change',
  'vendors.tier.lift',
  'vendors.vendor.merge',
  'insights.audit*',
  'insights.report*',
  'billing.*',
  'privacy.*',
  'ledger.*',
]

/** Whether a role that was given at a site brings this permission there. */
export const isForSites = (permission: string): boolean =>
  personal.includes(permission) || !includes(wholeOrganization, permission)

/** Whether a grant brings a permission, wherever it does. */
const brings = ({ permissions, sites }: Grant, permission: string): boolean =>
  includes(permissions, permission) && (sites === null || (sites.length > 0 && isForSites(permission)))

/** What is a member's own: no role is needed for it, and none takes it away. */
const ownAffairs = [
  'identity.profile.change',
  'identity.consent.change',
  'identity.consent.agree',
  'identity.factor.record',
  'identity.export.record',
  'identity.member.leave',
  'identity.invitation.accept',
  'identity.join-request.ask',
  'identity.see-as.end',
]

/** What an actor may do. The house itself may do all that its own handlers ask; it acts for no one else. */
export function accessOf(actor: Actor): Access {
  if (actor.kind === 'system' || actor.kind === 'operator') return { may: () => true, sitesFor: () => null }
  const { grants } = actor
  return {
    may: (permission, siteId) =>
      (actor.kind === 'member' && ownAffairs.includes(permission)) ||
      grants.some(
        (grant) => brings(grant, permission) && (grant.sites === null || !siteId || grant.sites.includes(siteId)),
      ),
    sitesFor: (permission) => {
      const bringing = grants.filter((grant) => brings(grant, permission))
      if (bringing.some(({ sites }) => sites === null)) return null
      return [...new Set(bringing.flatMap(({ sites }) => sites ?? []))]
    },
  }
}

/** A grant as it is kept: a built-in role has its permissions from the code, so that a new version widens or narrows it. */
export type KeptGrant = { role: string; permissions?: string[] | null; sites: string[] | null }

/** A grant with what it permits. What is not well formed, or a role that nobody knows, grants nothing. */
export function grantOf(kept: KeptGrant): Grant {
  const words = (value: unknown): string[] | null =>
    Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : null
  const permissions = isRole(kept.role) ? roles[kept.role].permissions : (words(kept.permissions) ?? [])
  // What two of a role's parts both bring is there once.
  return {
    role: kept.role,
    permissions: [...new Set(permissions)],
    sites: kept.sites === null ? null : (words(kept.sites) ?? []),
  }
}

/** The grants of a membership or a key, as the control database keeps them. */
export function grantsOf(json: string): Grant[] {
  const kept: unknown = JSON.parse(json)
  return Array.isArray(kept) ? kept.map((grant) => grantOf(grant as KeptGrant)) : []
}

/** The name of a role as people say it; the organization's own roles bring theirs along. */
export const titleOf = (role: string): string => (isRole(role) ? roles[role].title : 'Own role')
