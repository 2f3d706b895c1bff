import { Button, Card, EmptyState, ErrorSummary, Form, Note, TextArea, TextField, type Trouble, When } from '../kit'
import { Deeds, LocalDoor, type Message, WithLinks } from './doors'

type PhoneProps = {
  /** Each number with its newest message, newest first. */
  numbers: { number: string; last: Message }[]
  /** The open conversation, oldest first. */
  thread: Message[]
  /** Whose telephone this is; empty for a new one. */
  number: string
  /** The number of the house that the answer goes to. */
  house: string
  values: Record<string, string>
  trouble: Trouble
  origin: string
}

/** Two panes: the telephones of people outside, and the one that is in the hand. */
export const PhonePage = ({ numbers, thread, number, house, values, trouble, origin }: PhoneProps) => (
  <LocalDoor here="phone" title="Text messages that would have gone out" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <div class="three">
      <Card title="Telephones">
        {numbers.length === 0 ? (
          <EmptyState icon="message-square" title="No message yet">
            <p>What the house texts to people is kept here instead of going out.</p>
          </EmptyState>
        ) : null}
        {numbers.map(({ number: one, last }) => (
          <a
            class="row"
            href={`/dev/phone?number=${encodeURIComponent(one)}`}
            aria-current={one === number ? 'page' : undefined}
          >
            <span class="row-t">
              <b>{one}</b>
              <span class="muted">{(last.body.text ?? '').slice(0, 80)}</span>
            </span>
            <When at={last.at} />
          </a>
        ))}
        <p class="line">
          <a class="lk" href="/dev/phone?number=new">
            Another telephone
          </a>
        </p>
      </Card>
      <Card title={number || 'Another telephone'}>
        {thread.map(({ id, direction, body, at }) => (
          <div id={id}>
            <Note kind={direction === 'out' ? 'info' : 'good'}>
              <span class="row-t">
                <span class="muted">
                  {direction === 'out' ? 'The house, ' : 'This telephone, '}
                  <When at={at} />
                </span>
                <span class="prose">
                  <WithLinks text={body.text ?? ''} origin={origin} />
                </span>
              </span>
            </Note>
            <Deeds
              id={id}
              deeds={
                direction === 'in'
                  ? [['repeat', 'Comes once more']]
                  : [
                      ['arrived', 'It arrived'],
                      ['lost', 'It did not arrive'],
                    ]
              }
            />
          </div>
        ))}
        <Form action="/dev/phone" absolute class="form">
          <input type="hidden" name="to" value={house} />
          {number ? (
            <input type="hidden" name="from" value={number} />
          ) : (
            <TextField
              name="from"
              label="Number"
              hint="With its country code, such as +31 10 123 4567."
              type="tel"
              inputmode="tel"
              value={values.from}
              trouble={trouble}
            />
          )}
          <TextArea name="text" label="Message" rows={3} value={values.text} trouble={trouble} />
          <div class="form-end">
            <Button kind="primary">Send message</Button>
            {['STOP', 'HELP', 'START', 'YES'].map((word) => (
              <Button name="quick" value={word} kind="quiet">
                {word}
              </Button>
            ))}
          </div>
        </Form>
      </Card>
    </div>
  </LocalDoor>
)
