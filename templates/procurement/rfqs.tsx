import {
  A,
  Button,
  type Column,
  DataTable,
  DateField,
  Due,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  MoneyField,
  PageHead,
  Select,
  State,
  TextArea,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import { BuyingTabs, Count } from './pieces'
import type { RfqRow, RfqState } from './shapes'

const columns: Column<RfqRow>[] = [
  {
    head: 'RFQ',
    main: true,
    cell: ({ id, title }) => (
      <A href={`/rfqs/${id}`} class="lk">
        {title}
      </A>
    ),
  },
  { head: 'Number', bare: true, cell: ({ number }) => <span class="code">RFQ-{number}</span> },
  { head: 'State', bare: true, cell: ({ state }) => <State of="rfq" is={state} /> },
  { head: 'Lines', number: true, cell: ({ lines }) => <span class="n">{lines}</span> },
  {
    head: 'Quotes in',
    cell: ({ id, asked, answered }) =>
      asked === 0 ? (
        <span class="muted">Nobody asked</span>
      ) : answered > 0 ? (
        <A href={`/rfqs/${id}/quotes`} class="lk">
          {answered} of {asked}
        </A>
      ) : (
        `0 of ${asked}`
      ),
  },
  { head: 'Reply by', cell: ({ replyOn, state }) => <Due on={replyOn} done={state !== 'sent' && state !== 'draft'} /> },
]

const views = {
  draft: 'Drafts',
  sent: 'Out',
  answers: 'Answers to confirm',
  closed: 'To decide',
  awarded: 'Awarded',
  cancelled: 'Cancelled',
}

/** RFQs, newest first. */
export const RfqsPage = ({
  rows,
  next,
  state,
}: {
  rows: RfqRow[]
  next: string | null
  state: RfqState | 'answers' | undefined
}) => (
  <Page title="RFQs" door="buying">
    <PageHead title="RFQs">
      <LinkButton href="/requisitions" icon="clipboard-list">
        From needs
      </LinkButton>
    </PageHead>
    <BuyingTabs current="rfqs" />
    <p class="hint">
      {([undefined, 'draft', 'sent', 'answers', 'closed', 'awarded', 'cancelled'] as const).map((one) => {
        const word = one ? views[one] : 'All'
        return (
          <>
            {one === state ? (
              <b>{word}</b>
            ) : (
              <A href={one ? `/rfqs?state=${one}` : '/rfqs'} class="lk">
                {word}
              </A>
            )}
            {'  '}
          </>
        )
      })}
    </p>
    <DataTable
      caption="RFQs"
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={rows.length === 1 ? '1 RFQ' : `${rows.length} RFQs, newest first`}
      empty={
        <EmptyState icon="mail" title="No RFQ here">
          <p>Choose what is needed, and ask several vendors for their quotes at once.</p>
          <LinkButton href="/requisitions">Needs</LinkButton>
        </EmptyState>
      }
    />
  </Page>
)

export type NeedLine = { id: string; words: string; quantity: number; unit: Parameters<typeof Count>[0]['unit'] }

type FormProps = {
  values: Record<string, string>
  needs: NeedLine[]
  sites: { id: string; name: string }[]
  trouble: Trouble
}

/** A new RFQ: its lines are the chosen needs. */
export const RfqFormPage = ({ values, needs, sites, trouble }: FormProps) => (
  <Page title="New RFQ" door="buying" wrong={trouble !== null}>
    <PageHead title="New RFQ" back={{ href: '/requisitions', label: 'Needs' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/rfqs" class="form">
      <input type="hidden" name="needs" value={needs.map(({ id }) => id).join(' ')} />
      <input type="hidden" name="about" value={values.about ?? ''} />
      <div class="sheet">
        {needs.map(({ words, quantity, unit }) => (
          <div class="row">
            <span class="row-t">{words}</span>
            <span class="end">
              <Count scaled={quantity} unit={unit} />
            </span>
          </div>
        ))}
      </div>
      <TextField
        name="title"
        label="What is it about?"
        hint="For your own list; vendors do not see it."
        longest={160}
        value={values.title}
        trouble={trouble}
      />
      <div class="form-row">
        <DateField name="replyOn" label="Reply by" value={values.replyOn} trouble={trouble} />
        <DateField name="neededOn" label="Needed by" optional value={values.neededOn} trouble={trouble} />
      </div>
      <Select
        name="shipTo"
        label="Deliver to"
        value={values.shipTo}
        choices={sites.map(({ id, name }) => ({ value: id, label: name }))}
        trouble={trouble}
      />
      <label class="tick">
        <input type="checkbox" name="alternates" checked={values.alternates !== 'off'} />
        <span>
          Equal parts will do
          <span class="hint">Vendors may offer another make, and say which.</span>
        </span>
      </label>
      <MoneyField
        name="waiting"
        label="A working day of waiting costs"
        hint="Where a machine stands. It weighs lead time against price; vendors are not told."
        optional
        value={values.waiting}
        trouble={trouble}
      />
      <TextArea name="notes" label="Note for the vendors" rows={3} optional value={values.notes} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Save and choose vendors</Button>
        <A href="/requisitions" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
