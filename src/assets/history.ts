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

/** What other rooms announce of an asset, as it is said of a person. */
const newsWords: Record<string, string> = {
  'codes.code-assigned': 'put a code on it',
  'codes.code-reassigned': 'moved a code to it',
  'codes.code-revoked': 'revoked a code of it',
  'codes.code-retired': 'took a code of it out of use',
  'codes.code-reinstated': 'took a code of it into use again',
  'codes.code-replaced': 'replaced a code of it',
  'codes.code-opened': 'opened a code of it to strangers',
  'codes.code-closed': 'closed a code of it to strangers',
  'codes.bar-code-added': 'wrote down a bar code of its maker',
  'codes.bar-code-removed': 'removed a bar code of its maker',
  'files.file-attached': 'added a file',
  'files.file-detached': 'took a file off',
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
    case 'undone':
      return { what: 'took that back', detail: `It was set to ${text(details.state)} by mistake` }
    case 'report-done':
      return { what: 'closed a problem', detail: [text(cause), text(reason)].filter(Boolean).join('. ') }
    case 'report-declined':
      return { what: 'declined a problem', detail: [text(cause), text(reason)].filter(Boolean).join('. ') }
    case 'report-merged':
      return { what: 'merged a problem into another', detail: text(cause) }
    case 'report-reopened':
      return { what: 'opened a problem again', detail: text(cause) }
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
      const known = newsWords[what]
      if (known) return { what: known, detail: '' }
      // A fact of a room above is told in its own words.
      const [, fact = what] = what.split('.')
      return { what: `: ${fact.replaceAll('-', ' ')}`, detail: '' }
    }
  }
}

/** Who has no name here: a member who left, somebody without an account, the house itself. */
export const nobody = (id: string): string =>
  id.startsWith('mb_') ? 'A former member' : id === 'visitor' ? 'A stranger' : 'The house'

/** An event as its page shows it. */
export function eventShown(row: EventRow) {
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    actor: row.actor ?? nobody(row.actorId),
    state: row.kind === 'state' ? row.what : null,
    ...sayOf(row),
  }
}
