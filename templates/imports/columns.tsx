import { A, Button, Card, ErrorSummary, Form, Note, PageHead, Radios, Select, type Trouble } from '../kit'
import { Page } from '../layouts/page'
import { type ColumnShown, ImportMark, type ImportState, type KindShown, Steps } from './pieces'

type Reading = {
  nature: 'text' | 'workbook'
  encoding: string
  delimiter: string
  sheet: string
  sheets: string[]
  heads: boolean
  decimal: string
  dates: string
}

export type MappingShown = {
  id: string
  fileName: string
  state: ImportState
  version: number
  trouble: string
  reading: Reading
  /** Names of the file’s columns, and its first rows as they stand there. */
  names: string[]
  rows: string[][]
  mapping: { columns: Record<string, number>; fixed: Record<string, string> }
  existing: string
  remembered: boolean
}

const encodingWords = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows-1252 (Western Europe)' },
  { value: 'utf-16le', label: 'UTF-16' },
  { value: 'utf-16be', label: 'UTF-16, big end first' },
]

const delimiterWords = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: 'tab', label: 'Tab' },
  { value: '|', label: 'Bar |' },
]

const dateWords = [
  { value: 'none', label: 'Year first: 2026-03-31' },
  { value: 'dmy', label: 'Day first: 31/3/2026' },
  { value: 'mdy', label: 'Month first: 3/31/2026' },
  { value: 'unclear', label: 'Not said yet' },
]

const existingWords = [
  { value: 'skip', label: 'Leave it as it is', hint: 'The row is passed over.' },
  { value: 'update', label: 'Change what is there', hint: 'An empty cell leaves what is there.' },
  { value: 'refuse', label: 'Count it as a problem', hint: 'Every row must be new.' },
] as const

/** How the file is read, found out and to be corrected. */
const ReadingForm = ({ one }: { one: MappingShown }) => {
  const { reading } = one
  return (
    <Form action={`/imports/${one.id}/reading`} class="reading">
      <input type="hidden" name="version" value={String(one.version)} />
      {reading.nature === 'workbook' ? (
        <Select
          name="sheet"
          label="Sheet"
          value={reading.sheet}
          choices={reading.sheets.map((name) => ({ value: name, label: name }))}
        />
      ) : (
        <>
          <Select
            name="delimiter"
            label="Between the columns"
            value={reading.delimiter === '\t' ? 'tab' : reading.delimiter}
            choices={delimiterWords}
          />
          <Select name="encoding" label="Letters" value={reading.encoding} choices={encodingWords} />
        </>
      )}
      <Select
        name="heads"
        label="First row"
        value={reading.heads ? 'yes' : 'no'}
        choices={[
          { value: 'yes', label: 'Says what the columns are' },
          { value: 'no', label: 'Is a row like the others' },
        ]}
      />
      <div class="reading-end">
        <Button>Read it so</Button>
      </div>
    </Form>
  )
}

const Preview = ({ one, kind }: { one: MappingShown; kind: KindShown }) => {
  const titles = new Map(
    Object.entries(one.mapping.columns).map(([key, index]) => [
      index,
      kind.columns.find((column) => column.key === key)?.title ?? '',
    ]),
  )
  return (
    <section class="scroll" aria-label="The first rows of the file" tabindex={0}>
      <table class="preview">
        <caption class="sr">The first rows of the file</caption>
        <thead>
          <tr>
            {one.names.map((name, index) => (
              <th scope="col" class={titles.has(index) ? 'mapped' : undefined}>
                {name}
                <span class="preview-as">{titles.get(index) ?? 'not read'}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {one.rows.map((row) => (
            <tr>
              {one.names.map((_, index) => (
                <td class={titles.has(index) ? 'mapped' : undefined}>{row[index] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Fixed = ({ column, value, trouble }: { column: ColumnShown; value: string; trouble: Trouble }) => {
  const name = `fixed.${column.key}`
  const choices =
    column.kind === 'yes-no'
      ? [
          { value: 'yes', title: 'Yes' },
          { value: 'no', title: 'No' },
        ]
      : column.choices
  const label = `One text for all rows: ${column.title}`
  const wrong = trouble?.fields[name] ? 'true' : undefined
  if (choices.length > 0) {
    return (
      <select id={name} name={name} aria-label={label} aria-invalid={wrong}>
        <option value="">—</option>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.title}
          </option>
        ))}
      </select>
    )
  }
  return (
    <input
      id={name}
      name={name}
      value={value}
      aria-label={label}
      aria-invalid={wrong}
      autocomplete="off"
      placeholder="—"
    />
  )
}

/** One of our columns: which of the file’s it is, or one text for all rows. */
const MapRow = ({ column, one, trouble }: { column: ColumnShown; one: MappingShown; trouble: Trouble }) => {
  const index = one.mapping.columns[column.key]
  const name = `map.${column.key}`
  const wrong = trouble?.fields[name] ?? trouble?.fields[`fixed.${column.key}`]
  const shown = index === undefined ? [] : one.rows.map((row) => row[index] ?? '').filter((text) => text !== '')
  return (
    <tr class={wrong ? 'wrong' : undefined}>
      <th scope="row">
        <label for={name}>
          {column.title}
          {column.required ? <span class="must"> needed</span> : null}
        </label>
        {column.hint ? <span class="hint">{column.hint}</span> : null}
        {wrong ? <span class="wrong-words">{wrong}</span> : null}
      </th>
      <td data-label="Column of the file">
        <select id={name} name={name} aria-invalid={trouble?.fields[name] ? 'true' : undefined}>
          <option value="">Not in the file</option>
          {one.names.map((text, position) => (
            <option value={String(position)} selected={position === index}>
              {text}
            </option>
          ))}
        </select>
      </td>
      <td data-label="Or one text for all rows">
        <Fixed column={column} value={one.mapping.fixed[column.key] ?? ''} trouble={trouble} />
      </td>
      <td class="map-shown muted" data-label="Stands there">
        {shown.slice(0, 3).join(' · ') || '—'}
      </td>
    </tr>
  )
}

/** The second step: which column is which, how the file is read, and what is done with records that are here. */
export const ColumnsPage = ({ one, kind, trouble }: { one: MappingShown; kind: KindShown; trouble: Trouble }) => (
  <Page title={one.fileName} door="imports" wrong={trouble !== null}>
    <PageHead
      title={one.fileName}
      back={{ href: '/imports', label: 'Imports' }}
      pill={<ImportMark state={one.state} />}
      facts={`Import of ${kind.many}`}
    />
    <Steps at="mapping" />
    {one.trouble ? <Note kind="danger">{one.trouble}</Note> : null}
    <ErrorSummary trouble={trouble} />
    {one.remembered && !trouble ? (
      <Note kind="good">A file of this shape was imported before: its columns are as they were then.</Note>
    ) : null}
    <div class="stack import-stack">
      <Card title="What the file says">
        <ReadingForm one={one} />
        <Preview one={one} kind={kind} />
      </Card>
      <Form action={`/imports/${one.id}/checking`} class="stack import-stack">
        <input type="hidden" name="version" value={String(one.version)} />
        <Card title="Which column is which">
          <table class="map-table">
            <caption class="sr">Our columns and those of the file</caption>
            <thead>
              <tr>
                <th scope="col">Here</th>
                <th scope="col">Column of the file</th>
                <th scope="col">Or one text for all rows</th>
                <th scope="col">Stands there</th>
              </tr>
            </thead>
            <tbody>
              {kind.columns.map((column) => (
                <MapRow column={column} one={one} trouble={trouble} />
              ))}
            </tbody>
          </table>
        </Card>
        <Card title="How its rows are understood">
          <div class="form-row">
            <Select
              name="decimal"
              label="Decimals"
              value={one.reading.decimal}
              choices={[
                { value: '.', label: 'A point: 1,234.50' },
                { value: ',', label: 'A comma: 1.234,50' },
              ]}
            />
            <Select
              name="dates"
              label="Dates"
              value={one.reading.dates}
              choices={dateWords.filter(({ value }) => value !== 'unclear' || one.reading.dates === 'unclear')}
              trouble={trouble}
            />
          </div>
          <Radios
            name="existing"
            legend={`Where there is such ${/^[aeiou]/.test(kind.one) ? 'an' : 'a'} ${kind.one} already`}
            value={one.existing}
            choices={existingWords.filter(({ value }) => kind.ways.includes(value))}
          />
        </Card>
        <div class="form-end">
          <Button kind="primary">Check all rows</Button>
          <A href="/imports" class="lk">
            Later
          </A>
        </div>
      </Form>
      <Form action={`/imports/${one.id}/removal`}>
        <Button kind="danger" size="small">
          Throw this import away
        </Button>
      </Form>
    </div>
  </Page>
)
