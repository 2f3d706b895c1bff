import { Button, ErrorSummary, Form, PasswordField, TextField, type Trouble } from '../../kit'
import { Door } from '../../layouts/door'
import { PasskeyButton } from './passkey-button'
import { CodeField, RecoveryField } from './second'

type ProveProps = {
  next: string
  /** What was sent before the question, closed. Empty when nothing was. */
  kept: string
  second: boolean
  /** Of a mailed code, once one is on its way. */
  ticket: string
  email: string
  passkey: boolean
  password: boolean
  mailed: boolean
  app: boolean
  recovery: boolean
  trouble: Trouble
}

/** Proving once more who one is. What was typed before goes on its way right after. */
export const ProvePage = (props: ProveProps) => {
  const { next, kept, second, ticket, email, passkey, password, mailed, app, recovery, trouble } = props
  const asksByForm = password || mailed || app || recovery
  const again = new URLSearchParams({ next, ...(second ? { second: 'yes' } : {}) })
  return (
    <Door title="Is it you?" wrong={trouble !== null} script="passkey">
      <ErrorSummary trouble={trouble} />
      <h1 tabindex={-1}>Is it you?</h1>
      <p class="muted">
        {second
          ? 'This organization asks for your second factor.'
          : 'What comes next is not done from a desk that somebody left. Prove that it is you; it holds for ten minutes.'}
        {kept ? ' What you typed is kept and goes on right after.' : ''}
      </p>
      <p>
        Signed in as <b>{email}</b>
      </p>
      {passkey ? (
        <PasskeyButton
          purpose="prove"
          action="/prove"
          next={next}
          kept={kept}
          second={second}
          label="Use a passkey"
          primary={!asksByForm}
        />
      ) : null}
      {asksByForm ? (
        <Form action="/prove" absolute class="form">
          <input type="hidden" name="next" value={next} />
          {kept ? <input type="hidden" name="kept" value={kept} /> : null}
          {second ? <input type="hidden" name="second" value="yes" /> : null}
          {ticket ? <input type="hidden" name="ticket" value={ticket} /> : null}
          {password ? (
            <PasswordField name="password" label="Password" autocomplete="current-password" trouble={trouble} />
          ) : null}
          {mailed && ticket ? (
            <div class="code-input">
              <TextField
                name="mailed"
                label="Code of the letter"
                hint="Six digits. The letter arrives within a minute."
                autocomplete="one-time-code"
                inputmode="numeric"
                width="medium"
                longest={12}
                trouble={trouble?.fields.code ? { ...trouble, fields: { mailed: trouble.fields.code } } : trouble}
              />
            </div>
          ) : null}
          {app && !recovery && !(mailed && !ticket) ? <CodeField trouble={trouble} /> : null}
          {recovery && !(mailed && !ticket) ? <RecoveryField trouble={trouble} /> : null}
          <div class="form-end">
            {mailed && !ticket ? (
              <Button kind="primary" name="way" value="mail" wide>
                E-mail me a code
              </Button>
            ) : (
              <Button kind="primary" wide>
                Go on
              </Button>
            )}
          </div>
        </Form>
      ) : null}
      <div class="door-foot">
        {(app || passkey) && !recovery && !kept ? (
          <a class="lk" href={`/prove?${again}&way=recovery`}>
            Use a recovery code
          </a>
        ) : null}
        <a class="lk" href={next}>
          Cancel
        </a>
      </div>
    </Door>
  )
}
