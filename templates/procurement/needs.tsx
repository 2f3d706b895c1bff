import { formatQuantity } from '../../src/kernel/quantity'
import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  DateField,
  Due,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  State,
  TextArea,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { BuyingTabs, Count } from './pieces'
import type { Requisition } from './shapes'

type Row = Requisition & { part: string | null; who: string }

const columns = (choose: boolean): Column<Row>[] => [
  ...(choose
    ? [
        {
          head: 'Choose',
          silent: true,
          pick: 'ask',
          cell: ({ id, words }: Row) => (
            <input type="checkbox" class="pickrow" name="need" value={id} form="ask" aria-label={`Choose ${words}`} />
          ),
        },
      ]
    : []),
  {
    head: 'Need',
    main: true,
    cell: ({ id, words, partId, part }) => (
      <span class="two-lines">
        <A href={`/requisitions/${id}`} class="lk">
          {part ?? words}
        </A>
        {partId ? null : <span class="muted">Not a known part</span>}
      </span>
    ),
  },
  { head: 'Number', bare: true, cell: ({ number }) => <span class="code">R-{number}</span> },
  { head: 'Quantity', number: true, cell: ({ quantity, unit }) => <Count scaled={quantity} unit={unit} /> },
  { head: 'Needed', cell: ({ neededOn }) => <Due on={neededOn} /> },
  { head: 'Written by', cell: ({ who }) => who },
  { head: 'State', bare: true, cell: ({ state }) => <State of="need" is={state} /> },
]

/** What is needed and not asked for yet; chosen needs become one RFQ. */
export const NeedsPage = ({ rows, next, state }: { rows: Row[]; next: string | null; state: Requisition['state'] }) => {
  const { may } = useRender()
  const choose = state === 'open' && may('procurement.rfq.create')
  return (
    <Page title="Needs" door="buying">
      <PageHead title="Needs">
        {choose && rows.length > 0 ? (
          <Button form="ask" icon="mail">
            Ask for quotes
          </Button>
        ) : null}
        {may('procurement.requisition.create') ? (
          <LinkButton href="/requisitions/new" kind="primary" icon="plus">
            Write needs
          </LinkButton>
        ) : null}
      </PageHead>
      <BuyingTabs current="needs" />
      <p class="hint">
        {(['open', 'asked', 'ordered', 'dropped'] as const).map((one) => (
          <>
            {one === state ? (
              <b>{one[0]?.toUpperCase() + one.slice(1)}</b>
            ) : (
              <A href={`/requisitions?state=${one}`} class="lk">
                {one[0]?.toUpperCase() + one.slice(1)}
              </A>
            )}
            {'  '}
          </>
        ))}
      </p>
      {choose ? <Form action="/rfqs/new" method="get" id="ask" /> : null}
      <DataTable
        caption="Needs"
        columns={columns(choose)}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={rows.length === 1 ? '1 need, newest first' : `${rows.length} needs, newest first`}
        empty={
          <EmptyState icon="clipboard-list" title={state === 'open' ? 'Nothing is needed now' : `No need is ${state}`}>
            <p>A need is a thing and a number: a part that runs low, or words. Several become one RFQ.</p>
            {may('procurement.requisition.create') ? (
              <LinkButton href="/requisitions/new">Write needs</LinkButton>
            ) : null}
          </EmptyState>
        }
      />
    </Page>
  )
}

/** One need, and what became of it. */
export const NeedPage = ({
  need,
  part,
  who,
  rfq,
  trouble,
}: {
  need: Requisition
  part: string | null
  who: string
  rfq: string | null
  trouble: Trouble
}) => {
  const { may, locale } = useRender()
  return (
    <Page title={part ?? need.words} door="buying" wrong={trouble !== null}>
      <PageHead
        title={part ?? need.words}
        back={{ href: '/requisitions', label: 'Needs' }}
        pill={<State of="need" is={need.state} />}
        facts={<span class="code">R-{need.number}</span>}
      >
        {need.state === 'open' && may('procurement.rfq.create') ? (
          <LinkButton href={`/rfqs/new?need=${need.id}`} kind="primary" icon="mail">
            Ask for quotes
          </LinkButton>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <Card title="What is needed">
        <dl class="kv">
          <dt>Quantity</dt>
          <dd>{formatQuantity({ scaled: need.quantity, unit: need.unit }, locale)}</dd>
          <dt>Needed</dt>
          <dd>
            <Due on={need.neededOn} />
          </dd>
          <dt>Written by</dt>
          <dd>{who}</dd>
          {need.partId ? (
            <>
              <dt>Part</dt>
              <dd>
                <A href={`/parts/${need.partId}`} class="lk">
                  {part ?? need.words}
                </A>
              </dd>
            </>
          ) : null}
          {rfq && need.rfqId ? (
            <>
              <dt>Asked by</dt>
              <dd>
                <A href={`/rfqs/${need.rfqId}`} class="lk">
                  {rfq}
                </A>
              </dd>
            </>
          ) : null}
          {need.reason ? (
            <>
              <dt>Why not</dt>
              <dd>{need.reason}</dd>
            </>
          ) : null}
        </dl>
      </Card>
      {need.state === 'open' && may('procurement.requisition.drop') ? (
        <Form action={`/requisitions/${need.id}/drop`} class="form">
          <TextField name="reason" label="Not needed any more: why?" longest={300} trouble={trouble} />
          <div class="form-end">
            <Button kind="danger">Take off the list</Button>
          </div>
        </Form>
      ) : null}
    </Page>
  )
}

/** A line of free text as it was understood: which part it may be is for a person to say. */
export type Proposal = {
  words: string
  quantity: string
  /** Why it is proposed, such as the sum behind a low stock. */
  why?: string
  /** It is needed already: proposed, but left out unless somebody says otherwise. */
  already?: string
  parts: { id: string; number: string; name: string }[]
}

type FormProps = { values: Record<string, string>; proposals: Proposal[] | null; trouble: Trouble }

/** Free text first, then what was understood of it, then it is kept. */
export const NeedsFormPage = ({ values, proposals, trouble }: FormProps) => (
  <Page title="Write needs" door="buying" wrong={trouble !== null}>
    <PageHead title="Write needs" back={{ href: '/requisitions', label: 'Needs' }} />
    <ErrorSummary trouble={trouble} />
    {proposals ? (
      <Form action="/requisitions" class="form">
        <p class="hint">
          {values.from === 'reorder'
            ? 'This is what runs low. Leave out what you do not want, then save.'
            : 'This is how it was understood. Choose the part where there is a choice, then save.'}
        </p>
        <input type="hidden" name="from" value={values.from ?? ''} />
        <input type="hidden" name="count" value={String(proposals.length)} />
        <input type="hidden" name="about" value={values.about ?? ''} />
        {proposals.map(({ words, quantity, parts, why, already }, at) => (
          <fieldset class="answer">
            <legend>{words}</legend>
            {why ? <p class="hint">{why}</p> : null}
            {already ? <p class="q-flag">{already}</p> : null}
            <input type="hidden" name={`words-${at}`} value={words} />
            <div class="answer-row">
              <TextField
                name={`quantity-${at}`}
                label="Quantity"
                inputmode="decimal"
                value={values[`quantity-${at}`] ?? quantity}
                trouble={trouble}
              />
            </div>
            {parts.map((part, index) => (
              <label class="tick">
                <input type="radio" name={`part-${at}`} value={part.id} checked={index === 0} />
                <span>
                  {part.name}
                  <span class="hint code">{part.number}</span>
                </span>
              </label>
            ))}
            {why ? null : (
              <label class="tick">
                <input type="radio" name={`part-${at}`} value="" checked={parts.length === 0} />
                <span>
                  None of our parts
                  <span class="hint">It is asked for in these words.</span>
                </span>
              </label>
            )}
            {proposals.length > 1 ? (
              <label class="tick">
                <input
                  type="checkbox"
                  name={`skip-${at}`}
                  checked={values[`skip-${at}`] ? values[`skip-${at}`] === 'on' : already !== undefined}
                />
                <span>Leave it out</span>
              </label>
            ) : null}
          </fieldset>
        ))}
        <DateField name="neededOn" label="Needed by" optional value={values.neededOn} trouble={trouble} />
        <div class="form-end">
          <Button kind="primary">Save needs</Button>
          <A href="/requisitions/new" class="bt bt-q">
            Begin again
          </A>
        </div>
      </Form>
    ) : (
      <Form action="/requisitions/reading" class="form" draft="needs">
        <input type="hidden" name="about" value={values.about ?? ''} />
        <TextArea
          name="text"
          label="What is needed?"
          hint="One thing a line, with its number in front: “2 ball bearing 6309” or “200 BLT-M12-60”."
          rows={6}
          value={values.text}
          trouble={trouble}
          dictate
        />
        <div class="form-end">
          <Button kind="primary">Look for the parts</Button>
          <A href="/requisitions" class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    )}
  </Page>
)
