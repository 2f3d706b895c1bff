import { A, Card, KeyValues, useRender } from '../kit'
import { Amount } from './pieces'

type Shown = {
  asked: number
  answered: number
  answerPercent: number | null
  medianHours: number | null
  onTimePercent: number | null
  rejectPercent: number | null
  orders: number
  /** Null for who does not see what vendors ask. */
  spentMinor: number | null
}

const hours = (count: number) =>
  count < 48 ? (count === 1 ? '1 hour' : `${count} hours`) : `${Math.round(count / 24)} days`

/** How a vendor has done in twelve months; each figure opens its rows. */
export const PerformancePanel = ({ vendorId, shown }: { vendorId: string; shown: Shown }) => {
  const { currency } = useRender()
  const orders = `/purchase-orders?vendor=${vendorId}`
  const percent = (value: number | null, of: string) =>
    value === null ? <span class="muted">{`No ${of} yet`}</span> : <A href={orders} class="lk">{`${value} %`}</A>
  return (
    <Card title="Buying" end={<span class="muted">Twelve months</span>}>
      <KeyValues
        pairs={
          [
            [
              'Answered',
              shown.answerPercent === null ? (
                <span class="muted">Not asked yet</span>
              ) : (
                <A
                  href={`/rfqs?vendor=${vendorId}`}
                  class="lk"
                >{`${shown.answered} of ${shown.asked} RFQs, ${shown.answerPercent} %`}</A>
              ),
            ],
            ...(shown.medianHours === null ? [] : [['Half of them within', hours(shown.medianHours)]]),
            ['On time, by quantity', percent(shown.onTimePercent, 'deliveries')],
            ['Damaged, by quantity', percent(shown.rejectPercent, 'deliveries')],
            [
              'Ordered',
              shown.orders === 0 ? (
                <span class="muted">Nothing yet</span>
              ) : (
                <A href={orders} class="lk">
                  {shown.orders === 1 ? '1 order' : `${shown.orders} orders`}
                  {shown.spentMinor === null ? null : (
                    <>
                      {', '}
                      <Amount minor={shown.spentMinor} currency={currency} />
                    </>
                  )}
                </A>
              ),
            ],
          ] as never
        }
      />
    </Card>
  )
}
