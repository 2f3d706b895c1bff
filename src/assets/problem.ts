import type { Instant } from '../kernel/instant'

/** What becomes of an asset's problem when the report that it came of has moved. */
export type Following = 'raise' | 'settle' | 'raise-again'

/**
 * A problem is open exactly as long as its report is. Null where nothing is to be done: news may come twice, late or
 * out of order, so it is decided by how the report stands now.
 */
export function follow(
  report: { state: 'received' | 'triaged' | 'merged' | 'declined' | 'done' },
  concern: { settledAt: Instant | null } | null,
): Following | null {
  const open = report.state === 'received' || report.state === 'triaged'
  if (concern === null) return open ? 'raise' : null
  if (open) return concern.settledAt === null ? null : 'raise-again'
  return concern.settledAt === null ? 'settle' : null
}
