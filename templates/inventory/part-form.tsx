import {
  A,
  Button,
  Checkbox,
  type Choice,
  ErrorSummary,
  Form,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'

type Props = {
  part: { id: string; number: string; version: number } | null
  values: Record<string, string>
  trouble: Trouble
  units: Choice[]
  categories: Choice[]
  /** There were movements: what the ledger counts by stays. */
  fixed: boolean
}

export const PartFormPage = ({ part, values, trouble, units, categories, fixed }: Props) => {
  const title = part ? `Edit ${part.number}` : 'New part'
  const back = part ? { href: `/parts/${part.id}`, label: part.number } : { href: '/parts', label: 'Parts' }
  return (
    <Page title={title} door="parts" wrong={trouble !== null}>
      <PageHead title={title} back={back} />
      <ErrorSummary trouble={trouble} />
      <Form action={part ? `/parts/${part.id}` : '/parts'} class="form" draft={part ? `part-${part.id}` : 'part-new'}>
        {part ? <input type="hidden" name="version" value={values.version ?? String(part.version)} /> : null}
        <TextField
          name="name"
          label="What it is"
          value={values.name}
          longest={200}
          autofocus={!part}
          trouble={trouble}
        />
        <div class="form-row">
          <TextField
            name="number"
            label="Part number"
            hint="Your own. It is found with or without dashes."
            value={values.number}
            longest={60}
            trouble={trouble}
          />
          <TextField name="manufacturer" label="Maker" value={values.manufacturer} optional trouble={trouble} />
          <TextField
            name="manufacturerNumber"
            label="Maker’s number"
            value={values.manufacturerNumber}
            optional
            trouble={trouble}
          />
        </div>
        {categories.length > 0 ? (
          <Select
            name="categoryId"
            label="Category"
            value={values.categoryId}
            choices={[{ value: '', label: 'None' }, ...categories]}
            trouble={trouble}
          />
        ) : (
          <input type="hidden" name="categoryId" value={values.categoryId ?? ''} />
        )}
        {fixed ? (
          <p class="hint">There were movements of this part, so its unit and its lots stay as they are.</p>
        ) : (
          <Select name="unit" label="Counted in" value={values.unit} choices={units} trouble={trouble} />
        )}
        {fixed ? <Fixed values={values} /> : null}
        {fixed ? null : (
          <Checkbox name="whole" checked={values.whole === 'on'} trouble={trouble}>
            Whole units only, no fractions
          </Checkbox>
        )}
        <Radios
          name="criticality"
          legend="How much it matters"
          value={values.criticality ?? 'essential'}
          choices={[
            { value: 'vital', label: 'Vital', hint: 'Without it the plant stands' },
            { value: 'essential', label: 'Essential', hint: 'Without it something hurts' },
            { value: 'desirable', label: 'Desirable', hint: 'It can wait' },
          ]}
          trouble={trouble}
        />
        {fixed ? null : (
          <Radios
            name="tracking"
            legend="Told apart by"
            value={values.tracking ?? 'none'}
            choices={[
              { value: 'none', label: 'Nothing', hint: 'One is as good as another' },
              { value: 'lot', label: 'Lot', hint: 'Grease, seals, chemicals' },
              { value: 'serial', label: 'Serial number', hint: 'Motors, drives, instruments' },
            ]}
            trouble={trouble}
          />
        )}
        <Checkbox name="expires" checked={values.expires === 'on'} trouble={trouble}>
          It expires: every lot says until when
        </Checkbox>
        <Checkbox name="repairable" checked={values.repairable === 'on'} trouble={trouble}>
          It is repaired and goes back on the shelf
        </Checkbox>
        <TextArea name="description" label="Description" value={values.description} optional trouble={trouble} />
        <TextArea
          name="specifications"
          label="Data sheet"
          hint="One fact a line, such as “Bore: 25 mm”."
          value={values.specifications}
          optional
          trouble={trouble}
        />
        <TextField
          name="leadDays"
          label="Days from order to shelf"
          value={values.leadDays ?? '7'}
          inputmode="numeric"
          width="short"
          trouble={trouble}
        />
        <TextField
          name="hazard"
          label="Hazard"
          hint="Shown on top of its page."
          value={values.hazard}
          optional
          trouble={trouble}
        />
        <TextField name="storage" label="How it is stored" value={values.storage} optional trouble={trouble} />
        <div class="form-end">
          <Button kind="primary">{part ? 'Save the part' : 'Add the part'}</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

/** What the ledger counts by is sent along unchanged. */
const Fixed = ({ values }: { values: Record<string, string> }) => (
  <>
    {['unit', 'whole', 'tracking'].map((name) =>
      values[name] ? <input type="hidden" name={name} value={values[name]} /> : null,
    )}
  </>
)
