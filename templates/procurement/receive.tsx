import { unit as unitOf } from '../../src/kernel/units'
import {
  Button,
  Combobox,
  DateField,
  ErrorSummary,
  Form,
  Icon,
  PageHead,
  Pill,
  Stepper,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import { Count } from './pieces'
import type { Order, OrderLine } from './shapes'

export type DockLine = OrderLine & {
  /** What is still to come. */
  open: number
  /** Where such parts lie. */
  bin: { id: string; name: string } | null
  whole: boolean
  tracking: 'none' | 'lot' | 'serial'
  expires: boolean
}

type Props = {
  order: Order
  vendor: string
  lines: DockLine[]
  quarantine: { id: string; name: string } | null
  values: Record<string, string>
  trouble: Trouble
  about: string
}

/** At the dock: starts at zero, counts up; what is damaged is set aside. */
export const ReceivePage = ({ order, vendor, lines, quarantine, values, trouble, about }: Props) => {
  const open = lines.filter((line) => line.open > 0)
  const rest = lines.length - open.length
  return (
    <Page title={`Receive PO-${order.number}`} door="purchase-orders" wrong={trouble !== null}>
      <PageHead
        title={`Receive PO-${order.number}`}
        back={{ href: `/purchase-orders/${order.id}`, label: vendor }}
        facts={[order.dueOn ? `due ${order.dueOn}` : '', about ? `for ${about}` : ''].filter(Boolean).join(' · ')}
      />
      <ErrorSummary trouble={trouble} />
      <Form action={`/purchase-orders/${order.id}/receipt`} class="form receive" draft={`receipt-${order.id}`}>
        <TextField
          name="slip"
          label="Number of the packing slip"
          longest={60}
          value={values.slip}
          optional
          trouble={trouble}
        />
        <p class="dock-head">
          <b>{open.length === 1 ? '1 line' : `${open.length} lines`}</b>
          <span class="muted">{rest > 0 ? `${rest} here already` : 'Count what is here'}</span>
        </p>
        <div class="sheet dock">
          {open.map((line) => (
            <Line line={line} quarantine={quarantine} values={values} trouble={trouble} />
          ))}
        </div>
        <div class="dock-end">
          <Button kind="primary" size="large" wide>
            Save receipt
          </Button>
        </div>
      </Form>
    </Page>
  )
}

const Line = ({
  line,
  quarantine,
  values,
  trouble,
}: {
  line: DockLine
  quarantine: Props['quarantine']
  values: Props['values']
  trouble: Trouble
}) => {
  const name = (field: string) => `${field}-${line.position}`
  const folded = values[name('damaged')] || trouble?.fields[name('quarantine')] || trouble?.fields[name('damaged')]
  const bin = line.bin
  return (
    <article class="dock-line" id={line.id}>
      <h3>{line.words}</h3>
      <p class="muted">
        {line.partNumber ? <span class="code">{line.partNumber}</span> : null}
        {bin ? ` · Bin ${bin.name}` : ''}
      </p>
      <div class="dock-count">
        <span>
          Still to come <Count scaled={line.open} unit={line.unit} />
          {line.received > 0 ? (
            <span class="block">
              <Pill hue="blue" glyph="half">
                Part received
              </Pill>
            </span>
          ) : null}
        </span>
        <Stepper
          name={name('good')}
          label="Good"
          unit={unitOf(line.unit).sign}
          value={values[name('good')] ?? '0'}
          whole={line.whole}
          trouble={trouble}
        />
      </div>
      {line.partId ? (
        bin ? (
          <details class="fold" open={Boolean(trouble?.fields[name('bin')])}>
            <summary>Goes to {bin.name}: another bin</summary>
            <BinField line={line} values={values} trouble={trouble} />
          </details>
        ) : (
          <BinField line={line} values={values} trouble={trouble} />
        )
      ) : null}
      {line.tracking !== 'none' ? (
        <TextField
          name={name('lot')}
          label={line.tracking === 'serial' ? 'Serial number' : 'Lot number'}
          longest={80}
          value={values[name('lot')]}
          trouble={trouble}
        />
      ) : null}
      {line.expires ? (
        <DateField name={name('expires')} label="Expires on" value={values[name('expires')]} trouble={trouble} />
      ) : null}
      <details class="fold" open={Boolean(folded)}>
        <summary>
          <Icon name="triangle-alert" class="ico-s" /> Some are damaged
        </summary>
        <Stepper
          name={name('damaged')}
          label="Damaged"
          unit={unitOf(line.unit).sign}
          value={values[name('damaged')] ?? '0'}
          whole={line.whole}
          trouble={trouble}
        />
        {line.partId ? (
          <Combobox
            name={name('quarantine')}
            label="Set aside in"
            hint={quarantine ? `Left empty: ${quarantine.name}.` : 'Type or scan its code.'}
            find="/places/pick"
            value={values[name('quarantine')]}
            shown={values[`${name('quarantine')}-words`]}
            optional={quarantine !== null}
            trouble={trouble}
          />
        ) : null}
        <TextField
          name={name('note')}
          label="What is wrong with them"
          longest={300}
          value={values[name('note')]}
          optional
          trouble={trouble}
        />
      </details>
    </article>
  )
}

const BinField = ({ line, values, trouble }: { line: DockLine; values: Props['values']; trouble: Trouble }) => (
  <Combobox
    name={`bin-${line.position}`}
    label="Bin"
    hint="Type or scan its code."
    find="/places/pick"
    value={values[`bin-${line.position}`]}
    shown={values[`bin-${line.position}-words`]}
    trouble={trouble}
  />
)
