import {
  A,
  Button,
  Card,
  Combobox,
  ErrorSummary,
  Form,
  PageHead,
  Pill,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { code, Money, type OrderStatus } from './pieces'

export type PartsShown = {
  needed: {
    id: string
    partId: string
    number: string
    name: string
    quantity: string
    left: string
    state: string
    bin: string | null
  }[]
  moves: {
    id: string
    partId: string
    kind: string
    number: string
    name: string
    quantity: string
    left: string
    costMinor: number | null
  }[]
}

type OrderOf = { id: string; number: number; status: OrderStatus; version: number }

const Promised = ({ state, bin }: { state: string; bin: string | null }) =>
  state === 'assigned' ? (
    <Pill hue="amber" glyph="pause">
      Waits for stock
    </Pill>
  ) : (
    <Pill hue="green" glyph="tick">
      {`${state === 'staged' ? 'Staged in' : state === 'kitted' ? 'Kitted in' : 'Reserved in'} ${bin ?? 'a bin'}`}
    </Pill>
  )

/** What an order needs and what it took, on its page. */
export const PartsCard = ({ order, parts, edits }: { order: OrderOf; parts: PartsShown; edits: boolean }) => (
  <Card
    title="Parts"
    id="parts"
    end={
      edits ? (
        <A href={`/orders/${order.id}/parts`} class="lk">
          Reserve, take, bring back
        </A>
      ) : null
    }
  >
    {parts.needed.length + parts.moves.length === 0 ? <p class="muted">No parts needed.</p> : null}
    <ul class="evs">
      {parts.needed.map((row) => (
        <li>
          <p>
            <span class="code">{row.number}</span> {row.name}
            <span class="muted">{row.quantity}</span>
          </p>
          <Promised state={row.state} bin={row.bin} />
        </li>
      ))}
      {parts.moves.map((move) => (
        <li>
          <p>
            <span class="code">{move.number}</span> {move.name}
            <span class="muted">{`${move.kind === 'return' ? 'Brought back' : 'Taken'}: ${move.quantity}`}</span>
          </p>
          {move.costMinor === null ? null : <Money minor={move.costMinor} />}
        </li>
      ))}
    </ul>
  </Card>
)

type PageProps = {
  order: OrderOf
  parts: PartsShown
  open: boolean
  values: Record<string, string>
  trouble: Trouble
}

/** Everything that is done with the parts of an order. */
export const OrderPartsPage = ({ order, parts, open, values, trouble }: PageProps) => {
  const { may } = useRender()
  const title = `Parts of ${code(order)}`
  return (
    <Page title={title} door="work" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/orders/${order.id}`, label: code(order) }} />
      <ErrorSummary trouble={trouble} />
      <Card title="Needed">
        {parts.needed.length === 0 ? <p class="muted">Nothing is waiting to be taken.</p> : null}
        <ul class="evs part-rows">
          {parts.needed.map((row) => (
            <li>
              <p>
                <span class="code">{row.number}</span> {row.name}
                <span class="muted">{row.quantity}</span>
                <Promised state={row.state} bin={row.bin} />
              </p>
              {open && may('work.part.issue') && row.state !== 'assigned' ? (
                <Form action={`/orders/${order.id}/parts/issues`}>
                  <input type="hidden" name="partId" value={row.partId} />
                  <input type="hidden" name="exact" value={row.left} />
                  <Button label={`Take ${row.name}`}>Take it</Button>
                </Form>
              ) : null}
              {open && row.state === 'assigned' && may('procurement.requisition.create') ? (
                <A href={`/requisitions/new?about=${order.id}&part=${row.partId}&quantity=${row.left}`} class="bt">
                  Ask buying for it
                </A>
              ) : null}
              {open && may('work.part.release') ? (
                <Form action={`/orders/${order.id}/parts/releases`}>
                  <input type="hidden" name="reservationId" value={row.id} />
                  <Button kind="quiet" label={`${row.name} is not needed`}>
                    Not needed
                  </Button>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      </Card>
      {open && may('work.part.plan') ? (
        <Card title="Add a part">
          <Form action={`/orders/${order.id}/parts`} class="form">
            <Combobox
              name="partId"
              label="Part"
              hint="Any part of its number or name."
              find="/orders/parts/pick"
              value={values.partId}
              shown={values['partId-words']}
              trouble={trouble}
            />
            <TextField
              name="quantity"
              label="How many"
              width="short"
              inputmode="decimal"
              value={values.quantity ?? '1'}
              trouble={trouble}
            />
            <div class="form-end">
              <Button kind="primary">Reserve it</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      {parts.moves.length > 0 ? (
        <Card title="Taken and brought back">
          <ul class="evs part-rows">
            {parts.moves.map((move) => (
              <li>
                <p>
                  <span class="code">{move.number}</span> {move.name}
                  <span class="muted">{`${move.kind === 'return' ? 'Brought back' : 'Taken'}: ${move.quantity}`}</span>
                </p>
                {open && move.kind === 'issue' && may('work.part.return') ? (
                  <Form action={`/orders/${order.id}/parts/returns`} class="line">
                    <input type="hidden" name="moveId" value={move.id} />
                    <input type="hidden" name="partId" value={move.partId} />
                    <label class="sr" for={`back-${move.id}`}>{`How many of ${move.name} come back`}</label>
                    <input
                      class="input-short"
                      id={`back-${move.id}`}
                      name="quantity"
                      value={move.left}
                      inputmode="decimal"
                    />
                    <Button label={`Bring ${move.name} back`}>Bring back</Button>
                  </Form>
                ) : null}
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </Page>
  )
}

/** What a person chooses a part from. */
export const PartOptions = ({ parts }: { parts: { id: string; number: string; name: string }[] }) => (
  <>
    {parts.map(({ id, number, name }) => (
      <li role="option" tabindex={-1} aria-selected="false" id={`option-${id}`} data-value={id} data-words={number}>
        <span class="code">{number}</span> {name}
      </li>
    ))}
  </>
)
