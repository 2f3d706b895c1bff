import { languages, symptomIn } from '../codes/words'
import {
  A,
  Button,
  Card,
  type Choice,
  Crumbs,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  PageHead,
  Photo,
  Select,
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
import { FieldInput, type FieldShown } from './forms'
import { NoteList } from './notes'
import type { AssetState, NoteShown } from './pieces'

type ModelRow = { id: string; manufacturer: string; name: string; count: number }

export const ModelsPage = ({ rows, next }: { rows: ModelRow[]; next: string | null }) => (
  <Page title="Models" door="assets">
    <PageHead title="Models" back={{ href: '/assets', label: 'Assets' }} />
    <DataTable
      caption="Models"
      rows={rows}
      keyOf={({ id }) => id}
      next={next}
      columns={[
        {
          head: 'Model',
          main: true,
          cell: ({ id, manufacturer, name }) => (
            <A href={`/models/${id}`} class="lk">
              {name || manufacturer}
            </A>
          ),
        },
        { head: 'Manufacturer', cell: ({ manufacturer }) => manufacturer },
        { head: 'Assets', number: true, cell: ({ count }) => (count >= 100 ? '100 or more' : String(count)) },
      ]}
      summary={`${rows.length} ${rows.length === 1 ? 'model' : 'models'}${next ? ' on this page' : ''}, by manufacturer`}
      empty={
        <EmptyState icon="package" title="No model yet">
          <p>A model appears here as soon as an asset has a manufacturer or a model.</p>
        </EmptyState>
      }
    />
  </Page>
)

type AssetOf = { id: string; tag: string; name: string; serial: string; state: AssetState; inServiceOn: string | null }

type ModelPageProps = {
  model: { id: string; title: string; notes: string; className: string | null; classId: string | null }
  specifications: [string, string][]
  assets: AssetOf[]
  notes: NoteShown[]
}

/** What all assets of one make share. */
export const ModelPage = ({ model, specifications, assets, notes }: ModelPageProps) => {
  const { may, calendar } = useRender()
  return (
    <Page title={model.title} door="assets">
      <PageHead title={model.title} back={{ href: '/models', label: 'Models' }} facts={model.className}>
        {may('assets.model.change') ? (
          <LinkButton href={`/models/${model.id}/edit`} icon="pencil">
            Edit
          </LinkButton>
        ) : null}
      </PageHead>
      <div class="two">
        <div>
          <DataTable
            caption={`Assets of the model ${model.title}`}
            rows={assets}
            keyOf={({ id }) => id}
            columns={[
              {
                head: 'Asset',
                main: true,
                wide: true,
                cell: ({ id, tag, name }) => (
                  <A href={`/assets/${id}`} class="lk">
                    <span class="code">{tag}</span> {name}
                  </A>
                ),
              },
              { head: 'State', bare: true, cell: ({ state }) => <State of="asset" is={state} /> },
              { head: 'Serial', cell: ({ serial }) => <span class="code">{serial}</span> },
              { head: 'In service', cell: ({ inServiceOn }) => (inServiceOn ? calendar.dayShort(inServiceOn) : '') },
            ]}
            summary={`${assets.length} ${assets.length === 1 ? 'asset' : 'assets'} of this make`}
            empty={
              <EmptyState icon="cog" title="No asset of this make">
                <p>Assets that had it have another make now.</p>
              </EmptyState>
            }
          />
          <Panels on="model" id={model.id} />
        </div>
        <div>
          {notes.length > 0 ? (
            <Card title="What people know">
              <NoteList notes={notes} back={`/models/${model.id}`} />
            </Card>
          ) : null}
          <Card title="Specifications">
            {specifications.length > 0 ? (
              <KeyValues pairs={specifications} />
            ) : (
              <p class="muted">Nothing is written down of what all of this make share.</p>
            )}
          </Card>
          {model.notes ? (
            <Card title="Notes">
              <p class="prose">{model.notes}</p>
            </Card>
          ) : null}
        </div>
      </div>
    </Page>
  )
}

type ModelFormProps = {
  model: { id: string; title: string; version: number }
  values: Record<string, string>
  trouble: Trouble
  classes: Choice[]
  fields: FieldShown[]
}

export const ModelFormPage = ({ model, values, trouble, classes, fields }: ModelFormProps) => (
  <Page title={`Edit ${model.title}`} door="assets" wrong={trouble !== null}>
    <PageHead title={`Edit ${model.title}`} back={{ href: `/models/${model.id}`, label: model.title }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/models/${model.id}`} class="form">
      <input type="hidden" name="version" value={String(model.version)} />
      <div class="form-row">
        <TextField
          name="manufacturer"
          label="Manufacturer"
          optional
          value={values.manufacturer}
          longest={80}
          trouble={trouble}
        />
        <TextField name="name" label="Model" optional value={values.name} longest={80} trouble={trouble} />
      </div>
      <Select
        name="classId"
        label="Class"
        optional
        value={values.classId}
        choices={[{ value: '', label: 'Not stated' }, ...classes]}
        width="full"
        trouble={trouble}
      />
      {fields.map((field) => (
        <FieldInput field={field} value={values[`field.${field.id}`]} trouble={trouble} />
      ))}
      <TextArea name="notes" label="Notes" optional rows={3} value={values.notes} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Save changes</Button>
        <A href={`/models/${model.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type ClassRow = { id: string; name: string; code: string; parentId: string | null; version: number }

export const ClassesPage = ({
  rows,
  choices,
  values,
  trouble,
}: {
  rows: ClassRow[]
  choices: Choice[]
  values: Record<string, string>
  trouble: Trouble
}) => {
  const { may } = useRender()
  return (
    <Page title="Classes of equipment" door="assets" wrong={trouble !== null}>
      <PageHead title="Classes of equipment" back={{ href: '/assets', label: 'Assets' }}>
        {may('assets.class.begin') ? (
          <Form action="/classes/beginning">
            <Button>Add the classes of ISO 14224</Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {rows.length === 0 ? (
        <EmptyState icon="package" title="No class yet">
          <p>A class says what kind of thing an asset is, and which specifications are asked of it.</p>
        </EmptyState>
      ) : (
        <Card>
          <Tree
            label="Classes"
            nodes={treeOf(rows, (row, children) => ({
              id: row.id,
              href: `/classes/${row.id}`,
              code: row.code,
              label: row.name,
              open: true,
              children,
            }))}
          />
        </Card>
      )}
      {may('assets.class.create') ? (
        <Card title="New class">
          <Form action="/classes" class="form">
            <TextField name="name" label="Name" value={values.name} longest={80} trouble={trouble} />
            <div class="form-row">
              <TextField
                name="code"
                label="Code"
                optional
                value={values.code}
                longest={10}
                width="short"
                trouble={trouble}
              />
              <Select
                name="parentId"
                label="Below"
                value={values.parentId}
                choices={[{ value: '', label: 'None: on top' }, ...choices]}
                trouble={trouble}
              />
            </div>
            <Button>Save class</Button>
          </Form>
        </Card>
      ) : null}
    </Page>
  )
}

type ClassPageProps = {
  found: ClassRow & { symptoms: string[] }
  trail: { href: string; label: string }[]
  below: ClassRow[]
  parents: Choice[]
  fields: (FieldShown & { inherited: string | null })[]
  units: Choice[]
  assets: {
    id: string
    tag: string
    name: string
    state: AssetState
    manufacturer: string | null
    model: string | null
  }[]
  more: boolean
  notes: NoteShown[]
  values: Record<string, string>
  trouble: Trouble
}

const kindWords: Record<string, string> = {
  text: 'Words',
  number: 'Number',
  'yes-no': 'Yes or no',
  date: 'Date',
  choice: 'One of a list',
}

export const ClassPage = (props: ClassPageProps) => {
  const { found, trail, below, parents, fields, units, assets, more, notes, values, trouble } = props
  const { may } = useRender()
  return (
    <Page title={found.name} door="assets" wrong={trouble !== null}>
      <Crumbs steps={[{ href: '/assets', label: 'Assets' }, { href: '/classes', label: 'Classes' }, ...trail]} />
      <PageHead title={found.name} facts={<span class="code">{found.code}</span>} />
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <div>
          <DataTable
            caption={`What is asked of ${found.name}`}
            rows={fields}
            keyOf={({ id }) => id}
            columns={[
              { head: 'Field', main: true, wide: true, cell: ({ name }) => name },
              { head: 'Type', cell: ({ kind }) => kindWords[kind] ?? kind },
              { head: 'Unit', cell: ({ sign }) => sign ?? '' },
              { head: 'Choices', wide: true, cell: ({ choices }) => choices.join(', ') },
              { head: 'From', cell: ({ inherited }) => inherited ?? 'This class' },
              ...(may('assets.field.end')
                ? [
                    {
                      head: 'Remove',
                      silent: true,
                      bare: true,
                      deed: true,
                      cell: ({ id, name, inherited }: (typeof fields)[number]) =>
                        inherited ? null : (
                          <Form action={`/classes/fields/${id}/end`}>
                            <Button size="small" kind="quiet" label={`Stop asking: ${name}`}>
                              Stop asking
                            </Button>
                          </Form>
                        ),
                    },
                  ]
                : []),
            ]}
            summary={`${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`}
            empty={
              <EmptyState icon="clipboard-list" title="Nothing is asked of this class yet">
                <p>Fields are answered on each asset and on its model: power in kW, flow in m³/h, explosion zone.</p>
              </EmptyState>
            }
          />
          {may('assets.field.add') ? (
            <Card title="New field">
              <Form action={`/classes/${found.id}/fields`} class="form">
                <TextField
                  name="fieldName"
                  label="What is asked"
                  value={values.fieldName}
                  longest={80}
                  trouble={trouble}
                />
                <div class="form-row">
                  <Select
                    name="kind"
                    label="Type"
                    value={values.kind ?? 'number'}
                    choices={Object.entries(kindWords).map(([value, label]) => ({ value, label }))}
                    trouble={trouble}
                  />
                  <Select
                    name="unit"
                    label="Unit, of a number"
                    value={values.unit}
                    choices={[{ value: '', label: 'None' }, ...units]}
                    trouble={trouble}
                  />
                </div>
                <TextArea
                  name="choices"
                  label="Choices, of a list"
                  optional
                  hint="One on each line."
                  rows={3}
                  value={values.choices}
                  trouble={trouble}
                />
                <Button>Add field</Button>
              </Form>
            </Card>
          ) : null}
          {may('assets.class.change') ? (
            <Card title="The class itself">
              <Form action={`/classes/${found.id}`} class="form">
                <input type="hidden" name="version" value={String(found.version)} />
                <TextField name="name" label="Name" value={values.name ?? found.name} longest={80} trouble={trouble} />
                <div class="form-row">
                  <TextField
                    name="code"
                    label="Code"
                    optional
                    value={values.code ?? found.code}
                    longest={10}
                    width="short"
                    trouble={trouble}
                  />
                  <Select
                    name="parentId"
                    label="Below"
                    value={values.parentId ?? found.parentId ?? ''}
                    choices={[{ value: '', label: 'None: on top' }, ...parents]}
                    trouble={trouble}
                  />
                </div>
                <TextArea
                  name="symptoms"
                  label="What usually goes wrong"
                  optional
                  hint="One a line. Offered to whoever reports a problem; empty: what usually goes wrong with machines."
                  rows={6}
                  value={
                    values.symptoms ?? found.symptoms.map((symptom) => symptomIn(languages.en, symptom)).join('\n')
                  }
                  trouble={trouble}
                />
                <Button>Save class</Button>
              </Form>
            </Card>
          ) : null}
        </div>
        <div>
          {notes.length > 0 ? (
            <Card title="What people know">
              <NoteList notes={notes} back={`/classes/${found.id}`} />
            </Card>
          ) : null}
          {below.length > 0 ? (
            <Card title="Classes below">
              <ul>
                {below.map(({ id, name, code }) => (
                  <li class="twig leaf">
                    <A href={`/classes/${id}`} class="lk">
                      <span class="code">{code}</span> {name}
                    </A>
                  </li>
                ))}
              </ul>
            </Card>
          ) : null}
          <section class="box">
            <div class="box-h">
              <h2>Assets of this class</h2>
              {more || assets.length > 0 ? (
                <div class="end">
                  <A href={`/assets?class=${found.id}`} class="lk">
                    As a list
                  </A>
                </div>
              ) : null}
            </div>
            {assets.length === 0 ? (
              <div class="box-in">
                <p class="muted">None yet.</p>
              </div>
            ) : (
              assets.map((asset) => (
                <div class="row">
                  <Photo src={null} alt="" icon="cog" />
                  <span class="row-t">
                    <A href={`/assets/${asset.id}`} class="lk">
                      <span class="code">{asset.tag}</span> {asset.name}
                    </A>
                    <span class="muted">{[asset.manufacturer, asset.model].filter(Boolean).join(' ')}</span>
                  </span>
                </div>
              ))
            )}
          </section>
        </div>
      </div>
    </Page>
  )
}
