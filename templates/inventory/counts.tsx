import { formatMoney } from '../../src/kernel/money'
import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  Button,
  Card,
  Checkbox,
  type Column,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  type Hue,
  LinkButton,
  Note,
  PageHead,
  Pill,
  Select,
  Stepper,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import { StoresTabs } from './stores'

export type CountRow = {
  id: string
  number: number
  title: string
  state: string
  accuracy: number | null
  createdAt: number
  lines: number
  left: number
}
export type RuleRow = {
  id: string
  name: string
  kind: string
  everyDays: number
  turnoverMinor: number
  accuracyFloor: number
  mostBins: number
  place: string
  due: number
}
export type AccuracyRow = { name: string; accuracy: number; lines: number }
export type CountLineRow = {
  id: string
  partId: string
  number: string
  name: string
  unit: UnitCode
  whole: boolean
  binId: string
  bin: string
  lot: string
  state: string
  expected: number | null
  counted: number | null
  difference: number | null
  firstDifference: number | null
  who: string | null
  /** Whether the reader counted it the first time. */
  mine: boolean
}

const percent = (hundredths: number) => `${(hundredths / 100).toFixed(1).replace(/\.0$/, '')} %`

const looks: Record<string, { word: string; hue: Hue; glyph: 'ring' | 'half' | 'tick' | 'cross' | 'triangle' }> = {
  open: { word: 'Being counted', hue: 'blue', glyph: 'half' },
  review: { word: 'To approve', hue: 'amber', glyph: 'triangle' },
  posted: { word: 'Posted', hue: 'green', glyph: 'tick' },
  cancelled: { word: 'Cancelled', hue: 'grey', glyph: 'cross' },
  'to-count': { word: 'To count', hue: 'grey', glyph: 'ring' },
  recount: { word: 'Count again', hue: 'amber', glyph: 'triangle' },
  counted: { word: 'Counted', hue: 'green', glyph: 'tick' },
}
const State = ({ is }: { is: string }) => {
  const look = looks[is]
  return look ? (
    <Pill hue={look.hue} glyph={look.glyph}>
      {look.word}
    </Pill>
  ) : null
}

const ruleWords = ({ kind, everyDays, turnoverMinor, accuracyFloor }: RuleRow, money: (minor: number) => string) =>
  ({
    period: `Every bin at least every ${everyDays} days`,
    turnover: `A bin through which ${money(turnoverMinor)} went since its last count`,
    accuracy: `A bin whose last count was below ${accuracyFloor} %`,
    zero: 'A bin that became empty, to confirm that it is',
  })[kind] ?? kind

type CountsProps = {
  rows: CountRow[]
  next: string | null
  rules: RuleRow[]
  accuracy: { bins: AccuracyRow[]; classes: AccuracyRow[] }
}

const classWords: Record<string, string> = { vital: 'Vital', essential: 'Essential', desirable: 'Desirable' }

/** All counts, what is due by rule, and how right the ledger was. */
export const CountsPage = ({ rows, next, rules, accuracy }: CountsProps) => {
  const { may, currency, locale } = useRender()
  const money = (minor: number) => formatMoney({ minor, currency }, locale)
  const columns: Column<CountRow>[] = [
    {
      head: 'Count',
      main: true,
      wide: true,
      cell: ({ id, number, title }) => (
        <A href={`/stock/counts/${id}`} class="lk">
          <span class="code">CC-{number}</span> {title}
        </A>
      ),
    },
    { head: 'State', bare: true, cell: ({ state }) => <State is={state} /> },
    {
      head: 'Counted',
      number: true,
      cell: ({ lines, left }) => <span class="n">{`${lines - left} of ${lines}`}</span>,
    },
    {
      head: 'Accuracy',
      number: true,
      cell: ({ accuracy: right }) =>
        right === null ? <span class="muted">–</span> : <span class="n">{percent(right)}</span>,
    },
    { head: 'Begun', bare: true, cell: ({ createdAt }) => <When at={createdAt} /> },
  ]
  return (
    <Page title="Counts" door="parts">
      <PageHead title="Counts" facts="Bins against the ledger, without telling what it says">
        {may('inventory.count.rule') ? <LinkButton href="/stock/counts/rules/new">New rule</LinkButton> : null}
        {may('inventory.count.open') ? (
          <LinkButton href="/stock/counts/new" kind="primary" icon="list-checks">
            Count some bins
          </LinkButton>
        ) : null}
      </PageHead>
      <StoresTabs at="counts" />
      <DataTable
        caption="Counts"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={rows.length === 1 ? '1 count' : `${rows.length} counts, the newest first`}
        empty={
          <EmptyState icon="list-checks" title="Nothing was counted yet">
            <p>
              Count a bin, or a storeroom after another. The ledger follows what is found, and remembers how far it was
              off.
            </p>
            {may('inventory.count.open') ? (
              <LinkButton href="/stock/counts/new">Count the first bins</LinkButton>
            ) : null}
          </EmptyState>
        }
      />
      <div class="three stores-cards">
        <Card title="Rules">
          {rules.length === 0 ? (
            <p class="muted">No rule yet. A rule says which bins are due, so that nobody has to remember.</p>
          ) : null}
          {rules.map((rule) => (
            <div class="row">
              <span class="row-t">
                <b>{rule.name}</b>
                <span class="muted">
                  {ruleWords(rule, money)}, in {rule.place}.{' '}
                  {rule.due === 0 ? 'None is due.' : `${rule.due === 1 ? '1 bin is' : `${rule.due} bins are`} due.`}
                </span>
              </span>
              {rule.due > 0 && may('inventory.count.open') ? (
                <Form action="/stock/counts">
                  <input type="hidden" name="ruleId" value={rule.id} />
                  <input type="hidden" name="title" value={rule.name} />
                  <input type="hidden" name="blind" value="on" />
                  <Button size="small">Count {rule.due === 1 ? 'it' : 'them'}</Button>
                </Form>
              ) : null}
              {may('inventory.count.rule') ? (
                <Form action="/stock/counts/rules">
                  <input type="hidden" name="id" value={rule.id} />
                  <input type="hidden" name="end" value="on" />
                  <Button size="small" kind="quiet" label={`End the rule ${rule.name}`}>
                    End
                  </Button>
                </Form>
              ) : null}
            </div>
          ))}
        </Card>
        <Card title="Accuracy by bin, the worst first">
          <Accuracies rows={accuracy.bins} />
        </Card>
        <Card title="Accuracy by class">
          <Accuracies rows={accuracy.classes.map((row) => ({ ...row, name: classWords[row.name] ?? row.name }))} />
        </Card>
      </div>
    </Page>
  )
}

const Accuracies = ({ rows }: { rows: AccuracyRow[] }) =>
  rows.length === 0 ? (
    <p class="muted">It is known after the first count.</p>
  ) : (
    <>
      {rows.map(({ name, accuracy, lines }) => (
        <div class="row">
          <span class="row-t">
            {name}
            <span class="muted">{lines === 1 ? '1 line' : `${lines} lines`}</span>
          </span>
          <span class="end n">{percent(accuracy)}</span>
        </div>
      ))}
    </>
  )

type NewProps = { values: Record<string, string>; trouble: Trouble }

export const NewCountPage = ({ values, trouble }: NewProps) => {
  const { currency } = useRender()
  return (
    <Page title="Count some bins" door="parts" wrong={trouble !== null}>
      <PageHead title="Count some bins" back={{ href: '/stock/counts', label: 'Counts' }} />
      <ErrorSummary trouble={trouble} />
      <Form action="/stock/counts" class="form">
        <Combobox
          name="placeId"
          label="Bin or storeroom"
          hint="Scan a bin, or choose a storeroom for all that is in it."
          find="/places/pick"
          value={values.placeId}
          shown={values['placeId-words']}
          trouble={trouble}
        />
        <TextField name="title" label="What for" value={values.title} longest={120} optional trouble={trouble} />
        <Checkbox
          name="blind"
          checked={values.blind !== ''}
          trouble={trouble}
          hint="Whoever counts is not told what the ledger says."
        >
          Blind
        </Checkbox>
        <div class="form-row">
          <TextField
            name="tolerancePercent"
            label="Count again when off by more than, %"
            value={values.tolerancePercent ?? '5'}
            inputmode="numeric"
            width="short"
            trouble={trouble}
          />
          <TextField
            name="approval"
            label={`Approve above, ${currency}`}
            hint="By somebody who did not count."
            value={values.approval ?? '100'}
            inputmode="decimal"
            width="short"
            trouble={trouble}
          />
        </div>
        <div class="form-end">
          <Button kind="primary" size="large">
            Begin the count
          </Button>
          <A href="/stock/counts" class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

export const RulePage = ({ values, trouble }: NewProps) => {
  const { currency } = useRender()
  return (
    <Page title="New counting rule" door="parts" wrong={trouble !== null}>
      <PageHead title="New counting rule" back={{ href: '/stock/counts', label: 'Counts' }} />
      <ErrorSummary trouble={trouble} />
      <Form action="/stock/counts/rules" class="form">
        <TextField name="name" label="What it is called" value={values.name} longest={120} trouble={trouble} />
        <Combobox
          name="placeId"
          label="Storeroom"
          find="/places/pick"
          value={values.placeId}
          shown={values['placeId-words']}
          trouble={trouble}
        />
        <Select
          name="kind"
          label="A bin is due"
          value={values.kind ?? 'period'}
          choices={[
            { value: 'period', label: 'after so many days' },
            { value: 'turnover', label: 'when so much value went through it' },
            { value: 'accuracy', label: 'when its last count was too far off' },
            { value: 'zero', label: 'when it became empty' },
          ]}
          width="full"
          trouble={trouble}
        />
        <div class="form-row">
          <TextField
            name="everyDays"
            label="Days"
            value={values.everyDays ?? '90'}
            inputmode="numeric"
            width="short"
            trouble={trouble}
          />
          <TextField
            name="turnover"
            label={`Value, ${currency}`}
            value={values.turnover ?? '1000'}
            inputmode="decimal"
            width="short"
            trouble={trouble}
          />
          <TextField
            name="accuracyFloor"
            label="Accuracy below, %"
            value={values.accuracyFloor ?? '95'}
            inputmode="numeric"
            width="short"
            trouble={trouble}
          />
        </div>
        <TextField
          name="mostBins"
          label="Bins of one count at most"
          value={values.mostBins ?? '20'}
          inputmode="numeric"
          width="short"
          trouble={trouble}
        />
        <div class="form-end">
          <Button kind="primary">Save the rule</Button>
          <A href="/stock/counts" class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

type SessionProps = {
  session: {
    id: string
    number: number
    title: string
    blind: boolean
    state: string
    accuracy: number | null
    version: number
    tolerancePercent: number
  }
  lines: CountLineRow[]
  /** The line that is counted now; null when none is left for this person. */
  at: CountLineRow | null
  values: Record<string, string>
  trouble: Trouble
}

/** A count: the next bin under the thumb, and below it the whole walk. */
export const CountSessionPage = ({ session, lines, at, values, trouble }: SessionProps) => {
  const { may } = useRender()
  const isOpen = session.state === 'open'
  const left = lines.filter(({ state }) => state === 'to-count' || state === 'recount')
  // What the ledger says is told once the count is over, or when it is not a blind one.
  const tells = !session.blind || !isOpen || left.length === 0
  const columns: Column<CountLineRow>[] = [
    { head: 'Bin', bare: true, cell: ({ bin }) => <span class="code">{bin}</span> },
    {
      head: 'Part',
      main: true,
      wide: true,
      cell: ({ partId, number, name, lot }) => (
        <A href={`/parts/${partId}`} class="lk">
          <span class="code">{number}</span> {name} {lot ? <span class="code">{lot}</span> : null}
        </A>
      ),
    },
    { head: 'State', bare: true, cell: ({ state }) => <State is={state} /> },
    {
      head: 'Counted',
      number: true,
      cell: ({ counted, unit, state }) =>
        counted === null || (state === 'recount' && !tells) ? (
          <span class="muted">–</span>
        ) : (
          <Amount scaled={counted} unit={unit} />
        ),
    },
    ...(tells
      ? [
          {
            head: 'Off by',
            number: true,
            cell: ({ difference, unit }: CountLineRow) =>
              difference === null ? (
                <span class="muted">–</span>
              ) : (
                <>
                  {difference > 0 ? '+' : difference < 0 ? '−' : ''}
                  <Amount scaled={Math.abs(difference)} unit={unit} />
                </>
              ),
          },
        ]
      : []),
    { head: 'By', bare: true, cell: ({ who }) => who ?? <span class="muted">Nobody yet</span> },
    {
      head: 'Deed',
      silent: true,
      deed: true,
      bare: true,
      cell: (row) =>
        isOpen && (row.state === 'to-count' || (row.state === 'recount' && !row.mine)) && row.id !== at?.id ? (
          <LinkButton href={`/stock/counts/${session.id}?line=${row.id}`} size="small">
            Count
          </LinkButton>
        ) : null,
    },
  ]
  return (
    <Page title={`CC-${session.number} ${session.title}`} door="parts" wrong={trouble !== null}>
      <PageHead
        title={session.title}
        code={`CC-${session.number}`}
        back={{ href: '/stock/counts', label: 'Counts' }}
        pill={<State is={session.state} />}
      >
        {session.state === 'posted' && session.accuracy !== null ? <b>{percent(session.accuracy)} right</b> : null}
        {isOpen && left.length === 0 && may('inventory.count.post') ? (
          <Form action={`/stock/counts/${session.id}/posting`}>
            <input type="hidden" name="version" value={String(session.version)} />
            <Button kind="primary">Post the count</Button>
          </Form>
        ) : null}
        {isOpen && may('inventory.count.cancel') ? (
          <Form action={`/stock/counts/${session.id}/cancelling`}>
            <input type="hidden" name="version" value={String(session.version)} />
            <Button kind="quiet">Cancel it</Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {isOpen && at ? (
        <Form action={`/stock/counts/${session.id}/lines/${at.id}`} class="form count-now">
          <p>
            Bin <b class="code">{at.bin}</b>
          </p>
          <h2>
            <span class="code">{at.number}</span> {at.name} {at.lot ? <span class="code">{at.lot}</span> : null}
          </h2>
          {at.state === 'recount' ? (
            <Note kind="warning">It was far off the first time. Count it once more, with care.</Note>
          ) : null}
          {session.blind || at.expected === null ? null : (
            <p class="hint">
              The ledger said <Amount scaled={at.expected} unit={at.unit} />.
            </p>
          )}
          <Stepper
            name="counted"
            label="What lies there"
            unit={unitOf(at.unit).sign}
            value={values.counted ?? ''}
            whole={at.whole}
            trouble={trouble}
          />
          <div class="form-end">
            <Button kind="primary" size="large">
              Next
            </Button>
          </div>
        </Form>
      ) : isOpen && left.length > 0 ? (
        <Note kind="warning">What is left was counted by you the first time. Somebody else must count it again.</Note>
      ) : null}
      <DataTable
        caption="Lines of the count"
        columns={columns}
        rows={lines}
        keyOf={({ id }) => id}
        summary={
          left.length === 0 ? `All ${lines.length} counted` : `${lines.length - left.length} of ${lines.length} counted`
        }
        empty={null}
      />
    </Page>
  )
}
