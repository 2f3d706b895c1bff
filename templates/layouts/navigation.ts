export type Entry = { key: string; href: string; label: string; icon: string; may: string; phone?: boolean }

/** The doors that exist. A person sees those that their role opens. */
export const navigation: readonly Entry[] = [
  { key: 'home', href: '/', label: 'Home', icon: 'house', may: 'insights.home', phone: true },
  { key: 'assets', href: '/assets', label: 'Assets', icon: 'cog', may: 'assets.asset.see', phone: true },
  { key: 'tasks', href: '/tasks', label: 'Tasks', icon: 'clipboard-list', may: 'calendar.task.see', phone: true },
  { key: 'people', href: '/people', label: 'People', icon: 'users', may: 'identity.member.see' },
  { key: 'parts', href: '/parts', label: 'Parts', icon: 'package', may: 'inventory.part.see', phone: true },
  { key: 'places', href: '/places', label: 'Places', icon: 'factory', may: 'places.place.see' },
  { key: 'reports', href: '/reports', label: 'Problem reports', icon: 'inbox', may: 'codes.report.see' },
  { key: 'codes', href: '/codes', label: 'Codes', icon: 'qr-code', may: 'codes.code.see' },
  { key: 'audit', href: '/audit', label: 'Audit log', icon: 'history', may: 'insights.audit.see' },
  {
    key: 'settings',
    href: '/settings',
    label: 'Settings',
    icon: 'settings',
    may: 'identity.profile.change',
    phone: true,
  },
]
