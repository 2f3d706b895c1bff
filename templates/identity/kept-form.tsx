import { Button, Card, Form, KeyValues, Note, PageHead } from '../kit'
import { Page } from '../layouts/page'

type Props = {
  /** Where it was going, from the root of the house. */
  path: string
  fields: Record<string, string>
  typed: { label: string; value: string }[]
  /** The page that it was typed on, within the organization. */
  back: string
  word: string
}

/** What was sent when the session had just ended, before it goes on its way. */
export const KeptFormPage = ({ path, fields, typed, back, word }: Props) => (
  <Page title="Not saved yet">
    <PageHead title="Not saved yet" back={{ href: back, label: 'Where you were' }} />
    <Note kind="warning">You were signed out before this reached us. Look at it once more, then save it.</Note>
    <Card title="What you typed">
      {typed.length === 0 ? (
        <p class="muted">Nothing but the press of the button.</p>
      ) : (
        <KeyValues pairs={typed.map(({ label, value }) => [label, value])} />
      )}
    </Card>
    <Form action={path} absolute class="form">
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <div class="form-end">
        <Button kind="primary">Save it now</Button>
      </div>
    </Form>
    <Form action={`/kept/${word}/removal`} class="form">
      <Button kind="quiet">Do not save it</Button>
    </Form>
  </Page>
)
