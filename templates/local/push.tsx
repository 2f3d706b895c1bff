import { EmptyState, When } from '../kit'
import { LocalDoor, type Message, People } from './doors'

type PushProps = { notes: Message[]; people: string[]; person: string }

export const PushPage = ({ notes, people, person }: PushProps) => (
  <LocalDoor here="push" title="Notes that would have shown on devices">
    <People path="/dev/push" people={people} person={person} />
    {notes.length === 0 ? (
      <EmptyState icon="bell" title="No note yet">
        <p>What the house sends to people’s devices is kept here, newest first, instead of going out.</p>
      </EmptyState>
    ) : null}
    {notes.map(({ id, recipient, body, at }) => (
      <div class="row" id={id}>
        <span class="row-t">
          <b>{body.title}</b>
          <span class="prose">{`\n${body.text}`}</span>
          <span class="muted">
            on the device of {recipient}, <When at={at} />
          </span>
        </span>
        <a class="bt bt-s" href={body.href}>
          Open
        </a>
      </div>
    ))}
  </LocalDoor>
)
