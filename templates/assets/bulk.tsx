import {
  A,
  Button,
  Card,
  type Column,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  Note,
  PageHead,
  Pill,
  Radios,
  StatTile,
  Tabs,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

type Deed = 'move' | 'state'

/** What becomes of each: where they stand, or what state they are in. */
const Deeds = ({ what, values, trouble }: { what: Deed; values: Record<string, string>; trouble: Trouble }) =>
  what === 'move' ? (
    <Combobox
      name="placeId"
      label="Where do they stand now?"
      hint="Begin to type a place, or its code."
      find="/places/pick"
      value={values.placeId}
      shown={values['placeId-words']}
      trouble={trouble}
    />
  ) : (
    <>
      <Radios
        name="state"
        legend="What are they now?"
        value={values.state ?? 'operational'}
        choices={[
          { value: 'operational', label: 'Operational' },
          { value: 'needs-maintenance', label: 'Needs maintenance' },
          { value: 'down', label: 'Down' },
        ]}
        trouble={trouble}
      />
      <TextField
        name="cause"
        label="Why, in a few words"
        optional
        value={values.cause}
        longest={300}
        trouble={trouble}
      />
    </>
  )

const titleOf = (what: Deed, count: string) => (what === 'move' ? `Move ${count}` : `Change the state of ${count}`)

type ChosenProps = {
  what: Deed
  assets: { id: string; tag: string }[]
  query: string
  values: Record<string, string>
  trouble: Trouble
}

/** Some at once: which, and what becomes of them. */
export const BulkPage = ({ what, assets, query, values, trouble }: ChosenProps) => {
  const title = titleOf(what, `${assets.length} ${assets.length === 1 ? 'asset' : 'assets'}`)
  const back = query ? `/assets?${query}` : '/assets'
  return (
    <Page title={title} door="assets" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: back, label: 'Assets' }} />
      <ErrorSummary trouble={trouble} />
      <p class="line">
        {assets.slice(0, 30).map(({ tag }) => (
          <span class="code">{tag}</span>
        ))}
        {assets.length > 30 ? <span class="muted">{`and ${assets.length - 30} more`}</span> : null}
      </p>
      <Form action="/assets/bulk" class="form">
        <input type="hidden" name="query" value={query} />
        <input type="hidden" name="ids" value={assets.map(({ id }) => id).join(' ')} />
        <input type="hidden" name="do" value={what} />
        <input type="hidden" name="sure" value="on" />
        <Deeds what={what} values={values} trouble={trouble} />
        <div class="form-end">
          <Button kind="primary">{title}</Button>
          <A href={back} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

export type BulkShown = {
  id: string
  what: Deed
  query: string
  state: 'gathering' | 'choosing' | 'running' | 'done' | 'stopped' | 'undoing' | 'undone'
  told: Record<string, string>
  counts: Partial<Record<string, number>>
  trouble: string
  /** How many it is about, and how far it is, from 0 to 1. */
  all: number
  share: number
  createdAt: number
  finishedAt: number | null
  version: number
  mayUndo: boolean
  keptDays: number
}

export type BulkRowShown = { assetId: string; tag: string; name: string; state: string; reason: string }

const looks = {
  gathering: { word: 'Being gathered', hue: 'blue', glyph: 'half' },
  choosing: { word: 'Waits for you', hue: 'teal', glyph: 'diamond' },
  running: { word: 'Running', hue: 'blue', glyph: 'half' },
  done: { word: 'Done', hue: 'green', glyph: 'tick' },
  stopped: { word: 'Stopped', hue: 'orange', glyph: 'square' },
  undoing: { word: 'Being taken back', hue: 'blue', glyph: 'half' },
  undone: { word: 'Taken back', hue: 'grey', glyph: 'arrow' },
} as const

const useNumber = () => {
  const { locale } = useRender()
  return (number: number) => number.toLocaleString(locale)
}

const useCounted = () => {
  const number = useNumber()
  return (count: number) => `${number(count)} ${count === 1 ? 'asset' : 'assets'}`
}

const stateWords: Record<string, string> = {
  operational: 'operational',
  'needs-maintenance': 'needs maintenance',
  down: 'down',
}

const deedWords = ({ what, told }: BulkShown): string =>
  what === 'move'
    ? told.place
      ? `Moved to ${told.place}`
      : 'A move'
    : told.state
      ? `State: ${stateWords[told.state]}`
      : 'A change of state'

const doing = {
  gathering: 'Looking for what matches',
  running: 'Assets are being changed',
  undoing: 'Assets are being taken back',
} as const

/** How far it is; asks again by itself until there is something else to see. */
export const BulkProgress = ({ bulk }: { bulk: BulkShown }) => {
  const { base } = useRender()
  const number = useNumber()
  const words = doing[bulk.state as keyof typeof doing] ?? 'At work'
  const percent = Math.floor(bulk.share * 100)
  const { done = 0, same = 0, refused = 0, undone = 0, kept = 0 } = bulk.counts
  return (
    <section
      class="going"
      id="progress"
      aria-live="polite"
      hx-get={`${base}/assets/bulks/${bulk.id}/progress`}
      hx-trigger="load delay:1500ms"
      hx-swap="outerHTML"
    >
      <p class="going-words">
        <b>{words}</b> {bulk.state === 'gathering' ? null : <span>{percent}&nbsp;%</span>}
      </p>
      {bulk.state === 'gathering' ? (
        <progress aria-label={words} />
      ) : (
        <progress max={100} value={percent} aria-label={`${words}, per cent`} />
      )}
      <p class="muted">
        {bulk.state === 'gathering'
          ? `${number(bulk.all)} found so far. Nothing is changed yet.`
          : bulk.state === 'undoing'
            ? `${number(undone)} taken back${kept > 0 ? `, ${number(kept)} stay` : ''} so far.`
            : `${number(done)} of ${number(bulk.all)} changed${same > 0 ? `, ${number(same)} were so already` : ''}${refused > 0 ? `, ${number(refused)} refused` : ''} so far.`}
      </p>
    </section>
  )
}

const rowWords: Record<string, { title: string; about: string }> = {
  done: { title: 'Changed', about: 'are as you said' },
  same: { title: 'As they were', about: 'were so already' },
  refused: { title: 'Refused', about: 'stayed as they were' },
  undone: { title: 'Taken back', about: 'are as before' },
  kept: { title: 'Stayed changed', about: 'could not be taken back' },
  waiting: { title: 'Not reached', about: 'were not touched' },
}

const columns: Column<BulkRowShown>[] = [
  {
    head: 'Asset',
    main: true,
    wide: true,
    cell: ({ assetId, tag, name }) => (
      <A href={`/assets/${assetId}`} class="lk">
        <span class="code">{tag}</span> {name}
      </A>
    ),
  },
  { head: 'Why', wide: true, cell: ({ reason }) => reason },
]

const Head = ({ bulk, title }: { bulk: BulkShown; title: string }) => {
  const { word, hue, glyph } = looks[bulk.state]
  return (
    <PageHead
      title={title}
      back={{ href: bulk.query ? `/assets?${bulk.query}` : '/assets', label: 'Assets' }}
      pill={
        <Pill hue={hue} glyph={glyph}>
          {word}
        </Pill>
      }
      facts={deedWords(bulk)}
    />
  )
}

/** All that match the filters of the list: gathered, then asked what becomes of them, then changed, then told. */
export const BulkRunPage = ({
  bulk,
  rows,
  values,
  trouble,
}: {
  bulk: BulkShown
  rows: BulkRowShown[]
  values: Record<string, string>
  trouble: Trouble
}) => {
  const counted = useCounted()
  const working = bulk.state in doing
  const title = titleOf(bulk.what, bulk.state === 'gathering' ? 'all that match' : counted(bulk.all))
  return (
    <Page title={title} door="assets" wrong={trouble !== null}>
      <Head bulk={bulk} title={title} />
      <ErrorSummary trouble={trouble} />
      {bulk.trouble ? <Note kind="danger">{bulk.trouble}</Note> : null}
      {working ? <Working bulk={bulk} /> : null}
      {bulk.state === 'choosing' ? <Choosing bulk={bulk} title={title} values={values} trouble={trouble} /> : null}
      {working || bulk.state === 'choosing' ? null : <Result bulk={bulk} rows={rows} />}
    </Page>
  )
}

const Working = ({ bulk }: { bulk: BulkShown }) => (
  <Card>
    <BulkProgress bulk={bulk} />
    <div class="form-end">
      {bulk.state === 'undoing' ? null : (
        <Form action={`/assets/bulks/${bulk.id}/stop`}>
          <Button kind="quiet">Stop here</Button>
        </Form>
      )}
      <A href={`/assets/bulks/${bulk.id}`} class="lk">
        Look again
      </A>
    </div>
    <p class="hint">It goes on without this page. You can close it and come back.</p>
  </Card>
)

const Choosing = ({
  bulk,
  title,
  values,
  trouble,
}: {
  bulk: BulkShown
  title: string
  values: Record<string, string>
  trouble: Trouble
}) => {
  if (bulk.all === 0) {
    return (
      <EmptyState icon="search" title="No asset matches any more">
        <LinkButton href={bulk.query ? `/assets?${bulk.query}` : '/assets'}>Back to the list</LinkButton>
      </EmptyState>
    )
  }
  return (
    <>
      <Form action={`/assets/bulks/${bulk.id}/run`} class="form">
        <input type="hidden" name="version" value={String(bulk.version)} />
        <Deeds what={bulk.what} values={values} trouble={trouble} />
        <div class="form-end">
          <Button kind="primary">{title}</Button>
        </div>
      </Form>
      <Form action={`/assets/bulks/${bulk.id}/stop`}>
        <Button kind="quiet" size="small">
          Leave all as they are
        </Button>
      </Form>
    </>
  )
}

const Tiles = ({ bulk }: { bulk: BulkShown }) => {
  const number = useNumber()
  return (
    <div class="tiles">
      {Object.entries(rowWords)
        .filter(([state]) => (bulk.counts[state] ?? 0) > 0)
        .map(([state, { title, about }]) => (
          <StatTile
            label={title}
            value={number(bulk.counts[state] ?? 0)}
            words={about}
            href={`/assets/bulks/${bulk.id}/rows?state=${state}`}
          />
        ))}
    </div>
  )
}

const verdictOf = (
  bulk: BulkShown,
  counted: (count: number) => string,
): { kind: 'good' | 'warning'; words: string } => {
  const { done = 0, refused = 0, undone = 0, kept = 0, waiting = 0 } = bulk.counts
  if (bulk.state === 'undone') {
    const rest = kept > 0 ? ` ${counted(kept)} stay as they are now: they are named below.` : ''
    return { kind: kept > 0 ? 'warning' : 'good', words: `${counted(undone)} taken back.${rest}` }
  }
  const left = refused > 0 ? ` ${counted(refused)} refused: they are named below.` : ''
  if (bulk.state === 'stopped') {
    return { kind: 'warning', words: `It was stopped: ${counted(done)} changed, ${waiting} not reached.${left}` }
  }
  return { kind: refused > 0 ? 'warning' : 'good', words: `${counted(done)} changed.${left}` }
}

/** What came of it. */
const Result = ({ bulk, rows }: { bulk: BulkShown; rows: BulkRowShown[] }) => {
  const counted = useCounted()
  const { kind, words } = verdictOf(bulk, counted)
  const { done = 0, refused = 0, kept = 0 } = bulk.counts
  const wrong = bulk.state === 'undone' ? kept : refused
  return (
    <>
      <Note kind={kind}>{words}</Note>
      <Tiles bulk={bulk} />
      <Card title="This change">
        <KeyValues
          pairs={[
            ['What', deedWords(bulk)],
            ...(bulk.told.cause ? ([['Why', bulk.told.cause]] as [string, string][]) : []),
            ['Begun', <When at={bulk.createdAt} plain />],
            ['Ended', bulk.finishedAt ? <When at={bulk.finishedAt} plain /> : '—'],
          ]}
        />
        {bulk.mayUndo && done > 0 ? (
          <Form action={`/assets/bulks/${bulk.id}/undo`} class="undo-import">
            <input type="hidden" name="version" value={String(bulk.version)} />
            <p class="hint">
              {bulk.what === 'move'
                ? 'Taking it back puts each where it stood, unless it was changed since.'
                : 'A state can be taken back for fifteen minutes, unless it was changed since.'}
            </p>
            <Button kind="danger" icon="undo-2">
              {`Take back ${counted(done)}`}
            </Button>
          </Form>
        ) : null}
        <p class="hint">{`This page is kept for ${bulk.keptDays} days.`}</p>
      </Card>
      {wrong > 0 ? (
        <section class="problem-rows">
          <h2 class="part">{bulk.state === 'undone' ? 'What stayed' : 'What was refused'}</h2>
          <DataTable
            caption="Assets that stayed as they were"
            columns={columns}
            rows={rows}
            keyOf={({ assetId }) => assetId}
            next={
              rows.length < wrong
                ? `/assets/bulks/${bulk.id}/rows?state=${bulk.state === 'undone' ? 'kept' : 'refused'}`
                : null
            }
            summary={rows.length < wrong ? `The first ${rows.length} of ${wrong}` : `${wrong} in all`}
            empty={null}
          />
        </section>
      ) : null}
    </>
  )
}

/** The assets that came to one end. */
export const BulkRowsPage = ({
  bulk,
  state,
  rows,
  next,
}: {
  bulk: BulkShown
  state: string
  rows: BulkRowShown[]
  next: string | null
}) => {
  const number = useNumber()
  const reasons = state === 'refused' || state === 'kept'
  return (
    <Page title="What became of them" door="assets">
      <PageHead
        title="What became of them"
        back={{ href: `/assets/bulks/${bulk.id}`, label: deedWords(bulk) }}
        facts={deedWords(bulk)}
      />
      <Tabs
        label="What became of them"
        tabs={Object.entries(rowWords)
          .filter(([name]) => (bulk.counts[name] ?? 0) > 0)
          .map(([name, { title }]) => ({
            href: `/assets/bulks/${bulk.id}/rows?state=${name}`,
            label: title,
            current: name === state,
            count: number(bulk.counts[name] ?? 0),
          }))}
      />
      <DataTable
        caption="Assets"
        columns={reasons ? columns : columns.slice(0, 1)}
        rows={rows}
        keyOf={({ assetId }) => assetId}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'asset' : 'assets'}${next ? ' on this page' : ''}`}
        empty={
          <EmptyState icon="search" title="None came to this">
            <LinkButton href={`/assets/bulks/${bulk.id}`}>Back to the change</LinkButton>
          </EmptyState>
        }
      />
    </Page>
  )
}
