import { A, Button, Card, EmptyState, LinkButton, Note, PageHead, Pager, Timeline, useRender, When } from '../kit'
import { Page } from '../layouts/page'
import { deedWords } from './deeds'

type Change = { from: unknown; to: unknown } | 'changed'

export type EventRow = {
  seq: number
  at: number
  who: string
  action: string
  subject: string
  changes: Record<string, Change>
  reason: string | null
  requestId: string
  names: Map<string, string>
  /** The record as its room calls it, where the reader may look at it and it is still there. */
  record: { title: string; href: string } | null
}

const shown = (value: unknown, names: Map<string, string>): string =>
  value === null || value === ''
    ? 'nothing'
    : (names.get(String(value)) ?? (typeof value === 'object' ? JSON.stringify(value) : String(value)))

const Events = ({ events }: { events: EventRow[] }) => {
  const { calendar } = useRender()
  return (
    <Timeline
      events={events.map((event) => ({
        at: <When at={event.at} />,
        day: calendar.dayWords(calendar.dateOf(event.at)),
        who: event.who,
        icon: event.action.endsWith('.create') ? 'plus' : event.action.endsWith('.remove') ? 'trash-2' : 'pencil',
        what: (
          <>
            {deedWords(event.action)}{' '}
            {event.record ? (
              <A href={event.record.href} class="lk">
                {event.record.title}
              </A>
            ) : (
              <span class="code">{event.subject.slice(-8)}</span>
            )}
          </>
        ),
        detail:
          Object.keys(event.changes).length > 0 || event.reason ? (
            <details class="how">
              <summary>What changed</summary>
              <ul>
                {Object.entries(event.changes).map(([field, change]) => (
                  <li>
                    {field}:{' '}
                    {change === 'changed'
                      ? 'other words'
                      : `${shown(change.from, event.names)} → ${shown(change.to, event.names)}`}
                  </li>
                ))}
                {event.reason ? <li>Reason: {event.reason}</li> : null}
                <li class="muted">
                  <span class="code">{event.subject}</span> · <span class="code">{event.requestId}</span>
                </li>
              </ul>
            </details>
          ) : null,
      }))}
    />
  )
}

/** What happened to one record: hung into its page. */
export const EventsOf = ({ events }: { events: EventRow[] }) => (
  <Card title="What happened">
    {events.length === 0 ? <p class="muted">Nothing yet.</p> : <Events events={events} />}
  </Card>
)

type AuditProps = {
  events: EventRow[]
  next: string | null
  filter: { person: string; action: string; subject: string; from: string; to: string }
  exportAs: string
  people: { id: string; name: string }[]
  actions: string[]
  verdict: { entries: number; sealed: number; whole: boolean; brokenAt?: number; why?: string } | null
}

export const AuditPage = ({ events, next, filter, exportAs, people, actions, verdict }: AuditProps) => {
  const { base, may } = useRender()
  const filtered = Object.values(filter).some(Boolean)
  return (
    <Page title="Audit log" door="audit">
      <PageHead title="Audit log" facts="Every change, who made it and when. Nobody can alter it.">
        <LinkButton href="/audit?verify=1" icon="shield-check">
          Check the chain
        </LinkButton>
        {may('insights.audit.export') ? (
          <LinkButton href={exportAs} icon="download">
            Export CSV
          </LinkButton>
        ) : null}
      </PageHead>
      {verdict ? <Verdict verdict={verdict} /> : null}
      <form class="filter tools" method="get" action={`${base}/audit`}>
        <label>
          Person
          <select name="person">
            <option value="">Anybody</option>
            {people.map(({ id, name }) => (
              <option value={id} selected={id === filter.person}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Deed
          <select name="action">
            <option value="">Any</option>
            {actions
              .map((name) => ({ name, words: deedWords(name) }))
              .sort((one, other) => one.words.localeCompare(other.words))
              .map(({ name, words }) => (
                <option value={name} selected={name === filter.action}>
                  {words}
                </option>
              ))}
          </select>
        </label>
        <label>
          From
          <input type="date" name="from" value={filter.from} />
        </label>
        <label>
          To
          <input type="date" name="to" value={filter.to} />
        </label>
        {filter.subject ? <input type="hidden" name="subject" value={filter.subject} /> : null}
        <Button>Show</Button>
        {filtered ? (
          <A href="/audit" class="lk">
            Clear filters
          </A>
        ) : null}
      </form>
      {events.length === 0 ? (
        <EmptyState icon="history" title={filtered ? 'Nothing matches these filters' : 'Nothing has happened yet'}>
          <p>Every change of a record is written here in the same moment.</p>
        </EmptyState>
      ) : (
        <Card title="Entries">
          <Events events={events} />
          <Pager summary={`${events.length} entries, newest first`} next={next} />
        </Card>
      )}
    </Page>
  )
}

const Verdict = ({ verdict }: { verdict: NonNullable<AuditProps['verdict']> }) =>
  verdict.whole ? (
    <Note kind="good">
      The chain is whole: {verdict.entries} entries, {verdict.sealed} of them sealed. The rest is sealed within minutes.
    </Note>
  ) : (
    <Note kind="danger">
      The chain is broken at entry {verdict.brokenAt}: {verdict.why}. Keep the database as it is and tell whoever runs
      this installation.
    </Note>
  )
