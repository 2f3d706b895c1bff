import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  Button,
  Card,
  Checkbox,
  type Choice,
  type Column,
  Combobox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  MoneyField,
  PageHead,
  Pill,
  Select,
  TextField,
  Tree,
  type TreeNode,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, type UnitCode } from './amount'
import type { PartDetail } from './part'

export type VendorRow = {
  id: string
  vendorId: string | null
  vendorName: string
  number: string
  unit: UnitCode
  factor: number
  least: number
  multiple: number
  leadDays: number | null
  price: string | null
  preferred: boolean
}
export type SubstituteRow = {
  id: string
  number: string
  name: string
  unit: UnitCode
  note: string
  available: number
}
export type UseRow = { target: string; title: string; href: string; quantity: number; note: string }

const Section = ({
  id,
  title,
  add,
  children,
}: {
  id: string
  title: string
  add: { href: string; words: string } | null
  children?: unknown
}) => (
  <section aria-labelledby={id}>
    <div class="sect-h">
      <h2 class="group-h" id={id}>
        {title}
      </h2>
      {add ? (
        <A href={add.href} class="lk">
          {add.words}
        </A>
      ) : null}
    </div>
    {children as never}
  </section>
)

/** Who sells it: number, pack, price, days. */
export const Vendors = ({ part, rows }: { part: PartDetail; rows: VendorRow[] }) => {
  const { may, currency } = useRender()
  const edits = may('inventory.part.sell')
  const columns: Column<VendorRow>[] = [
    {
      head: 'Vendor',
      main: true,
      cell: ({ id, vendorId, vendorName, preferred }) => (
        <>
          {edits ? (
            <A href={`/parts/${part.id}/vendors/${id}`} class="lk">
              {vendorName}
            </A>
          ) : (
            vendorName
          )}{' '}
          {vendorId && may('vendors.vendor.see') ? (
            <A href={`/vendors/${vendorId}`} class="lk">
              Its page
            </A>
          ) : null}{' '}
          {preferred ? (
            <Pill hue="green" glyph="tick">
              Preferred
            </Pill>
          ) : null}
        </>
      ),
    },
    {
      head: 'Its number',
      cell: ({ number }) => (number ? <span class="code">{number}</span> : <span class="muted">Not stated</span>),
    },
    {
      head: 'Bought in',
      cell: ({ unit, factor }) =>
        unit === part.unit
          ? unitOf(unit).name
          : `${unitOf(unit).name} of ${factor / 100_000} ${unitOf(part.unit).sign}`,
    },
    {
      head: 'At least',
      number: true,
      cell: ({ least, multiple, unit }) => <Amount scaled={Math.max(least, multiple)} unit={unit} />,
    },
    {
      head: 'Days',
      number: true,
      cell: ({ leadDays }) => (leadDays === null ? <span class="muted">–</span> : <span class="n">{leadDays}</span>),
    },
    ...(rows.some(({ price }) => price)
      ? [
          {
            head: `Price, ${currency}`,
            number: true,
            cell: ({ price }: VendorRow) => <span class="n">{price ?? ''}</span>,
          },
        ]
      : []),
  ]
  return rows.length === 0 && !edits ? null : (
    <Section
      id="vendors"
      title="Who sells it"
      add={edits ? { href: `/parts/${part.id}/vendors/new`, words: 'Add a vendor' } : null}
    >
      <DataTable
        caption="Vendors of this part"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        summary={rows.length === 1 ? '1 vendor' : `${rows.length} vendors, the preferred one first`}
        empty={<p class="muted">Nobody is written down yet who sells it.</p>}
      />
    </Section>
  )
}

const Remove = ({ part, kind, other, label }: { part: PartDetail; kind: string; other: string; label: string }) =>
  useRender().may('inventory.part.relate') ? (
    <Form action={`/parts/${part.id}/relations`}>
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="other" value={other} />
      <input type="hidden" name="remove" value="on" />
      <Button size="small" kind="quiet" label={label}>
        Remove
      </Button>
    </Form>
  ) : null

export const Substitutes = ({ part, rows }: { part: PartDetail; rows: SubstituteRow[] }) => {
  const edits = useRender().may('inventory.part.relate')
  return rows.length === 0 && !edits ? null : (
    <Section
      id="substitutes"
      title="What can be taken instead"
      add={edits ? { href: `/parts/${part.id}/relations/substitute`, words: 'Add a substitute' } : null}
    >
      <DataTable
        caption="Substitutes"
        columns={[
          {
            head: 'Part',
            main: true,
            wide: true,
            cell: ({ id, number, name }) => (
              <A href={`/parts/${id}`} class="lk">
                <span class="code">{number}</span> {name}
              </A>
            ),
          },
          { head: 'Note', cell: ({ note }) => note },
          { head: 'Available', number: true, cell: ({ available, unit }) => <Amount scaled={available} unit={unit} /> },
          {
            head: 'Deed',
            silent: true,
            deed: true,
            bare: true,
            cell: ({ id, number }) => <Remove part={part} kind="substitute" other={id} label={`Remove ${number}`} />,
          },
        ]}
        rows={rows}
        keyOf={({ id }) => id}
        summary={rows.length === 1 ? '1 substitute' : `${rows.length} substitutes`}
        empty={<p class="muted">None is written down.</p>}
      />
    </Section>
  )
}

export const Uses = ({ part, rows }: { part: PartDetail; rows: UseRow[] }) => {
  const edits = useRender().may('inventory.part.relate')
  return rows.length === 0 && !edits ? null : (
    <Section
      id="uses"
      title="Where it is used"
      add={edits ? { href: `/parts/${part.id}/relations/use`, words: 'Add where it is used' } : null}
    >
      <DataTable
        caption="Assets and models that take this part"
        columns={[
          {
            head: 'Asset or model',
            main: true,
            wide: true,
            cell: ({ href, title }) => (
              <A href={href} class="lk">
                {title}
              </A>
            ),
          },
          { head: 'Takes', number: true, cell: ({ quantity }) => <Amount scaled={quantity} unit={part.unit} /> },
          { head: 'Note', cell: ({ note }) => note },
          {
            head: 'Deed',
            silent: true,
            deed: true,
            bare: true,
            cell: ({ target, title }) => <Remove part={part} kind="use" other={target} label={`Remove ${title}`} />,
          },
        ]}
        rows={rows}
        keyOf={({ target }) => target}
        summary={rows.length === 1 ? 'In one place' : `In ${rows.length} places`}
        empty={<p class="muted">No asset is written down that takes it.</p>}
      />
    </Section>
  )
}

type FormProps = { part: PartDetail; values: Record<string, string>; trouble: Trouble }

export const VendorFormPage = ({
  part,
  id,
  values,
  trouble,
  units,
}: FormProps & { id: string | null; units: Choice[] }) => {
  const title = id ? 'Vendor of the part' : 'Add a vendor'
  return (
    <Page title={`${title}: ${part.number}`} door="parts" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
      <ErrorSummary trouble={trouble} />
      <Form action={`/parts/${part.id}/vendors`} class="form">
        {id ? <input type="hidden" name="id" value={id} /> : null}
        <Combobox
          name="vendorId"
          label="Vendor"
          hint="Choose one of the vendors, or write a name as it is."
          find="/vendors/pick"
          value={values.vendorId}
          shown={values['vendorId-words']}
          autofocus={!id}
          trouble={trouble}
        />
        <TextField
          name="number"
          label="What they call it"
          hint="It is found by this number, too."
          value={values.number}
          longest={80}
          optional
          trouble={trouble}
        />
        <div class="form-row">
          <Select name="unit" label="Bought in" value={values.unit ?? part.unit} choices={units} trouble={trouble} />
          <TextField
            name="factor"
            label={`${unitOf(part.unit).name} in one of it`}
            hint={`A box of 50 is 50. Left empty for ${unitOf(part.unit).name} and what measures the same.`}
            value={values.factor}
            inputmode="decimal"
            width="short"
            optional
            trouble={trouble}
          />
        </div>
        <div class="form-row">
          <TextField
            name="least"
            label="At least"
            value={values.least}
            inputmode="decimal"
            width="short"
            optional
            trouble={trouble}
          />
          <TextField
            name="multiple"
            label="In multiples of"
            value={values.multiple}
            inputmode="decimal"
            width="short"
            optional
            trouble={trouble}
          />
          <TextField
            name="leadDays"
            label="Days to come"
            value={values.leadDays}
            inputmode="numeric"
            width="short"
            optional
            trouble={trouble}
          />
        </div>
        <MoneyField name="price" label="Price of one of it" value={values.price} optional trouble={trouble} />
        <Checkbox name="preferred" checked={values.preferred === 'on'} trouble={trouble}>
          Buy it here first
        </Checkbox>
        <div class="form-end">
          <Button kind="primary">Save the vendor</Button>
          <A href={`/parts/${part.id}`} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
      {id ? (
        <Form action={`/parts/${part.id}/vendors/${id}/removal`} class="form">
          <Button kind="danger">Take this vendor off the part</Button>
        </Form>
      ) : null}
    </Page>
  )
}

export const RelationFormPage = ({ part, kind, values, trouble }: FormProps & { kind: 'substitute' | 'use' }) => {
  const title = kind === 'substitute' ? 'What can be taken instead' : 'Where it is used'
  return (
    <Page title={`${title}: ${part.number}`} door="parts" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
      <ErrorSummary trouble={trouble} />
      <Form action={`/parts/${part.id}/relations`} class="form">
        <input type="hidden" name="kind" value={kind} />
        <Combobox
          name="other"
          label={kind === 'substitute' ? 'Part' : 'Asset or model'}
          hint={kind === 'substitute' ? 'Type any number, in part.' : 'A model stands for all of that make.'}
          find={kind === 'substitute' ? '/parts/pick' : '/stock/machines'}
          value={values.other}
          shown={values['other-words']}
          trouble={trouble}
        />
        {kind === 'use' ? (
          <TextField
            name="quantity"
            label={`How many ${unitOf(part.unit).sign}`}
            value={values.quantity ?? '1'}
            inputmode="decimal"
            width="short"
            trouble={trouble}
          />
        ) : (
          <Checkbox name="bothWays" checked={values.bothWays === 'on'} trouble={trouble}>
            And the other way round
          </Checkbox>
        )}
        <TextField name="note" label="Note" value={values.note} longest={300} optional trouble={trouble} />
        <div class="form-end">
          <Button kind="primary">Save</Button>
          <A href={`/parts/${part.id}`} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

export type SpareRow = {
  target: string
  id: string
  number: string
  name: string
  unit: UnitCode
  quantity: number
  note: string
  onHand: number
  reserved: number
  available: number
  onOrder: number
}

/** The bill of spares of an asset, its own and its make's, with what there is. */
export const Spares = ({ rows }: { rows: SpareRow[] }) => (
  <Card title="Spare parts">
    {rows.length === 0 ? (
      <p class="muted">No spare part is written down for it. It is added on the page of the part.</p>
    ) : (
      <DataTable
        caption="Spare parts"
        columns={[
          {
            head: 'Part',
            main: true,
            wide: true,
            cell: ({ id, number, name }) => (
              <A href={`/parts/${id}`} class="lk">
                <span class="code">{number}</span> {name}
              </A>
            ),
          },
          { head: 'Takes', number: true, cell: ({ quantity, unit }) => <Amount scaled={quantity} unit={unit} /> },
          { head: 'Available', number: true, cell: ({ available, unit }) => <Amount scaled={available} unit={unit} /> },
          { head: 'On order', number: true, cell: ({ onOrder, unit }) => <Amount scaled={onOrder} unit={unit} /> },
        ]}
        rows={rows}
        keyOf={({ target, id }) => `${target}-${id}`}
        summary={rows.length === 1 ? '1 part' : `${rows.length} parts`}
        empty={null}
      />
    )}
  </Card>
)

export const SparesPage = ({ title, href, rows }: { title: string; href: string; rows: SpareRow[] }) => (
  <Page title={`Spare parts of ${title}`} door="parts">
    <PageHead title={`Spare parts of ${title}`} back={{ href, label: title }} />
    <Spares rows={rows} />
  </Page>
)

type CategoryProps = { nodes: TreeNode[]; choices: Choice[]; values: Record<string, string>; trouble: Trouble }

export const CategoriesPage = ({ nodes, choices, values, trouble }: CategoryProps) => {
  const edits = useRender().may('inventory.category.write')
  return (
    <Page title="Categories of parts" door="parts" wrong={trouble !== null}>
      <PageHead title="Categories" back={{ href: '/parts', label: 'Parts' }} />
      <ErrorSummary trouble={trouble} />
      {nodes.length === 0 ? (
        <EmptyState icon="package" title="No category yet">
          <p>Parts are sorted as the plant thinks of them: bearings, seals, belts, electrical.</p>
        </EmptyState>
      ) : (
        <Card>
          <Tree label="Categories" nodes={nodes} />
        </Card>
      )}
      {edits ? (
        <Card title="Add a category, or rename one">
          <Form action="/parts/categories" class="form">
            <TextField name="name" label="Name" value={values.name} longest={80} trouble={trouble} />
            {choices.length > 0 ? (
              <>
                <Select
                  name="parentId"
                  label="Within"
                  value={values.parentId}
                  choices={[{ value: '', label: 'Nothing: it stands on top' }, ...choices]}
                  trouble={trouble}
                />
                <Select
                  name="id"
                  label="Instead of"
                  value={values.id}
                  choices={[{ value: '', label: 'None: it is new' }, ...choices]}
                  trouble={trouble}
                />
              </>
            ) : null}
            <div class="form-end">
              <Button kind="primary">Save the category</Button>
            </div>
          </Form>
        </Card>
      ) : null}
      <LinkButton href="/parts">Back to the parts</LinkButton>
    </Page>
  )
}
