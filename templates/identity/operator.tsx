import { Button, DataTable, EmptyState, Form, Note, State, When } from '../kit'
import { Door } from '../layouts/door'

export type Letter = { id: string; organizationId: string | null; name: string; error: string; diedAt: number }
export type Beat = { name: string; at: number; detail: string }

type StatusProps = {
  beats: Beat[]
  notices: { id: string; sentence: string; times: number; lastAt: number }[]
  letters: Letter[]
  facts: [string, string][]
}

/** How the installation does: for whoever runs it. */
export const OperatorPage = ({ beats, notices, letters, facts }: StatusProps) => (
  <Door title="Status" wide>
    <h1 tabindex={-1}>Status of this installation</h1>
    {notices.map(({ id, sentence, times, lastAt }) => (
      <Note kind="warning">
        <span>
          {sentence}{' '}
          <span class="muted">
            {times === 1 ? 'Once' : `${times} times`}, last <When at={lastAt} />
          </span>
        </span>
        <Form action={`/operator/notices/${id}/dismissal`} absolute>
          <Button size="small">Settled</Button>
        </Form>
      </Note>
    ))}
    <dl class="kv">
      {facts.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
    <h2 class="group-h">Given up on</h2>
    {letters.length === 0 ? (
      <EmptyState icon="inbox" title="The dead letter queue is empty">
        <p>A message that failed at every try stays here until you send it again or dismiss it.</p>
      </EmptyState>
    ) : (
      <ul class="links">
        {letters.map(({ id, name, error, organizationId, diedAt }) => (
          <li class="row">
            <span class="row-t">
              <b>{name}</b>
              <span class="muted">
                {error} · <span class="code">{organizationId}</span> · <When at={diedAt} />
              </span>
            </span>
            <State of="letter" is="waiting" />
            <Form action={`/operator/letters/${id}/replay`} absolute>
              <Button size="small">Send again</Button>
            </Form>
            <Form action={`/operator/letters/${id}/dismissal`} absolute>
              <Button size="small" kind="quiet">
                Dismiss
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    )}
    <h2 class="group-h">Signs of life</h2>
    <DataTable
      caption="What runs by itself, and when it last did"
      columns={[
        { head: 'What', cell: ({ name }) => <span class="code">{name}</span>, main: true, wide: true },
        { head: 'Last', cell: ({ at }) => <When at={at} /> },
        { head: 'How it went', cell: ({ detail }) => wordsOf(detail) },
      ]}
      rows={beats}
      keyOf={({ name }) => name}
      summary="Times are UTC"
      empty={<p class="muted">None yet: the clock has not struck since this installation began.</p>}
    />
  </Door>
)

/** `{"lagMs":866,"messages":10}` in words. */
function wordsOf(detail: string): string {
  const { ok, ms, lagMs, ...others } = JSON.parse(detail) as Record<string, string | number | boolean>
  const age = ms ?? lagMs
  return [
    ok === undefined ? '' : ok ? 'Well' : 'In trouble: look at the log',
    age === undefined ? '' : `${Math.round(Number(age) / 1000)} s old`,
    ...Object.entries(others).map(([name, value]) => `${value} ${name}`),
  ]
    .filter(Boolean)
    .join(', ')
}
