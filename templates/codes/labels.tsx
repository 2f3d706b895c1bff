import {
  A,
  Button,
  Card,
  type Choice,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  Note,
  PageHead,
  Select,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { languages } from './words'

export type LabelsForm = {
  stock: string
  start: string
  copies: string
  printer: string
  textOnly: string
  /** Of what the label asks of whoever stands before it. */
  language: string
  code: string
  of: string
  batch: string
  ids: string
}

type PrinterRow = { id: string; name: string; offsetXUm: number; offsetYUm: number; scalePermille: number }

type LabelsProps = {
  form: LabelsForm
  stocks: Choice[]
  printers: PrinterRow[]
  plan: {
    preview: string
    labels: number
    sheets: number
    cells: number
    /** Records that get a code when the PDF is made. */
    fresh: number
    reading: string | null
  } | null
  trouble: Trouble
}

/** Which labels, on what, from which cell: with the sheet as it will be. */
export const LabelsPage = ({ form, stocks, printers, plan, trouble }: LabelsProps) => {
  const { base } = useRender()
  const chosen = form.code || form.batch || form.ids
  if (!chosen) {
    return (
      <Page title="Print labels" door="codes">
        <PageHead title="Print labels" back={{ href: '/codes', label: 'Codes' }}>
          <LinkButton href="/labels/printers" icon="printer">
            Printers
          </LinkButton>
        </PageHead>
        <EmptyState icon="qr-code" title="What shall be printed?">
          <p>Open a batch of codes, a code, or the page of a thing, and print its labels from there.</p>
          <LinkButton href="/codes/batches">Batches of codes</LinkButton>
        </EmptyState>
      </Page>
    )
  }
  return (
    <Page title="Print labels" door="codes" wrong={trouble !== null}>
      <PageHead title="Print labels" back={{ href: '/codes', label: 'Codes' }}>
        <LinkButton href="/labels/printers" icon="printer">
          Printers
        </LinkButton>
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <div class="labels">
        <Form action="/labels" class="form">
          {(['code', 'batch', 'ids'] as const).map((name) => (
            <input type="hidden" name={name} value={form[name]} />
          ))}
          <Select name="stock" label="Labels" width="full" value={form.stock} choices={stocks} trouble={trouble} />
          <div class="form-row">
            <TextField
              name="start"
              label="Begin at label"
              hint={plan && plan.cells > 1 ? `1 to ${plan.cells}, along the rows.` : 'For sheets that were begun.'}
              inputmode="numeric"
              value={form.start}
              trouble={trouble}
            />
            <TextField
              name="copies"
              label="Copies of each"
              hint="1 to 10."
              inputmode="numeric"
              value={form.copies}
              trouble={trouble}
            />
          </div>
          <Select
            name="printer"
            label="Printer"
            hint="Its offsets are made up for."
            width="full"
            value={form.printer}
            choices={[
              { value: '', label: 'Any, without offsets' },
              ...printers.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Select
            name="language"
            label="Language of the label"
            hint="Of its line “Scan to report a problem”."
            value={form.language}
            choices={Object.entries(languages).map(([value, { language: label }]) => ({ value, label }))}
          />
          <label class="tick">
            <input type="checkbox" name="textOnly" checked={form.textOnly !== ''} />
            <span>
              Text only
              <span class="hint">For tapes that are too narrow for a code that phones can read.</span>
            </span>
          </label>
          <div class="form-end">
            <button type="submit" class="bt bt-p" formaction={`${base}/labels/sheet`} formtarget="_blank" data-again>
              {plan ? `Make the PDF of ${plan.labels} ${plan.labels === 1 ? 'label' : 'labels'}` : 'Make the PDF'}
            </button>
            <Button>Show the preview</Button>
          </div>
          <p class="hint">Print at actual size (100 %), without fitting to the page.</p>
        </Form>
        <section aria-label="Preview">
          {plan ? (
            <>
              <p class="facts">
                {`${plan.labels} ${plan.labels === 1 ? 'label' : 'labels'} on ${plan.sheets} ${plan.cells > 1 ? (plan.sheets === 1 ? 'sheet' : 'sheets') : plan.sheets === 1 ? 'piece' : 'pieces'}. ${plan.reading ?? ''}`}
              </p>
              {plan.fresh > 0 ? (
                <Note>
                  {plan.fresh === 1
                    ? 'One of them has no code yet: it gets one when the PDF is made.'
                    : `${plan.fresh} of them have no code yet: they get one each when the PDF is made.`}
                </Note>
              ) : null}
              <img
                class="sheet-preview"
                src={plan.preview}
                alt="The first sheet as it will be printed, at its true size"
              />
            </>
          ) : null}
        </section>
      </div>
    </Page>
  )
}

const millimetres = (um: number) => `${(um / 1000).toFixed(1)} mm`

export const PrintersPage = ({ printers }: { printers: PrinterRow[] }) => {
  const { may } = useRender()
  return (
    <Page title="Label printers" door="codes">
      <PageHead title="Label printers" back={{ href: '/codes', label: 'Codes' }}>
        {may('codes.printer.add') ? (
          <LinkButton href="/labels/printers/new" kind="primary" icon="plus">
            New printer
          </LinkButton>
        ) : null}
      </PageHead>
      <DataTable
        caption="Label printers"
        columns={[
          {
            head: 'Printer',
            main: true,
            cell: ({ id, name }: PrinterRow) =>
              may('codes.printer.change') ? (
                <A href={`/labels/printers/${id}`} class="lk">
                  {name}
                </A>
              ) : (
                name
              ),
          },
          { head: 'To the right', number: true, cell: ({ offsetXUm }) => millimetres(offsetXUm) },
          { head: 'Down', number: true, cell: ({ offsetYUm }) => millimetres(offsetYUm) },
          { head: 'Size', number: true, cell: ({ scalePermille }) => `${(scalePermille / 10).toFixed(1)} %` },
        ]}
        rows={printers}
        keyOf={({ id }) => id}
        summary={`${printers.length} ${printers.length === 1 ? 'printer' : 'printers'}`}
        empty={
          <EmptyState icon="printer" title="No printer is written down">
            <p>
              Two printers of the same make feed a sheet a millimetre apart. Print the calibration page on yours,
              measure, and write its offsets down once.
            </p>
            {may('codes.printer.add') ? <LinkButton href="/labels/printers/new">New printer</LinkButton> : null}
          </EmptyState>
        }
      />
    </Page>
  )
}

type PrinterProps = {
  id: string | null
  version: number
  values: Record<string, string>
  stocks: Choice[]
  trouble: Trouble
}

export const PrinterPage = ({ id, version, values, stocks, trouble }: PrinterProps) => {
  const { base, may } = useRender()
  const title = id ? `Edit ${values.name ?? 'the printer'}` : 'New printer'
  return (
    <Page title={title} door="codes" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: '/labels/printers', label: 'Printers' }}>
        {id && may('codes.printer.remove') ? (
          <Form action={`/labels/printers/${id}/removal`}>
            <Button kind="danger" icon="trash-2">
              Remove
            </Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <Form action={id ? `/labels/printers/${id}` : '/labels/printers'} class="form">
          {id ? <input type="hidden" name="version" value={String(version)} /> : null}
          <TextField
            name="name"
            label="Name"
            hint="As people there call it: “Stores, left of the door”."
            longest={80}
            value={values.name}
            trouble={trouble}
          />
          <div class="form-row">
            <TextField
              name="offsetX"
              label="Move to the right, mm"
              hint="Negative to the left."
              inputmode="decimal"
              value={values.offsetX ?? '0'}
              trouble={trouble}
            />
            <TextField
              name="offsetY"
              label="Move down, mm"
              hint="Negative up."
              inputmode="decimal"
              value={values.offsetY ?? '0'}
              trouble={trouble}
            />
            <TextField
              name="scale"
              label="Size, %"
              hint="97 to 103."
              inputmode="decimal"
              value={values.scale ?? '100'}
              trouble={trouble}
            />
          </div>
          <div class="form-end">
            <Button kind="primary">Save printer</Button>
            <A href="/labels/printers" class="bt bt-q">
              Cancel
            </A>
          </div>
        </Form>
        <Card title="How to measure">
          <KeyValues
            pairs={[
              ['1', 'Print the calibration page at 100 %, on plain paper.'],
              ['2', 'Hold it against a sheet of labels, towards a light.'],
              [
                '3',
                'If the frames stand 1 mm too far left, move 1 mm to the right. Rulers that are not 40 mm long give the size.',
              ],
            ]}
          />
          <form class="form" method="get" action={`${base}/labels/calibration`} target="_blank" rel="noopener">
            {id ? <input type="hidden" name="printer" value={id} /> : null}
            <Select name="stock" label="Labels" width="full" value="" choices={stocks} />
            <div class="form-end">
              <Button>Open the calibration page</Button>
            </div>
          </form>
        </Card>
      </div>
    </Page>
  )
}
