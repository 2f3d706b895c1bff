import {
  A,
  Button,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  State,
  Tabs,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

export type CodeRow = {
  id: string
  code: string
  state: 'blank' | 'live' | 'revoked' | 'retired' | 'replaced'
  target: string | null
  batchId: string | null
  public: boolean
  madeAt: number
  version: number
}

export type TargetRow = {
  id: string
  kind: string
  title: string
  tag: string
  detail: string
  href: string
  retired: boolean
}

export type BatchRow = { id: string; name: string; size: number; madeAt: number; who: string | null }

/** 7K3F-9Q2X, as it stands on the label. */
export const spoken = ({ code }: { code: string }): string => `${code.slice(0, 4)}-${code.slice(4)}`

export const TargetLink = ({ id, target }: { id: string | null; target: TargetRow | undefined }) => {
  if (id === null) return <span class="muted">Nothing yet</span>
  if (!target) return <span class="muted">Something that you may not look at</span>
  return (
    <>
      <A href={target.href} class="lk">
        {target.title}
      </A>{' '}
      {target.tag ? <span class="code muted">{target.tag}</span> : null}
      {target.retired ? <span class="muted"> (out of use)</span> : null}
    </>
  )
}

const views = [
  ['', 'All'],
  ['live', 'In use'],
  ['blank', 'On nothing yet'],
  ['replaced', 'Replaced'],
  ['retired', 'Retired'],
  ['revoked', 'Revoked'],
] as const

const CodeTabs = ({ current }: { current: string }) => (
  <Tabs
    label="Views of codes"
    tabs={[
      ...views.map(([state, label]) => ({
        href: state ? `/codes?state=${state}` : '/codes',
        label,
        current: state === current,
      })),
      { href: '/codes/batches', label: 'Batches', current: current === 'batches' },
    ]}
  />
)

const Head = () => {
  const { may } = useRender()
  return (
    <PageHead title="Codes">
      {may('codes.settings.change') ? (
        <LinkButton href="/codes/settings" icon="settings">
          Settings
        </LinkButton>
      ) : null}
      {may('codes.batch.make') ? (
        <LinkButton href="/codes/batches/new" kind="primary" icon="plus">
          New batch
        </LinkButton>
      ) : null}
    </PageHead>
  )
}

const columnsOf = (targets: Map<string, TargetRow>): Column<CodeRow>[] => [
  {
    head: 'Code',
    main: true,
    cell: (code) => (
      <A href={`/codes/${code.id}`} class="lk code">
        {spoken(code)}
      </A>
    ),
  },
  {
    head: 'On',
    wide: true,
    bare: true,
    cell: (code) => <TargetLink id={code.target} target={targets.get(code.target ?? '')} />,
  },
  { head: 'State', bare: true, cell: (code) => <State of="code" is={code.state} /> },
  { head: 'Made', cell: (code) => <When at={code.madeAt} /> },
]

type CodesProps = {
  state: string
  rows: CodeRow[]
  targets: Map<string, TargetRow>
  next: string | null
  first: boolean
}

export const CodesPage = ({ state, rows, targets, next, first }: CodesProps) => (
  <Page title="Codes" door="codes">
    <Head />
    <CodeTabs current={state} />
    <DataTable
      caption="Codes"
      columns={columnsOf(targets)}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={`${rows.length} ${rows.length === 1 ? 'code' : 'codes'}${next || !first ? ' on this page' : ''}, newest first`}
      empty={<NoCodes state={state} first={first} />}
    />
  </Page>
)

const NoCodes = ({ state, first }: { state: string; first: boolean }) => {
  const { may } = useRender()
  if (!first || state) {
    return (
      <EmptyState icon="qr-code" title={first ? 'No code is in this state' : 'That was the last page'}>
        <LinkButton href="/codes">All codes</LinkButton>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="qr-code" title="No codes yet">
      <p>
        A code on a machine, a place or a bin opens its page when it is scanned. Print a batch of blank ones and claim
        each where you stick it, or print labels for what is here already.
      </p>
      {may('codes.batch.make') ? <LinkButton href="/codes/batches/new">Make a batch</LinkButton> : null}
    </EmptyState>
  )
}

const batchColumns: Column<BatchRow>[] = [
  {
    head: 'Batch',
    main: true,
    wide: true,
    cell: ({ id, name }) => (
      <A href={`/codes/batches/${id}`} class="lk">
        {name}
      </A>
    ),
  },
  { head: 'Codes', number: true, cell: ({ size }) => size.toLocaleString('en') },
  { head: 'Made', cell: ({ madeAt }) => <When at={madeAt} /> },
  { head: 'By', cell: ({ who }) => who ?? 'The house' },
]

export const BatchesPage = ({ rows, next }: { rows: BatchRow[]; next: string | null }) => (
  <Page title="Batches of codes" door="codes">
    <Head />
    <CodeTabs current="batches" />
    <DataTable
      caption="Batches of codes"
      columns={batchColumns}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={`${rows.length} ${rows.length === 1 ? 'batch' : 'batches'}, newest first`}
      empty={
        <EmptyState icon="qr-code" title="No batches yet">
          <p>Print blank codes before there is anything to put them on. Whoever scans one first says what it is on.</p>
        </EmptyState>
      }
    />
  </Page>
)

export const BatchFormPage = ({ values, trouble }: { values: Record<string, string>; trouble: Trouble }) => (
  <Page title="New batch of codes" door="codes" wrong={trouble !== null}>
    <PageHead title="New batch of codes" back={{ href: '/codes/batches', label: 'Batches' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/codes/batches" class="form">
      <TextField
        name="name"
        label="What are they for?"
        hint="So that you find the batch again: “Line 3, November”."
        longest={120}
        value={values.name}
        trouble={trouble}
        autofocus={!trouble}
      />
      <TextField
        name="size"
        label="How many?"
        hint="A sheet holds 30 of the common address labels. At most 2,000 in one batch."
        inputmode="numeric"
        width="short"
        value={values.size}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary">Make the codes</Button>
        <A href="/codes/batches" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type BatchProps = {
  batch: BatchRow
  rows: CodeRow[]
  targets: Map<string, TargetRow>
  next: string | null
  first: boolean
}

export const BatchPage = ({ batch, rows, targets, next, first }: BatchProps) => {
  const { may } = useRender()
  return (
    <Page title={batch.name} door="codes">
      <PageHead
        title={batch.name}
        back={{ href: '/codes/batches', label: 'Batches' }}
        facts={`${batch.size.toLocaleString('en')} ${batch.size === 1 ? 'code' : 'codes'}`}
      >
        {may('codes.label.print') ? (
          <LinkButton href={`/labels?batch=${batch.id}`} kind="primary" icon="printer">
            Print the labels
          </LinkButton>
        ) : null}
      </PageHead>
      <DataTable
        caption="Codes of this batch"
        columns={columnsOf(targets)}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} of ${batch.size.toLocaleString('en')}${first ? '' : ', further on'}`}
        empty={<EmptyState icon="qr-code" title="That was the last page" />}
      />
    </Page>
  )
}
