import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  Checkbox,
  type Column,
  Combobox,
  Crumbs,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Icon,
  LinkButton,
  More,
  PageHead,
  Radios,
  State,
  TextArea,
  TextField,
  Tree,
  type Trouble,
  treeOf,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'

type Kind = 'site' | 'area' | 'line' | 'storeroom' | 'bin'
export type PlaceRow = {
  id: string
  kind: Kind
  name: string
  code: string
  parentId: string | null
  endedAt: number | null
}
type PlaceDetail = PlaceRow & { notes: string; version: number; successorId: string | null }
export type Around = {
  children: PlaceRow[]
  next: string | null
  trail: { id: string; kind: Kind; name: string; code: string }[]
  kinds: Kind[]
}

export const kindWords: Record<Kind, string> = {
  site: 'Site',
  area: 'Area',
  line: 'Line',
  storeroom: 'Storeroom',
  bin: 'Bin',
}
const kindIcons: Record<Kind, string> = {
  site: 'factory',
  area: 'map',
  line: 'git-commit-horizontal',
  storeroom: 'warehouse',
  bin: 'package',
}
export const placePath = ({ id, kind }: { id: string; kind: Kind }) =>
  kind === 'site' ? `/sites/${id}` : `/places/${id}`

/** All sites and what stands in them, bins left out. */
export const PlacesPage = ({ rows, more }: { rows: PlaceRow[]; more: boolean }) => {
  const { may } = useRender()
  return (
    <Page title="Places" door="places">
      <PageHead title="Places">
        <LinkButton href="/sites">Sites as a list</LinkButton>
        {may('places.site.create') ? (
          <LinkButton href="/sites/new" kind="primary" icon="plus">
            New site
          </LinkButton>
        ) : null}
      </PageHead>
      {rows.length === 0 ? (
        <EmptyState icon="factory" title="No site yet">
          <p>
            A site is a place with its own address. Its areas, lines, storerooms and bins stand in it, and equipment
            stands in them.
          </p>
          {may('places.site.create') ? <LinkButton href="/sites/new">Name the first site</LinkButton> : null}
          {may('places.site.import') ? <LinkButton href="/imports/new?kind=sites">Import a file</LinkButton> : null}
        </EmptyState>
      ) : (
        <Card>
          <Tree
            label="Places"
            nodes={treeOf(rows, (row, children, depth) => ({
              id: row.id,
              href: placePath(row),
              code: row.code,
              label: row.name,
              mark: <Icon name={kindIcons[row.kind]} class="ico-s" />,
              end: kindWords[row.kind],
              open: depth < 2,
              children,
            }))}
          />
          {more ? (
            <p class="hint">There are more places than fit here. Open one to see all that stands in it.</p>
          ) : null}
        </Card>
      )}
    </Page>
  )
}

const Trail = ({ trail }: { trail: Around['trail'] }) => (
  <Crumbs
    steps={[
      { href: '/places', label: 'Places' },
      ...trail.map((step) => ({ href: placePath(step), label: step.name })),
    ]}
  />
)

export const PlacePage = ({ place, around }: { place: PlaceDetail; around: Around }) => {
  const { may } = useRender()
  const ended = place.endedAt !== null
  return (
    <Page title={place.name} door="places">
      <Trail trail={around.trail} />
      <PageHead
        title={place.name}
        pill={ended ? <State of="place" is="retired" /> : null}
        facts={
          <>
            {kindWords[place.kind]}
            {place.code ? <span class="code"> {place.code}</span> : null}
          </>
        }
      >
        {ended && may('places.place.restore') ? (
          <Form action={`/places/${place.id}/restoration`}>
            <input type="hidden" name="version" value={String(place.version)} />
            <Button icon="undo-2">Use it again</Button>
          </Form>
        ) : null}
        {!ended && may('places.place.change') ? (
          <LinkButton href={`/places/${place.id}/edit`} icon="pencil">
            Edit
          </LinkButton>
        ) : null}
        {!ended ? <NewInside place={place} kinds={around.kinds} /> : null}
        {!ended && (may('places.place.move') || may('places.place.retire')) ? (
          <More label="More for this place">
            {may('places.place.move') ? <A href={`/places/${place.id}/move`}>Move</A> : null}
            {may('places.place.merge') ? <A href={`/places/${place.id}/merging`}>Merge into another</A> : null}
            {may('places.place.retire') ? <A href={`/places/${place.id}/retirement`}>Retire</A> : null}
          </More>
        ) : null}
      </PageHead>
      {place.notes ? (
        <Card title="Notes">
          <p class="prose">{place.notes}</p>
        </Card>
      ) : null}
      <Inside place={place} around={around} />
      <Panels on="place" id={place.id} />
    </Page>
  )
}

export const NewInside = ({ place, kinds }: { place: { id: string; kind: Kind }; kinds: Kind[] }) => {
  const { may } = useRender()
  const [first] = kinds
  if (!may('places.place.create') || !first) return null
  return (
    <LinkButton href={`${placePath(place)}/new?kind=${first}`} kind="primary" icon="plus">
      New place here
    </LinkButton>
  )
}

const columns: Column<PlaceRow>[] = [
  {
    head: 'Name',
    main: true,
    wide: true,
    cell: (row) => (
      <A href={placePath(row)} class="lk">
        {row.name}
      </A>
    ),
  },
  { head: 'Code', bare: true, cell: ({ code }) => <span class="code">{code}</span> },
  { head: 'Kind', bare: true, cell: ({ kind }) => kindWords[kind] },
  { head: 'State', bare: true, cell: ({ endedAt }) => (endedAt === null ? '' : <State of="place" is="retired" />) },
]

/** What stands directly in a place. */
export const Inside = ({ place, around }: { place: { name: string }; around: Around }) =>
  around.children.length === 0 ? null : (
    <section aria-labelledby="inside">
      <h2 class="group-h" id="inside">
        Places in {place.name}
      </h2>
      <DataTable
        caption={`Places in ${place.name}`}
        columns={columns}
        rows={around.children}
        keyOf={({ id }) => id}
        next={around.next}
        summary={`${around.children.length} ${around.children.length === 1 ? 'place' : 'places'}${around.next ? ' on this page' : ''}, by name`}
        empty={null}
      />
    </section>
  )

type FormProps = {
  /** Null for a new one. */
  place: { id: string; name: string; kind: Kind; version: number } | null
  parent: { id: string; name: string; kind: Kind }
  kinds: Kind[]
  values: Record<string, string>
  trouble: Trouble
}

export const PlaceFormPage = ({ place, parent, kinds, values, trouble }: FormProps) => {
  const title = place ? `Edit ${place.name}` : `New place in ${parent.name}`
  const back = place
    ? { href: `/places/${place.id}`, label: place.name }
    : { href: placePath(parent), label: parent.name }
  return (
    <Page title={title} door="places" wrong={trouble !== null}>
      <PageHead title={title} back={back} />
      <ErrorSummary trouble={trouble} />
      <Form action={place ? `/places/${place.id}` : '/places'} class="form">
        {place ? (
          <input type="hidden" name="version" value={String(place.version)} />
        ) : (
          <>
            <input type="hidden" name="parentId" value={parent.id} />
            <Radios
              name="kind"
              legend="Kind"
              value={values.kind ?? ''}
              choices={kinds.map((kind) => ({ value: kind, label: kindWords[kind] }))}
              trouble={trouble}
            />
          </>
        )}
        <TextField name="name" label="Name" value={values.name} longest={120} trouble={trouble} autofocus={!trouble} />
        <TextField
          name="code"
          label="Code"
          optional
          hint="What is painted on it, such as A-04-2. No two places of a site share one."
          value={values.code}
          width="medium"
          longest={40}
          trouble={trouble}
        />
        <TextArea name="notes" label="Notes" optional rows={3} value={values.notes} trouble={trouble} />
        {place ? null : (
          <Checkbox name="again" checked={values.again === 'on'}>
            Write another one after this
          </Checkbox>
        )}
        <div class="form-end">
          <Button kind="primary">{place ? 'Save changes' : 'Save place'}</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

type ChangeProps = {
  place: { id: string; name: string; kind: Kind; version: number }
  values: Record<string, string>
  trouble: Trouble
}

export const MovePage = ({ place, values, trouble }: ChangeProps) => (
  <Chooser
    place={place}
    title={`Move ${place.name}`}
    path="move"
    values={values}
    trouble={trouble}
    field="parentId"
    label="Into which place?"
    button={`Move ${place.name}`}
  >
    <p class="hint">All that stands in it goes along.</p>
  </Chooser>
)

/** Merging and retiring: where what was here is from now on. */
export const EndingPage = ({ place, values, trouble, how }: ChangeProps & { how: 'merge' | 'retire' }) =>
  how === 'merge' ? (
    <Chooser
      place={place}
      title={`Merge ${place.name} into another`}
      path="merging"
      values={values}
      trouble={trouble}
      field="successorId"
      label={`Into which ${place.kind}?`}
      button="Merge"
    >
      <p class="hint">
        All that stands in {place.name} goes there, and links and labels of {place.name} lead there. This cannot be
        undone.
      </p>
    </Chooser>
  ) : (
    <Chooser
      place={place}
      title={`Retire ${place.name}`}
      path="retirement"
      values={values}
      trouble={trouble}
      field="successorId"
      label="Which place takes over what stands in it?"
      optional
      button={`Retire ${place.name}`}
    >
      <p class="hint">Without a successor it must be empty of places in use. Equipment in it stays on record.</p>
    </Chooser>
  )

type ChooserProps = ChangeProps & {
  title: string
  path: string
  field: string
  label: string
  button: string
  optional?: boolean
  children: Child
}

const Chooser = ({ place, title, path, values, trouble, field, label, button, optional, children }: ChooserProps) => (
  <Page title={title} door="places" wrong={trouble !== null}>
    <PageHead title={title} back={{ href: `/places/${place.id}`, label: place.name }} />
    <ErrorSummary trouble={trouble} />
    {children}
    <Form action={`/places/${place.id}/${path}`} class="form">
      <input type="hidden" name="version" value={String(place.version)} />
      <Combobox
        name={field}
        label={label}
        hint="Begin to type a name or a code."
        optional={optional ?? false}
        find="/places/pick"
        value={values[field]}
        shown={values[`${field}-words`]}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary">{button}</Button>
        <A href={`/places/${place.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

/** The options of a place's combobox. */
export const PlaceOptions = ({
  places,
}: {
  places: { id: string; kind: Kind; name: string; code: string; parent: string | null; site: string }[]
}) => (
  <>
    {places.map(({ id, kind, name, code, parent, site }) => (
      <li role="option" tabindex={-1} aria-selected="false" id={`option-${id}`} data-value={id} data-words={name}>
        {name} <span class="code">{code}</span>{' '}
        <span class="muted">
          {kind === 'site' ? 'Site' : `${kindWords[kind]} in ${parent}${parent === site ? '' : `, ${site}`}`}
        </span>
      </li>
    ))}
  </>
)
