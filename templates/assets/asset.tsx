import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  ErrorSummary,
  Form,
  KeyValues,
  PageHead,
  TextArea,
  Tree,
  type Trouble,
  treeOf,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { type AssetDetail, AssetFrame, type Frame } from './frame'
import { type HistoryEvent, LastEvents } from './history'
import { NoteList } from './notes'
import { type NoteShown, type PartShown, stateMark } from './pieces'

type Problem = {
  id: string
  why: string
  raisedAt: number
  by: string
  /** The report that it came of; null where a member said so by the state. */
  reportId: string | null
  /** Whoever reported it said that it stands. */
  saidDown: boolean
  /** The id of a picture of it. */
  photo: string | null
}

type NowProps = Frame & {
  stop: {
    id: string
    cause: string
    class: string
    startedAt: number
    by: string
    becauseOf: { id: string; tag: string } | null
  } | null
  problems: Problem[]
  events: HistoryEvent[]
  notes: NoteShown[]
}

/** Now: why it stands, what it needs, what happened last. */
export const AssetNow = ({ stop, problems, events, notes, ...frame }: NowProps) => {
  const { asset } = frame
  const { base } = useRender()
  return (
    <AssetFrame {...frame} tab="now">
      <div class="two">
        <div>
          <Panels on="asset-work" id={asset.id} />
          {stop ? (
            <Card title="Why it is down">
              <p>
                <b>{stop.cause || 'No cause is written down yet'}</b>
              </p>
              <p class="muted">
                {stopWords[stop.class]} · {stop.by}, <When at={stop.startedAt} />
                {stop.becauseOf ? (
                  <>
                    {' · '}
                    <A href={`/assets/${stop.becauseOf.id}`} class="lk">
                      {stop.becauseOf.tag}
                    </A>
                  </>
                ) : null}
              </p>
            </Card>
          ) : null}
          {problems.length > 0 ? <Problems asset={asset} problems={problems} /> : null}
          <section hx-get={`${base}/assets/${asset.id}/downtime`} hx-trigger="load" hx-swap="outerHTML">
            <A href={`/assets/${asset.id}/downtime`} class="lk">
              Downtime of the last 90 days
            </A>
          </section>
          <Panels on="asset" id={asset.id} />
          <Card
            title="Last events"
            end={
              <A href={`/assets/${asset.id}/history`} class="lk">
                All history
              </A>
            }
          >
            <LastEvents events={events} />
          </Card>
        </div>
        <div>
          {notes.length > 0 ? (
            <Card
              title="What people know"
              end={
                <A href={`/assets/${asset.id}/notes`} class="lk">
                  All notes
                </A>
              }
            >
              <NoteList notes={notes} short />
            </Card>
          ) : null}
          {asset.hasMachine ? (
            <section hx-get={`${base}/assets/${asset.id}/machine`} hx-trigger="load" hx-swap="outerHTML">
              <Card title="Part of">
                <A href={`/assets/${asset.id}/machine`} class="lk">
                  What it is a part of, and its parts
                </A>
              </Card>
            </section>
          ) : null}
          <NextFacts asset={asset} />
        </div>
      </div>
    </AssetFrame>
  )
}

/** What it needs: each problem leads to its report, where it is accepted, answered and closed. */
const Problems = ({ asset, problems }: { asset: AssetDetail; problems: Problem[] }) => {
  const { may, base } = useRender()
  const sees = may('codes.report.see')
  return (
    <Card title={problems.length === 1 ? 'What it needs' : `What it needs: ${problems.length}`}>
      <ul class="evs">
        {problems.map(({ why, raisedAt, by, reportId, saidDown, photo }) => (
          <li>
            <span class="t">
              <When at={raisedAt} />
            </span>
            <div class="complaint">
              {photo && sees ? (
                <A href={`/files/${photo}`} label={`Photo: ${why}`}>
                  <img class="file-mark" src={`${base}/files/${photo}/thumbnail`} alt="" loading="lazy" />
                </A>
              ) : null}
              <p>
                {reportId && sees ? (
                  <A href={`/reports/${reportId}`} class="lk">
                    <b>{why}</b>
                  </A>
                ) : (
                  <b>{why}</b>
                )}
                <span class="muted">{by}</span>
                {saidDown && asset.state !== 'down' && asset.retiredAt === null && may('assets.state.set') ? (
                  <A
                    href={`/assets/${asset.id}/state?${new URLSearchParams({ state: 'down', cause: why, at: String(raisedAt) })}`}
                    class="bt bt-s"
                  >
                    They say it stands: set it down
                  </A>
                ) : null}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** The trunk above, what stands beside it, and all below. */
export const MachineCard = ({ asset, parts }: { asset: { id: string; tag: string }; parts: PartShown[] }) => (
  <Card title="Part of">
    <Tree label={`What ${asset.tag} is a part of, and its parts`} nodes={partNodes(parts, asset.id)} />
  </Card>
)

export const MachinePage = ({
  asset,
  parts,
}: {
  asset: { id: string; tag: string; name: string }
  parts: PartShown[]
}) => (
  <Page title={`Parts of ${asset.tag}`} door="assets">
    <PageHead
      title={`The machine of ${asset.tag}`}
      back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }}
    />
    <MachineCard asset={asset} parts={parts} />
  </Page>
)

export const stopWords: Record<string, string> = {
  failure: 'Failure',
  planned: 'Planned',
  external: 'External',
  operational: 'Operational',
}

const NextFacts = ({ asset }: { asset: AssetDetail }) => {
  const { calendar, now } = useRender()
  const over = asset.warrantyUntil !== null && asset.warrantyUntil < calendar.dateOf(now)
  return (
    <Card title="Facts">
      <KeyValues
        pairs={[
          ['Class', asset.className ?? ''],
          [
            'Warranty',
            asset.warrantyUntil ? (
              over ? (
                `Ended ${calendar.dayShort(asset.warrantyUntil)}`
              ) : (
                <span class="good">Until {calendar.dayShort(asset.warrantyUntil)}</span>
              )
            ) : (
              ''
            ),
          ],
          ['Site', asset.site ?? ''],
          ['Written down', <When at={asset.createdAt} />],
        ]}
      />
    </Card>
  )
}

export const partNodes = (parts: PartShown[], current: string) =>
  treeOf(parts, (part, children) => ({
    id: part.id,
    href: `/assets/${part.id}`,
    code: part.tag,
    label: part.name,
    mark: stateMark(part.state),
    current: part.id === current,
    open: true,
    children,
  }))

/** The manuals and drawings of this asset, and those of its make; the file store shows them by URL. */
export const AssetDocuments = (frame: Frame) => {
  const { asset } = frame
  return (
    <AssetFrame {...frame} tab="documents">
      <Documents title={`Documents of ${asset.tag}`} of={asset.id} />
      {asset.modelId ? <Documents title="Documents of its make" of={asset.modelId} /> : null}
    </AssetFrame>
  )
}

const Documents = ({ title, of }: { title: string; of: string }) => {
  const { base } = useRender()
  const href = `/files/panel?about=${of}&role=document`
  return (
    <>
      <h2 class="group-h">{title}</h2>
      <section hx-get={base + href} hx-trigger="load" hx-swap="outerHTML">
        <Card>
          <A href={href} class="lk">
            {title}
          </A>
        </Card>
      </section>
    </>
  )
}

type DetailsProps = Frame & {
  specifications: [string, string][]
  costs: [string, string][]
  scores: [string, number][] | null
  link: string | null
}

export const AssetDetails = ({ specifications, costs, scores, link, ...frame }: DetailsProps) => {
  const { asset } = frame
  const { calendar, may } = useRender()
  return (
    <AssetFrame {...frame} tab="details">
      <div class="two">
        <div>
          {asset.description ? (
            <Card title="Description">
              <p class="prose">{asset.description}</p>
            </Card>
          ) : null}
          <Card title="Specifications">
            {specifications.length > 0 ? (
              <KeyValues pairs={specifications} />
            ) : (
              <p class="muted">
                {asset.className
                  ? `Nothing is answered of what ${asset.className.toLowerCase()} are asked.`
                  : 'Choose a class: it says which specifications are asked.'}
              </p>
            )}
          </Card>
          <Card title="Criticality">
            {scores ? (
              <KeyValues
                pairs={[
                  ['Rank', <b>{asset.criticality}</b>],
                  ...scores.map(([name, score]): [string, string] => [name, `${score} of 5`]),
                  ['Scored on', asset.scoredOn ? calendar.dayShort(asset.scoredOn) : ''],
                ]}
              />
            ) : (
              <p class="muted">
                Not scored yet. Edit the asset to score safety, environment, production, cost and redundancy.
              </p>
            )}
          </Card>
        </div>
        <div>
          <Card title="Identity">
            <KeyValues
              pairs={[
                ['Tag', <span class="code">{asset.tag}</span>],
                ['Class', asset.className ?? ''],
                ['Manufacturer', asset.manufacturer ?? ''],
                ['Model', asset.model ?? ''],
                ['Serial', asset.serial ? <span class="code">{asset.serial}</span> : ''],
                [
                  'Part of',
                  asset.parentId ? (
                    <A href={`/assets/${asset.parentId}`} class="lk">{`${asset.parentTag} ${asset.parentName}`}</A>
                  ) : (
                    ''
                  ),
                ],
                ...(link ? ([['When it stops', link]] as [string, Child][]) : []),
              ]}
            />
          </Card>
          <Card title="Dates">
            <KeyValues
              pairs={[
                ['In service', asset.inServiceOn ? calendar.dayShort(asset.inServiceOn) : ''],
                ['Warranty until', asset.warrantyUntil ? calendar.dayShort(asset.warrantyUntil) : ''],
                ...(asset.retiredAt ? ([['Retired', <When at={asset.retiredAt} />]] as [string, Child][]) : []),
              ]}
            />
          </Card>
          {costs.length > 0 ? (
            <Card title="Costs">
              <KeyValues pairs={costs} />
            </Card>
          ) : null}
          {may('insights.audit.see') ? (
            <p>
              <A href={`/audit?subject=${asset.id}`} class="lk">
                Audit log of this asset
              </A>
            </p>
          ) : null}
        </div>
      </div>
    </AssetFrame>
  )
}

/** One question before a deed that ends something. */
export const RetirePage = ({
  asset,
  values,
  trouble,
}: {
  asset: { id: string; tag: string; name: string; version: number }
  values: Record<string, string>
  trouble: Trouble
}) => (
  <Page title={`Retire ${asset.tag}`} door="assets" wrong={trouble !== null}>
    <PageHead title={`Retire ${asset.tag} ${asset.name}`} back={{ href: `/assets/${asset.id}`, label: asset.tag }} />
    <RetireForm asset={asset} values={values} trouble={trouble} />
  </Page>
)

const RetireForm = ({ asset, values, trouble }: Parameters<typeof RetirePage>[0]) => (
  <>
    <ErrorSummary trouble={trouble} />
    <p class="hint">
      This is for good: its plans end, what is reserved for it is released, and nothing about it changes any more. Its
      history stays, and its label still opens it.
    </p>
    <Form action={`/assets/${asset.id}/retirement`} class="form">
      <input type="hidden" name="version" value={String(asset.version)} />
      <TextArea name="reason" label="Why is it retired?" rows={3} value={values.reason} trouble={trouble} />
      <div class="form-end">
        <Button kind="danger">{`Retire ${asset.tag}`}</Button>
        <A href={`/assets/${asset.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </>
)
