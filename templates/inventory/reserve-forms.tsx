import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  Button,
  Combobox,
  DateField,
  ErrorSummary,
  Form,
  PageHead,
  Radios,
  Stepper,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import type { PartDetail } from './part'

/** What parts are for: chosen as one types, or a cost centre in words. */
export const SubjectField = ({
  values,
  trouble,
  label = 'For',
}: {
  values: Record<string, string>
  trouble: Trouble
  label?: string
}) => (
  <Combobox
    name="subject"
    label={label}
    hint="Scan or type a work order, an asset or a person. A cost centre in words does, too."
    find="/stock/subjects"
    value={values.subject}
    shown={values['subject-words'] ?? values.subject}
    trouble={trouble}
  />
)

export const ReservePage = ({
  part,
  values,
  trouble,
}: {
  part: PartDetail
  values: Record<string, string>
  trouble: Trouble
}) => (
  <Page title={`Reserve ${part.number}`} door="parts" wrong={trouble !== null}>
    <PageHead title="Reserve" back={{ href: `/parts/${part.id}`, label: part.number }} facts={part.name} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/parts/${part.id}/reservation`} class="form">
      <Stepper
        name="quantity"
        label="Quantity"
        unit={unitOf(part.unit).sign}
        value={values.quantity ?? '1'}
        whole={part.whole}
        trouble={trouble}
      />
      <SubjectField values={values} trouble={trouble} />
      <DateField
        name="requiredOn"
        label="Wanted on"
        hint="Left empty, it is wanted now."
        value={values.requiredOn}
        optional
        trouble={trouble}
      />
      <Radios
        name="how"
        legend="How firmly"
        value={values.how ?? 'automatic'}
        choices={[
          {
            value: 'automatic',
            label: 'As the day asks for',
            hint: 'Promised from a bin once buying anew would come too late',
          },
          { value: 'hard', label: 'From a bin, now', hint: 'Nobody else can take it' },
          { value: 'soft', label: 'Only say that it is wanted', hint: 'It is bought for that day' },
        ]}
        trouble={trouble}
      />
      <TextField name="note" label="Note" value={values.note} longest={300} optional trouble={trouble} />
      <div class="form-end">
        <Button kind="primary" size="large">
          Reserve it
        </Button>
        <A href={`/parts/${part.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type StageProps = { subject: string; title: string; lines: number; values: Record<string, string>; trouble: Trouble }

export const StagePage = ({ subject, title, lines, values, trouble }: StageProps) => {
  const back = `/stock/for/${encodeURIComponent(subject)}`
  return (
    <Page title={`Stage parts for ${title}`} door="parts" wrong={trouble !== null}>
      <PageHead
        title="Stage the parts"
        back={{ href: back, label: title }}
        facts={lines === 1 ? '1 line that is promised from a bin' : `${lines} lines that are promised from bins`}
      />
      <ErrorSummary trouble={trouble} />
      <Form action={`${back}/staging`} class="form">
        <Combobox
          name="toBinId"
          label="Into bin"
          hint="Where the job fetches them. Left empty, they are put together where they lie."
          find="/places/pick"
          value={values.toBinId}
          shown={values['toBinId-words']}
          optional
          trouble={trouble}
        />
        <div class="form-end">
          <Button kind="primary" size="large">
            Put them together
          </Button>
          <A href={back} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}
