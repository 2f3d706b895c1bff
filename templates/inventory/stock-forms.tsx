import type { PropsWithChildren } from 'hono/jsx'
import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  Button,
  type Choice,
  Combobox,
  DateField,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  MoneyField,
  PageHead,
  Select,
  Stepper,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount } from './amount'
import type { BinRow, LineRow, PartDetail } from './part'
import { conditionWords } from './parts'
import { SubjectField } from './reserve-forms'

export type FormProps = { part: PartDetail; values: Record<string, string>; trouble: Trouble; units?: Choice[] }

type FrameProps = PropsWithChildren<FormProps & { title: string; action: string; button: string; hint?: string }>

/** Every deed of the stores: what it is, its few fields, one big button under the thumb. */
const Frame = ({ part, title, action, button, hint, trouble, children }: FrameProps) => (
  <Page title={title} door="parts" wrong={trouble !== null}>
    <PageHead title={title} back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
    <ErrorSummary trouble={trouble} />
    {hint ? <p class="hint">{hint}</p> : null}
    <Form action={action} class="form">
      {children}
      <div class="form-end">
        <Button kind="primary" size="large">
          {button}
        </Button>
        <A href={`/parts/${part.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

const conditionChoices: Choice[] = Object.entries(conditionWords).map(([value, label]) => ({ value, label }))

/** Where some lies: `bin condition lot` in one choice. */
export const spotValue = ({ binId, condition, lotId }: Pick<BinRow, 'binId' | 'condition' | 'lotId'>) =>
  `${binId} ${condition} ${lotId}`

export const spotChoices = (part: PartDetail, bins: BinRow[]): Choice[] =>
  bins.map((bin) => ({
    value: spotValue(bin),
    label: [
      bin.bin,
      bin.condition === 'ok' ? '' : (conditionWords[bin.condition] ?? bin.condition).toLowerCase(),
      bin.lot,
      bin.expiresOn ? `until ${bin.expiresOn}` : '',
      `${(bin.onHand - bin.hard) / 100_000} ${unitOf(part.unit).sign} free`,
    ]
      .filter(Boolean)
      .join(' · '),
  }))

const Quantity = ({ part, values, trouble, units = [], label = 'Quantity' }: FormProps & { label?: string }) => (
  <>
    <Stepper
      name="quantity"
      label={label}
      unit={units.length > 1 ? '' : unitOf(part.unit).sign}
      value={values.quantity ?? '1'}
      whole={part.whole}
      trouble={trouble}
    />
    {units.length > 1 ? (
      <Select name="unit" label="In" value={values.unit ?? part.unit} choices={units} trouble={trouble} />
    ) : null}
  </>
)

const Spot = ({ part, bins, values, trouble }: FormProps & { bins: BinRow[] }) => (
  <Select
    name="spot"
    label="From"
    value={values.spot}
    choices={spotChoices(part, bins)}
    width="full"
    trouble={trouble}
  />
)

export const BinField = ({
  name,
  label,
  values,
  trouble,
}: Pick<FormProps, 'values' | 'trouble'> & { name: string; label: string }) => (
  <Combobox
    name={name}
    label={label}
    hint="Type or scan its code."
    find="/places/pick"
    value={values[name]}
    shown={values[`${name}-words`]}
    trouble={trouble}
  />
)

const Reason = ({
  values,
  trouble,
  optional = false,
}: Pick<FormProps, 'values' | 'trouble'> & { optional?: boolean }) => (
  <TextField
    name="reason"
    label={optional ? 'Note' : 'Why'}
    value={values.reason}
    longest={300}
    optional={optional}
    trouble={trouble}
  />
)

const Day = ({ values, trouble }: Pick<FormProps, 'values' | 'trouble'>) => (
  <details class="fold" open={Boolean(values.effectiveOn)}>
    <summary>It happened on another day</summary>
    <DateField
      name="effectiveOn"
      label="Day"
      hint="The quantity counts from that day, its value from today."
      value={values.effectiveOn}
      optional
      trouble={trouble}
    />
  </details>
)

/** There is nothing that could be taken. */
const Nothing = ({ part, title }: { part: PartDetail; title: string }) => (
  <Page title={title} door="parts">
    <PageHead title={title} back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
    <EmptyState icon="package" title="None in stock">
      <p>There is no {part.number} in any bin. Receive some first, or count what lies there.</p>
      <LinkButton href={`/parts/${part.id}`}>Back to the part</LinkButton>
    </EmptyState>
  </Page>
)

export const IssuePage = (props: FormProps & { bins: BinRow[] }) =>
  props.bins.length === 0 ? (
    <Nothing part={props.part} title="Issue" />
  ) : (
    <Frame {...props} title="Issue" action={`/parts/${props.part.id}/issue`} button="Issue it">
      <Quantity {...props} />
      <Spot {...props} />
      <SubjectField values={props.values} trouble={props.trouble} />
      <Reason {...props} optional />
      <Day {...props} />
    </Frame>
  )

export const ReceiptPage = (props: FormProps) => (
  <Frame {...props} title="Receive" action={`/parts/${props.part.id}/receipt`} button="Put it in stock">
    <Quantity {...props} />
    <BinField {...props} name="binId" label="Into bin" />
    <Lot {...props} />
    <MoneyField
      name="price"
      label={(props.units?.length ?? 0) > 1 ? 'Price of one' : `Price of one ${unitOf(props.part.unit).name}`}
      hint="Left empty, it is worth what the last one was."
      value={props.values.price}
      optional
      trouble={props.trouble}
    />
    <Select
      name="condition"
      label="Condition"
      value={props.values.condition ?? 'ok'}
      choices={conditionChoices}
      trouble={props.trouble}
    />
    <Reason {...props} optional />
    <Day {...props} />
  </Frame>
)

const Lot = ({ part, values, trouble }: FormProps) =>
  part.tracking === 'none' ? null : (
    <div class="form-row">
      <TextField
        name="lot"
        label={part.tracking === 'serial' ? 'Serial number' : 'Lot'}
        value={values.lot}
        longest={80}
        trouble={trouble}
      />
      {part.expires ? (
        <DateField name="expiresOn" label="Expires on" value={values.expiresOn} trouble={trouble} />
      ) : null}
    </div>
  )

export const TransferPage = (props: FormProps & { bins: BinRow[] }) =>
  props.bins.length === 0 ? (
    <Nothing part={props.part} title="Move" />
  ) : (
    <Frame {...props} title="Move" action={`/parts/${props.part.id}/transfer`} button="Move it">
      <Quantity {...props} />
      <Spot {...props} />
      <BinField {...props} name="toBinId" label="To bin" />
      <Select
        name="toCondition"
        label="Condition there"
        value={props.values.toCondition ?? 'ok'}
        choices={conditionChoices}
        trouble={props.trouble}
      />
      <Reason {...props} optional />
    </Frame>
  )

export const CountPage = (props: FormProps & { bins: BinRow[] }) => (
  <Frame
    {...props}
    title="Count"
    action={`/parts/${props.part.id}/count`}
    button="Set the count"
    hint="Say what really lies there. The ledger gets a line for the difference; it is not told here, so that you count and do not confirm."
  >
    <BinField {...props} name="binId" label="Bin" />
    {props.part.tracking === 'none' ? null : (
      <TextField
        name="lot"
        label={props.part.tracking === 'serial' ? 'Serial number' : 'Lot'}
        value={props.values.lot}
        trouble={props.trouble}
      />
    )}
    <Stepper
      name="counted"
      label="Counted"
      unit={unitOf(props.part.unit).sign}
      value={props.values.counted ?? ''}
      whole={props.part.whole}
      trouble={props.trouble}
    />
    <Reason {...props} />
  </Frame>
)

export const ScrapPage = (props: FormProps & { bins: BinRow[] }) =>
  props.bins.length === 0 ? (
    <Nothing part={props.part} title="Scrap" />
  ) : (
    <Frame {...props} title="Scrap" action={`/parts/${props.part.id}/scrapping`} button="Scrap it">
      <Quantity {...props} />
      <Spot {...props} />
      <Reason {...props} />
    </Frame>
  )

export const RevaluationPage = (props: FormProps & { now: string }) => (
  <Frame
    {...props}
    title="Revalue"
    action={`/parts/${props.part.id}/revaluation`}
    button="Revalue it"
    hint={`All that is in stock is worth ${props.now} now.`}
  >
    <MoneyField name="value" label="It is worth, all of it" value={props.values.value} trouble={props.trouble} />
    <Reason {...props} />
  </Frame>
)

type MoveProps = FormProps & { line: LineRow }

export const ReturnPage = (props: MoveProps) => (
  <Frame {...props} title="Return" action={`/stock/moves/${props.line.id}/return`} button="Take it back">
    <p>
      <Amount scaled={props.line.quantity} unit={props.part.unit} /> were issued
      {props.line.subject ? ` for ${props.line.title ?? props.line.subject}` : ''}. What comes back goes in at the cost
      that it left with.
    </p>
    <Quantity {...props} />
    <BinField {...props} name="binId" label="Into bin" />
    <Select
      name="condition"
      label="Condition"
      value={props.values.condition ?? 'ok'}
      choices={conditionChoices}
      trouble={props.trouble}
    />
    <Reason {...props} optional />
  </Frame>
)

export const ReversalPage = (props: MoveProps) => (
  <Frame
    {...props}
    title="Take a movement back"
    action={`/stock/moves/${props.line.id}/reversal`}
    button="Take it back"
    hint="A new line undoes what this one did. Both stay in the ledger."
  >
    <Reason {...props} />
  </Frame>
)
