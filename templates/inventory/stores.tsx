import { Tabs, useRender } from '../kit'

const doors = [
  { key: 'parts', href: '/parts', label: 'Parts', may: 'inventory.part.see' },
  { key: 'counter', href: '/stock/counter', label: 'Counter', may: 'inventory.stock.issue' },
  { key: 'reserved', href: '/stock/reserved', label: 'Reserved', may: 'inventory.part.see' },
  { key: 'counts', href: '/stock/counts', label: 'Counts', may: 'inventory.count.take' },
  { key: 'reorder', href: '/stock/reorder', label: 'Reorder', may: 'inventory.reorder.see' },
  { key: 'kits', href: '/stock/kits', label: 'Kits', may: 'inventory.part.see' },
  { key: 'loans', href: '/stock/loans', label: 'Lent tools', may: 'inventory.part.see' },
  { key: 'value', href: '/stock/value', label: 'Value', may: 'inventory.value.see' },
] as const

/** The desks of the stores, on top of each of their pages. */
export const StoresTabs = ({ at }: { at: (typeof doors)[number]['key'] }) => {
  const { may } = useRender()
  const open = doors.filter((door) => may(door.may))
  return open.length < 2 ? null : (
    <Tabs
      label="Desks of the stores"
      tabs={open.map(({ key, href, label }) => ({ href, label, current: key === at }))}
    />
  )
}
