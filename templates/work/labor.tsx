import {
  A,
  Button,
  Card,
  Combobox,
  ErrorSummary,
  Form,
  LinkButton,
  MoneyField,
  minutesWords,
  PageHead,
  TextField,
  Timer,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { code, Money, type OrderStatus } from './pieces'

type Entry = {
  id: string
  name: string | null
  startedAt: number
  endedAt: number | null
  costMinor?: number | null
  way: string
  note: string
  voided: boolean
  voidReason: string
  mine: boolean
}

export type LaborShown = {
  entries: Entry[]
  crewMinutes: number
  elapsedMinutes: number
  costMinor: number | null
  adds: boolean
  voidsOthers: boolean
}

type OrderOf = { id: string; number: number; status: OrderStatus }

const minutesOf = ({ startedAt, endedAt }: Entry, now: number) => Math.floor(((endedAt ?? now) - startedAt) / 60_000)

/** Who worked how long: hours of the crew, and how long it took. */
export const LaborCard = ({ order, labor }: { order: OrderOf; labor: LaborShown }) => {
  const { calendar, now } = useRender()
  const { entries } = labor
  return (
    <Card
      title="Labor"
      id="labor"
      end={
        labor.adds ? (
          <A href={`/orders/${order.id}/labor`} class="lk">
            Write down time
          </A>
        ) : null
      }
    >
      {entries.length === 0 ? (
        <p class="muted">Nobody has worked on it yet.</p>
      ) : (
        <>
          <p>
            <b>{minutesWords(labor.crewMinutes)}</b> of the crew, <b>{minutesWords(labor.elapsedMinutes)}</b> by the
            clock
            {labor.costMinor === null ? null : (
              <>
                , <Money minor={labor.costMinor} />
              </>
            )}
          </p>
          <ul class="evs">
            {entries.map((entry) => (
              <li>
                <span class="t">
                  {calendar.dayShort(calendar.dateOf(entry.startedAt)).replace(/ \d{4}$/, '')}{' '}
                  {calendar.hourOf(entry.startedAt)}
                </span>
                <p>
                  {entry.voided ? (
                    <s>{minutesWords(minutesOf(entry, now))}</s>
                  ) : entry.endedAt === null ? (
                    <Timer since={entry.startedAt} />
                  ) : (
                    minutesWords(minutesOf(entry, now))
                  )}{' '}
                  {entry.name ?? 'A former member'}
                  <span class="muted">
                    {[
                      entry.way === 'hand' ? 'Written by hand' : '',
                      entry.note,
                      entry.voided ? `Taken back: ${entry.voidReason}` : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </p>
                {!entry.voided && entry.endedAt !== null && (entry.mine || labor.voidsOthers) && labor.adds ? (
                  <A href={`/labor/${entry.id}/voiding`} class="lk">
                    Take back
                  </A>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

type FormProps = { order: OrderOf; values: Record<string, string>; others: boolean; trouble: Trouble }

export const LaborFormPage = ({ order, values, others, trouble }: FormProps) => (
  <Page title={`Time on ${code(order)}`} door="work" wrong={trouble !== null}>
    <PageHead title={`Time on ${code(order)}`} back={{ href: `/orders/${order.id}`, label: code(order) }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/orders/${order.id}/labor`} class="form">
      <TextField
        name="hours"
        label="Hours"
        hint="Such as 1.5 or 1:30."
        width="short"
        inputmode="decimal"
        value={values.hours}
        trouble={trouble}
        autofocus
      />
      <TextField
        name="startedAt"
        label="From"
        type="datetime-local"
        hint="Empty: until now."
        optional
        width="medium"
        value={values.startedAt}
        trouble={trouble}
      />
      {others ? (
        <Combobox
          name="memberId"
          label="Person"
          hint="Empty: yourself."
          optional
          find="/people/pick"
          value={values.memberId}
          shown={values['memberId-words']}
          trouble={trouble}
        />
      ) : null}
      <TextField name="note" label="Note" optional longest={300} value={values.note} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Save time</Button>
        <A href={`/orders/${order.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

export const VoidLaborPage = ({
  order,
  laborId,
  words,
  trouble,
}: {
  order: OrderOf
  laborId: string
  words: string
  trouble: Trouble
}) => (
  <Page title="Take time back" door="work" wrong={trouble !== null}>
    <PageHead title="Take time back" back={{ href: `/orders/${order.id}`, label: code(order) }} />
    <ErrorSummary trouble={trouble} />
    <p>{words}</p>
    <Form action={`/labor/${laborId}/voiding`} class="form">
      <TextField name="reason" label="Why" longest={300} trouble={trouble} autofocus />
      <div class="form-end">
        <Button kind="primary">Take it back</Button>
        <A href={`/orders/${order.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type RatesProps = {
  rates: { memberId: string; name: string; perHour: string }[]
  values: Record<string, string>
  trouble: Trouble
}

/** What an hour of work costs. */
export const RatesPage = ({ rates, values, trouble }: RatesProps) => (
  <Page title="Labor rates" door="settings" wrong={trouble !== null}>
    <PageHead title="Labor rates" back={{ href: '/settings', label: 'Settings' }} />
    <p class="hint">A rate is copied onto each entry when it is made: changing one here changes no order.</p>
    <ErrorSummary trouble={trouble} />
    <Card title="Rates">
      {rates.length === 0 ? (
        <p class="muted">No rate yet: labor counts hours and costs nothing.</p>
      ) : (
        <ul class="evs">
          {rates.map(({ name, perHour }) => (
            <li>
              <p>{name}</p>
              <span class="end money">{perHour} an hour</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
    <Card title="Set a rate">
      <Form action="/work/rates" class="form">
        <Combobox
          name="memberId"
          label="Person"
          hint="Empty: everybody who has no rate of their own."
          optional
          find="/people/pick"
          value={values.memberId}
          shown={values['memberId-words']}
          trouble={trouble}
        />
        <MoneyField name="rate" label="An hour costs" value={values.rate} trouble={trouble} />
        <div class="form-end">
          <Button kind="primary">Save rate</Button>
          <LinkButton href="/settings" kind="quiet">
            Cancel
          </LinkButton>
        </div>
      </Form>
    </Card>
  </Page>
)
