export type Entry = {
  key: string
  href: string
  label: string
  icon: string
  may: string
  /** One sentence, where there is room for it. */
  about: string
  /** Stands in the bar of a phone, the lowest first; what has no room there is behind “More”. */
  phone?: number
}

/** The doors that exist. A person sees those that their role opens; of two by one key the first. */
export const navigation: readonly Entry[] = [
  { key: 'home', href: '/', label: 'Home', icon: 'house', may: 'insights.home', about: 'What needs me', phone: 1 },
  {
    key: 'work',
    href: '/work',
    label: 'Work',
    icon: 'wrench',
    may: 'work.order.take',
    about: 'What is mine to do',
    phone: 2,
  },
  {
    key: 'work',
    href: '/orders',
    label: 'Work orders',
    icon: 'wrench',
    may: 'work.order.see',
    about: 'What is to be maintained, by whom and when',
  },
  {
    key: 'plans',
    href: '/plans',
    label: 'Plans',
    icon: 'refresh-cw',
    may: 'work.plan.see',
    about: 'What is maintained again and again',
  },
  {
    key: 'procedures',
    href: '/procedures',
    label: 'Procedures',
    icon: 'list-checks',
    may: 'procedures.procedure.see',
    about: 'How work is done, step by step',
  },
  {
    key: 'assets',
    href: '/assets',
    label: 'Assets',
    icon: 'cog',
    may: 'assets.asset.see',
    about: 'Machines, their state and their history',
    phone: 4,
  },
  {
    key: 'parts',
    href: '/parts',
    label: 'Parts',
    icon: 'package',
    may: 'inventory.part.see',
    about: 'What is on the shelves, and its ledger',
    phone: 3,
  },
  {
    key: 'inbox',
    href: '/inbox',
    label: 'Inbox',
    icon: 'mail',
    may: 'communications.thread.see',
    about: 'Letters and text messages, in and out',
  },
  {
    key: 'buying',
    href: '/rfqs',
    label: 'Buying',
    icon: 'mail',
    may: 'procurement.rfq.see',
    about: 'What is needed, who is asked, what they answer',
  },
  {
    key: 'purchase-orders',
    href: '/purchase-orders',
    label: 'Purchase orders',
    icon: 'clipboard-check',
    may: 'procurement.order.see',
    about: 'What is ordered, on its way, and to receive',
  },
  {
    key: 'vendors',
    href: '/vendors',
    label: 'Vendors',
    icon: 'truck',
    may: 'vendors.vendor.see',
    about: 'Whom we buy from, and whether we may',
  },
  {
    key: 'tasks',
    href: '/tasks',
    label: 'Tasks',
    icon: 'clipboard-list',
    may: 'calendar.task.see',
    about: 'What is to be done, and by whom',
  },
  {
    key: 'reports',
    href: '/reports',
    label: 'Problem reports',
    icon: 'inbox',
    may: 'codes.report.see',
    about: 'What people say is wrong, by the codes on machines',
  },
  {
    key: 'places',
    href: '/places',
    label: 'Places',
    icon: 'factory',
    may: 'places.place.see',
    about: 'Sites, lines, bins',
  },
  {
    key: 'codes',
    href: '/codes',
    label: 'Codes',
    icon: 'qr-code',
    may: 'codes.code.see',
    about: 'Labels and their codes',
  },
  { key: 'people', href: '/people', label: 'People', icon: 'users', may: 'identity.member.see', about: 'Who is here' },
  {
    key: 'imports',
    href: '/imports',
    label: 'Imports',
    icon: 'arrow-down-to-line',
    may: 'imports.import.see',
    about: 'Spreadsheets that become records',
  },
  {
    key: 'audit',
    href: '/audit',
    label: 'Audit log',
    icon: 'history',
    may: 'insights.audit.see',
    about: 'Every change, who made it and when',
  },
  {
    key: 'settings',
    href: '/settings',
    label: 'Settings',
    icon: 'settings',
    may: 'identity.profile.change',
    about: 'The organization, access, connections',
  },
]

/** The doors that this person's role opens: all of them, the three under the thumb, and the rest. */
export function doorsFor(may: (permission: string) => boolean): { all: Entry[]; thumb: Entry[]; rest: Entry[] } {
  const open = navigation.filter((entry) => may(entry.may))
  const all = open.filter(({ key }, index) => open.findIndex((other) => other.key === key) === index)
  const thumb = all
    .filter(({ phone }) => phone)
    .sort((one, other) => (one.phone ?? 0) - (other.phone ?? 0))
    .slice(0, 3)
  return { all, thumb, rest: all.filter((entry) => !thumb.includes(entry)) }
}
