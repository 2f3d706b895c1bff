import type { Child } from 'hono/jsx'
import {
  A,
  BigActions,
  Crumbs,
  LinkButton,
  More,
  PageHead,
  Photo,
  Running,
  State,
  StateCard,
  Tabs,
  useRender,
  Warnings,
} from '../kit'
import { Page } from '../layouts/page'
import type { AssetState, NoteShown } from './pieces'

export type AssetDetail = {
  id: string
  tag: string
  name: string
  description: string
  state: AssetState
  stateSince: number
  serial: string
  manufacturer: string | null
  model: string | null
  modelId: string | null
  className: string | null
  classId: string | null
  criticality: 'A' | 'B' | 'C' | null
  scoredOn: string | null
  owner: string | null
  inServiceOn: string | null
  warrantyUntil: string | null
  placeId: string | null
  place: string | null
  siteId: string | null
  site: string | null
  parentId: string | null
  parentTag: string | null
  parentName: string | null
  /** It is a part of something, or has parts. */
  hasMachine: boolean
  retiredAt: number | null
  createdAt: number
  version: number
}

type Trail = { href: string; label: string }[]

export type Frame = {
  asset: AssetDetail
  trail: Trail
  /** The address of its picture. */
  photo: string | null
  warnings: NoteShown[]
}

type Tab = 'now' | 'history' | 'documents' | 'notes' | 'details'

const tabs: { tab: Tab; label: string }[] = [
  { tab: 'now', label: 'Now' },
  { tab: 'history', label: 'History' },
  { tab: 'documents', label: 'Documents' },
  { tab: 'notes', label: 'Notes' },
  { tab: 'details', label: 'Details' },
]

const makeOf = ({ manufacturer, model }: Pick<AssetDetail, 'manufacturer' | 'model'>) =>
  [manufacturer, model].filter(Boolean).join(' ')

const placeHref = (id: string) => (id.startsWith('st_') ? `/sites/${id}` : `/places/${id}`)

/** What stands on top of every page of an asset: what it is, its state, what can be done. */
export const AssetFrame = ({ asset, trail, photo, warnings, tab, children }: Frame & { tab: Tab; children: Child }) => {
  const { may } = useRender()
  const down = asset.state === 'down'
  const retired = asset.state === 'retired'
  return (
    <Page title={`${asset.tag} ${asset.name}`} door="assets">
      <Crumbs steps={[{ href: '/assets', label: 'Assets' }, ...trail]} />
      <Warnings
        items={warnings.map(({ id, text, author }) => ({ id, text, by: author, href: `/assets/${asset.id}/notes` }))}
      />
      <div class="thing">
        <Photo src={photo} alt={`Photo of ${asset.tag}`} icon="cog" large />
        <div class="thing-w">
          <PageHead
            title={asset.name}
            code={asset.tag}
            pill={
              <span class="head-desk line">
                <State of="asset" is={asset.state} />
                {down ? (
                  <span class="clock">
                    <Running since={asset.stateSince} />
                  </span>
                ) : null}
              </span>
            }
          >
            <span class="head-desk line">
              {!retired && may('assets.note.write') ? (
                <LinkButton href={`/assets/${asset.id}/notes/new`}>Add note</LinkButton>
              ) : null}
              {!retired && may('assets.problem.report') ? (
                <LinkButton href={`/assets/${asset.id}/report`}>Report problem</LinkButton>
              ) : null}
              {!retired && may('assets.state.set') ? (
                <LinkButton href={`/assets/${asset.id}/state`} kind="primary">
                  {down ? 'It works again' : 'Change state'}
                </LinkButton>
              ) : null}
              <AssetMore asset={asset} />
            </span>
          </PageHead>
          <p class="make">
            {makeOf(asset)}
            {asset.serial ? (
              <>
                <br />
                Serial <span class="code">{asset.serial}</span>
              </>
            ) : null}
          </p>
          <HeadFacts asset={asset} />
        </div>
      </div>
      {tab === 'now' ? (
        <div class="head-phone">
          <StateCard is={asset.state} since={asset.stateSince}>
            {!retired && may('assets.state.set') ? (
              <LinkButton href={`/assets/${asset.id}/state`}>Change</LinkButton>
            ) : null}
          </StateCard>
          {retired ? null : (
            <BigActions
              actions={[
                ...(may('assets.problem.report')
                  ? [
                      {
                        href: `/assets/${asset.id}/report`,
                        icon: 'triangle-alert',
                        label: 'Report problem',
                        primary: true,
                      },
                    ]
                  : []),
                ...(may('assets.note.write')
                  ? [{ href: `/assets/${asset.id}/notes/new`, icon: 'message-square', label: 'Add note' }]
                  : []),
                ...(may('assets.asset.move')
                  ? [{ href: `/assets/${asset.id}/move`, icon: 'move', label: 'Move' }]
                  : []),
                ...(may('assets.asset.change')
                  ? [{ href: `/assets/${asset.id}/edit`, icon: 'pencil', label: 'Edit' }]
                  : []),
              ]}
            />
          )}
        </div>
      ) : (
        <p class="head-phone phone-pill">
          <State of="asset" is={asset.state} />
        </p>
      )}
      <Tabs
        label="About this asset"
        tabs={tabs
          .filter((entry) => entry.tab !== 'documents' || may('files.file.see'))
          .map((entry) => ({
            href: entry.tab === 'now' ? `/assets/${asset.id}` : `/assets/${asset.id}/${entry.tab}`,
            label: entry.label,
            current: entry.tab === tab,
          }))}
      />
      {children}
    </Page>
  )
}

const AssetMore = ({ asset }: { asset: AssetDetail }) => {
  const { may } = useRender()
  if (asset.retiredAt !== null) return null
  const links = [
    ['assets.asset.change', 'edit', 'Edit'],
    ['assets.asset.move', 'move', 'Move'],
    ['assets.asset.create', 'part', 'Add a part'],
    ['assets.stop.record', 'stops/new', 'Write down a past stop'],
    ['codes.label.print', 'labels', 'Print its label'],
    ['assets.asset.merge', 'merging', 'Merge into another'],
    ['assets.asset.retire', 'retirement', 'Retire'],
  ] as const
  const shown = links.filter(([permission]) => may(permission))
  return shown.length === 0 ? null : (
    <More label="More for this asset">
      {shown.map(([, path, label]) => (
        <A
          href={
            path === 'part'
              ? `/assets/new?parentId=${asset.id}`
              : path === 'labels'
                ? `/labels?ids=${asset.id}`
                : `/assets/${asset.id}/${path}`
          }
        >
          {label}
        </A>
      ))}
    </More>
  )
}

const HeadFacts = ({ asset }: { asset: AssetDetail }) => {
  const { calendar } = useRender()
  const facts: [string, Child][] = [
    ['Criticality', asset.criticality ?? <span class="muted">Not scored</span>],
    [
      'Place',
      asset.placeId && asset.place ? (
        <A href={placeHref(asset.placeId)} class="lk">
          {asset.place}
        </A>
      ) : (
        <span class="muted">Nowhere yet</span>
      ),
    ],
    [
      'Make and model',
      asset.modelId ? (
        <A href={`/models/${asset.modelId}`} class="lk">
          {makeOf(asset)}
        </A>
      ) : (
        <span class="muted">Not stated</span>
      ),
    ],
    ['Serial', asset.serial ? <span class="code">{asset.serial}</span> : <span class="muted">Not stated</span>],
    ['In service', asset.inServiceOn ? calendar.dayShort(asset.inServiceOn) : <span class="muted">Not stated</span>],
    ['Owner', asset.owner ?? <span class="muted">Nobody</span>],
  ]
  return (
    <dl class="facts-l">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
