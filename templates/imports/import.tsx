import {
  A,
  Button,
  Card,
  Checkbox,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  Note,
  PageHead,
  StatTile,
  Tabs,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { type Counts, ImportMark, type ImportState, type KindShown, Steps, useCounted, useNumber } from './pieces'

export type ImportShown = {
  id: string
  fileName: string
  fileId: string | null
  state: ImportState
  version: number
  trouble: string
  counts: Counts
  rowCount: number
  /** From 0 to 1. */
  progress: number
  phase: string
  author: string
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  forgotten: boolean
  keptDays: number
}

export type RowShown = {
  row: number
  state: string
  record: { title: string; href: string } | null
  problems: { column: string; sentence: string }[]
}

const Head = ({ one, kind }: { one: ImportShown; kind: KindShown }) => (
  <PageHead
    title={one.fileName}
    back={{ href: '/imports', label: 'Imports' }}
    pill={<ImportMark state={one.state} />}
    facts={`Import of ${kind.many}`}
  />
)

const doing: Record<string, string> = {
  reading: 'The file is being read',
  keys: 'Every row is being read',
  judging: 'Every row is being compared with what is here',
  running: 'Rows are being written',
  paused: 'Paused',
  undoing: 'Rows are being taken back',
}

/** How far it is; asks again by itself until there is something else to see. */
export const Progress = ({ one, kind }: { one: ImportShown; kind: KindShown }) => {
  const { base } = useRender()
  const number = useNumber()
  const percent = Math.floor(one.progress * 100)
  const { added = 0, updated = 0, left = 0, undone = 0 } = one.counts
  const words = doing[one.phase || one.state] ?? 'At work'
  const moving = one.state !== 'paused'
  return (
    <section
      class="going"
      id="progress"
      aria-live="polite"
      {...(moving
        ? { 'hx-get': `${base}/imports/${one.id}/progress`, 'hx-trigger': 'load delay:1500ms', 'hx-swap': 'outerHTML' }
        : {})}
    >
      <p class="going-words">
        <b>{words}</b> <span>{percent}&nbsp;%</span>
      </p>
      <progress max={100} value={percent} aria-label={`${words}, per cent`} />
      <p class="muted">
        {one.state === 'checking'
          ? one.rowCount > 0
            ? `${number(one.rowCount)} rows. Nothing is written into your records yet.`
            : 'Nothing is written into your records yet.'
          : one.state === 'undoing'
            ? `${number(undone)} taken back so far.`
            : `${number(added)} ${kind.many} added${updated > 0 ? `, ${number(updated)} changed` : ''}${left > 0 ? `, ${number(left)} left out` : ''} so far.`}
      </p>
    </section>
  )
}

/** While the house works on it: how far it is, and what can be done meanwhile. */
export const WorkingPage = ({ one, kind }: { one: ImportShown; kind: KindShown }) => (
  <Page title={one.fileName} door="imports">
    <Head one={one} kind={kind} />
    <Steps at={one.state} />
    {one.trouble ? <Note kind="danger">{one.trouble}</Note> : null}
    <Card>
      <Progress one={one} kind={kind} />
      <div class="form-end">
        {one.state === 'running' ? (
          <Form action={`/imports/${one.id}/pause`}>
            <Button>Pause</Button>
          </Form>
        ) : null}
        {one.state === 'paused' ? (
          <Form action={`/imports/${one.id}/resumption`}>
            <Button kind="primary">Go on</Button>
          </Form>
        ) : null}
        {one.state === 'undoing' ? null : (
          <Form action={`/imports/${one.id}/stop`}>
            <Button kind="quiet">{one.state === 'checking' ? 'Stop, and correct the columns' : 'Stop here'}</Button>
          </Form>
        )}
        {one.state === 'paused' ? null : (
          <A href={`/imports/${one.id}`} class="lk">
            Look again
          </A>
        )}
      </div>
      <p class="hint">It goes on without this page. You can close it and come back.</p>
    </Card>
  </Page>
)

const wordsOfStates: Record<string, string> = {
  add: 'New',
  update: 'Changed',
  same: 'As they are here',
  skip: 'Passed over',
  bad: 'With problems',
  added: 'Added',
  updated: 'Changed',
  left: 'Left out at the last moment',
  undone: 'Taken back',
  kept: 'Stayed',
}

const tileWords: Record<string, string> = {
  add: 'would be added',
  update: 'would say something else',
  same: 'say what is here already',
  skip: 'are here and stay',
  bad: 'cannot be taken',
  added: 'are new records',
  updated: 'say something else now',
  left: 'could not be written',
  undone: 'are as before',
  kept: 'could not be taken back',
}

const Tiles = ({ one, states }: { one: ImportShown; states: string[] }) => {
  const number = useNumber()
  const shown = states.filter((state) => (one.counts[state] ?? 0) > 0)
  return (
    <div class="tiles">
      {shown.map((state) => (
        <StatTile
          label={wordsOfStates[state] ?? state}
          value={number(one.counts[state] ?? 0)}
          words={tileWords[state] ?? ''}
          href={`/imports/${one.id}/rows?state=${state}`}
        />
      ))}
    </div>
  )
}

const Problem = ({ problems }: Pick<RowShown, 'problems'>) => (
  <ul class="problems">
    {problems.map(({ column, sentence }) => (
      <li>
        {column ? <b>{column}: </b> : null}
        {sentence}
      </li>
    ))}
  </ul>
)

const problemColumns: Column<RowShown>[] = [
  { head: 'Row', main: true, cell: ({ row }) => <>Row {row}</> },
  { head: 'What is wrong', wide: true, bare: true, cell: ({ problems }) => <Problem problems={problems} /> },
]

/** The third step: what would come of every row, before any is written. */
export const CheckedPage = ({
  one,
  kind,
  problems,
  trouble,
}: {
  one: ImportShown
  kind: KindShown
  problems: RowShown[]
  trouble: Trouble
}) => {
  const number = useNumber()
  const counted = useCounted()
  const { add = 0, update = 0, bad = 0 } = one.counts
  const write = add + update
  const deed = [add > 0 ? `add ${counted(add, kind)}` : '', update > 0 ? `change ${number(update)}` : '']
    .filter(Boolean)
    .join(' and ')
  return (
    <Page title={one.fileName} door="imports" wrong={trouble !== null}>
      <Head one={one} kind={kind} />
      <Steps at="checked" />
      <ErrorSummary trouble={trouble} />
      {bad === 0 ? (
        <Note kind="good">
          All {counted(one.rowCount, { one: 'row', many: 'rows' })} can be taken. Nothing is written yet.
        </Note>
      ) : (
        <Note kind="warning">
          {counted(bad, { one: 'row has a problem', many: 'rows have problems' })}, of {number(one.rowCount)}. Nothing
          is written yet.
        </Note>
      )}
      <Tiles one={one} states={['add', 'update', 'same', 'skip', 'bad']} />
      <Card title={write > 0 ? 'Import' : 'Nothing to import'}>
        {write > 0 ? (
          <Form action={`/imports/${one.id}/running`} class="form">
            <input type="hidden" name="version" value={String(one.version)} />
            {bad > 0 ? (
              <Checkbox
                name="leaveBad"
                hint="Without this tick nothing is written until every row is right."
                trouble={trouble}
              >
                Leave out the {counted(bad, { one: 'row', many: 'rows' })} with problems
              </Checkbox>
            ) : null}
            <div class="form-end">
              <Button kind="primary">{`${deed.charAt(0).toUpperCase()}${deed.slice(1)}`}</Button>
              <LinkButton href={`/imports/${one.id}/columns`}>Correct the columns</LinkButton>
            </div>
          </Form>
        ) : (
          <>
            <p>No row is new, and none says something else than what is here.</p>
            <div class="form-end">
              <LinkButton href={`/imports/${one.id}/columns`}>Correct the columns</LinkButton>
            </div>
          </>
        )}
      </Card>
      {bad > 0 ? <Problems one={one} rows={problems} /> : null}
      <Form action={`/imports/${one.id}/removal`}>
        <Button kind="danger" size="small">
          Throw this import away
        </Button>
      </Form>
    </Page>
  )
}

const Problems = ({ one, rows }: { one: ImportShown; rows: RowShown[] }) => {
  const number = useNumber()
  const { bad = 0 } = one.counts
  return (
    <section aria-labelledby="problems-h" class="problem-rows">
      <div class="part-head">
        <h2 class="part" id="problems-h">
          Rows with problems
        </h2>
        <LinkButton href={`/imports/${one.id}/problems`} icon="download" size="small">
          These rows as a file
        </LinkButton>
      </div>
      <DataTable
        caption="Rows with problems"
        columns={problemColumns}
        rows={rows}
        keyOf={({ row }) => `row-${row}`}
        next={rows.length < bad ? `/imports/${one.id}/rows?state=bad` : null}
        summary={rows.length < bad ? `The first ${rows.length} of ${number(bad)}` : `${number(bad)} in all`}
        empty={null}
      />
    </section>
  )
}

/** What came of it. */
export const ResultPage = ({ one, kind, problems }: { one: ImportShown; kind: KindShown; problems: RowShown[] }) => {
  const counted = useCounted()
  const number = useNumber()
  const { may } = useRender()
  const { added = 0, updated = 0, kept = 0, undone = 0, add = 0, update = 0 } = one.counts
  const written = added + updated
  const left = add + update
  return (
    <Page title={one.fileName} door="imports">
      <Head one={one} kind={kind} />
      <Steps at={one.state} />
      {one.trouble ? <Note kind="danger">{one.trouble}</Note> : null}
      {one.state === 'done' ? (
        <Note kind="good">
          {written > 0
            ? `${[added > 0 ? `${counted(added, kind)} added` : '', updated > 0 ? `${number(updated)} changed` : ''].filter(Boolean).join(', ')}.`
            : 'Nothing had to be written.'}
        </Note>
      ) : null}
      {one.state === 'stopped' ? (
        <Note kind="warning">
          {written > 0
            ? `It was stopped: ${counted(written, { one: 'row is', many: 'rows are' })} written, ${number(undone > 0 ? undone : left)} are ${undone > 0 ? 'taken back' : 'not'}.`
            : 'It was stopped before anything was written.'}
        </Note>
      ) : null}
      {one.state === 'undone' ? (
        <Note kind={kept > 0 ? 'warning' : 'good'}>
          {counted(undone, { one: 'row is', many: 'rows are' })} taken back.
          {kept > 0
            ? ` ${counted(kept, { one: 'row stays', many: 'rows stay' })}, since something was built on them.`
            : ''}
        </Note>
      ) : null}
      <Tiles
        one={one}
        states={['added', 'updated', 'same', 'skip', 'bad', 'left', 'undone', 'kept', 'add', 'update']}
      />
      <div class="two import-result">
        <Card title="This import">
          <KeyValues
            pairs={[
              ['Rows read', number(one.rowCount)],
              ['By', one.author],
              ['Sent', <When at={one.createdAt} plain />],
              ['Written', one.startedAt ? <When at={one.startedAt} plain /> : 'Nothing'],
              ['Ended', one.finishedAt ? <When at={one.finishedAt} plain /> : '—'],
              [
                'The file',
                one.fileId ? (
                  <A href={`/files/${one.fileId}`} class="lk">
                    {one.fileName}
                  </A>
                ) : (
                  `Erased after ${one.keptDays} days`
                ),
              ],
            ]}
          />
        </Card>
        <Card title="Go on">
          <div class="form-end">
            <LinkButton href={kind.href}>{`All ${kind.many}`}</LinkButton>
            <LinkButton href="/imports/new">Import another file</LinkButton>
          </div>
          {one.state !== 'undone' && written > 0 && !one.forgotten && may('imports.import.undo') ? (
            <Form action={`/imports/${one.id}/undo`} class="undo-import">
              <input type="hidden" name="version" value={String(one.version)} />
              <p class="hint">
                Undoing takes {counted(added, kind)} away and puts back what was changed. What something was built on
                since stays, and is named.
              </p>
              <Button kind="danger" icon="undo-2">
                Undo this import
              </Button>
            </Form>
          ) : null}
        </Card>
      </div>
      {problems.length > 0 ? (
        <section class="problem-rows">
          <div class="part-head">
            <h2 class="part">{one.state === 'undone' ? 'What stayed' : 'What was left out'}</h2>
            <LinkButton href={`/imports/${one.id}/problems`} icon="download" size="small">
              These rows as a file
            </LinkButton>
          </div>
          <DataTable
            caption="Rows that could not be taken"
            columns={rowColumns}
            rows={problems}
            keyOf={({ row }) => `row-${row}`}
            empty={null}
          />
        </section>
      ) : null}
    </Page>
  )
}

const rowColumns: Column<RowShown>[] = [
  { head: 'Row', main: true, cell: ({ row }) => <>Row {row}</> },
  {
    head: 'Record',
    cell: ({ record }) =>
      record ? (
        <A href={record.href} class="lk">
          {record.title}
        </A>
      ) : (
        <span class="muted">None</span>
      ),
  },
  { head: 'What is to be said', wide: true, bare: true, cell: ({ problems }) => <Problem problems={problems} /> },
]

/** The rows that came to one end, in the order of the file. */
export const RowsPage = ({
  one,
  kind,
  state,
  rows,
  next,
}: {
  one: ImportShown
  kind: KindShown
  state: string
  rows: RowShown[]
  next: string | null
}) => {
  const number = useNumber()
  const states = Object.keys(wordsOfStates).filter((name) => (one.counts[name] ?? 0) > 0)
  const wrong = ['bad', 'left', 'kept'].includes(state)
  return (
    <Page title={`Rows of ${one.fileName}`} door="imports">
      <PageHead
        title="Rows"
        back={{ href: `/imports/${one.id}`, label: one.fileName }}
        facts={`Import of ${kind.many}`}
      >
        {wrong && rows.length > 0 ? (
          <LinkButton href={`/imports/${one.id}/problems`} icon="download">
            As a file
          </LinkButton>
        ) : null}
      </PageHead>
      <Tabs
        label="What rows came to"
        tabs={states.map((name) => ({
          href: `/imports/${one.id}/rows?state=${name}`,
          label: wordsOfStates[name] ?? name,
          current: name === state,
          count: number(one.counts[name] ?? 0),
        }))}
      />
      <DataTable
        caption="Rows"
        columns={wrong ? rowColumns : rowColumns.slice(0, 2)}
        rows={rows}
        keyOf={({ row }) => `row-${row}`}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${next ? ' on this page' : ''}, in the order of the file`}
        empty={
          <EmptyState icon="search" title="No such row">
            <LinkButton href={`/imports/${one.id}`}>Back to the import</LinkButton>
          </EmptyState>
        }
      />
    </Page>
  )
}
