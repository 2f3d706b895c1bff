import { A, Card, Due, Pill, useRender } from '../kit'
import { Page } from '../layouts/page'
import { planCode } from './plan-form'

type Row = {
  id: string
  number: number
  title: string
  words: string
  pausedAt: number | null
  nextOn: string | null
  lastDoneOn: string | null
  trouble: string
  orderId: string | null
}

type Props = { asset: { id: string; tag: string }; rows: Row[]; whole: boolean }

/** The plans of a machine: hung on its page, and a page of its own without JavaScript. */
export const AssetPlans = ({ asset, rows, whole }: Props) => {
  const { may, calendar } = useRender()
  const card = (
    <Card
      title="Plans"
      end={
        may('work.plan.create') ? (
          <A href={`/plans/new?assetId=${asset.id}`} class="lk">
            New plan
          </A>
        ) : null
      }
    >
      {rows.length === 0 ? <p class="muted">No plan looks after it yet.</p> : null}
      <ul class="evs">
        {rows.map((row) => (
          <li>
            <p>
              <A href={`/plans/${row.id}`} class="lk">
                <span class="code">{planCode(row)}</span> {row.title}
              </A>
              <span class="muted">
                {row.words}
                {row.lastDoneOn ? ` · last done ${calendar.dayShort(row.lastDoneOn)}` : ''}
              </span>
              {row.trouble ? <span class="late">Cannot raise its order: {row.trouble}</span> : null}
            </p>
            <span class="end">
              {row.pausedAt !== null ? (
                <Pill hue="amber" glyph="pause">
                  Paused
                </Pill>
              ) : row.orderId ? (
                <A href={`/orders/${row.orderId}`} class="lk">
                  Order is open
                </A>
              ) : (
                <Due on={row.nextOn} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
  return whole ? (
    <Page title={`Plans of ${asset.tag}`} door="assets">
      {card}
    </Page>
  ) : (
    card
  )
}
