import {
  A,
  Button,
  Card,
  Checkbox,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  Note,
  PageHead,
  Pill,
  Select,
  TextArea,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

type StepKind = 'check' | 'inspect' | 'number' | 'text' | 'choice' | 'photo' | 'meter'
export type StepShown = {
  id: string
  kind: StepKind
  text: string
  help: string
  required: boolean
  unit: string
  low: number | null
  high: number | null
  choices: string[]
  bad: string[]
  meter: string
}

const kindNames: Record<StepKind, string> = {
  check: 'Check',
  inspect: 'Pass, flag or fail',
  number: 'Number',
  text: 'Words',
  choice: 'Choice',
  photo: 'Photo',
  meter: 'Meter reading',
}

export const procedureCode = ({ number }: { number: number }) => `PR-${number}`

const plain = (value: number | null) => (value === null ? '' : String(value / 100_000))

/** What a step asks, in a few words: “20 to 80 °C”. */
export const asksWords = (step: StepShown): string => {
  const limits =
    step.low !== null && step.high !== null
      ? `${plain(step.low)} to ${plain(step.high)}`
      : step.low !== null
        ? `at least ${plain(step.low)}`
        : step.high !== null
          ? `at most ${plain(step.high)}`
          : ''
  if (step.kind === 'number') return [limits, step.unit].filter(Boolean).join(' ')
  if (step.kind === 'meter') return [step.meter, limits].filter(Boolean).join(', ')
  return step.kind === 'choice' ? step.choices.join(', ') : ''
}

type Row = {
  id: string
  number: number
  title: string
  approved: number | null
  steps: number
  draft: number | null
}

export const ProceduresPage = ({ rows, next, first }: { rows: Row[]; next: string | null; first: boolean }) => {
  const { may } = useRender()
  return (
    <Page title="Procedures" door="procedures">
      <PageHead title="Procedures">
        {may('procedures.procedure.create') ? (
          <LinkButton href="/procedures/new" kind="primary" icon="plus">
            New procedure
          </LinkButton>
        ) : null}
      </PageHead>
      <DataTable
        caption="Procedures"
        columns={[
          {
            head: 'Procedure',
            main: true,
            wide: true,
            cell: (row: Row) => (
              <A href={`/procedures/${row.id}`} class="lk">
                {row.title}
              </A>
            ),
          },
          { head: 'Number', bare: true, cell: (row) => <span class="code">{procedureCode(row)}</span> },
          { head: 'Steps', number: true, cell: (row) => row.steps },
          {
            head: 'Version',
            cell: (row) => (
              <span class="line">
                {row.approved === null ? null : (
                  <Pill hue="green" glyph="tick">
                    {`Version ${row.approved}`}
                  </Pill>
                )}
                {row.draft === null ? null : (
                  <Pill hue="grey" glyph="ring">
                    {`Draft of ${row.draft}`}
                  </Pill>
                )}
              </span>
            ),
          },
        ]}
        rows={rows}
        keyOf={(row) => row.id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'procedure' : 'procedures'}${next || !first ? ' on this page' : ''}`}
        empty={
          <EmptyState icon="list-checks" title={first ? 'No procedure yet' : 'That was the last page'}>
            <p>How a kind of work is done, step by step: plans and orders do it by its approved version.</p>
          </EmptyState>
        }
      />
    </Page>
  )
}

export const ProcedureFormPage = ({ values, trouble }: { values: Record<string, string>; trouble: Trouble }) => (
  <Page title="New procedure" door="procedures" wrong={trouble !== null}>
    <PageHead title="New procedure" back={{ href: '/procedures', label: 'Procedures' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/procedures" class="form" draft="procedure-new">
      <TextField
        name="title"
        label="What is done by it?"
        longest={160}
        value={values.title}
        trouble={trouble}
        autofocus={!trouble}
      />
      <TextArea name="about" label="When, and with what" optional rows={3} value={values.about} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Go on to its steps</Button>
        <A href="/procedures" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type Props = {
  procedure: { id: string; number: number; title: string; about: string }
  version: { number: number; state: string; steps: StepShown[]; revision: number; approvedAt: number | null }
  versions: { number: number; state: string; approvedAt: number | null }[]
  isCurrent: boolean
  hasDraft: boolean
  /** The step whose form is open. */
  editing: string
  values: Record<string, string>
  trouble: Trouble
}

export const ProcedurePage = (props: Props) => {
  const { procedure, version, versions, isCurrent, hasDraft, editing, values, trouble } = props
  const { may } = useRender()
  const isDraft = version.state === 'draft'
  const edits = isDraft && may('procedures.step.write')
  const edited = version.steps.find(({ id }) => id === editing)
  return (
    <Page title={`${procedureCode(procedure)} ${procedure.title}`} door="procedures" wrong={trouble !== null}>
      <PageHead
        title={procedure.title}
        code={procedureCode(procedure)}
        back={{ href: '/procedures', label: 'Procedures' }}
        pill={
          <Pill
            hue={isDraft ? 'grey' : isCurrent ? 'green' : 'amber'}
            glyph={isDraft ? 'ring' : isCurrent ? 'tick' : 'cross'}
          >
            {isDraft ? `Draft of version ${version.number}` : `Version ${version.number}`}
          </Pill>
        }
      >
        {isDraft && may('procedures.version.approve') ? (
          <Form action={`/procedures/${procedure.id}/approval`}>
            <input type="hidden" name="revision" value={String(version.revision)} />
            <Button kind="primary" icon="circle-check">
              Approve this version
            </Button>
          </Form>
        ) : null}
        {!hasDraft && may('procedures.version.begin') ? (
          <Form action={`/procedures/${procedure.id}/versions`}>
            <Button icon="pencil">Begin a new version</Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {isDraft || isCurrent ? null : (
        <Note kind="warning">A newer version is approved. Orders that pinned this one keep it.</Note>
      )}
      <div class="two">
        <div>
          <Card title={version.steps.length === 1 ? '1 step' : `${version.steps.length} steps`}>
            {procedure.about ? <p class="muted">{procedure.about}</p> : null}
            {version.steps.length === 0 ? <p class="muted">Write its first step.</p> : null}
            <ol class="steps-l">
              {version.steps.map((step, index) => (
                <li id={step.id}>
                  <span class="n">{index + 1}</span>
                  <p>
                    <b>{step.text}</b>
                    <span class="muted">
                      {[kindNames[step.kind], asksWords(step), step.required ? 'required' : '']
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                    {step.help ? <span class="muted">{step.help}</span> : null}
                  </p>
                  {edits ? (
                    <span class="deeds">
                      <A
                        href={`/procedures/${procedure.id}?step=${step.id}#edit`}
                        class="bt bt-s"
                        label={`Change step ${index + 1}`}
                      >
                        Change
                      </A>
                      <Form action={`/procedures/${procedure.id}/arrangement`}>
                        <Button
                          size="small"
                          kind="quiet"
                          name="move"
                          value={`${step.id} up`}
                          label={`Move step ${index + 1} up`}
                        >
                          Up
                        </Button>
                        <Button
                          size="small"
                          kind="quiet"
                          name="move"
                          value={`${step.id} away`}
                          label={`Take step ${index + 1} away`}
                        >
                          Take away
                        </Button>
                      </Form>
                    </span>
                  ) : null}
                </li>
              ))}
            </ol>
          </Card>
          {edits ? (
            <Card title={edited ? 'Change the step' : 'Add a step'} id={edited ? 'edit' : 'add'}>
              <StepForm procedure={procedure} step={edited ?? null} values={values} trouble={trouble} />
            </Card>
          ) : null}
        </div>
        <div>
          <Card title="Versions">
            <ul class="evs">
              {versions.map((one) => (
                <li>
                  <p>
                    <A href={`/procedures/${procedure.id}?version=${one.number}`} class="lk">
                      Version {one.number}
                    </A>
                    <span class="muted">
                      {one.approvedAt === null ? (
                        'Draft'
                      ) : (
                        <>
                          approved <When at={one.approvedAt} />
                        </>
                      )}
                    </span>
                  </p>
                </li>
              ))}
            </ul>
            <p class="hint">Approved versions never change. Work keeps the version by which it was begun.</p>
          </Card>
        </div>
      </div>
    </Page>
  )
}

const StepForm = ({
  procedure,
  step,
  values,
  trouble,
}: {
  procedure: { id: string }
  step: StepShown | null
  values: Record<string, string>
  trouble: Trouble
}) => {
  const of = (name: string, kept: string) => values[name] ?? kept
  return (
    <Form action={`/procedures/${procedure.id}/steps`} class="form step-form">
      {step ? <input type="hidden" name="stepId" value={step.id} /> : null}
      <TextField
        name="text"
        label="What is done?"
        longest={200}
        value={of('text', step?.text ?? '')}
        trouble={trouble}
      />
      <Select
        name="kind"
        label="What is answered"
        value={of('kind', step?.kind ?? 'check')}
        choices={Object.entries(kindNames).map(([value, label]) => ({ value, label }))}
        trouble={trouble}
      />
      <TextArea name="help" label="How" optional rows={2} value={of('help', step?.help ?? '')} trouble={trouble} />
      <div class="form-row if-number">
        <TextField
          name="unit"
          label="Unit"
          optional
          width="short"
          longest={12}
          value={of('unit', step?.unit ?? '')}
          trouble={trouble}
        />
        <TextField
          name="low"
          label="At least"
          optional
          width="short"
          inputmode="decimal"
          value={of('low', plain(step?.low ?? null))}
          trouble={trouble}
        />
        <TextField
          name="high"
          label="At most"
          optional
          width="short"
          inputmode="decimal"
          value={of('high', plain(step?.high ?? null))}
          trouble={trouble}
        />
      </div>
      <div class="if-meter">
        <TextField
          name="meter"
          label="Name of the meter"
          hint="As it is called on the asset, such as Running hours."
          optional
          value={of('meter', step?.meter ?? '')}
          trouble={trouble}
        />
      </div>
      <div class="form-row if-choice">
        <TextArea
          name="choices"
          label="Choices"
          hint="One a line."
          optional
          rows={3}
          value={of('choices', step?.choices.join('\n') ?? '')}
          trouble={trouble}
        />
        <TextArea
          name="bad"
          label="Those that fail"
          hint="One a line."
          optional
          rows={3}
          value={of('bad', step?.bad.join('\n') ?? '')}
          trouble={trouble}
        />
      </div>
      <Checkbox
        name="required"
        checked={values.text === undefined ? (step?.required ?? true) : values.required === 'on'}
        hint="The order is not completed without it."
      >
        Required
      </Checkbox>
      <div class="form-end">
        <Button kind="primary">{step ? 'Save step' : 'Add step'}</Button>
        {step ? (
          <A href={`/procedures/${procedure.id}`} class="bt bt-q">
            Cancel
          </A>
        ) : null}
      </div>
    </Form>
  )
}
