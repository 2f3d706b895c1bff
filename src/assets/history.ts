import type { EventRow } from './asset.queries'
import { type StopClass, stopClasses } from './stop'

/** The words of a kind of stop. */
export const stopWords: Record<StopClass, string> = {
  failure: 'Failure',
  planned: 'Planned',
  external: 'External',
  operational: 'Operational',
}

const fieldWords: Record<string, string> = {
  tag: 'tag',
  name: 'name',
  description: 'description',
  classId: 'class',
  modelId: 'make',
  serial: 'serial',
  ownerId: 'owner',
  inServiceOn: 'in service',
  warrantyUntil: 'warranty',
  purchaseMinor: 'purchase cost',
  replacementMinor: 'replacement cost',
  criticality: 'criticality',
  scored: 'scores',
  specifications: 'specifications',
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The sentence after the person's name, and the line under it. */
function sayOf({ what, details }: EventRow): { what: string; detail: string } {
  const { from, to, cause, reason, class: kind } = details
  switch (what) {
    case 'created':
      return { what: 'wrote it down', detail: '' }
    case 'changed': {
      const fields = (Array.isArray(details.fields) ? details.fields : []).map(
        (field) => fieldWords[String(field)] ?? '',
      )
      const named = [...new Set(fields)].filter(Boolean)
      return {
        what:
          named.length > 0
            ? `changed ${named.slice(0, 4).join(', ')}${named.length > 4 ? ' and more' : ''}`
            : 'saved it',
        detail: '',
      }
    }
    case 'moved':
    case 'moved-along':
      return {
        what: `moved it ${from ? `from ${text(from)} ` : ''}${to ? `to ${text(to)}` : 'away'}${what === 'moved-along' ? ', with its machine' : ''}`,
        detail: text(reason),
      }
    case 'fitted':
      return {
        what: details.partOf ? `made it a part of ${text(details.partOf)}` : 'made it a machine of its own',
        detail: text(reason),
      }
    case 'down':
      return {
        what: 'set the state to Down',
        detail: [stopClasses.includes(kind as StopClass) ? stopWords[kind as StopClass] : '', text(cause)]
          .filter(Boolean)
          .join(': '),
      }
    case 'operational':
      return { what: 'set the state to Operational', detail: text(cause) }
    case 'needs-maintenance':
      return { what: 'said that it needs maintenance', detail: text(cause) }
    case 'reported':
      return { what: 'reported a problem', detail: text(cause) }
    case 'retired':
      return { what: 'retired it', detail: text(reason) }
    case 'merged':
      return {
        what: `merged ${text(details.tag)} into it`,
        detail: [text(details.name), text(details.serial)].filter(Boolean).join(', '),
      }
    case 'stop-corrected':
      return { what: 'corrected a stop', detail: text(reason) }
    case 'note-written':
      return { what: 'wrote a note', detail: '' }
    case 'note-superseded':
      return { what: 'said a note better', detail: '' }
    case 'note-withdrawn':
      return { what: 'said that a note no longer holds', detail: '' }
    default: {
      // A fact of another room: 'codes.code-assigned' is told in its own words.
      const [, fact = what] = what.split('.')
      return { what: `: ${fact.replaceAll('-', ' ')}`, detail: '' }
    }
  }
}

/** An event as its page shows it. */
export function eventShown(row: EventRow) {
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    actor: row.actor ?? (row.actorId.startsWith('mb_') ? 'A former member' : 'The house'),
    state: row.kind === 'state' ? row.what : null,
    ...sayOf(row),
  }
}
