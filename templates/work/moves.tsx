import { A, Button, ErrorSummary, Form, PageHead, Radios, TextArea, type Trouble, When } from '../kit'
import { Page } from '../layouts/page'
import { FailureFields, type FailureListShown } from './failures'
import { code, moveNames, type OrderStatus } from './pieces'

type OrderOf = { id: string; number: number; title: string; version: number; status: OrderStatus }

const holds = ['Parts', 'Access to the machine', 'A vendor', 'A tool', 'End of shift']

type Props = { order: OrderOf; to: OrderStatus; values: Record<string, string>; trouble: Trouble }

/** A move that names its reason: pausing, cancelling, opening again. */
export const MovePage = ({ order, to, values, trouble }: Props) => {
  const again = order.status === 'completed'
  const title = again ? `Open ${code(order)} again` : `${moveNames[to]}: ${code(order)}`
  return (
    <Page title={title} door="work" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/orders/${order.id}`, label: code(order) }} />
      <ErrorSummary trouble={trouble} />
      <p class="muted">{order.title}</p>
      <Form action={`/orders/${order.id}/status`} class="form">
        <input type="hidden" name="version" value={String(order.version)} />
        <input type="hidden" name="status" value={to} />
        <input type="hidden" name="form" value="move" />
        {to === 'on-hold' ? (
          <Radios
            name="why"
            legend="What does it wait for?"
            value={values.why ?? ''}
            choices={holds.map((value) => ({ value, label: value }))}
          />
        ) : null}
        <TextArea
          name="reason"
          label={to === 'on-hold' ? 'In words' : 'Why'}
          optional={to === 'on-hold'}
          rows={3}
          dictate
          value={values.reason}
          trouble={trouble}
        />
        <div class="form-end">
          <Button kind="primary">{again ? 'Open again' : moveNames[to]}</Button>
          <A href={`/orders/${order.id}`} class="bt bt-q">
            Back
          </A>
        </div>
      </Form>
    </Page>
  )
}

type DoneProps = {
  order: OrderOf & { assetTag: string; outcome: string }
  minutes: number
  /** Since when its asset is down. */
  stop: { startedAt: number; cause: string } | null
  /** What a repair says of its failure; null where it is not asked. */
  failure: FailureListShown[] | null
  values: Record<string, string>
  trouble: Trouble
}

/** The end of the work: little to write, the rest is known. */
export const CompletePage = ({ order, minutes, stop, failure, values, trouble }: DoneProps) => (
  <Page title={`Complete ${code(order)}`} door="work" wrong={trouble !== null}>
    <PageHead title={`Complete ${code(order)}`} back={{ href: `/orders/${order.id}`, label: code(order) }} />
    <ErrorSummary trouble={trouble} />
    <p class="muted">
      {order.title}
      {minutes > 0 ? `. Worked so far: ${minutes} min; your timer stops.` : '. No time is written down yet.'}
    </p>
    <Form action={`/orders/${order.id}/completion`} class="form">
      <input type="hidden" name="version" value={String(order.version)} />
      <TextArea
        name="outcome"
        label="What was done"
        optional
        rows={4}
        dictate
        value={values.outcome ?? order.outcome}
        trouble={trouble}
      />
      {stop ? (
        <>
          <p class="muted">
            {order.assetTag} is down since <When at={stop.startedAt} />
            {stop.cause ? `: ${stop.cause}` : ''}
          </p>
          <Radios
            name="runs"
            legend={`Does ${order.assetTag} run again?`}
            value={values.runs ?? ''}
            choices={[
              { value: 'yes', label: 'It runs again', hint: 'Its downtime ends with this work.' },
              { value: 'no', label: 'It is still down', hint: 'Its downtime goes on.' },
            ]}
            trouble={trouble}
          />
        </>
      ) : null}
      {failure ? <FailureFields order={order} lists={failure} values={values} trouble={trouble} /> : null}
      <div class="form-end">
        <Button kind="primary" icon="circle-check">
          Complete
        </Button>
        <A href={`/orders/${order.id}`} class="bt bt-q">
          Back
        </A>
      </div>
    </Form>
  </Page>
)

type LinkProps = { order: OrderOf; values: Record<string, string>; trouble: Trouble }

export const LinkPage = ({ order, values, trouble }: LinkProps) => (
  <Page title={`Link ${code(order)}`} door="work" wrong={trouble !== null}>
    <PageHead title={`Link ${code(order)}`} back={{ href: `/orders/${order.id}`, label: code(order) }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/orders/${order.id}/links`} class="form">
      <Radios
        name="kind"
        legend="How do they hang together?"
        value={values.kind || 'blocks'}
        choices={[
          { value: 'blocks', label: `${code(order)} must be finished before the other one begins` },
          { value: 'same', label: 'Both say the same' },
        ]}
        trouble={trouble}
      />
      <div class={trouble?.fields.to ? 'field wrong' : 'field'}>
        <label for="to">The other order</label>
        <p class="hint">Its number, such as WO-12.</p>
        {trouble?.fields.to ? <p class="wrong-words">{trouble.fields.to}</p> : null}
        <input class="input-short" id="to" name="to" value={values.to ?? ''} autocomplete="off" />
      </div>
      <div class="form-end">
        <Button kind="primary">Link them</Button>
        <A href={`/orders/${order.id}`} class="bt bt-q">
          Back
        </A>
      </div>
    </Form>
  </Page>
)
