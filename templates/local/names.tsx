import { Button, DataTable, ErrorSummary, Form, TextField, type Trouble } from '../kit'
import { LocalDoor } from './doors'

type Row = { name: string; value: string }

/** What stands at domains, as name servers would say it. */
export const NamesPage = ({
  rows,
  values,
  trouble,
}: {
  rows: Row[]
  values: Record<string, string>
  trouble: Trouble
}) => (
  <LocalDoor here="names" title="Names" wrong={trouble !== null}>
    <p class="muted">No name server is asked on this machine. What you write here is what stands at a domain.</p>
    <ErrorSummary trouble={trouble} />
    <Form action="/dev/names" absolute class="form">
      <TextField name="name" label="Domain" longest={253} value={values.name} trouble={trouble} />
      <TextField name="value" label="Text (TXT record)" longest={255} value={values.value} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Write it down</Button>
      </div>
    </Form>
    <DataTable
      caption="Texts that stand at domains"
      rows={rows}
      keyOf={({ name, value }) => `${name}-${value}`}
      columns={[
        { head: 'Domain', main: true, wide: true, cell: ({ name }) => name },
        { head: 'Text', wide: true, cell: ({ value }) => <code class="code">{value}</code> },
      ]}
      empty={<p>Nothing stands anywhere yet.</p>}
    />
  </LocalDoor>
)
