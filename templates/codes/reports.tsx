import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  Note,
  PageHead,
  PhotoField,
  Pill,
  State,
  Tabs,
  TextArea,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { TargetLink, type TargetRow } from './codes'
import { fill, languages, symptomIn } from './words'

export type ReportRow = {
  id: string
  number: number
  target: string
  state: 'received' | 'triaged' | 'merged' | 'declined' | 'done'
  symptoms: string[]
  down: boolean
  reason: string
  voices: number
  receivedAt: number
  changedAt: number
  version: number
}

const code = ({ number }: { number: number }) => `RP-${number}`
const { en } = languages
const said = (symptoms: readonly string[]) => symptoms.map((one) => symptomIn(en, one)).join(', ')

const views = [
  ['', 'Open'],
  ['received', 'New'],
  ['triaged', 'Accepted'],
  ['done', 'Done'],
  ['declined', 'Declined'],
  ['merged', 'Merged'],
] as const

const columnsOf = (targets: Map<string, TargetRow>): Column<ReportRow>[] => [
  {
    head: 'What is wrong',
    main: true,
    wide: true,
    cell: (report) => (
      <A href={`/reports/${report.id}`} class="lk">
        {said(report.symptoms) || 'In words'}
      </A>
    ),
  },
  {
    head: 'With',
    bare: true,
    wide: true,
    cell: ({ target }) => <TargetLink id={target} target={targets.get(target)} />,
  },
  { head: 'Number', bare: true, cell: (report) => <span class="code">{code(report)}</span> },
  {
    head: 'State',
    bare: true,
    cell: (report) => (
      <span class="line">
        <State of="report" is={report.state} />
        {report.down && (report.state === 'received' || report.state === 'triaged') ? (
          <Pill hue="red" glyph="square">
            Stands
          </Pill>
        ) : null}
      </span>
    ),
  },
  { head: 'People', number: true, cell: ({ voices }) => voices },
  { head: 'Reported', cell: ({ receivedAt }) => <When at={receivedAt} /> },
]

type ReportsProps = {
  state: string
  rows: ReportRow[]
  targets: Map<string, TargetRow>
  next: string | null
  first: boolean
}

export const ReportsPage = ({ state, rows, targets, next, first }: ReportsProps) => (
  <Page title="Problem reports" door="reports">
    <PageHead title="Problem reports" />
    <Tabs
      label="Views of reports"
      tabs={views.map(([view, label]) => ({
        href: view ? `/reports?state=${view}` : '/reports',
        label,
        current: view === state,
      }))}
    />
    <DataTable
      caption="Problem reports"
      columns={columnsOf(targets)}
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      summary={`${rows.length} ${rows.length === 1 ? 'report' : 'reports'}${next || !first ? ' on this page' : ''}, newest first`}
      empty={
        <EmptyState icon="inbox" title={state ? 'No report is in this state' : 'No open reports'}>
          <p>Whoever scans the code on a thing can say what is wrong with it; it appears here.</p>
        </EmptyState>
      }
    />
  </Page>
)

export const ReportsOf = ({ target, rows }: { target: TargetRow; rows: ReportRow[] }) => {
  const { may } = useRender()
  return (
    <Card title="Reported problems">
      {rows.length === 0 ? <p class="muted">None is open.</p> : null}
      {rows.map((report) => (
        <div class="line">
          <A href={`/reports/${report.id}`} class="lk">
            {said(report.symptoms) || code(report)}
          </A>
          <State of="report" is={report.state} />
          <span class="muted">
            <When at={report.receivedAt} />
          </span>
        </div>
      ))}
      {may('codes.report.send') && target.kind !== 'Asset' ? (
        <LinkButton href={`/reports/about/${target.id}`} size="small" icon="plus">
          Report a problem
        </LinkButton>
      ) : null}
    </Card>
  )
}

/** What the field of a report's pictures says to a member. */
export const photoWords = (kept: string[]) => ({
  label: en.photo,
  hint: en.photoHint,
  optional: en.optional,
  kept,
  keptWords: fill(en.photosKept, { count: kept.length }),
})

type FormPageProps = {
  target: TargetRow
  symptoms: readonly string[]
  values: Record<string, string>
  /** Pictures that came with an earlier try. */
  photos: string[]
  same: { id: string; number: number; symptoms: string[]; receivedAt: number } | null
  /** It says what was just chosen: it is offered before a new one is made. */
  offered: boolean
  trouble: Trouble
}

/** Two taps: what is wrong, and send. Equipment has a form of its own, which also sets its state. */
export const ReportFormPage = ({ target, symptoms, values, photos, same, offered, trouble }: FormPageProps) => (
  <Page title={`Report a problem with ${target.title}`} door="reports" wrong={trouble !== null}>
    <PageHead title="Report a problem" back={{ href: target.href, label: target.title }} facts={target.tag} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/reports/about/${target.id}`} class="form" files>
      {same ? (
        <Note kind="warning">
          <span>
            Reported already <When at={same.receivedAt} />: {said(same.symptoms) || code(same)}.
          </span>
        </Note>
      ) : null}
      <fieldset class="field">
        <legend>What is wrong?</legend>
        <div class="taps">
          {symptoms.map((symptom, index) => (
            <label class="tap">
              <input type="checkbox" name={`s${index}`} checked={values[`s${index}`] === 'on'} />
              <span>{symptomIn(en, symptom)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label class="tap tap-wide">
        <input type="checkbox" name="down" checked={values.down === 'on'} />
        <span>It stands still</span>
      </label>
      <TextArea name="words" label="In your words" optional rows={2} value={values.words} trouble={trouble} />
      <PhotoField {...photoWords(photos)} />
      <div class="form-end">
        {same && offered ? (
          <>
            <Button kind="primary" name="join" value={same.id}>
              Add mine to it
            </Button>
            <Button name="separately" value="yes">
              It is something else
            </Button>
          </>
        ) : (
          <Button kind="primary">Send the report</Button>
        )}
      </div>
    </Form>
  </Page>
)

type ReportProps = {
  report: ReportRow
  target: TargetRow
  into: { id: string; number: number } | null
  voices: {
    id: string
    words: string
    name: string
    email: string
    phone: string
    language: string
    at: number
    member: string | null
  }[]
  /** Other open reports about the same thing. */
  others: ReportRow[]
  values: Record<string, string>
  trouble: Trouble
}

export const ReportPage = ({ report, target, into, voices, others, values, trouble }: ReportProps) => {
  const { may, base } = useRender()
  const open = report.state === 'received' || report.state === 'triaged'
  const triages = may('codes.report.triage')
  const title = said(report.symptoms) || 'Reported in words'
  return (
    <Page title={title} door="reports" wrong={trouble !== null}>
      <PageHead
        title={title}
        back={{ href: '/reports', label: 'Problem reports' }}
        pill={<State of="report" is={report.state} />}
        facts={<span class="code">{code(report)}</span>}
      >
        {triages && report.state === 'received' ? (
          <Move report={report} to="triaged" kind="primary">
            Accept
          </Move>
        ) : null}
        {triages && open ? (
          <Move report={report} to="done" kind={report.state === 'triaged' ? 'primary' : 'outline'}>
            Mark as done
          </Move>
        ) : null}
        {triages && !open ? (
          <Move report={report} to="received" kind="outline">
            Open again
          </Move>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {into ? (
        <Note>
          <span>
            Goes on in{' '}
            <A href={`/reports/${into.id}`} class="lk code">
              {code(into)}
            </A>
            .
          </span>
        </Note>
      ) : null}
      <div class="two">
        <div>
          <Panels on="report" id={report.id} />
          <Card title={voices.length === 1 ? 'What was said' : `What ${voices.length} people said`}>
            {voices.map(({ words, name, email, phone, language, at, member }) => (
              <div class="voice">
                <p class="muted">
                  <b>{member ?? (name || 'A stranger')}</b> <When at={at} />
                  {language === 'en' ? '' : ` in ${language}`}
                </p>
                {words ? <p class="prose">{words}</p> : null}
                {email || phone ? <p>{[email, phone].filter(Boolean).join(' · ')}</p> : null}
              </div>
            ))}
          </Card>
          <section hx-get={`${base}/files/panel?about=${report.id}&role=photo`} hx-trigger="load" hx-swap="outerHTML">
            <A href={`/files/panel?about=${report.id}&role=photo`} class="lk">
              Photos
            </A>
          </section>
          {triages && open ? (
            <Card title="Decline it">
              <Form action={`/reports/${report.id}/state`} class="form">
                <input type="hidden" name="version" value={String(report.version)} />
                <input type="hidden" name="state" value="declined" />
                <TextArea
                  name="reason"
                  label="Why?"
                  hint="Whoever reported it and left an address is told this."
                  rows={2}
                  value={values.reason}
                  trouble={trouble}
                />
                <div class="form-end">
                  <Button kind="danger">Decline the report</Button>
                </div>
              </Form>
            </Card>
          ) : null}
          {triages && open && others.length > 0 ? (
            <Card title="The same as another one?">
              {others.map((other) => (
                <div class="line">
                  <A href={`/reports/${other.id}`} class="lk">
                    {said(other.symptoms) || code(other)}
                  </A>
                  <span class="code">{code(other)}</span>
                  <span class="muted">
                    <When at={other.receivedAt} />
                  </span>
                  <Form action={`/reports/${report.id}/state`}>
                    <input type="hidden" name="version" value={String(report.version)} />
                    <input type="hidden" name="state" value="merged" />
                    <input type="hidden" name="into" value={other.id} />
                    <Button size="small" label={`Merge into ${code(other)}`}>
                      Merge into it
                    </Button>
                  </Form>
                </div>
              ))}
            </Card>
          ) : null}
        </div>
        <Card title="Facts">
          <KeyValues
            pairs={[
              ['With', <TargetLink id={report.target} target={target} />],
              ['Stands', report.down ? <span class="late">Yes</span> : 'Nobody said so'],
              ['People', String(report.voices)],
              ['Reported', <When at={report.receivedAt} plain />],
              ['Changed', <When at={report.changedAt} plain />],
              ...(report.reason ? ([['Reason', report.reason]] as [string, string][]) : []),
            ]}
          />
        </Card>
      </div>
    </Page>
  )
}

const Move = ({
  report,
  to,
  kind,
  children,
}: {
  report: ReportRow
  to: string
  kind: 'primary' | 'outline'
  children: string
}) => (
  <Form action={`/reports/${report.id}/state`}>
    <input type="hidden" name="version" value={String(report.version)} />
    <input type="hidden" name="state" value={to} />
    <Button kind={kind}>{children}</Button>
  </Form>
)
