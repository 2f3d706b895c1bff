import {
  A,
  Button,
  Card,
  Combobox,
  DateField,
  ErrorSummary,
  Form,
  Icon,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  Pill,
  Radios,
  State,
  TextArea,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { channelWords, type ThreadRow } from './inbox'

export type MessageView = {
  id: string
  direction: 'in' | 'out' | 'note'
  channel: 'email' | 'sms' | 'note'
  status:
    | 'draft'
    | 'queued'
    | 'sending'
    | 'unknown'
    | 'sent'
    | 'delivered'
    | 'undelivered'
    | 'failed'
    | 'bounced'
    | 'withheld'
    | 'received'
    | 'note'
  statusDetail: string
  fromAddress: string
  fromName: string
  toAddress: string
  writer: string
  text: string
  fresh: string
  at: number
  nextTryAt: number | null
  segments: number | null
  auth: 'pass' | 'fail' | 'unknown'
  authDetail: string
  marks: string[]
  files: { id: string | null; name: string; sizeBytes: number; why?: string }[]
  hasRaw: boolean
  hasHtml: boolean
}

type Props = {
  thread: ThreadRow & {
    about: string | null
    aboutHref: string | null
    assigneeId: string | null
    snoozedUntil: number | null
  }
  messages: MessageView[]
  /** The id of the oldest message here, where there are earlier ones. */
  earlier: string | null
  /** Whether newer ones are left out. */
  later: boolean
  draft: { channel: string; text: string; id: string } | null
  parties: { channel: 'email' | 'sms'; address: string; name: string; invited: boolean }[]
  barred: { address: string; sentence: string }[]
  suggestions: { id: string; number: number; subject: string; aboutTitle: string | null }[]
  labels: string[]
  address: string
  words: { id: string; name: string }[]
  values: Record<string, string>
  trouble: Trouble
}

/** Marks in words that say what to do. */
const markWords: Record<string, [kind: 'warning' | 'danger' | 'info', words: string]> = {
  'look-alike': [
    'danger',
    'The domain looks like one that you know, and is another. Do not answer before you have telephoned.',
  ],
  'reply-to-differs': ['danger', 'An answer would go to another domain than the one it came from.'],
  'unexpected-sender': [
    'warning',
    'It came with the address of this thread, but from somebody who was not written to.',
  ],
  'several-threads': ['warning', 'They were asked in several threads: look whether it belongs here.'],
  'first-time': ['info', 'The first message from this address.'],
  'auto-reply': ['info', 'An automatic answer.'],
  bounce: ['warning', 'A letter of yours did not arrive.'],
  complaint: ['warning', 'Somebody reported a letter as unwanted.'],
  list: ['info', 'Sent to many.'],
  oversize: ['warning', 'Too large to be unpacked. The whole of it is kept as it came.'],
  broken: ['warning', 'It is damaged: not all of it can be shown. The whole of it is kept as it came.'],
  stop: ['danger', 'They do not want to be written to. Nothing more is sent to this number.'],
}

/** One thread: what was said, with whom and about what, and the answer. */
export const ThreadPage = (props: Props) => {
  const { thread, messages, barred } = props
  return (
    <Page title={thread.subject} door="inbox" wrong={props.trouble !== null}>
      <Head {...props} />
      {barred.map(({ address, sentence }) => (
        <Note kind="danger">
          <span>
            <b>{address}:</b> {sentence}
          </span>
        </Note>
      ))}
      <div class="two">
        <div>
          {thread.state === 'unmatched' ? <Match {...props} /> : null}
          {props.earlier ? (
            <A href={`/threads/${thread.id}?before=${props.earlier}`} class="bt bt-q">
              Earlier messages
            </A>
          ) : null}
          <ol class="talk">
            {messages.map((message) => (
              <Bubble message={message} />
            ))}
          </ol>
          {props.later ? (
            <A href={`/threads/${thread.id}`} class="bt bt-q">
              The newest messages
            </A>
          ) : null}
          <Composer {...props} />
        </div>
        <Side {...props} />
      </div>
    </Page>
  )
}

const Head = ({ thread }: Props) => {
  const { may } = useRender()
  return (
    <PageHead
      title={thread.subject}
      back={{ href: '/inbox', label: 'Inbox' }}
      pill={<State of="thread" is={thread.state} />}
      facts={<span class="code">T-{thread.number}</span>}
    >
      {thread.state === 'open' && may('communications.thread.finish') ? (
        <Form action={`/threads/${thread.id}/finish`}>
          <Button icon="circle-check">Done</Button>
        </Form>
      ) : null}
      {thread.state !== 'open' && thread.state !== 'unmatched' && may('communications.thread.reopen') ? (
        <Form action={`/threads/${thread.id}/reopening`}>
          <Button icon="undo-2">Back to the inbox</Button>
        </Form>
      ) : null}
      {may('communications.thread.assign') ? (
        <More label="More for this thread">
          <Form action={`/threads/${thread.id}/assignment`}>
            <Button name="me" value="on">
              Give it to me
            </Button>
          </Form>
          <A href={`/threads/${thread.id}/triage`} class="bt bt-q">
            Give, snooze, label
          </A>
        </More>
      ) : null}
    </PageHead>
  )
}

const Bubble = ({ message }: { message: MessageView }) => {
  const { base, may } = useRender()
  const folded = message.fresh.trim() !== message.text.trim() && message.fresh.trim() !== ''
  return (
    <li id={message.id} class={`say say-${message.direction}`}>
      <header class="say-h">
        <b>{message.direction === 'in' ? message.fromName || message.fromAddress : message.writer}</b>
        <span class="muted">
          {message.direction === 'in'
            ? message.fromAddress
            : message.direction === 'out'
              ? `to ${message.toAddress}`
              : 'Note, never sent'}
        </span>
        <span class="muted end">
          {channelWords[message.channel]} · <When at={message.at} />
        </span>
      </header>
      {message.marks.map((mark) => {
        const [kind, words] = markWords[mark] ?? ['info', mark]
        return <Note kind={kind}>{words}</Note>
      })}
      <p class="prose">{folded ? message.fresh : message.text || 'It says nothing in plain words.'}</p>
      {folded ? (
        <details class="fold">
          <summary>What it quotes</summary>
          <p class="prose muted">{message.text}</p>
        </details>
      ) : null}
      {message.hasHtml ? (
        <details class="fold">
          <summary>As the sender laid it out</summary>
          <iframe
            class="letter"
            src={`${base}/messages/${message.id}/html`}
            sandbox=""
            title="The letter as it was laid out, without pictures and scripts"
            loading="lazy"
          />
        </details>
      ) : null}
      {message.files.length > 0 ? (
        <ul class="say-files">
          {message.files.map((file) => (
            <li>
              <Icon name="file" class="ico-s" />
              {file.id ? (
                <A href={`/files/${file.id}`} class="lk">
                  {file.name}
                </A>
              ) : (
                <span>
                  {file.name} <span class="muted">{file.why}</span>
                </span>
              )}{' '}
              <span class="muted">{size(file.sizeBytes)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <footer class="say-f">
        {message.direction === 'note' ? null : <State of="message" is={message.status} />}
        {message.statusDetail ? <span class="muted">{message.statusDetail}</span> : null}
        {message.direction === 'in' && message.channel === 'email' ? (
          <Pill
            hue={message.auth === 'pass' ? 'green' : message.auth === 'fail' ? 'red' : 'grey'}
            glyph={message.auth === 'pass' ? 'tick' : message.auth === 'fail' ? 'square' : 'ring'}
          >
            {message.auth === 'pass'
              ? 'Sender proved'
              : message.auth === 'fail'
                ? 'Sender not proved'
                : 'Sender unknown'}
          </Pill>
        ) : null}
        {message.segments !== null ? (
          <span class="muted">{message.segments === 1 ? '1 part' : `${message.segments} parts`}</span>
        ) : null}
        {message.hasRaw ? (
          <A href={`/messages/${message.id}/raw`} class="lk">
            As it came
          </A>
        ) : null}
        {['failed', 'withheld', 'unknown', 'undelivered', 'bounced'].includes(message.status) &&
        may('communications.message.send-again') ? (
          <Form action={`/messages/${message.id}/again`}>
            <Button size="small" icon="rotate-ccw">
              Send again
            </Button>
          </Form>
        ) : null}
      </footer>
    </li>
  )
}

const size = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

/** Words that are written often: a press fills them in. */
const ReadyWords = ({ words, href }: { words: { id: string; name: string }[]; href: string }) => {
  const { may } = useRender()
  if (!may('communications.template.save')) return null
  return (
    <details class="fold">
      <summary>Ready words</summary>
      <p class="line">
        {words.map(({ id, name }) => (
          <A href={`${href}${href.includes('?') ? '&' : '?'}words=${id}#text`} class="bt bt-s">
            {name}
          </A>
        ))}
        <A href="/threads/words" class="lk">
          {words.length === 0 ? 'Write some once, use them often' : 'Change them'}
        </A>
      </p>
    </details>
  )
}

const Composer = ({ thread, parties, draft, words, values, trouble }: Props) => {
  const { may } = useRender()
  const [last] = parties
  if (!may('communications.message.send')) return null
  const channel = values.channel ?? draft?.channel ?? thread.channel
  return (
    <Card title="Answer">
      <ErrorSummary trouble={trouble} />
      <ReadyWords words={words} href={`/threads/${thread.id}`} />
      <Form action={`/threads/${thread.id}/messages`} class="form" files draft={`thread-${thread.id}`}>
        {draft ? <input type="hidden" name="draftId" value={draft.id} /> : null}
        <div class="form-row">
          <TextField name="to" label="To" value={values.to ?? last?.address ?? ''} width="full" trouble={trouble} />
          <Radios
            name="channel"
            legend="By"
            value={channel}
            choices={[
              { value: 'email', label: 'E-mail' },
              { value: 'sms', label: 'Text message' },
            ]}
            trouble={trouble}
          />
        </div>
        <div class="field">
          <TextArea name="text" label="Message" rows={5} value={values.text ?? draft?.text ?? ''} trouble={trouble} />
          <p class="hint" data-segments-of="text" aria-live="polite">
            A text message of plain letters has 160 in one part; accents such as ę or an emoji make it 70.
          </p>
        </div>
        <div class="field">
          <label for="file">
            Files <span class="muted">(optional)</span>
          </label>
          <input id="file" name="file" type="file" multiple class="input-full" />
        </div>
        <div class="form-end">
          <Button kind="primary">Send</Button>
          <Button name="deed" value="note">
            Keep as a note
          </Button>
          <Button kind="quiet" name="deed" value="draft">
            Keep as a draft
          </Button>
        </div>
      </Form>
    </Card>
  )
}

/** Where does it belong? The three answers, and what to learn from it. */
const Match = ({ thread, suggestions, trouble }: Props) => {
  const { may } = useRender()
  if (!may('communications.thread.link')) return null
  return (
    <Card title="Where does this belong?">
      {suggestions.length > 0 ? (
        <>
          <p class="hint">The same sender takes part in these. Only you can say whether it belongs there.</p>
          {suggestions.map(({ number, subject, aboutTitle }) => (
            <Form action={`/threads/${thread.id}/link`}>
              <input type="hidden" name="intoNumber" value={String(number)} />
              <p class="line">
                <Button size="small">{`Put into T-${number}`}</Button> {subject} <span class="muted">{aboutTitle}</span>
              </p>
            </Form>
          ))}
        </>
      ) : null}
      <Form action={`/threads/${thread.id}/link`} class="form">
        <div class="form-row">
          <TextField
            name="intoNumber"
            label="Into the thread"
            hint="Such as T-12."
            optional
            width="short"
            trouble={trouble}
          />
          <TextField
            name="about"
            label="About the record"
            hint="Its id; empty: it stands for itself."
            optional
            trouble={trouble}
          />
        </div>
        <Radios
          name="rule"
          legend="And next time?"
          value=""
          choices={[
            { value: '', label: 'Ask again' },
            { value: 'address', label: 'Do the same with this address' },
            { value: 'domain', label: 'Do the same with everybody of this domain' },
          ]}
          trouble={trouble}
        />
        <div class="form-end">
          <Button>Put it there</Button>
        </div>
      </Form>
    </Card>
  )
}

const Side = ({ thread, parties, labels, address }: Props) => {
  const { may } = useRender()
  return (
    <div>
      <Card title="Facts">
        <KeyValues
          pairs={[
            [
              'About',
              thread.aboutTitle && thread.aboutHref ? (
                <A href={thread.aboutHref} class="lk">
                  {thread.aboutTitle}
                </A>
              ) : (
                <span class="muted">Nothing</span>
              ),
            ],
            ['Person', thread.assignee ?? <span class="muted">Nobody yet</span>],
            ...(thread.snoozedUntil
              ? ([['Sleeps until', <When at={thread.snoozedUntil} plain />]] as [string, never][])
              : []),
            ['Labels', labels.join(', ') || <span class="muted">None</span>],
            ['Answers reach it at', <span class="code code-copy">{address}</span>],
          ]}
        />
        {may('communications.thread.assign') ? (
          <p>
            <LinkButton href={`/threads/${thread.id}/triage`} size="small">
              Give, snooze, label
            </LinkButton>
          </p>
        ) : null}
      </Card>
      <Card title="Who takes part">
        {parties.map(({ address, name, channel, invited }) => (
          <p class="row-t">
            <b>{name || address}</b>
            <span class="muted">
              {channelWords[channel]} {address}
              {invited ? '' : ' · nobody wrote to them'}
            </span>
          </p>
        ))}
      </Card>
    </div>
  )
}

type TriageProps = {
  thread: Props['thread']
  labels: string[]
  known: string[]
  values: Record<string, string>
  trouble: Trouble
}

/** Three small forms about one thread: whose it is, when it comes back, and its labels. */
export const TriagePage = ({ thread, labels, known, values, trouble }: TriageProps) => (
  <Page title={`T-${thread.number}`} door="inbox" wrong={trouble !== null}>
    <PageHead title={thread.subject} back={{ href: `/threads/${thread.id}`, label: `T-${thread.number}` }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/threads/${thread.id}/assignment`} class="form">
      <Combobox
        name="assigneeId"
        label="Whose is it?"
        hint="Begin to type a name; empty for nobody."
        optional
        find="/people/pick"
        value={thread.assigneeId ?? ''}
        shown={thread.assignee ?? ''}
        trouble={trouble}
      />
      <div class="form-end">
        <Button>Give it</Button>
      </div>
    </Form>
    {thread.state === 'unmatched' ? null : (
      <Form action={`/threads/${thread.id}/snooze`} class="form">
        <DateField
          name="until"
          label="Sleep until"
          hint="It comes back at seven in the morning."
          value={values.until}
          trouble={trouble}
        />
        <div class="form-end">
          <Button>Let it sleep</Button>
        </div>
      </Form>
    )}
    <Form action={`/threads/${thread.id}/labels`} class="form">
      <TextField
        name="label"
        label="Label"
        hint={known.length > 0 ? `Such as ${known.slice(0, 5).join(', ')}.` : 'Such as Invoice or Claim.'}
        width="medium"
        value={values.label}
        trouble={trouble}
      />
      <div class="form-end">
        <Button>Put it on</Button>
      </div>
    </Form>
    {labels.map((label) => (
      <Form action={`/threads/${thread.id}/labels`}>
        <input type="hidden" name="label" value={label} />
        <Button size="small" name="on" value="off" icon="x">
          {`Take off ${label}`}
        </Button>
      </Form>
    ))}
  </Page>
)

type NewProps = {
  about: { id: string; title: string } | null
  words: { id: string; name: string }[]
  /** The address of this page without words. */
  href: string
  values: Record<string, string>
  trouble: Trouble
}

export const NewThreadPage = ({ about, words, href, values, trouble }: NewProps) => (
  <Page title="Write" door="inbox" wrong={trouble !== null}>
    <PageHead title="Write" back={{ href: '/inbox', label: 'Inbox' }} facts={about ? `about ${about.title}` : ''} />
    <ErrorSummary trouble={trouble} />
    <ReadyWords words={words} href={href} />
    <Form action="/threads" class="form" files draft="thread-new">
      {about ? <input type="hidden" name="about" value={about.id} /> : null}
      <Radios
        name="channel"
        legend="By"
        value={values.channel ?? 'email'}
        choices={[
          { value: 'email', label: 'E-mail' },
          { value: 'sms', label: 'Text message', hint: 'Only to those who agreed to it.' },
        ]}
        trouble={trouble}
      />
      <TextField
        name="to"
        label="To"
        hint="An e-mail address, or a telephone number."
        value={values.to}
        trouble={trouble}
        autofocus={!trouble}
      />
      <TextField name="toName" label="Name" optional value={values.toName} longest={120} trouble={trouble} />
      <TextField name="subject" label="Subject" optional value={values.subject} longest={300} trouble={trouble} />
      <TextArea name="text" label="Message" rows={8} value={values.text} trouble={trouble} />
      <p class="hint" data-segments-of="text" aria-live="polite">
        A text message of plain letters has 160 in one part; accents such as ę or an emoji make it 70.
      </p>
      <div class="field">
        <label for="file">
          Files <span class="muted">(optional)</span>
        </label>
        <input id="file" name="file" type="file" multiple class="input-full" />
      </div>
      <div class="form-end">
        <Button kind="primary">Send</Button>
        <A href="/inbox" class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
