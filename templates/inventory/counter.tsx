import {
  A,
  Button,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Icon,
  LinkButton,
  Note,
  PageHead,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import { kindWords } from './part'
import { StoresTabs } from './stores'

export type CounterLine = {
  id: string
  partId: string
  number: string
  name: string
  unit: UnitCode
  kind: string
  quantity: number
  bin: string | null
  title: string
  at: number
  isReversed: boolean
}

type Props = {
  values: Record<string, string>
  trouble: Trouble
  /** What the reader did last, the newest first. */
  lines: CounterLine[]
}

const deeds = [
  { value: 'issue', label: 'Issue', may: 'inventory.stock.issue' },
  { value: 'receipt', label: 'Receive', may: 'inventory.stock.receive' },
  { value: 'reserve', label: 'Reserve', may: 'inventory.stock.reserve' },
] as const

/** The counter: one line, by scanner and keyboard, and below it what was done. */
export const CounterPage = ({ values, trouble, lines }: Props) => {
  const { may } = useRender()
  const deed = values.deed ?? 'issue'
  return (
    <Page title="Counter" door="parts" wrong={trouble !== null}>
      <PageHead title="Counter" facts="Scan or type, how many, for what, Enter" />
      <StoresTabs at="counter" />
      <ErrorSummary trouble={trouble} />
      <Form action="/stock/counter" class="counter">
        <fieldset class="pills" aria-label="What is done">
          {deeds
            .filter((one) => may(one.may))
            .map(({ value, label }) => (
              <label class="mode">
                <input type="radio" name="deed" value={value} checked={value === deed} />
                <span>{label}</span>
              </label>
            ))}
        </fieldset>
        <Combobox
          name="partId"
          label="Part"
          hint="Scan its label, or type any number."
          find="/parts/pick"
          autofocus
          value={values.partId}
          shown={values['partId-words']}
          trouble={trouble}
        />
        <div class={trouble?.fields.quantity ? 'field wrong' : 'field'}>
          <label for="quantity">How many</label>
          {trouble?.fields.quantity ? <p class="wrong-words">{trouble.fields.quantity}</p> : null}
          <input
            id="quantity"
            name="quantity"
            value={values.quantity ?? '1'}
            inputmode="decimal"
            autocomplete="off"
            class="input-short"
          />
        </div>
        <Combobox
          name="subject"
          label="For"
          hint="It stays for the next line."
          find="/stock/subjects"
          value={values.subject}
          shown={values['subject-words'] ?? values.title ?? values.subject}
          trouble={trouble}
        />
        <Combobox
          name="binId"
          label="Bin"
          hint="Empty: the best one."
          find="/places/pick"
          value={values.binId}
          shown={values['binId-words']}
          optional
          trouble={trouble}
        />
        <Button kind="primary" size="large">
          Write the line
        </Button>
      </Form>
      {values.done ? (
        <Note kind="good">
          <Icon name="circle-check" />
          {values.done}
        </Note>
      ) : null}
      <DataTable
        caption="What you did last"
        columns={[
          {
            head: 'What',
            bare: true,
            cell: ({ kind, isReversed }) => `${kindWords[kind] ?? kind}${isReversed ? ' (taken back)' : ''}`,
          },
          {
            head: 'Part',
            main: true,
            wide: true,
            cell: ({ partId, number, name }) => (
              <A href={`/parts/${partId}`} class="lk">
                <span class="code">{number}</span> {name}
              </A>
            ),
          },
          { head: 'Quantity', number: true, cell: ({ quantity, unit }) => <Amount scaled={quantity} unit={unit} /> },
          { head: 'Bin', cell: ({ bin }) => <span class="code">{bin ?? ''}</span> },
          { head: 'For', cell: ({ title }) => title },
          { head: 'When', bare: true, cell: ({ at }) => <When at={at} /> },
          {
            head: 'Deed',
            silent: true,
            deed: true,
            bare: true,
            cell: ({ id, isReversed }) =>
              isReversed || !may('inventory.stock.reverse') ? null : (
                <LinkButton href={`/stock/moves/${id}/reversal`} size="small">
                  Take back
                </LinkButton>
              ),
          },
        ]}
        rows={lines}
        keyOf={({ id }) => id}
        summary={lines.length === 1 ? 'Your last line' : `Your last ${lines.length} lines`}
        empty={
          <EmptyState icon="arrow-up-from-line" title="Nothing yet today">
            <p>Put the cursor into “Part” and scan. What you wrote stands here, and can be taken back.</p>
          </EmptyState>
        }
      />
    </Page>
  )
}

export type BinPart = {
  partId: string
  number: string
  name: string
  unit: UnitCode
  condition: string
  lot: string
  onHand: number
  hard: number
}

/** What lies in a bin, for the page of the bin: scan it, then count, issue or move. */
export const BinParts = ({ place, rows }: { place: { id: string; name: string }; rows: BinPart[] }) => {
  const { may } = useRender()
  return (
    <section aria-labelledby="bin-parts" class="bin-parts">
      <h2 class="group-h" id="bin-parts">
        Parts here
      </h2>
      {rows.length > 0 && may('inventory.count.open') ? (
        <p class="acts">
          <LinkButton
            href={`/stock/counts/new?placeId=${place.id}&placeId-words=${encodeURIComponent(place.name)}`}
            icon="list-checks"
          >
            Count this bin
          </LinkButton>
        </p>
      ) : null}
      <DataTable
        caption={`Parts in ${place.name}`}
        columns={[
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
          { head: 'On hand', number: true, cell: ({ onHand, unit }) => <Amount scaled={onHand} unit={unit} /> },
          { head: 'Reserved', number: true, cell: ({ hard, unit }) => <Amount scaled={hard} unit={unit} /> },
          {
            head: 'Available',
            number: true,
            cell: ({ onHand, hard, condition, unit }) => (
              <Amount scaled={condition === 'ok' ? onHand - hard : 0} unit={unit} />
            ),
          },
          {
            head: 'Deed',
            silent: true,
            deed: true,
            bare: true,
            cell: ({ partId, condition }) =>
              condition === 'ok' && may('inventory.stock.issue') ? (
                <LinkButton href={`/parts/${partId}/issue?bin=${place.id}`} size="small">
                  Issue
                </LinkButton>
              ) : null,
          },
        ]}
        rows={rows}
        keyOf={({ partId, condition, lot }) => `${partId}-${condition}-${lot}`}
        summary={rows.length === 1 ? '1 part' : `${rows.length} parts`}
        empty={<p class="muted">Nothing lies here by the ledger.</p>}
      />
    </section>
  )
}

export const BinPartsPage = (props: { place: { id: string; name: string }; rows: BinPart[] }) => (
  <Page title={`Parts in ${props.place.name}`} door="places">
    <PageHead
      title={`Parts in ${props.place.name}`}
      back={{ href: `/places/${props.place.id}`, label: props.place.name }}
    />
    <BinParts {...props} />
  </Page>
)
