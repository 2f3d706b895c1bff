import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  type Choice,
  Combobox,
  DateField,
  ErrorSummary,
  Form,
  MoneyField,
  Note,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
  UnitField,
} from '../kit'
import { Page } from '../layouts/page'

export type FieldShown = { id: string; name: string; kind: string; sign: string | null; choices: string[] }

/** One question of a class, asked by its type. */
export const FieldInput = ({
  field,
  value,
  trouble,
}: {
  field: FieldShown
  value: string | undefined
  trouble: Trouble
}) => {
  const common = { name: `field.${field.id}`, label: field.name, optional: true, value, trouble }
  if (field.kind === 'number' && field.sign) return <UnitField {...common} unit={field.sign} />
  if (field.kind === 'number') return <TextField {...common} inputmode="decimal" width="medium" />
  if (field.kind === 'date') return <DateField {...common} />
  if (field.kind === 'text') return <TextField {...common} longest={500} />
  const choices =
    field.kind === 'yes-no'
      ? [
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]
      : field.choices.map((choice) => ({ value: choice, label: choice }))
  return <Select {...common} choices={[{ value: '', label: 'Not stated' }, ...choices]} />
}

const scores = [
  ['safety', 'Safety', 'If it fails, can people be hurt?'],
  ['environment', 'Environment', 'Can something escape?'],
  ['production', 'Production', 'How much stands still?'],
  ['cost', 'Cost', 'How dear is the repair?'],
  ['redundancy', 'No redundancy', '5: nothing takes over.'],
] as const

type Twin = { id: string; tag: string; name: string }

type FormProps = {
  /** Null for a new one. */
  asset: { id: string; tag: string; version: number } | null
  values: Record<string, string>
  trouble: Trouble
  classes: Choice[]
  people: Choice[]
  fields: FieldShown[]
  mayCost: boolean
  /** Assets that have this serial of this make already. */
  twins: Twin[]
  parent: { id: string; tag: string; name: string } | null
}

export const AssetFormPage = ({
  asset,
  values,
  trouble,
  classes,
  people,
  fields,
  mayCost,
  twins,
  parent,
}: FormProps) => {
  const title = asset ? `Edit ${asset.tag}` : parent ? `New part of ${parent.tag}` : 'New asset'
  const back = asset
    ? { href: `/assets/${asset.id}`, label: asset.tag }
    : parent
      ? { href: `/assets/${parent.id}`, label: parent.tag }
      : { href: '/assets', label: 'Assets' }
  return (
    <Page title={title} door="assets" wrong={trouble !== null}>
      <PageHead title={title} back={back} />
      <ErrorSummary trouble={trouble} />
      <Twins twins={twins} asset={asset} />
      <Form
        action={asset ? `/assets/${asset.id}` : '/assets'}
        class="form"
        draft={asset ? `asset-${asset.id}` : 'asset-new'}
      >
        {asset ? <input type="hidden" name="version" value={String(asset.version)} /> : null}
        {values.photo ? <input type="hidden" name="photo" value={values.photo} /> : null}
        <TextField
          name="name"
          label="What is it called?"
          value={values.name}
          longest={120}
          trouble={trouble}
          autofocus={!trouble && !asset}
        />
        <TextField
          name="tag"
          label="Tag"
          optional={!asset}
          hint={asset ? 'What is painted on it.' : 'What is painted on it. Left empty, it gets the next number.'}
          value={values.tag}
          width="medium"
          longest={40}
          trouble={trouble}
        />
        {asset ? null : (
          <Combobox
            name="placeId"
            label="Where does it stand?"
            hint="Begin to type a place, or its code."
            optional
            find="/places/pick"
            value={values.placeId}
            shown={values['placeId-words']}
            trouble={trouble}
          />
        )}
        {parent ? <input type="hidden" name="parentId" value={parent.id} /> : null}
        <h2>Make</h2>
        <div class="form-row">
          <TextField
            name="manufacturer"
            label="Manufacturer"
            optional
            value={values.manufacturer}
            longest={80}
            trouble={trouble}
          />
          <TextField name="model" label="Model" optional value={values.model} longest={80} trouble={trouble} />
        </div>
        <TextField
          name="serial"
          label="Serial"
          optional
          value={values.serial}
          width="medium"
          longest={80}
          trouble={trouble}
        />
        <Select
          name="classId"
          label="Class"
          optional
          hint="It says which specifications are asked."
          value={values.classId}
          choices={[{ value: '', label: 'Not stated' }, ...classes]}
          width="full"
          trouble={trouble}
        />
        {fields.map((field) => (
          <FieldInput field={field} value={values[`field.${field.id}`]} trouble={trouble} />
        ))}
        <details class="group" open={asset !== null || trouble !== null}>
          <summary class="lk">More: description, owner, dates, costs, criticality</summary>
          <div class="form">
            <TextArea
              name="description"
              label="Description"
              optional
              rows={3}
              value={values.description}
              trouble={trouble}
            />
            <Select
              name="ownerId"
              label="Owner"
              optional
              hint="Who answers for it."
              value={values.ownerId}
              choices={[{ value: '', label: 'Nobody' }, ...people]}
              trouble={trouble}
            />
            <div class="form-row">
              <DateField
                name="inServiceOn"
                label="In service since"
                optional
                value={values.inServiceOn}
                trouble={trouble}
              />
              <DateField
                name="warrantyUntil"
                label="Warranty until"
                optional
                value={values.warrantyUntil}
                trouble={trouble}
              />
            </div>
            {mayCost ? (
              <div class="form-row">
                <MoneyField name="purchase" label="Purchase cost" optional value={values.purchase} trouble={trouble} />
                <MoneyField
                  name="replacement"
                  label="Replacement cost"
                  optional
                  value={values.replacement}
                  trouble={trouble}
                />
              </div>
            ) : null}
            <h2>Criticality</h2>
            <p class="hint">Score each from 1 (does not matter) to 5 (people, law or the plant at stake), or none.</p>
            <div class="form-row">
              {scores.map(([name, label, hint]) => (
                <Select
                  name={name}
                  label={label}
                  hint={hint}
                  value={values[name]}
                  choices={[
                    { value: '', label: 'Not scored' },
                    ...['1', '2', '3', '4', '5'].map((value) => ({ value, label: value })),
                  ]}
                  trouble={trouble}
                />
              ))}
            </div>
          </div>
        </details>
        <div class="form-end">
          <Button kind="primary">{asset ? 'Save changes' : 'Save asset'}</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}

/** The same serial of the same make: most likely one thing under two names. */
const Twins = ({ twins, asset }: { twins: Twin[]; asset: { id: string } | null }) =>
  twins.length === 0
    ? null
    : twins.map((twin) => (
        <Note kind="warning">
          <span>
            <b>
              {twin.tag} {twin.name}
            </b>{' '}
            has this serial of this make. It is most likely the same thing.
          </span>
          <A href={`/assets/${twin.id}`} class="bt bt-s">
            Open it
          </A>
          {asset ? (
            <A href={`/assets/${asset.id}/merging?into=${twin.id}`} class="bt bt-s">
              Merge into it
            </A>
          ) : null}
        </Note>
      ))

type Small = { id: string; tag: string; name: string; version: number }
type Common = { asset: Small; values: Record<string, string>; trouble: Trouble }

const Sheet = ({
  asset,
  title,
  trouble,
  action,
  children,
  button,
  danger,
}: {
  asset: Small
  title: string
  trouble: Trouble
  action: string
  children: Child
  button: string
  danger?: boolean
}) => (
  <Page title={title} door="assets" wrong={trouble !== null}>
    <PageHead title={title} back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }} />
    <ErrorSummary trouble={trouble} />
    <Form action={action} class="form">
      <input type="hidden" name="version" value={String(asset.version)} />
      {children}
      <div class="form-end">
        <Button kind={danger ? 'danger' : 'primary'}>{button}</Button>
        <A href={`/assets/${asset.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

export const MoveAssetPage = ({ asset, values, trouble }: Common) => (
  <Sheet
    asset={asset}
    title={`Move ${asset.tag}`}
    trouble={trouble}
    action={`/assets/${asset.id}/move`}
    button={`Move ${asset.tag}`}
  >
    <Combobox
      name="placeId"
      label="Where does it stand now?"
      hint="Begin to type a place, or its code. Its parts go along."
      optional
      find="/places/pick"
      value={values.placeId}
      shown={values['placeId-words']}
      trouble={trouble}
    />
    <Combobox
      name="parentId"
      label="What is it a part of?"
      hint="A machine or an assembly; nothing for a machine of its own."
      optional
      find="/assets/pick"
      value={values.parentId}
      shown={values['parentId-words']}
      trouble={trouble}
    />
    <Radios
      name="failsParent"
      legend="When it stops, what of the machine it is a part of?"
      value={values.failsParent ?? 'always'}
      choices={[
        { value: 'always', label: 'It stops too' },
        { value: 'never', label: 'It goes on' },
        {
          value: 'group',
          label: 'It stops when too few of its kind are left',
          hint: 'Redundant parts: pumps of which one stands by.',
        },
      ]}
      trouble={trouble}
    />
    <TextField
      name="groupNeeds"
      label="How many of these must work?"
      hint="Of redundant parts only."
      inputmode="numeric"
      width="short"
      value={values.groupNeeds ?? '1'}
      trouble={trouble}
    />
    <TextField name="reason" label="Why?" optional value={values.reason} longest={300} trouble={trouble} />
  </Sheet>
)

export const MergeAssetPage = ({ asset, values, trouble }: Common) => (
  <Sheet
    asset={asset}
    title={`Merge ${asset.tag} into another asset`}
    trouble={trouble}
    action={`/assets/${asset.id}/merging`}
    button="Merge"
    danger
  >
    <p class="hint">
      Its history, notes, parts and files go to the other one, and its links and labels lead there. What the other one
      says of itself stays. This cannot be undone.
    </p>
    <Combobox
      name="successorId"
      label="Which asset is it?"
      hint="Begin to type a tag, a serial or a name."
      find="/assets/pick"
      value={values.successorId}
      shown={values['successorId-words']}
      trouble={trouble}
    />
  </Sheet>
)

const classes = [
  { value: 'failure', label: 'Failure', hint: 'It broke, or does not do its work.' },
  { value: 'planned', label: 'Planned', hint: 'Maintenance, change-over, inspection.' },
  { value: 'external', label: 'External', hint: 'Power, weather, no material, no demand.' },
  { value: 'operational', label: 'Operational', hint: 'Set-up, operator, cleaning.' },
]

export const StatePage = ({ asset, values, trouble, is }: Common & { is: string }) => (
  <Sheet
    asset={asset}
    title={`State of ${asset.tag}`}
    trouble={trouble}
    action={`/assets/${asset.id}/state`}
    button="Save state"
  >
    <Radios
      name="state"
      legend="What is it now?"
      value={values.state ?? (is === 'down' ? 'operational' : 'down')}
      choices={[
        { value: 'operational', label: 'Operational', hint: 'It does its work; what it needed is done.' },
        { value: 'needs-maintenance', label: 'Needs maintenance', hint: 'It runs, and something must be done.' },
        { value: 'down', label: 'Down', hint: 'It cannot do its work.' },
      ].filter(({ value }) => value !== is || value === values.state)}
      trouble={trouble}
    />
    <TextField
      name="cause"
      label="Why, in a few words"
      optional
      hint="What broke, what it needs, or what was done."
      value={values.cause}
      longest={300}
      trouble={trouble}
    />
    <Moment name="at" label="Since when?" hint="Empty for now." value={values.at} trouble={trouble} optional />
    {is === 'down' ? null : (
      <Radios
        name="class"
        legend="If it is down: which kind of stop?"
        value={values.class ?? 'failure'}
        choices={classes}
        trouble={trouble}
      />
    )}
  </Sheet>
)

/** A day and a time on the wall of the plant. */
export const Moment = ({
  name,
  label,
  hint,
  value,
  trouble,
  optional,
}: {
  name: string
  label: string
  hint?: string
  value: string | undefined
  trouble: Trouble
  optional?: boolean
}) => (
  <TextField
    name={name}
    label={label}
    hint={hint}
    value={value}
    type="datetime-local"
    width="medium"
    trouble={trouble}
    optional={optional ?? false}
  />
)

/** A stop that is over, written down or corrected. */
export const StopFormPage = ({
  asset,
  values,
  trouble,
  correcting,
  before,
}: Common & { correcting: { id: string; version: number; open: boolean } | null; before: string | null }) => (
  <Sheet
    asset={correcting ? { ...asset, version: correcting.version } : asset}
    title={correcting ? `Correct a stop of ${asset.tag}` : `A past stop of ${asset.tag}`}
    trouble={trouble}
    action={correcting ? `/assets/stops/${correcting.id}` : `/assets/${asset.id}/stops`}
    button={correcting ? 'Save correction' : 'Save stop'}
  >
    {before ? (
      <Card title="What it says until now">
        <p>{before}</p>
      </Card>
    ) : null}
    <div class="form-row">
      <Moment name="startedAt" label="From" value={values.startedAt} trouble={trouble} />
      {correcting?.open ? null : <Moment name="endedAt" label="To" value={values.endedAt} trouble={trouble} />}
    </div>
    <Radios name="class" legend="Kind of stop" value={values.class ?? 'failure'} choices={classes} trouble={trouble} />
    <TextField
      name="cause"
      label="Cause"
      optional={correcting !== null}
      value={values.cause}
      longest={300}
      trouble={trouble}
    />
    {correcting ? (
      <TextArea
        name="reason"
        label="Why do you correct it?"
        hint="What it said before stays in the history."
        rows={2}
        value={values.reason}
        trouble={trouble}
      />
    ) : null}
  </Sheet>
)

/** The options of an asset's combobox. */
export const AssetOptions = ({
  assets,
}: {
  assets: { id: string; tag: string; name: string; place: string | null }[]
}) => (
  <>
    {assets.map(({ id, tag, name, place }) => (
      <li role="option" tabindex={-1} aria-selected="false" id={`option-${id}`} data-value={id} data-words={tag}>
        <span class="code">{tag}</span> {name} <span class="muted">{place ?? ''}</span>
      </li>
    ))}
  </>
)
