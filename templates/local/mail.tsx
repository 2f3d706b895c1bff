import { Button, EmptyState, ErrorSummary, Form, TextArea, TextField, type Trouble, When } from '../kit'
import { Deeds, LocalDoor, type Message, People, WithLinks } from './doors'

type MailboxProps = { letters: Message[]; people: string[]; person: string; origin: string }

export const MailboxPage = ({ letters, people, person, origin }: MailboxProps) => (
  <LocalDoor here="mail" title="Mail that would have gone out">
    <p class="line">
      <a class="lk" href="/dev/mail/new">
        Write to the house
      </a>
    </p>
    <People path="/dev/mail" people={people} person={person} />
    {letters.length === 0 ? (
      <EmptyState icon="mail" title="No letter yet">
        <p>What the house sends is kept here, newest first, instead of going out.</p>
      </EmptyState>
    ) : null}
    {letters.map((letter) => (
      <Letter letter={letter} origin={origin} />
    ))}
  </LocalDoor>
)

const Letter = ({
  letter: { id, direction, sender, recipient, body, at },
  origin,
}: {
  letter: Message
  origin: string
}) => (
  <details class="box" id={id}>
    <summary class="row">
      <span class="row-t">
        <b>{body.subject || 'No subject'}</b>
        <span class="muted">{direction === 'out' ? `to ${recipient}` : `from ${sender} to the house`}</span>
      </span>
      <When at={at} />
    </summary>
    <div class="box-in">
      <p class="prose">
        <WithLinks text={body.text ?? ''} origin={origin} />
      </p>
      <p class="line">
        {body.html ? (
          <a class="lk" href={`/dev/mail/${id}`}>
            As a mail program shows it
          </a>
        ) : null}
        {direction === 'out' ? (
          <a class="lk" href={`/dev/mail/new?answers=${id}`}>
            Answer as {body.toName || recipient}
          </a>
        ) : null}
      </p>
      <Deeds
        id={id}
        deeds={
          direction === 'in'
            ? [['repeat', 'Comes once more']]
            : [
                ['pdf', 'Answer with a PDF'],
                ['arrived', 'It arrived'],
                ['delay', 'It is delayed'],
                ['bounce', 'It bounces'],
              ]
        }
      />
    </div>
  </details>
)

type LetterFormProps = { values: Record<string, string>; trouble: Trouble }

/** Somebody outside writes to the house. */
export const LetterFormPage = ({ values, trouble }: LetterFormProps) => (
  <LocalDoor here="mail" title="Write to the house" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <p class="muted">It goes through the house’s own e-mail door, as a message of the world outside.</p>
    <Form action="/dev/mail" absolute class="form">
      <input type="hidden" name="inReplyTo" value={values.inReplyTo ?? ''} />
      <TextField name="from" label="From" type="email" inputmode="email" value={values.from} trouble={trouble} />
      <TextField name="fromName" label="Name" optional value={values.fromName} trouble={trouble} longest={120} />
      <TextField name="to" label="To" type="email" inputmode="email" value={values.to} trouble={trouble} />
      <TextField name="subject" label="Subject" optional value={values.subject} trouble={trouble} longest={300} />
      <TextArea name="text" label="Letter" rows={8} value={values.text} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Send letter</Button>
      </div>
    </Form>
  </LocalDoor>
)
