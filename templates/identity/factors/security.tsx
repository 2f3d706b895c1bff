import { A, Button, Card, ErrorSummary, Form, Icon, Note, TextField, type Trouble, When } from '../../kit'
import { Door } from '../../layouts/door'
import { AccountCards } from '../account'
import { PasskeyFields } from './passkey-button'
import { CodeField } from './second'

export type Factors = {
  hasPassword: boolean
  passkeys: number
  app: boolean
  codes: number
  codesMadeAt: number | null
}
export type PasskeyRow = { id: string; name: string; synced: boolean; createdAt: number; usedAt: number | null }

/** The ways of signing in as cards: for the profile page, and for the page of their own. */
export const SecurityCards = ({
  factors,
  passkeys,
  back,
}: {
  factors: Factors
  passkeys: PasskeyRow[]
  back: string
}) => {
  const next = `next=${encodeURIComponent(back)}`
  return (
    <>
      <Card
        title="Passkeys"
        end={
          <a class="bt bt-s" href={`/security/passkeys/new?${next}`}>
            <Icon name="plus" class="ico-s" />
            Add a passkey
          </a>
        }
      >
        {passkeys.length === 0 ? (
          <p class="muted">
            None. A passkey signs you in with your finger, your face or the lock of your device: nothing to remember,
            and nothing that a false page could ask you for.
          </p>
        ) : (
          <ul class="factors">
            {passkeys.map(({ id, name, synced, createdAt, usedAt }) => (
              <li>
                <Icon name="key-round" />
                <span>
                  <a class="lk" href={`/security/passkeys/${id}`}>
                    {name}
                  </a>
                  <span class="muted">
                    {synced ? 'In a password manager' : 'On one device'}, added <When at={createdAt} />
                    {usedAt === null ? (
                      ', not used yet'
                    ) : (
                      <>
                        , used <When at={usedAt} />
                      </>
                    )}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card
        title="Authenticator app"
        end={
          factors.app ? (
            <a class="bt bt-s" href="/security/app/removal">
              Remove
            </a>
          ) : null
        }
      >
        <p class="muted">
          {factors.app
            ? 'Signing in with your password asks for the six digits of your app.'
            : 'An app on your telephone shows six digits that change every 30 seconds; signing in with your password asks for them.'}
        </p>
        <Form action="/security/app" absolute>
          <input type="hidden" name="next" value={back} />
          <Button size="small">{factors.app ? 'Set up another app instead' : 'Set up an app'}</Button>
        </Form>
      </Card>
      <Card
        title="Recovery codes"
        end={
          <a class="bt bt-s" href={`/security/codes?${next}`}>
            {factors.codesMadeAt === null ? 'Make codes' : 'Make new codes'}
          </a>
        }
      >
        <p class="muted">
          {factors.codesMadeAt === null ? (
            'For the day your device is lost: ten codes to print and lock away. Each works once.'
          ) : (
            <>
              <b>{factors.codes}</b> of 10 are left, made <When at={factors.codesMadeAt} />.
            </>
          )}
        </p>
      </Card>
    </>
  )
}

type ProfileSecurityProps = { factors: Factors; passkeys: PasskeyRow[]; pinAt: number | null; back: string }

/** The part of one's profile that says how one signs in. */
export const ProfileSecurity = ({ factors, passkeys, pinAt, back }: ProfileSecurityProps) => (
  <section class="profile-security" id="signing-in" aria-labelledby="signing-in-title">
    <h2 class="group-h" id="signing-in-title">
      Signing in
    </h2>
    <Card
      title="Password"
      end={
        <a class="bt bt-s" href="/security/password">
          {factors.hasPassword ? 'Change' : 'Choose one'}
        </a>
      }
    >
      <p class="muted">
        {factors.hasPassword
          ? 'Set. Changing it signs your other devices out.'
          : 'None: you sign in by a mailed code, a passkey or your organization’s own sign-in.'}
      </p>
    </Card>
    <SecurityCards factors={factors} passkeys={passkeys} back={back} />
    <Card
      title="PIN for shared tablets"
      end={
        <A href="/profile/pin" class="bt bt-s">
          {pinAt === null ? 'Set a PIN' : 'Change or remove'}
        </A>
      }
    >
      <p class="muted">
        {pinAt === null ? (
          'None. With a PIN you open the shared tablets of this organization by a tap on your name.'
        ) : (
          <>
            Set <When at={pinAt} />. It opens the shared tablets of this organization, and nothing else.
          </>
        )}
      </p>
    </Card>
  </section>
)

export const SecurityPage = ({
  factors,
  passkeys,
  email,
  devices,
}: {
  factors: Factors
  passkeys: PasskeyRow[]
  email: string
  devices: number
}) => (
  <Door title="Signing in" wide>
    <h1 tabindex={-1}>How you sign in</h1>
    <AccountCards email={email} hasPassword={factors.hasPassword} devices={devices} />
    <SecurityCards factors={factors} passkeys={passkeys} back="/security" />
    <div class="door-foot">
      <a class="lk" href="/">
        Back to work
      </a>
    </div>
  </Door>
)

/** The page that leads somebody to a second factor; with `organization`, because it asks for one. */
export const ChooseFactorPage = ({
  factors,
  next,
  organization,
}: {
  factors: Factors
  next: string
  organization: string | null
}) => (
  <Door title="Add a second factor">
    <h1 tabindex={-1}>Add a second factor</h1>
    <p>
      {organization === null ? '' : <b>{organization} asks everybody for a second factor. </b>}A password alone can be
      guessed or given away. Choose what you have at hand; it takes a minute.
    </p>
    <ul class="links">
      <li>
        <a href={`/security/passkeys/new?next=${encodeURIComponent(next)}`}>
          <Icon name="fingerprint" />
          <span>
            <b>A passkey</b>
            <span class="muted">Your finger, your face or the lock of this device. The quickest and the safest.</span>
          </span>
          <Icon name="chevron-right" class="ico-s" />
        </a>
      </li>
      <li>
        <Form action="/security/app" absolute>
          <input type="hidden" name="next" value={next} />
          <button type="submit" class="choice">
            <Icon name="smartphone" />
            <span>
              <b>{factors.app ? 'Another authenticator app' : 'An authenticator app'}</b>
              <span class="muted">Six digits on your telephone. Works without a network.</span>
            </span>
            <Icon name="chevron-right" class="ico-s" />
          </button>
        </Form>
      </li>
    </ul>
    <div class="door-foot">
      {organization === null ? (
        <a class="lk" href={next}>
          Not now
        </a>
      ) : (
        <a class="lk" href="/organizations">
          Another organization
        </a>
      )}
      <Form action="/sign-out" absolute>
        <Button kind="quiet">Sign out</Button>
      </Form>
    </div>
  </Door>
)

export const NewPasskeyPage = ({ name, next, trouble }: { name: string; next: string; trouble: Trouble }) => (
  <Door title="Add a passkey" wrong={trouble !== null} script="passkey">
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Add a passkey</h1>
    <p>Your device asks for your finger, your face or its lock, and keeps the key. We keep nothing that is secret.</p>
    <Form action="/security/passkeys" absolute class="form passkey">
      <input type="hidden" name="next" value={next} />
      <TextField
        name="name"
        label="Name of the device"
        hint="By which you know it in a year, such as “My telephone” or “Blue key at my key ring”."
        longest={60}
        value={name}
        trouble={trouble}
      />
      <PasskeyFields purpose="add" />
      <div class="form-end only-js">
        <Button kind="primary" size="large" wide>
          <Icon name="fingerprint" class="ico-s" />
          Make the passkey
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href={next}>
        Cancel
      </a>
    </div>
  </Door>
)

export const PasskeyPage = ({ passkey, name, trouble }: { passkey: PasskeyRow; name: string; trouble: Trouble }) => (
  <Door title={passkey.name} wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>{passkey.name}</h1>
    <p class="muted">
      {passkey.synced ? 'Kept in a password manager' : 'Kept on one device'}, added{' '}
      <When at={passkey.createdAt} plain />
      {passkey.usedAt === null ? (
        ', not used yet.'
      ) : (
        <>
          , last used <When at={passkey.usedAt} plain />.
        </>
      )}
    </p>
    <Form action={`/security/passkeys/${passkey.id}`} absolute class="form">
      <TextField name="name" label="Name of the device" longest={60} value={name} trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Save the name</Button>
      </div>
    </Form>
    <Form action={`/security/passkeys/${passkey.id}/removal`} absolute class="form danger-end">
      <p class="hint">It opens nothing any more, and your other devices are signed out.</p>
      <div class="form-end">
        <Button kind="danger" icon="trash-2">
          Remove this passkey
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href="/security">
        Back to how you sign in
      </a>
    </div>
  </Door>
)

export const RemovePage = ({
  title,
  sentence,
  action,
  button,
}: {
  title: string
  sentence: string
  action: string
  button: string
}) => (
  <Door title={title}>
    <h1 tabindex={-1}>{title}?</h1>
    <p>{sentence}</p>
    <Form action={action} absolute class="form">
      <div class="form-end">
        <Button kind="danger" icon="trash-2">
          {button}
        </Button>
        <a class="bt bt-q" href="/security">
          Keep it
        </a>
      </div>
    </Form>
  </Door>
)

/** The secret as a square to photograph and as letters to type: shown until the first code, then never again. */
export const AppPage = ({ secret, next, trouble }: { secret: string; next: string; trouble: Trouble }) => (
  <Door title="Set up an authenticator app" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Set up an authenticator app</h1>
    <ol class="steps">
      <li>
        <p>Open your authenticator app and photograph this square.</p>
        <img class="square" src="/security/app/square" alt="The square to photograph" width="240" height="240" />
        <details class="how">
          <summary>Type it instead</summary>
          <p>
            Choose “time-based”, and type <code class="path">{secret}</code>
          </p>
        </details>
      </li>
      <li>
        <p>Type the six digits that the app shows now.</p>
      </li>
    </ol>
    <Form action="/security/app/confirmation" absolute class="form">
      <input type="hidden" name="next" value={next} />
      <CodeField trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">Finish</Button>
        <a class="bt bt-q" href={next}>
          Cancel
        </a>
      </div>
    </Form>
  </Door>
)

/** Ten codes, shown once; or the question whether to make them. */
export const RecoveryCodesPage = ({ codes, left, next }: { codes: string[] | null; left: number; next: string }) => (
  <Door title="Recovery codes" wide={codes !== null}>
    <h1 tabindex={-1}>Recovery codes</h1>
    {codes === null ? (
      <>
        <p>
          For the day you lose your telephone or key: ten codes, each of which stands in for your second factor once.
          Print them and lock them away.
        </p>
        {left > 0 ? (
          <Note kind="warning">
            <span>
              You have {left === 1 ? 'one code' : `${left} codes`} left. New ones take their place: the old sheet opens
              nothing any more.
            </span>
          </Note>
        ) : null}
        <Form action="/security/codes" absolute class="form">
          <input type="hidden" name="next" value={next} />
          <div class="form-end">
            <Button kind="primary">{left > 0 ? 'Replace my codes' : 'Make my codes'}</Button>
            <a class="bt bt-q" href={next}>
              {left > 0 ? 'Keep the old ones' : 'Later'}
            </a>
          </div>
        </Form>
      </>
    ) : (
      <>
        <div class="no-print">
          <Note kind="warning">
            <span>They are shown this once. Print the page or write them down before you go on.</span>
          </Note>
        </div>
        <ol class="codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p class="muted">MRO Command. Each code works once, in place of your second factor, after your password.</p>
        <div class="form-end no-print">
          <button type="button" class="bt only-js" data-print>
            <Icon name="printer" class="ico-s" />
            Print
          </button>
          <a class="bt bt-p" href={next}>
            I have them: go on
          </a>
        </div>
      </>
    )}
  </Door>
)
