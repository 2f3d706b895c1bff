import { formatMoney, money } from '../../src/kernel/money'
import { formatQuantity } from '../../src/kernel/quantity'
import { formatUnitPrice } from '../../src/kernel/unit-price'
import { Button, DateField, ErrorSummary, Form, type Trouble } from '../kit'
import { VendorDoor } from './quote-link'
import type { Order, OrderLine } from './shapes'

/** An order as its vendor sees it: what is ordered, the PDF, and on which day it comes. */
export const OrderLinkPage = ({
  organization,
  path,
  order,
  lines,
  shipTo,
  values,
  trouble,
}: {
  organization: string
  path: string
  order: Order & { freightMinor: number; totalMinor: number }
  lines: (OrderLine & { price: number })[]
  shipTo: string
  values: Record<string, string>
  trouble: Trouble
}) => (
  <VendorDoor organization={organization} title={`PO-${order.number}`}>
    <p class="muted">
      <span class="code">PO-{order.number}</span>
      {order.revision > 1 ? ` · revision ${order.revision}` : ''}
    </p>
    <h1 tabindex={-1}>{`Order of ${formatMoney(money(order.totalMinor, order.currency), 'en-GB')}`}</h1>
    {order.state === 'acknowledged' ? (
      <div class="note note-good">
        <span>
          <b>Thank you: we know when it comes.</b> Change a day below if you have to.
        </span>
      </div>
    ) : null}
    <dl class="kv told">
      <dt>Deliver to</dt>
      <dd>{shipTo}</dd>
      {order.terms ? (
        <>
          <dt>Terms</dt>
          <dd>{order.terms}</dd>
        </>
      ) : null}
      <dt>Freight</dt>
      <dd>{formatMoney(money(order.freightMinor, order.currency), 'en-GB')}</dd>
    </dl>
    <p>
      <a class="bt" href={`${path}/pdf`}>
        The order as a PDF
      </a>
    </p>
    <ErrorSummary trouble={trouble} />
    <Form action={path} absolute class="form answers">
      {lines.map((line) => (
        <fieldset class="answer">
          <legend>
            <span class="answer-n">{line.position}</span>
            <span>
              {line.words}
              <span class="muted block">
                <b>{formatQuantity({ scaled: line.quantity, unit: line.unit }, 'en-GB')}</b>
                {' at '}
                {formatUnitPrice({ scaled: line.price, currency: order.currency, per: line.unit }, 'en-GB')}
                {line.partNumber ? ` · ${line.partNumber}` : ''}
              </span>
            </span>
          </legend>
          {line.quantity - line.received - line.cancelled > 0 ? (
            <DateField
              name={`promise-${line.position}`}
              label="Delivered on"
              value={values[`promise-${line.position}`] ?? line.promisedOn ?? ''}
              trouble={trouble}
            />
          ) : (
            <p class="hint">Nothing of it is open any more.</p>
          )}
        </fieldset>
      ))}
      <div class="form-end">
        <Button kind="primary" size="large">
          Confirm the order
        </Button>
      </div>
    </Form>
  </VendorDoor>
)
