import { A, Button, Card, ErrorSummary, Form, Note, PageHead, Select, TextArea, TextField, type Trouble } from '../kit'
import { Page } from '../layouts/page'
import { AnswerLine, WholeQuote } from './quote-link'
import type { Rfq, RfqLine } from './shapes'

type Values = Record<string, string>

/** A place of the source that something was read from. */
export type Mark = { name: string; from: number; to: number; confidence: number }

/** Paste what a vendor wrote. */
export const WrittenBeginPage = ({
  rfq,
  vendors,
  values,
  trouble,
}: {
  rfq: Rfq
  vendors: { value: string; label: string }[]
  values: Values
  trouble: Trouble
}) => (
  <Page title="Write down an answer" door="buying" wrong={trouble !== null}>
    <PageHead title="Write down an answer" back={{ href: `/rfqs/${rfq.id}`, label: `RFQ-${rfq.number}` }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/rfqs/${rfq.id}/answers/reading`} class="form">
      <Select name="vendorId" label="Who answered" value={values.vendorId} choices={vendors} width="full" />
      <TextArea
        name="source"
        label="What they wrote"
        hint="Paste the whole mail or text. Prices, lead times and terms are found in it for you to check."
        rows={12}
        value={values.source}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary">Read it</Button>
        <A href={`/rfqs/${rfq.id}`} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)

type Props = {
  rfq: Rfq
  lines: RfqLine[]
  vendor: string
  source: string
  marks: Mark[]
  flags: string[]
  /** The message of the post office that it came by; null for pasted words. */
  from: {
    id: string
    threadId: string
    files: { href: string | null; name: string; words: string }[]
  } | null
  lineFlags: Map<number, string[]>
  values: Values
  currencies: string[]
  trouble: Trouble
}

/** The words on one side, what was read of them on the other: a person says whether it is so. */
export const WrittenAnswerPage = ({
  rfq,
  lines,
  vendor,
  source,
  marks,
  flags,
  from,
  lineFlags,
  values,
  currencies,
  trouble,
}: Props) => (
  <Page title={`Answer of ${vendor}`} door="buying" wrong={trouble !== null}>
    <PageHead
      title={`Answer of ${vendor}`}
      back={{ href: `/rfqs/${rfq.id}`, label: `RFQ-${rfq.number}` }}
      facts="Check it against their words, then save"
    />
    <ErrorSummary trouble={trouble} />
    {flags.map((flag) => (
      <Note kind="warning">
        <span>{flag}.</span>
      </Note>
    ))}
    <div class="read-two">
      <Card title="What they wrote">
        <p class="source">{markedUp(source, marks)}</p>
        {from?.files.map(({ href, name, words }) => (
          <p class="hint">
            {href ? (
              <A href={href} class="lk">
                {name}
              </A>
            ) : (
              name
            )}{' '}
            {words}.
          </p>
        ))}
        <p class="hint">
          Marked is what was read. What is not found stays empty; it is never taken for nothing. Nothing that stands
          here does anything by itself.
        </p>
        {from ? (
          <>
            <p>
              <A href={`/threads/${from.threadId}`} class="lk">
                Answer them in the thread
              </A>
            </p>
            <details class="fold" open={Boolean(trouble?.fields.why)}>
              <summary>This is no quote</summary>
              <Form action={`/rfqs/${rfq.id}/answers/from/${from.id}/aside`} class="form">
                <TextField name="why" label="Why?" longest={300} value={values.why} trouble={trouble} />
                <Button>Set it aside</Button>
              </Form>
            </details>
          </>
        ) : null}
      </Card>
      <Form action={`/rfqs/${rfq.id}/answers`} class="form answers">
        <input type="hidden" name="vendorId" value={values.vendorId ?? ''} />
        {from ? (
          <input type="hidden" name="replyId" value={from.id} />
        ) : (
          <textarea name="source" hidden>
            {source}
          </textarea>
        )}
        {lines.map((line) => (
          <AnswerLine line={line} values={values} trouble={trouble} flags={lineFlags.get(line.position) ?? []} />
        ))}
        <WholeQuote values={values} trouble={trouble} currencies={currencies} />
        <div class="form-end">
          <Button kind="primary">Save as their quote</Button>
        </div>
      </Form>
    </div>
  </Page>
)

/** The source with what was read marked in it. */
function markedUp(source: string, marks: Mark[]) {
  const pieces = []
  let at = 0
  for (const { from, to, name, confidence } of marks) {
    pieces.push(source.slice(at, from))
    pieces.push(
      <mark title={`${name}, ${Math.round(confidence * 100)} % sure`} class={confidence < 0.7 ? 'unsure' : undefined}>
        {source.slice(from, to)}
      </mark>,
    )
    at = to
  }
  return [...pieces, source.slice(at)]
}
