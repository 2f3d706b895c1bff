import {
  A,
  Button,
  Card,
  Combobox,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  State,
  TextField,
  Timeline,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { type CodeRow, spoken, TargetLink, type TargetRow } from './codes'

export type ChangeRow = {
  id: string
  what: string
  fromTarget: string | null
  toTarget: string | null
  reason: string
  at: number
  who: string | null
}

export type ScanRow = {
  id: string
  at: number
  raw: string
  target: string | null
  actorId: string | null
  who: string | null
  device: string
  place: string
  purpose: string
  way: string
}

const words: Record<string, string> = {
  made: 'made this code',
  assigned: 'put it on',
  reassigned: 'moved it to',
  released: 'took it off',
  revoked: 'revoked it',
  reinstated: 'took it into use again',
  retired: 'retired it',
  replaced: 'replaced it by another code',
  opened: 'opened it to strangers',
  closed: 'closed it to strangers',
}

const icons: Record<string, string> = { made: 'plus', revoked: 'x', retired: 'x', replaced: 'arrow-right' }

type CodeProps = {
  code: CodeRow & { address: string }
  target: TargetRow | null
  /** The code that took its place. */
  by: CodeRow | null
  batch: { id: string; name: string } | null
  history: ChangeRow[]
  targets: Map<string, TargetRow>
  scans: { rows: ScanRow[]; more: boolean } | null
  publicReports: boolean
  trouble: Trouble
  values: Record<string, string>
}

/** One code: what it is on, what became of it, who looked. A blank one is claimed here. */
export const CodePage = (props: CodeProps) => {
  const { code, target, by, batch, history, targets, scans, publicReports, trouble, values } = props
  const { may, base, calendar } = useRender()
  const inUse = code.state === 'blank' || code.state === 'live'
  return (
    <Page title={spoken(code)} door="codes" wrong={trouble !== null}>
      <PageHead
        title={spoken(code)}
        back={{ href: '/codes', label: 'Codes' }}
        pill={<State of="code" is={code.state} />}
      >
        {inUse && may('codes.label.print') ? (
          <LinkButton href={`/labels?code=${code.id}`} icon="printer">
            Print a label
          </LinkButton>
        ) : null}
        {inUse ? <Further code={code} publicReports={publicReports} /> : null}
        {(code.state === 'revoked' || code.state === 'retired') && may('codes.code.reinstate') ? (
          <Deed code={code} to="reinstatement" icon="undo-2">
            Take into use again
          </Deed>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {by ? (
        <Note>
          <span>
            Replaced by{' '}
            <A href={`/codes/${by.id}`} class="lk code">
              {spoken(by)}
            </A>
            . Scanning this one says so and leads on.
          </span>
        </Note>
      ) : null}
      <div class="two">
        <div>
          {inUse && may('codes.code.assign') ? (
            <Claim code={code} target={target} trouble={trouble} values={values} />
          ) : null}
          <Card title="What became of it">
            <Timeline
              events={history.map(({ what, toTarget, reason, at, who }) => ({
                at: <When at={at} plain />,
                day: calendar.dayWords(calendar.dateOf(at)),
                who: who ?? 'The house',
                what: (
                  <>
                    {words[what] ?? what}
                    {toTarget && (what === 'made' || what.endsWith('assigned')) ? (
                      <>
                        {what === 'made' ? ' for ' : ' '}
                        <TargetLink id={toTarget} target={targets.get(toTarget)} />
                      </>
                    ) : null}
                  </>
                ),
                icon: icons[what] ?? 'qr-code',
                detail: reason ? <p class="muted">{reason}</p> : null,
              }))}
            />
          </Card>
          {scans ? (
            <Card
              title="Scans"
              end={
                scans.more ? (
                  <A href={`/codes/${code.id}/scans`} class="lk">
                    All of them
                  </A>
                ) : null
              }
            >
              <Scans rows={scans.rows} />
            </Card>
          ) : null}
        </div>
        <Card title="The code">
          <img
            class="qr"
            src={`${base}/codes/${code.id}/qr.svg`}
            alt={`QR code ${spoken(code)}`}
            width="200"
            height="200"
          />
          <KeyValues
            pairs={[
              ['On', <TargetLink id={code.target} target={target ?? undefined} />],
              ['Leads to', <span class="path">{code.address}</span>],
              [
                'Batch',
                batch ? (
                  <A href={`/codes/batches/${batch.id}`} class="lk">
                    {batch.name}
                  </A>
                ) : (
                  'Made singly'
                ),
              ],
              ['Strangers', publicReports && code.public && inUse ? 'May report through it' : 'Must sign in'],
              ['Made', <When at={code.madeAt} />],
            ]}
          />
        </Card>
      </div>
    </Page>
  )
}

const Claim = ({ code, target, trouble, values }: Pick<CodeProps, 'code' | 'target' | 'trouble' | 'values'>) => (
  <Card title={code.state === 'blank' ? 'Put it on something' : 'Move it to something else'}>
    <Form action={`/codes/${code.id}/assignment`} class="form">
      <input type="hidden" name="version" value={String(code.version)} />
      <Combobox
        name="target"
        label={target ? `What is it on now, instead of ${target.title}?` : 'What does this label stick on?'}
        hint="A name, a tag or a number."
        find="/codes/pick"
        value={values.target}
        shown={values['target-words']}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind={code.state === 'blank' ? 'primary' : 'outline'}>
          {code.state === 'blank' ? 'Claim this code' : 'Move the code'}
        </Button>
      </div>
    </Form>
  </Card>
)

const Further = ({ code, publicReports }: { code: CodeRow; publicReports: boolean }) => {
  const { may } = useRender()
  const deeds = [
    ...(code.state === 'live'
      ? ([['replacement', 'codes.code.replace', 'Replace by a new code', 'rotate-ccw']] as const)
      : []),
    ...(code.state === 'live'
      ? ([['release', 'codes.code.release', 'Take it off, for another thing', 'undo-2']] as const)
      : []),
    ['retirement', 'codes.code.retire', 'Retire: the label is gone', 'x'] as const,
    ['revocation', 'codes.code.revoke', 'Revoke: it must open nothing', 'trash-2'] as const,
  ].filter(([, permission]) => may(permission))
  const opens = publicReports && may('codes.code.open')
  if (deeds.length === 0 && !opens) return null
  return (
    <More label="More for this code">
      {opens ? (
        <Deed code={code} to="opening" icon="users" fields={{ public: code.public ? '' : 'on' }}>
          {code.public ? 'Close to strangers' : 'Open to strangers'}
        </Deed>
      ) : null}
      {deeds.map(([to, , label, icon]) => (
        <Deed code={code} to={to} icon={icon} kind={to === 'revocation' ? 'danger' : 'outline'}>
          {label}
        </Deed>
      ))}
    </More>
  )
}

type DeedProps = {
  code: CodeRow
  to: string
  icon: string
  kind?: 'danger' | 'outline'
  fields?: Record<string, string>
  children: string
}

const Deed = ({ code, to, icon, kind = 'outline', fields = {}, children }: DeedProps) => (
  <Form action={`/codes/${code.id}/${to}`}>
    <input type="hidden" name="version" value={String(code.version)} />
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <Button kind={kind} icon={icon}>
      {children}
    </Button>
  </Form>
)

const purposes: Record<string, string> = {
  open: 'looked',
  report: 'reported',
  list: 'put it on a list',
  claim: 'claimed',
}
const ways: Record<string, string> = {
  link: 'by the phone’s own camera',
  camera: 'by the scanner',
  typed: 'typed or by a hand scanner',
  picture: 'from a picture',
}

/** Who looked, when, from what and roughly where. */
export const Scans = ({ rows }: { rows: ScanRow[] }) => {
  const { calendar } = useRender()
  if (rows.length === 0) return <p class="muted">Nobody has scanned it yet.</p>
  return (
    <Timeline
      events={rows.map(({ at, who, actorId, purpose, way, device, place }) => ({
        at: <When at={at} plain />,
        day: calendar.dayWords(calendar.dateOf(at)),
        who: who ?? (actorId === null ? 'A stranger' : 'A former member'),
        what: `${purposes[purpose] ?? purpose} ${ways[way] ?? way}${device === 'unknown' ? '' : `, ${device}`}${place ? `, ${place}` : ''}`,
        icon: 'scan',
      }))}
    />
  )
}

export const ScansPage = ({
  title,
  back,
  own,
  rows,
  next,
}: {
  title: string
  /** Only the person's own. */
  own: boolean
  back: { href: string; label: string }
  rows: ScanRow[]
  next: string | null
}) => (
  <Page title={`Scans of ${title}`} door="codes">
    <PageHead title={own ? `Your scans of ${title}` : `Scans of ${title}`} back={back} facts="kept for two years" />
    {rows.length === 0 ? (
      <EmptyState icon="scan" title={own ? 'You have not scanned it yet' : 'Nobody has scanned it yet'} />
    ) : (
      <Card>
        <Scans rows={rows} />
        {next ? <LinkButton href={next}>Earlier ones</LinkButton> : null}
      </Card>
    )}
  </Page>
)

export const TargetOptions = ({ targets }: { targets: TargetRow[] }) => (
  <>
    {targets.map(({ id, title, tag, kind, detail }) => (
      <li
        role="option"
        tabindex={-1}
        aria-selected="false"
        id={`option-${id}`}
        data-value={id}
        data-words={tag ? `${title} (${tag})` : title}
      >
        {title} <span class="muted">{[tag, kind, detail].filter(Boolean).join(' · ')}</span>
      </li>
    ))}
  </>
)

export const CodeSettingsPage = ({
  publicReports,
  version,
  trouble,
}: {
  publicReports: boolean
  version: number
  trouble: Trouble
}) => (
  <Page title="Settings of codes" door="codes" wrong={trouble !== null}>
    <PageHead title="Settings of codes" back={{ href: '/codes', label: 'Codes' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/codes/settings" class="form">
      {version > 0 ? <input type="hidden" name="version" value={String(version)} /> : null}
      <label class="tick">
        <input type="checkbox" name="publicReports" checked={publicReports} />
        <span>
          Strangers may report problems
          <span class="hint">
            Whoever scans a code without being signed in sees the name of what it is on and your organization’s name,
            and can say what is wrong with it. Single codes can be closed again. Without this, they must sign in.
          </span>
        </span>
      </label>
      <div class="form-end">
        <Button kind="primary">Save changes</Button>
      </div>
    </Form>
  </Page>
)

type OnProps = {
  target: TargetRow
  codes: CodeRow[]
  barCodes: { id: string; value: string; symbologyName: string }[]
}

/** What hangs on a record's page: its codes, its makers' bar codes, and the ways on. */
export const CodesOf = ({ target, codes, barCodes }: OnProps) => {
  const { may } = useRender()
  const live = codes.filter(({ state }) => state === 'live')
  return (
    <Card
      title="Codes"
      end={
        <A href={`/codes/on/${target.id}`} class="lk">
          {may('codes.code.assign') ? 'Manage' : 'All of them'}
        </A>
      }
    >
      {live.length === 0 && barCodes.length === 0 ? <p class="muted">No code leads here yet.</p> : null}
      <ul>
        {live.map((code) => (
          <li class="line">
            <A href={`/codes/${code.id}`} class="lk code">
              {spoken(code)}
            </A>
          </li>
        ))}
        {barCodes.map(({ value, symbologyName }) => (
          <li class="line">
            <span class="code">{value}</span> <span class="muted">{symbologyName}</span>
          </li>
        ))}
      </ul>
      {may('codes.label.print') ? (
        <LinkButton href={`/labels?of=${target.id}`} size="small" icon="printer">
          Print a label
        </LinkButton>
      ) : null}
    </Card>
  )
}

type OnPageProps = OnProps & {
  scans: { rows: ScanRow[]; more: boolean } | null
  symbologies: { value: string; label: string }[]
  values: Record<string, string>
  trouble: Trouble
}

/** Everything about the codes of one record. */
export const CodesOnPage = ({ target, codes, barCodes, scans, symbologies, values, trouble }: OnPageProps) => {
  const { may } = useRender()
  const title = `Codes on ${target.title}`
  return (
    <Page title={title} door="codes" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: target.href, label: target.title }}>
        {may('codes.label.print') ? (
          <LinkButton href={`/labels?of=${target.id}`} kind="primary" icon="printer">
            Print a label
          </LinkButton>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <div>
          <Card title="Our codes">
            {codes.length === 0 ? <p class="muted">No code leads here yet.</p> : null}
            {codes.map((code) => (
              <div class="line">
                <A href={`/codes/${code.id}`} class="lk code">
                  {spoken(code)}
                </A>
                <State of="code" is={code.state} />
                <span class="muted">
                  made <When at={code.madeAt} />
                </span>
              </div>
            ))}
            {may('codes.code.assign') ? (
              <Form action={`/codes/on/${target.id}/codes`} class="form">
                <TextField
                  name="code"
                  label="Put a printed label on it"
                  hint="Scan it, or type the eight letters that stand on it."
                  width="medium"
                  longest={200}
                  value={values.code}
                  trouble={trouble}
                />
                <div class="form-end">
                  <Button>Claim the code</Button>
                </div>
              </Form>
            ) : null}
          </Card>
          <Card title="Makers’ bar codes">
            {barCodes.length === 0 ? <p class="muted">None is written down.</p> : null}
            {barCodes.map(({ id, value, symbologyName }) => (
              <div class="line">
                <span class="code">{value}</span> <span class="muted">{symbologyName}</span>
                {may('codes.bar-code.remove') ? (
                  <Form action={`/codes/bar-codes/${id}/removal`}>
                    <Button kind="quiet" size="small" label={`Remove ${value}`}>
                      Remove
                    </Button>
                  </Form>
                ) : null}
              </div>
            ))}
            {may('codes.bar-code.add') ? (
              <Form action={`/codes/on/${target.id}/bar-codes`} class="form">
                <div class="form-row">
                  <div class="field">
                    <label for="symbology">Kind</label>
                    <select id="symbology" name="symbology" class="input-full">
                      {symbologies.map(({ value, label }) => (
                        <option value={value} selected={value === values.symbology}>
                          {label}
                        </option>
                      ))}
                    </select>
                  </div>
                  <TextField name="value" label="What it says" longest={300} value={values.value} trouble={trouble} />
                </div>
                <div class="form-end">
                  <Button>Add the bar code</Button>
                </div>
              </Form>
            ) : null}
          </Card>
        </div>
        {scans ? (
          <Card
            title="Scans"
            end={
              scans.more ? (
                <A href={`/codes/on/${target.id}/scans`} class="lk">
                  All of them
                </A>
              ) : null
            }
          >
            <Scans rows={scans.rows} />
          </Card>
        ) : null}
      </div>
    </Page>
  )
}
