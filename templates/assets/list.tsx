import {
  A,
  Button,
  Checkbox,
  Chips,
  type Choice,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Icon,
  LinkButton,
  Note,
  PageHead,
  Photo,
  Running,
  State,
  Tabs,
  TextField,
  Tree,
  type TreeNode,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { type AssetState, stateMark } from './pieces'

export type AssetRowShown = {
  id: string
  tag: string
  name: string
  state: AssetState
  stateSince: number
  criticality: 'A' | 'B' | 'C' | null
  serial: string
  manufacturer: string | null
  model: string | null
  className: string | null
  place: string | null
  owner: string | null
  photo?: string | null
}

type Filter = {
  place?: string | undefined
  class?: string | undefined
  state?: string | undefined
  criticality?: string | undefined
  owner?: string | undefined
  q?: string | undefined
}

type ViewShown = { id: string; name: string; query: string; shared: boolean; mine: boolean }

export const stateNames: Record<AssetState, string> = {
  operational: 'Operational',
  'needs-maintenance': 'Needs maintenance',
  down: 'Down',
  retired: 'Retired',
}

type Props = {
  rows: AssetRowShown[]
  next: string | null
  sparse: boolean
  first: boolean
  filter: Filter
  query: string
  names: { place: string | null; class: string | null; owner: string | null }
  views: ViewShown[]
  classes: Choice[]
  owners: Choice[]
  sites: Choice[]
  bulkMost: number
  /** Changes of many that this person has at work. */
  bulks: { id: string; what: 'move' | 'state'; state: string }[]
  trouble: Trouble
}

const chooser = 'chosen-assets'

const Heads = () => {
  const { may } = useRender()
  return (
    <PageHead title="Assets">
      {may('assets.asset.create') && may('files.upload.start') ? (
        <LinkButton href="/nameplates/new" icon="camera">
          From a nameplate
        </LinkButton>
      ) : null}
      {may('assets.asset.create') ? (
        <LinkButton href="/assets/new" kind="primary" icon="plus">
          New asset
        </LinkButton>
      ) : null}
    </PageHead>
  )
}

const standardViews = [
  { label: 'All', query: '' },
  { label: 'Down', query: 'state=down' },
  { label: 'Needs maintenance', query: 'state=needs-maintenance' },
  { label: 'Critical', query: 'criticality=A' },
]

const ViewTabs = ({ query, views, tree }: { query: string; views: ViewShown[]; tree?: boolean }) => (
  <Tabs
    label="Views of assets"
    tabs={[
      ...[...standardViews, ...views.map(({ name, query }) => ({ label: name, query }))].map((view) => ({
        href: view.query ? `/assets?${view.query}` : '/assets',
        label: view.label,
        current: !tree && view.query === query,
      })),
      { href: '/assets/tree', label: 'Tree', current: tree ?? false },
      { href: '/models', label: 'Models', current: false },
      { href: '/classes', label: 'Classes', current: false },
    ]}
  />
)

export const AssetsPage = (props: Props) => {
  const { rows, next, sparse, first, filter, query, views, bulkMost, bulks, trouble } = props
  const { may } = useRender()
  const bulk = may('assets.asset.move') || may('assets.state.set') || may('assets.asset.export')
  const filtered = query !== ''
  return (
    <Page title="Assets" door="assets" wrong={trouble !== null}>
      <Heads />
      <ViewTabs query={query} views={views} />
      <ErrorSummary trouble={trouble} />
      {bulks.map(({ id, what, state }) => (
        <Note>
          {what === 'move' ? 'A move of many assets ' : 'A change of the state of many assets '}
          {state === 'choosing' ? 'waits for you. ' : 'is at work. '}
          <A href={`/assets/bulks/${id}`} class="lk">
            Look at it
          </A>
        </Note>
      ))}
      <Filters {...props} />
      <DataTable
        caption="Assets"
        columns={columnsOf(bulk)}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'asset' : 'assets'}${next || !first ? ' on this page' : ''}${filter.q ? ', best match first' : ', by tag'}`}
        empty={<NoAssets filtered={filtered} first={first} next={next} />}
      />
      {sparse && rows.length > 0 ? (
        <Note>Few of the assets that were looked through match all filters. The next page looks further.</Note>
      ) : null}
      {bulk && rows.length > 0 ? <BulkBar query={query} most={bulkMost} filtered={filtered} /> : null}
    </Page>
  )
}

const NoAssets = ({ filtered, first, next }: { filtered: boolean; first: boolean; next: string | null }) => {
  const { may } = useRender()
  if (next) {
    return (
      <EmptyState icon="search" title="None of those that were looked through match">
        <LinkButton href={next}>Look further</LinkButton>
      </EmptyState>
    )
  }
  if (filtered || !first) {
    return (
      <EmptyState icon="search" title={filtered ? 'No asset matches' : 'That was the last page'}>
        {filtered ? <p>Take a filter away, or write less of the number.</p> : null}
        <LinkButton href="/assets">{filtered ? 'Clear filters' : 'Back to the start'}</LinkButton>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="cog" title="No asset yet">
      <p>
        An asset is a thing that is maintained: a pump, a conveyor, a lift truck. Its history begins when it is written
        down.
      </p>
      {may('assets.asset.create') ? <LinkButton href="/assets/new">Write down the first one</LinkButton> : null}
      {may('assets.asset.import') ? <LinkButton href="/imports/new?kind=assets">Import a file</LinkButton> : null}
    </EmptyState>
  )
}

const columnsOf = (bulk: boolean): Column<AssetRowShown>[] => [
  ...(bulk
    ? [
        {
          head: 'Choose',
          silent: true,
          bare: true,
          pick: chooser,
          cell: ({ id, tag }: AssetRowShown) => (
            <input type="checkbox" class="pickrow" name={`pick.${id}`} form={chooser} aria-label={`Choose ${tag}`} />
          ),
        },
      ]
    : []),
  {
    head: 'Asset',
    main: true,
    wide: true,
    cell: ({ id, tag, name, photo }) => (
      <span class="tagged">
        <Photo src={photo ?? null} alt="" icon="cog" />
        <A href={`/assets/${id}`} class="lk">
          <span class="code">{tag}</span> {name}
        </A>
      </span>
    ),
  },
  {
    head: 'State',
    bare: true,
    cell: ({ state, stateSince }) => (
      <span class="line">
        <State of="asset" is={state} />
        {state === 'down' ? (
          <span class="clock">
            <Running since={stateSince} />
          </span>
        ) : null}
      </span>
    ),
  },
  { head: 'Place', cell: ({ place }) => place ?? <span class="muted">Nowhere</span> },
  {
    head: 'Make and model',
    cell: ({ manufacturer, model }) =>
      [manufacturer, model].filter(Boolean).join(' ') || <span class="muted">Not stated</span>,
  },
  { head: 'Serial', cell: ({ serial }) => <span class="code">{serial}</span> },
  { head: 'Criticality', cell: ({ criticality }) => criticality ?? '' },
]

const Filters = ({ filter, query, names, classes, owners, sites, views }: Props) => {
  const { base, may } = useRender()
  const without = (name: keyof Filter) => {
    const left = new URLSearchParams(query)
    left.delete(name)
    return left.size > 0 ? `/assets?${left}` : '/assets'
  }
  const chips = (
    [
      ['place', 'Place', names.place ?? 'Another place'],
      ['class', 'Class', names.class ?? 'Another class'],
      ['state', 'State', stateNames[(filter.state ?? 'down') as AssetState]],
      ['criticality', 'Criticality', filter.criticality ?? ''],
      ['owner', 'Owner', names.owner ?? 'Somebody else'],
      ['q', 'Words', filter.q ?? ''],
    ] as [keyof Filter, string, string][]
  )
    .filter(([name]) => filter[name])
    .map(([name, field, value]) => ({ field, value, without: without(name) }))
  const saved = views.find((view) => view.query === query)
  const option = ({ value, label }: Choice, chosen: string | undefined) => (
    <option value={value} selected={value === chosen}>
      {label}
    </option>
  )
  return (
    <div class="tools">
      <form class="filter" method="get" action={`${base}/assets`} data-auto>
        <label>
          Tag, serial or words
          <input type="search" name="q" value={filter.q ?? ''} placeholder="Any part of it" />
        </label>
        <label>
          Site
          <select name="place">
            <option value="">Any</option>
            {filter.place && !sites.some(({ value }) => value === filter.place)
              ? option({ value: filter.place, label: names.place ?? 'This place' }, filter.place)
              : null}
            {sites.map((site) => option(site, filter.place))}
          </select>
        </label>
        <label>
          Class
          <select name="class">
            <option value="">Any</option>
            {classes.map((choice) => option(choice, filter.class))}
          </select>
        </label>
        <label>
          State
          <select name="state">
            <option value="">In use</option>
            {Object.entries(stateNames).map(([value, label]) => option({ value, label }, filter.state))}
          </select>
        </label>
        <label>
          Criticality
          <select name="criticality">
            <option value="">Any</option>
            {['A', 'B', 'C'].map((rank) => option({ value: rank, label: rank }, filter.criticality))}
          </select>
        </label>
        <label>
          Owner
          <select name="owner">
            <option value="">Anybody</option>
            {owners.map((choice) => option(choice, filter.owner))}
          </select>
        </label>
        <button type="submit" class="bt" data-auto-button>
          Show
        </button>
      </form>
      <Chips chips={chips} clear="/assets" />
      {query && !saved && may('assets.view.save') ? <SaveView query={query} /> : null}
      {saved && (saved.mine || may('assets.view.share')) ? (
        <Form action="/assets/views/removal">
          <input type="hidden" name="id" value={saved.id} />
          <Button kind="quiet" size="small">
            Remove this view
          </Button>
        </Form>
      ) : null}
    </div>
  )
}

const SaveView = ({ query }: { query: string }) => {
  const { may } = useRender()
  return (
    <details class="save-view">
      <summary class="bt bt-s">
        <Icon name="plus" class="ico-s" />
        Save view
      </summary>
      <Form action="/assets/views" class="form">
        <input type="hidden" name="query" value={query} />
        <TextField name="name" label="Name of the view" longest={40} width="medium" />
        {may('assets.view.share') ? <Checkbox name="shared">Everybody sees it</Checkbox> : null}
        <Button kind="primary" size="small">
          Save view
        </Button>
      </Form>
    </details>
  )
}

/** What is done with the chosen rows, or with all that match. */
const BulkBar = ({ query, most, filtered }: { query: string; most: number; filtered: boolean }) => {
  const { may } = useRender()
  return (
    <Form action="/assets/bulk" id={chooser} class="bulk">
      <input type="hidden" name="query" value={query} />
      <b data-chosen role="status">
        Chosen rows
      </b>
      <label class="line">
        <input type="checkbox" name="all" class="pickrow" /> {filtered ? 'All that match' : 'All assets'}
      </label>
      <span class="muted">{`more than ${most} are changed in the background`}</span>
      <span class="end">
        {may('codes.label.print') ? (
          <Button name="do" value="labels" icon="printer">
            Labels
          </Button>
        ) : null}
        {may('assets.asset.move') ? (
          <Button name="do" value="move" icon="move">
            Move
          </Button>
        ) : null}
        {may('assets.state.set') ? (
          <Button name="do" value="state" icon="activity">
            Change state
          </Button>
        ) : null}
        {may('assets.asset.export') ? (
          <>
            <Button name="do" value="csv" icon="download">
              CSV
            </Button>
            <Button name="do" value="xlsx" icon="download">
              Excel
            </Button>
          </>
        ) : null}
      </span>
    </Form>
  )
}

type TreePlace = { id: string; name: string; kind: string; parentId: string | null }
type TreeAsset = {
  id: string
  tag: string
  name: string
  state: AssetState
  parentId: string | null
  placeId: string | null
}

/** Places, the machines in them, and their parts. */
export const AssetTreePage = ({
  places,
  assets,
  more,
}: {
  places: TreePlace[]
  assets: TreeAsset[]
  more: boolean
}) => {
  const ids = new Set(assets.map(({ id }) => id))
  const partsOf = (parentId: string): TreeNode[] =>
    assets.filter((asset) => asset.parentId === parentId).map((asset) => nodeOf(asset))
  const nodeOf = (asset: TreeAsset): TreeNode => ({
    id: asset.id,
    href: `/assets/${asset.id}`,
    code: asset.tag,
    label: asset.name,
    mark: stateMark(asset.state),
    children: partsOf(asset.id),
  })
  const tops = assets.filter(({ parentId }) => parentId === null || !ids.has(parentId))
  const known = new Set(places.map(({ id }) => id))
  const placeNodes = (parentId: string | null): TreeNode[] =>
    places
      .filter((place) => (place.parentId !== null && known.has(place.parentId) ? place.parentId : null) === parentId)
      .map((place) => ({
        id: place.id,
        href: place.kind === 'site' ? `/sites/${place.id}` : `/places/${place.id}`,
        label: place.name,
        mark: <Icon name={place.kind === 'site' ? 'factory' : 'map'} class="ico-s" />,
        open: true,
        children: [...placeNodes(place.id), ...tops.filter(({ placeId }) => placeId === place.id).map(nodeOf)],
      }))
      .filter(({ children }) => children.length > 0)
  const nowhere = tops.filter(({ placeId }) => placeId === null || !known.has(placeId)).map(nodeOf)
  return (
    <Page title="Assets as a tree" door="assets">
      <Heads />
      <ViewTabs query="" views={[]} tree />
      {assets.length === 0 ? (
        <EmptyState icon="cog" title="No asset yet">
          <LinkButton href="/assets">To the list</LinkButton>
        </EmptyState>
      ) : (
        <div class="box">
          <div class="box-in">
            <Tree label="Assets by where they stand" nodes={[...placeNodes(null), ...nowhere]} />
            {more ? <p class="hint">There are more than fit here. Open a place to see what stands in it.</p> : null}
          </div>
        </div>
      )}
    </Page>
  )
}

/** What stands in a place, hung on the place's page. */
export const StandingHere = ({ rows, more }: { rows: AssetRowShown[]; more: string | null }) => (
  <section class="box">
    <div class="box-h">
      <h2>Equipment here</h2>
      {more ? (
        <div class="end">
          <A href={more} class="lk">
            All
          </A>
        </div>
      ) : null}
    </div>
    {rows.length === 0 ? (
      <div class="box-in">
        <p class="muted">No equipment stands here.</p>
      </div>
    ) : (
      rows.map((row) => (
        <div class="row">
          <Photo src={null} alt="" icon="cog" />
          <span class="row-t">
            <A href={`/assets/${row.id}`} class="lk">
              <span class="code">{row.tag}</span> {row.name}
            </A>
            <span class="muted">{[row.manufacturer, row.model].filter(Boolean).join(' ')}</span>
          </span>
          <State of="asset" is={row.state} />
        </div>
      ))
    )}
  </section>
)
