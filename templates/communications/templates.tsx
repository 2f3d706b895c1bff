import {
  A,
  Button,
  Card,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  TextArea,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'

type Row = { id: string; name: string; subject: string; text: string; version: number }

/** Words that are written often, by name. */
export const TemplatesPage = ({ rows }: { rows: Row[] }) => (
  <Page title="Ready words" door="inbox">
    <PageHead title="Ready words" back={{ href: '/inbox', label: 'Inbox' }}>
      <LinkButton href="/threads/words/new" kind="primary" icon="pencil">
        New words
      </LinkButton>
    </PageHead>
    <DataTable
      caption="Words that are written often"
      columns={[
        {
          head: 'Name',
          main: true,
          cell: ({ id, name }: Row) => (
            <A href={`/threads/words/${id}`} class="lk">
              {name}
            </A>
          ),
        },
        { head: 'Words', wide: true, cell: ({ text }) => (text.length > 120 ? `${text.slice(0, 119)}…` : text) },
      ]}
      rows={rows}
      keyOf={({ id }) => id}
      summary={rows.length === 1 ? 'One' : `${rows.length}, by name`}
      empty={
        <EmptyState icon="message-square" title="No ready words yet">
          <p>What is asked of vendors again and again is written once, and filled in with a press when you answer.</p>
        </EmptyState>
      }
    />
  </Page>
)

type FormProps = {
  template: Row | null
  values: Record<string, string>
  trouble: Trouble
  preview: {
    subject: string
    text: string
    asText: string
    segments: { encoding: string; segments: number; units: number }
  }
}

/** The words, and how they arrive by each channel. */
export const TemplateFormPage = ({ template, values, trouble, preview }: FormProps) => (
  <Page title={template?.name ?? 'New words'} door="inbox" wrong={trouble !== null}>
    <PageHead title={template?.name ?? 'New words'} back={{ href: '/threads/words', label: 'Ready words' }}>
      {template ? (
        <Form action={`/threads/words/${template.id}/removal`}>
          <Button icon="trash-2">Take off the list</Button>
        </Form>
      ) : null}
    </PageHead>
    <ErrorSummary trouble={trouble} />
    <div class="two">
      <Form action={template ? `/threads/words/${template.id}` : '/threads/words'} class="form">
        {template ? <input type="hidden" name="version" value={String(template.version)} /> : null}
        <TextField name="name" label="Name" value={values.name} longest={80} trouble={trouble} />
        <TextField
          name="subject"
          label="Subject"
          hint="Of a letter that begins a thread."
          optional
          value={values.subject}
          longest={300}
          trouble={trouble}
        />
        <TextArea
          name="text"
          label="Words"
          hint="{name} is whom you write to, {record} what it is about, {organization} and {me} are you."
          rows={8}
          value={values.text}
          trouble={trouble}
        />
        <p class="hint" data-segments-of="text" aria-live="polite">
          A text message of plain letters has 160 in one part; accents such as ę or an emoji make it 70.
        </p>
        <div class="form-end">
          <Button kind="primary">Save</Button>
          <A href="/threads/words" class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
      {template ? (
        <div>
          <Card title="By e-mail">
            {preview.subject ? (
              <p>
                <b>{preview.subject}</b>
              </p>
            ) : null}
            <p class="prose">{preview.text}</p>
          </Card>
          <Card title="By text message">
            <p class="prose">{preview.asText}</p>
            <p class="muted">
              {preview.segments.segments === 1 ? '1 part' : `${preview.segments.segments} parts`},{' '}
              {preview.segments.encoding}, {preview.segments.units} units
            </p>
          </Card>
        </div>
      ) : null}
    </div>
  </Page>
)
