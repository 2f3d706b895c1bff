import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  Button,
  Card,
  type Choice,
  DataTable,
  DateField,
  Due,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  Select,
  Stepper,
  TextArea,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import type { PartDetail } from './part'
import { SubjectField } from './reserve-forms'
import { BinField } from './stock-forms'
import { StoresTabs } from './stores'

export type KitRow = {
  id: string
  name: string
  notes: string
  lines: { partId: string; number: string; name: string; unit: UnitCode; quantity: number; available: number }[]
}
type Typed = { values: Record<string, string>; trouble: Trouble }

/** What goes together, and whether it can be put together now. */
export const KitsPage = ({ kits }: { kits: KitRow[] }) => {
  const { may } = useRender()
  return (
    <Page title="Kits" door="parts">
      <PageHead title="Kits" facts="Parts that are reserved together for a job">
        {may('inventory.kit.write') ? (
          <LinkButton href="/stock/kits/new" kind="primary" icon="plus">
            New kit
          </LinkButton>
        ) : null}
      </PageHead>
      <StoresTabs at="kits" />
      {kits.length === 0 ? (
        <EmptyState icon="package" title="No kit yet">
          <p>A kit is what one job always takes: a seal, its sleeve, two bearings, a gasket. Reserve it in one go.</p>
          {may('inventory.kit.write') ? (
            <LinkButton href="/stock/kits/new">Put the first kit together</LinkButton>
          ) : null}
        </EmptyState>
      ) : null}
      <div class="three stores-cards">
        {kits.map(({ id, name, notes, lines }) => {
          const times = Math.max(
            0,
            Math.min(...lines.map(({ available, quantity }) => Math.floor(available / quantity))),
          )
          return (
            <Card
              title={name}
              end={
                may('inventory.kit.write') ? (
                  <A href={`/stock/kits/${id}/edit`} class="lk">
                    Edit
                  </A>
                ) : null
              }
            >
              {notes ? <p class="hint">{notes}</p> : null}
              {lines.map((line) => (
                <div class="row">
                  <span class="row-t">
                    <A href={`/parts/${line.partId}`} class="lk">
                      {line.name}
                    </A>
                    <span class="muted code">{line.number}</span>
                  </span>
                  <span class="end">
                    <Amount scaled={line.quantity} unit={line.unit} />
                    <span class="muted"> of {line.available / 100_000}</span>
                  </span>
                </div>
              ))}
              <p class="acts kit-end">
                <span class="muted">
                  {times === 0 ? 'Not complete now' : times === 1 ? 'Complete once' : `Complete ${times} times`}
                </span>
                {may('inventory.kit.reserve') ? (
                  <LinkButton href={`/stock/kits/${id}/reservation`} size="small">
                    Reserve it
                  </LinkButton>
                ) : null}
              </p>
            </Card>
          )
        })}
      </div>
    </Page>
  )
}

export const KitFormPage = ({ id, values, trouble }: Typed & { id: string | null }) => (
  <Page title={id ? 'Edit the kit' : 'New kit'} door="parts" wrong={trouble !== null}>
    <PageHead title={id ? 'Edit the kit' : 'New kit'} back={{ href: '/stock/kits', label: 'Kits' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/stock/kits" class="form">
      {id ? <input type="hidden" name="id" value={id} /> : null}
      <TextField
        name="name"
        label="What it is called"
        value={values.name}
        longest={120}
        autofocus={!id}
        trouble={trouble}
      />
      <TextArea
        name="lines"
        label="What is in it"
        hint="One part a line: how many, then its number, such as “2 BRG-6309-2Z”."
        value={values.lines}
        rows={8}
        trouble={trouble}
      />
      <TextField name="notes" label="Note" value={values.notes} longest={300} optional trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Save the kit</Button>
        {id ? (
          <Button name="end" value="on" kind="danger">
            Take it out of use
          </Button>
        ) : null}
        <A href="/stock/kits" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

export const ReserveKitPage = ({ kit, values, trouble }: Typed & { kit: KitRow }) => (
  <Page title={`Reserve ${kit.name}`} door="parts" wrong={trouble !== null}>
    <PageHead
      title={`Reserve ${kit.name}`}
      back={{ href: '/stock/kits', label: 'Kits' }}
      facts={kit.lines.length === 1 ? '1 part' : `${kit.lines.length} parts`}
    />
    <ErrorSummary trouble={trouble} />
    <Form action={`/stock/kits/${kit.id}/reservation`} class="form">
      <SubjectField values={values} trouble={trouble} />
      <DateField
        name="requiredOn"
        label="Wanted on"
        hint="Left empty, it is wanted now."
        value={values.requiredOn}
        optional
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary" size="large">
          Reserve the kit
        </Button>
        <A href="/stock/kits" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

export type LoanRow = {
  id: string
  partId: string
  number: string
  name: string
  unit: UnitCode
  quantity: number
  title: string
  dueOn: string
  lentAt: number
}

/** Tools that are out, the longest overdue on top. */
export const LoansPage = ({ rows }: { rows: LoanRow[] }) => {
  const { may } = useRender()
  return (
    <Page title="Lent tools" door="parts">
      <PageHead title="Lent tools" facts="Who has what, and when it comes back" />
      <StoresTabs at="loans" />
      <DataTable
        caption="Lent tools"
        columns={[
          {
            head: 'Tool',
            main: true,
            wide: true,
            cell: ({ partId, number, name }) => (
              <A href={`/parts/${partId}`} class="lk">
                <span class="code">{number}</span> {name}
              </A>
            ),
          },
          { head: 'Quantity', number: true, cell: ({ quantity, unit }) => <Amount scaled={quantity} unit={unit} /> },
          { head: 'Who has it', cell: ({ title }) => title },
          { head: 'Lent', cell: ({ lentAt }) => <When at={lentAt} /> },
          { head: 'Due back', cell: ({ dueOn }) => <Due on={dueOn} /> },
          {
            head: 'Deed',
            silent: true,
            deed: true,
            bare: true,
            cell: ({ id }) =>
              may('inventory.tool.take-back') ? (
                <LinkButton href={`/stock/loans/${id}`} size="small">
                  It is back
                </LinkButton>
              ) : null,
          },
        ]}
        rows={rows}
        keyOf={({ id }) => id}
        summary={rows.length === 1 ? '1 tool is out' : `${rows.length} tools are out`}
        empty={
          <EmptyState icon="circle-check" title="No tool is out">
            <p>A tool that is kept as a part is lent on its page, to somebody and until a day.</p>
            <LinkButton href="/parts">Parts</LinkButton>
          </EmptyState>
        }
      />
    </Page>
  )
}

export const LendPage = ({ part, choices, values, trouble }: Typed & { part: PartDetail; choices: Choice[] }) => (
  <Page title={`Lend ${part.number}`} door="parts" wrong={trouble !== null}>
    <PageHead title="Lend" back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/parts/${part.id}/loan`} class="form">
      <SubjectField values={values} trouble={trouble} label="To" />
      <DateField name="dueOn" label="Back on" value={values.dueOn} trouble={trouble} />
      <Stepper
        name="quantity"
        label="Quantity"
        unit={unitOf(part.unit).sign}
        value={values.quantity ?? '1'}
        whole={part.whole}
        trouble={trouble}
      />
      <Select name="spot" label="From" value={values.spot} choices={choices} width="full" trouble={trouble} />
      <TextField name="reason" label="Note" value={values.reason} longest={300} optional trouble={trouble} />
      <div class="form-end">
        <Button kind="primary" size="large">
          Lend it
        </Button>
        <A href={`/parts/${part.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

export const TakeBackPage = ({
  loan,
  values,
  trouble,
}: Typed & { loan: { id: string; number: string; title: string } }) => (
  <Page title={`${loan.number} is back`} door="parts" wrong={trouble !== null}>
    <PageHead
      title={`${loan.number} is back`}
      back={{ href: '/stock/loans', label: 'Lent tools' }}
      facts={`From ${loan.title}`}
    />
    <ErrorSummary trouble={trouble} />
    <Form action={`/stock/loans/${loan.id}`} class="form">
      <BinField name="binId" label="Into bin" values={values} trouble={trouble} />
      <Select
        name="condition"
        label="Condition"
        value={values.condition ?? 'ok'}
        choices={[
          { value: 'ok', label: 'Good' },
          { value: 'damaged', label: 'Damaged' },
          { value: 'in-repair', label: 'To be repaired' },
        ]}
        trouble={trouble}
      />
      <TextField name="reason" label="Note" value={values.reason} longest={300} optional trouble={trouble} />
      <div class="form-end">
        <Button kind="primary" size="large">
          Take it back
        </Button>
        <A href="/stock/loans" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
