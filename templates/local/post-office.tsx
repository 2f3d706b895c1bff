import { EmptyState, When } from '../kit'
import { Door } from '../layouts/door'

type Kept = {
  id: string
  direction: 'out' | 'in'
  sender: string
  recipient: string
  body: Record<string, string>
  at: number
}

const Links = () => (
  <p class="line">
    <a class="lk" href="/dev/mail">
      Mail
    </a>
    <a class="lk" href="/dev/phone">
      Text messages
    </a>
    <a class="lk" href="/dev/push">
      Notes on devices
    </a>
    <a class="lk" href="/kit">
      Kit
    </a>
  </p>
)

/** A URL in a letter, as a link: only of this machine's house. */
const withLinks = (text: string) =>
  text.split(/(https?:\/\/localhost[^\s]*)/).map((piece) =>
    /^https?:\/\/localhost/.test(piece) ? (
      <a class="lk" href={piece}>
        {piece}
      </a>
    ) : (
      piece
    ),
  )

export const MailboxPage = ({ letters }: { letters: Kept[] }) => (
  <Door title="Local mail" wide>
    <h1>Mail that would have gone out</h1>
    <Links />
    {letters.length === 0 ? <EmptyState icon="mail" title="No letter yet" /> : null}
    {letters.map(({ id, recipient, body, at }) => (
      <details class="box">
        <summary class="row">
          <span class="row-t">
            <b>{body.subject}</b>
            <span class="muted">to {recipient}</span>
          </span>
          <When at={at} />
        </summary>
        <div class="box-in">
          <p class="prose">{withLinks(body.text ?? '')}</p>
          <a class="lk" href={`/dev/mail/${id}`}>
            As a mail program shows it
          </a>
        </div>
      </details>
    ))}
  </Door>
)

export const PhonePage = ({ messages }: { messages: Kept[] }) => (
  <Door title="Local telephone" wide>
    <h1>Text messages that would have gone out</h1>
    <Links />
    {messages.length === 0 ? (
      <EmptyState icon="message-square" title="No text message yet">
        <p>No room of the house sends text messages yet.</p>
      </EmptyState>
    ) : null}
    {messages.map(({ recipient, body, at }) => (
      <p class="row">
        <span class="row-t">
          <b>{recipient}</b> {body.text}
        </span>
        <When at={at} />
      </p>
    ))}
  </Door>
)

export const PushPage = ({ notes }: { notes: Kept[] }) => (
  <Door title="Local devices" wide>
    <h1>Notes that would have shown on devices</h1>
    <Links />
    {notes.length === 0 ? (
      <EmptyState icon="bell" title="No note yet">
        <p>No room of the house sends notes to devices yet.</p>
      </EmptyState>
    ) : null}
    {notes.map(({ recipient, body, at }) => (
      <p class="row">
        <span class="row-t">
          <b>{body.title}</b>{' '}
          <span class="muted">
            {recipient}: {body.text}
          </span>
        </span>
        <When at={at} />
      </p>
    ))}
  </Door>
)
