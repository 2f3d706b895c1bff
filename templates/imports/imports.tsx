import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  FileField,
  Form,
  Icon,
  LinkButton,
  PageHead,
  Radios,
  type Trouble,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { type Counts, ImportMark, type ImportState, type KindShown, Steps, useCounted, useNumber } from './pieces'

export type ImportRow = {
  id: string
  kind: string
  fileName: string
  state: ImportState
  counts: Counts
  rowCount: number
  createdAt: number
  author: string | null
}

type Kinds = Pick<KindShown, 'name' | 'title' | 'one' | 'many' | 'about' | 'icon'>[]

/** What an import came to, in a few words. */
const Came = ({ row, kinds }: { row: ImportRow; kinds: Kinds }) => {
  const number = useNumber()
  const counted = useCounted()
  const kind = kinds.find(({ name }) => name === row.kind) ?? { one: 'row', many: 'rows' }
  const { added = 0, updated = 0, undone = 0, kept = 0, bad = 0, left = 0 } = row.counts
  const parts = [
    added > 0 ? `${counted(added, kind)} added` : '',
    updated > 0 ? `${number(updated)} changed` : '',
    undone > 0 ? `${number(undone)} taken back` : '',
    kept > 0 ? `${number(kept)} stayed` : '',
    bad + left > 0 ? `${number(bad + left)} with problems` : '',
  ].filter(Boolean)
  if (parts.length > 0) return <>{parts.join(', ')}</>
  return (
    <span class="muted">
      {row.rowCount > 0 ? `${counted(row.rowCount, { one: 'row', many: 'rows' })} read` : 'Nothing yet'}
    </span>
  )
}

export const ImportsPage = ({
  rows,
  next,
  first,
  kinds,
}: {
  rows: ImportRow[]
  next: string | null
  first: boolean
  kinds: Kinds
}) => {
  const columns: Column<ImportRow>[] = [
    {
      head: 'File',
      main: true,
      wide: true,
      cell: ({ id, fileName }) => (
        <A href={`/imports/${id}`} class="lk">
          {fileName}
        </A>
      ),
    },
    { head: 'State', bare: true, cell: ({ state }) => <ImportMark state={state} /> },
    { head: 'Rows are', cell: ({ kind }) => kinds.find(({ name }) => name === kind)?.title ?? kind },
    { head: 'Came to', wide: true, cell: (row) => <Came row={row} kinds={kinds} /> },
    { head: 'By', cell: ({ author }) => author ?? 'The house' },
    { head: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
  ]
  return (
    <Page title="Imports" door="imports">
      <PageHead title="Imports">
        <LinkButton href="/imports/new" kind="primary" icon="arrow-down-to-line">
          Import a file
        </LinkButton>
      </PageHead>
      <DataTable
        caption="Imports, newest first"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'import' : 'imports'}${next || !first ? ' on this page' : ''}, newest first`}
        empty={
          first ? (
            <EmptyState icon="arrow-down-to-line" title="Nothing was imported yet">
              <p>
                Bring what you have in spreadsheets: {kinds.map(({ many }) => many).join(', ')}. Every row is checked
                before anything is written, and a whole import can be undone.
              </p>
              <LinkButton href="/imports/new">Import the first file</LinkButton>
            </EmptyState>
          ) : (
            <EmptyState icon="search" title="That was the last page">
              <LinkButton href="/imports">Back to the start</LinkButton>
            </EmptyState>
          )
        }
      />
      <TakeOut kinds={kinds} />
    </Page>
  )
}

/** Lists as files: for keeping, and for changing many rows at once. */
const TakeOut = ({ kinds }: { kinds: Kinds }) => (
  <section class="take-out">
    <Card title="Take lists out">
      <p class="hint">
        Each file has the columns that an import reads. Change it in a spreadsheet and import it again with “change what
        is there”: rows that you did not touch stay as they are.
      </p>
      <ul class="take-list">
        {kinds.map(({ name, title, icon }) => (
          <li>
            <Icon name={icon} class="ico-s" />
            <b>{title}</b>
            <span class="end">
              <A href={`/imports/export?kind=${name}`} class="lk" label={`${title} as CSV`}>
                CSV
              </A>
              <A href={`/imports/export?kind=${name}&as=xlsx`} class="lk" label={`${title} as a workbook`}>
                Excel
              </A>
              <A href={`/imports/template?kind=${name}`} class="lk" label={`Empty file for ${title.toLowerCase()}`}>
                Empty file
              </A>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  </section>
)

export const NewImportPage = ({
  kinds,
  kind,
  limits,
  trouble,
}: {
  kinds: Kinds
  kind: string
  limits: string
  trouble: Trouble
}) => (
  <Page title="Import a file" door="imports" wrong={trouble !== null}>
    <PageHead title="Import a file" back={{ href: '/imports', label: 'Imports' }} />
    <Steps at="new" />
    <ErrorSummary trouble={trouble} />
    <Form action="/imports" files class="form">
      <Radios
        name="kind"
        legend="What is in its rows?"
        value={kind}
        choices={kinds.map(({ name, title, about }) => ({ value: name, label: title, hint: about }))}
        trouble={trouble}
      />
      <FileField
        name="file"
        label="The file"
        hint={limits}
        accept=".csv,.tsv,.txt,.xlsx,text/csv,text/tab-separated-values"
        trouble={trouble}
      />
      <p class="hint">
        The file is kept first, then looked at. Nothing is written into your records before you have seen what would be.
      </p>
      <div class="form-end">
        <Button kind="primary">Send the file</Button>
        <A href="/imports" class="lk">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
