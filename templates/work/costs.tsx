import {
  A,
  Button,
  Card,
  Checkbox,
  ErrorSummary,
  Form,
  MoneyField,
  PageHead,
  Radios,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import { code, Money, type OrderStatus } from './pieces'

export type CostShown = {
  laborMinor: number
  partsMinor: number
  others: {
    id: string
    kind: 'service' | 'other'
    what: string
    amountMinor: number
    counts: boolean
    voided: boolean
  }[]
  totalMinor: number
  final: boolean
  adds: boolean
}

type OrderOf = { id: string; number: number; status: OrderStatus }

/** What it cost, and of what that is made: sums of what was written down, never recomputed from today's prices. */
export const CostCard = ({ order, costs }: { order: OrderOf; costs: CostShown }) => (
  <Card
    title="Cost"
    id="cost"
    end={
      costs.adds ? (
        <A href={`/orders/${order.id}/costs`} class="lk">
          Add a service or other cost
        </A>
      ) : null
    }
  >
    <table class="tbl plain">
      <tbody>
        <tr>
          <td>Labor</td>
          <td class="num">
            <Money minor={costs.laborMinor} />
          </td>
        </tr>
        <tr>
          <td>Parts, issued less returned</td>
          <td class="num">
            <Money minor={costs.partsMinor} />
          </td>
        </tr>
        {costs.others.map((cost) => (
          <tr>
            <td class="wrap">
              {cost.voided || !cost.counts ? <s>{cost.what}</s> : cost.what}
              <span class="muted">
                {' '}
                {cost.voided
                  ? 'taken back'
                  : cost.counts
                    ? cost.kind === 'service'
                      ? 'service'
                      : ''
                    : 'paid by somebody else'}
              </span>
              {!cost.voided && costs.adds ? (
                <Form action={`/orders/${order.id}/costs/removal`}>
                  <input type="hidden" name="costId" value={cost.id} />
                  <Button kind="quiet" size="small" label={`Take back ${cost.what}`}>
                    Take back
                  </Button>
                </Form>
              ) : null}
            </td>
            <td class="num">
              <Money minor={cost.amountMinor} />
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{costs.final ? 'Total, final' : 'Total so far'}</th>
          <td class="num">
            <b>
              <Money minor={costs.totalMinor} />
            </b>
          </td>
        </tr>
      </tbody>
    </table>
  </Card>
)

type FormProps = { order: OrderOf; values: Record<string, string>; trouble: Trouble }

export const CostFormPage = ({ order, values, trouble }: FormProps) => (
  <Page title={`Cost of ${code(order)}`} door="work" wrong={trouble !== null}>
    <PageHead title={`Cost of ${code(order)}`} back={{ href: `/orders/${order.id}`, label: code(order) }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/orders/${order.id}/costs`} class="form">
      <Radios
        name="kind"
        legend="What kind of cost?"
        value={values.kind || 'service'}
        choices={[
          { value: 'service', label: 'Service', hint: 'Of a vendor or another department.' },
          { value: 'other', label: 'Other', hint: 'Travel, rent of a crane, waste.' },
        ]}
        trouble={trouble}
      />
      <TextField name="what" label="For what?" longest={200} value={values.what} trouble={trouble} />
      <MoneyField name="amount" label="Amount" value={values.amount} trouble={trouble} />
      <Checkbox name="free" checked={values.free === 'on'} hint="It is shown and does not count.">
        Somebody else pays
      </Checkbox>
      <div class="form-end">
        <Button kind="primary">Save cost</Button>
        <A href={`/orders/${order.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
