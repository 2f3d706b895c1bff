import {
  A,
  Card,
  DataTable,
  type Day,
  DayStrip,
  EmptyState,
  LinkButton,
  lengthWords,
  Pager,
  Segments,
  Timeline,
  useRender,
  When,
} from '../kit'
import { AssetFrame, type Frame } from './frame'

export type HistoryEvent = {
  id: string
  at: number
  kind: string
  actor: string
  /** The sentence after the name. */
  what: string
  detail: string
  /** The state that it came to, of a change of state. */
  state: string | null
}

const kindIcons: Record<string, string> = {
  state: 'activity',
  place: 'move',
  change: 'pencil',
  note: 'message-square',
  files: 'file-text',
  codes: 'qr-code',
  calendar: 'clipboard-list',
}

const stateIcons: Record<string, string> = {
  down: 'square',
  operational: 'circle-check',
  'needs-maintenance': 'triangle-alert',
  retired: 'x',
}

const iconOf = ({ kind, state }: HistoryEvent) => stateIcons[state ?? ''] ?? kindIcons[kind] ?? 'history'

/** The last few, in three columns of words. */
export const LastEvents = ({ events }: { events: HistoryEvent[] }) => {
  const { calendar, now } = useRender()
  if (events.length === 0) return <p class="muted">Nothing is recorded yet.</p>
  return (
    <ul class="evs">
      {events.map(({ at, actor, what, detail }) => (
        <li>
          <time datetime={new Date(at).toISOString()}>
            {calendar.dateOf(at) === calendar.dateOf(now)
              ? calendar.hourOf(at)
              : calendar.dayShort(calendar.dateOf(at))}
          </time>
          <p>
            {actor} {what}
            {detail ? <span class="muted">{detail}</span> : null}
          </p>
        </li>
      ))}
    </ul>
  )
}

const kinds = [
  { kind: '', label: 'Everything' },
  { kind: 'state', label: 'State' },
  { kind: 'place', label: 'Moves' },
  { kind: 'note', label: 'Notes' },
  { kind: 'change', label: 'Changes' },
  { kind: 'files', label: 'Files' },
  { kind: 'codes', label: 'Codes' },
]

export const AssetHistory = ({
  events,
  next,
  kind,
  ...frame
}: Frame & { events: HistoryEvent[]; next: string | null; kind: string }) => {
  const { calendar } = useRender()
  const { asset } = frame
  return (
    <AssetFrame {...frame} tab="history">
      <div class="tools">
        <Segments
          label="Which events"
          items={kinds.map((entry) => ({
            href: entry.kind ? `/assets/${asset.id}/history?kind=${entry.kind}` : `/assets/${asset.id}/history`,
            label: entry.label,
            current: entry.kind === kind,
          }))}
        />
        <LinkButton href={`/assets/${asset.id}/stops`}>Stops, and correcting them</LinkButton>
      </div>
      {events.length === 0 ? (
        <EmptyState icon="history" title={kind ? 'Nothing of this kind' : 'Nothing is recorded yet'}>
          <p>What happens to {asset.tag} appears here, the newest first.</p>
        </EmptyState>
      ) : (
        <Card>
          <Timeline
            events={events.map((event) => ({
              at: calendar.hourOf(event.at),
              day: calendar.dayWords(calendar.dateOf(event.at)),
              who: event.actor,
              what: event.what,
              icon: iconOf(event),
              detail: event.detail ? <p class="muted">{event.detail}</p> : null,
            }))}
          />
          <Pager summary={`${events.length} events${next ? ' on this page' : ''}, newest first`} next={next} />
        </Card>
      )}
    </AssetFrame>
  )
}

export type StopShown = {
  id: string
  class: string
  classWord: string
  cause: string
  startedAt: number
  endedAt: number | null
  by: string
  ofPart: boolean
}

/** Every stop with its times, and the way to correct one. */
export const StopsPage = ({ stops, ...frame }: Frame & { stops: StopShown[] }) => {
  const { may, now } = useRender()
  const { asset } = frame
  return (
    <AssetFrame {...frame} tab="history">
      <div class="tools">
        <LinkButton href={`/assets/${asset.id}/history`} icon="arrow-left">
          Everything that happened
        </LinkButton>
        {asset.retiredAt === null && may('assets.stop.record') ? (
          <LinkButton href={`/assets/${asset.id}/stops/new`} icon="plus">
            Write down a past stop
          </LinkButton>
        ) : null}
      </div>
      <DataTable
        caption={`Stops of ${asset.tag}`}
        rows={stops}
        keyOf={({ id }) => id}
        columns={[
          { head: 'From', main: true, cell: ({ startedAt }) => <When at={startedAt} plain /> },
          {
            head: 'To',
            cell: ({ endedAt }) => (endedAt === null ? <b class="late">Still down</b> : <When at={endedAt} plain />),
          },
          { head: 'Length', number: true, cell: ({ startedAt, endedAt }) => lengthWords((endedAt ?? now) - startedAt) },
          { head: 'Class', cell: ({ classWord }) => classWord },
          {
            head: 'Cause',
            bare: true,
            wide: true,
            cell: ({ cause }) => cause || <span class="muted">Not stated</span>,
          },
          { head: 'By', cell: ({ by }) => by },
          ...(may('assets.stop.correct')
            ? [
                {
                  head: 'Correct',
                  silent: true,
                  bare: true,
                  deed: true,
                  cell: ({ id, ofPart }: StopShown) =>
                    ofPart ? (
                      <span class="muted">Follows a part</span>
                    ) : (
                      <LinkButton href={`/assets/stops/${id}`} size="small">
                        Correct
                      </LinkButton>
                    ),
                },
              ]
            : []),
        ]}
        summary={`${stops.length} ${stops.length === 1 ? 'stop' : 'stops'}, newest first`}
        empty={
          <EmptyState icon="history" title="No stop is written down">
            <p>When {asset.tag} is down, since when and why is kept here; downtime is computed from it.</p>
          </EmptyState>
        }
      />
    </AssetFrame>
  )
}

export type Downtime = {
  days: Day[]
  openHours: number
  downHours: number
  failures: number
  stops: number
  availability: number | null
  meanHoursBetween: number | null
  meanHoursToRepair: number | null
  repaired: number
  aroundTheClock: boolean
}

const hours = (value: number) => (value >= 100 ? String(Math.round(value)) : value.toFixed(1))

/** Downtime of the last ninety days against the hours in which the site works; a fragment for the asset's page. */
export const DowntimePanel = ({ asset, down }: { asset: { id: string; tag: string }; down: Downtime }) => (
  <Card
    title="Downtime, last 90 days"
    end={
      <A href={`/assets/${asset.id}/stops`} class="lk">
        {`${hours(down.downHours)} h in ${down.stops} ${down.stops === 1 ? 'stop' : 'stops'}`}
      </A>
    }
  >
    <DayStrip title={`Downtime of ${asset.tag}, last 90 days`} days={down.days} />
    <p class="legend">
      <span>
        <i class="lg-r" />
        Unplanned
      </span>
      <span>
        <i class="lg-b" />
        Planned
      </span>
      <span>{down.aroundTheClock ? 'Column height = 24 h' : 'Column height = hours of the site’s shifts'}</span>
    </p>
    <details class="how">
      <summary>Show as table</summary>
      <table class="tbl plain">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" class="num">
              Unplanned, h
            </th>
            <th scope="col" class="num">
              Planned, h
            </th>
            <th scope="col" class="num">
              Open, h
            </th>
          </tr>
        </thead>
        <tbody>
          {down.days
            .filter(({ unplannedHours, plannedHours }) => unplannedHours + plannedHours > 0)
            .map((day) => (
              <tr>
                <td>{day.date}</td>
                <td class="num">{hours(day.unplannedHours)}</td>
                <td class="num">{hours(day.plannedHours)}</td>
                <td class="num">{hours(day.openHours)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </details>
    <div class="figs">
      <Fig
        label="Mean time between failures"
        value={down.meanHoursBetween === null ? null : `${hours(down.meanHoursBetween)} h`}
        count={`${down.failures} ${down.failures === 1 ? 'failure' : 'failures'}${down.failures < 5 ? ', few to rely on' : ''}`}
        how={`(${hours(down.openHours)} h open − ${hours(down.downHours)} h down) ÷ ${down.failures} failures`}
      />
      <Fig
        label="Availability"
        value={down.availability === null ? null : `${down.availability.toFixed(1)} %`}
        count={`of ${hours(down.openHours)} h open`}
        how={`(${hours(down.openHours)} h open − ${hours(down.downHours)} h down) ÷ ${hours(down.openHours)} h open`}
      />
      <Fig
        label="Mean time to restore"
        value={down.meanHoursToRepair === null ? null : `${hours(down.meanHoursToRepair)} h`}
        count={`${down.repaired} closed ${down.repaired === 1 ? 'failure' : 'failures'}`}
        how="From the start to the end of each closed failure, by the clock; an open stop is left out"
      />
    </div>
  </Card>
)

const Fig = ({ label, value, count, how }: { label: string; value: string | null; count: string; how: string }) => (
  <div class="fig">
    <span class="muted">{label}</span>
    <b>{value ?? '–'}</b>
    <span class="muted">{count}</span>
    <details class="how">
      <summary>How this is computed</summary>
      <span class="muted">{how}</span>
    </details>
  </div>
)
