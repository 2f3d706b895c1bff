import { Button, ErrorSummary, Form, TextField, type Trouble } from '../../kit'
import { Door } from '../../layouts/door'
import { PasskeyButton } from './passkey-button'

/** The six digits of an authenticator app. */
export const CodeField = ({ trouble }: { trouble: Trouble }) => (
  <div class="code-input">
    <TextField
      name="code"
      label="Code of your authenticator app"
      hint="Six digits; they change every 30 seconds."
      autocomplete="one-time-code"
      inputmode="numeric"
      width="medium"
      longest={12}
      trouble={trouble}
    />
  </div>
)

export const RecoveryField = ({ trouble }: { trouble: Trouble }) => (
  <TextField
    name="recovery"
    label="Recovery code"
    hint="One of the ten on your sheet, or the code of the letter that an administrator had sent. Dashes and small letters do not matter."
    autocomplete="off"
    longest={60}
    trouble={trouble}
  />
)

type SecondProps = { passkey: boolean; app: boolean; recovery: boolean; trouble: Trouble }

/** After the first factor, for those who have a second. */
export const SecondFactorPage = ({ passkey, app, recovery, trouble }: SecondProps) => (
  <Door title="Your second factor" wrong={trouble !== null} script="passkey">
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Your second factor</h1>
    {recovery ? (
      <>
        <Form action="/sign-in/second" absolute class="form">
          <input type="hidden" name="way" value="recovery" />
          <RecoveryField trouble={trouble} />
          <div class="form-end">
            <Button kind="primary" wide>
              Sign in
            </Button>
          </div>
        </Form>
        <details class="how">
          <summary>I have no recovery code either</summary>
          <p class="muted">
            Ask an administrator of your organization. They know you, and can have a letter sent to you whose code
            stands in for your second factor once. Nobody at a help desk can do it for them.
          </p>
        </details>
        <div class="door-foot">
          <a class="lk" href="/sign-in/second">
            Use another way
          </a>
        </div>
      </>
    ) : (
      <>
        {passkey ? (
          <PasskeyButton purpose="second" action="/sign-in/second" next="/" label="Use a passkey" primary={!app} />
        ) : null}
        {app ? (
          <Form action="/sign-in/second" absolute class="form">
            <input type="hidden" name="way" value="app" />
            <CodeField trouble={trouble} />
            <div class="form-end">
              <Button kind="primary" wide>
                Sign in
              </Button>
            </div>
          </Form>
        ) : null}
        <div class="door-foot">
          <a class="lk" href="/sign-in/second?way=recovery">
            I have lost it: use a recovery code
          </a>
          <a class="lk" href="/sign-in">
            Start again
          </a>
        </div>
      </>
    )}
  </Door>
)

/** A passkey that did not open the door: why, and what to do instead. */
export const PasskeyTroublePage = ({ trouble, next }: { trouble: NonNullable<Trouble>; next: string }) => (
  <Door title="The passkey did not work" wrong script="passkey">
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>The passkey did not work</h1>
    <PasskeyButton purpose="sign-in" action="/sign-in/passkey" next={next} label="Try a passkey again" primary />
    <div class="door-foot">
      <a class="lk" href={`/sign-in?next=${encodeURIComponent(next)}`}>
        Sign in another way
      </a>
    </div>
  </Door>
)
