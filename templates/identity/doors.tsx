import { Button, Checkbox, ErrorSummary, Form, Note, PasswordField, Select, TextField, type Trouble } from '../kit'
import { Door } from '../layouts/door'
import { PasskeyButton } from './factors/passkey-button'

type Values = Record<string, string>

export const SignInPage = ({
  values,
  trouble,
  next,
  expired = false,
  own = false,
}: {
  values: Values
  trouble: Trouble
  next: string
  expired?: boolean
  /** An owner, by a way of their own past the provider. */
  own?: boolean
}) => (
  <Door title="Sign in" wrong={trouble !== null} script="passkey">
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Sign in</h1>
    {expired && !trouble ? (
      <Note kind="info">
        You were signed out, since nothing was asked for a while or the day was over. Sign in and you are back where you
        were.{next.includes('/kept/') ? ' What you sent is not lost: you see it again and save it.' : ''}
      </Note>
    ) : null}
    <Form action="/sign-in" absolute class="form">
      <input type="hidden" name="next" value={next} />
      {own ? <input type="hidden" name="own" value="1" /> : null}
      <TextField
        name="email"
        label="E-mail"
        type="email"
        autocomplete="username"
        inputmode="email"
        value={values.email}
        trouble={trouble}
      />
      <PasswordField name="password" label="Password" autocomplete="current-password" trouble={trouble} />
      <div class="form-end">
        <Button kind="primary" wide>
          Sign in
        </Button>
        <Button kind="outline" name="way" value="code" wide>
          E-mail me a code instead
        </Button>
        {own ? null : (
          <Button kind="outline" name="way" value="sso" wide>
            Sign in with my organization
          </Button>
        )}
      </div>
    </Form>
    <div class="only-js or">or</div>
    <PasskeyButton purpose="sign-in" action="/sign-in/passkey" next={next} label="Use a passkey" />
    <div class="door-foot">
      <a class="lk" href="/reset">
        Forgotten your password?
      </a>
      <a class="lk" href="/new-login">
        Join your organization
      </a>
      <a class="lk" href="/sign-up">
        Open an organization
      </a>
    </div>
  </Door>
)

export type Choice = { value: string; label: string }

/** The words that people agree to, exactly as they are kept. */
export type Agreements = { age: string; policy: string; sms: string }

/** A number, and beside it an unticked box: nobody gets text messages who did not ask for them. */
export const PhoneFields = ({ values, trouble, sms }: { values: Values; trouble: Trouble; sms: string }) => (
  <>
    <TextField
      name="phone"
      label="Your telephone number"
      optional
      type="tel"
      inputmode="tel"
      autocomplete="tel"
      hint="With its country code, such as +31 10 123 4567."
      value={values.phone}
      trouble={trouble}
    />
    <Checkbox name="sms" checked={values.sms === 'on'} trouble={trouble}>
      {sms}
    </Checkbox>
  </>
)

export const SignUpPage = ({
  values,
  trouble,
  zones,
  currencies,
  agreements,
}: {
  values: Values
  trouble: Trouble
  agreements: Agreements
  zones: Choice[]
  currencies: Choice[]
}) => (
  <Door title="Open an organization" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Open an organization</h1>
    <p class="muted">Two minutes. It gets a database of its own, and you become its owner.</p>
    <Form action="/sign-up" absolute class="form" draft="sign-up">
      <TextField
        name="organizationName"
        label="Name of the organization"
        autocomplete="organization"
        longest={120}
        value={values.organizationName}
        trouble={trouble}
      />
      <TextField
        name="name"
        label="Your name"
        autocomplete="name"
        longest={120}
        value={values.name}
        trouble={trouble}
      />
      <TextField
        name="jobTitle"
        label="Your job title"
        optional
        autocomplete="organization-title"
        longest={120}
        value={values.jobTitle}
        trouble={trouble}
      />
      <TextField
        name="email"
        label="Your e-mail address at work"
        type="email"
        autocomplete="username"
        inputmode="email"
        value={values.email}
        trouble={trouble}
      />
      <PhoneFields values={values} trouble={trouble} sms={agreements.sms} />
      <PasswordField
        name="password"
        label="Password"
        hint="At least 15 characters. Several words in a row are easy to remember."
        autocomplete="new-password"
        trouble={trouble}
      />
      <Select
        name="timeZone"
        label="Time zone"
        width="full"
        value={values.timeZone}
        choices={zones}
        trouble={trouble}
      />
      <Select
        name="currency"
        label="Currency"
        width="full"
        value={values.currency}
        choices={currencies}
        trouble={trouble}
      />
      <Checkbox name="agreed" checked={values.agreed === 'on'} trouble={trouble}>
        {agreements.age} {agreements.policy}
      </Checkbox>
      <div class="form-end">
        <Button kind="primary" wide>
          Open the organization
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href="/sign-in">
        I have a login: sign in
      </a>
    </div>
  </Door>
)

/** A login without an organization of one's own: for joining one that is here. */
export const NewLoginPage = ({ values, trouble }: { values: Values; trouble: Trouble }) => (
  <Door title="Join your organization" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Join your organization</h1>
    <p class="muted">
      Make a login with your address at work. If your organization takes people with such an address, you can ask it to
      let you in; otherwise ask an administrator there to invite you.
    </p>
    <Form action="/new-login" absolute class="form" draft="new-login">
      <TextField
        name="name"
        label="Your name"
        autocomplete="name"
        longest={120}
        value={values.name}
        trouble={trouble}
      />
      <TextField
        name="email"
        label="Your e-mail address at work"
        type="email"
        autocomplete="username"
        inputmode="email"
        value={values.email}
        trouble={trouble}
      />
      <PasswordField
        name="password"
        label="Password"
        hint="At least 15 characters. Several words in a row are easy to remember."
        autocomplete="new-password"
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary" wide>
          Go on
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href="/sign-in">
        I have a login: sign in
      </a>
      <a class="lk" href="/sign-up">
        Open an organization
      </a>
    </div>
  </Door>
)

type CodeProps = {
  title: string
  email: string
  ticket: string
  action: string
  next: string
  trouble: Trouble
  button: string
  password?: boolean
  again: string
}

/** The page that waits for the mailed code. The ticket stays in this page: a code alone opens nothing. */
export const CodePage = ({ title, email, ticket, action, next, trouble, button, password, again }: CodeProps) => (
  <Door title={title} wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>{title}</h1>
    <p>
      If <b>{email}</b> can get one, a letter with six digits is on its way. It arrives within a minute; look into the
      spam folder too.
    </p>
    <Form action={action} absolute class="form">
      <input type="hidden" name="ticket" value={ticket} />
      <input type="hidden" name="email" value={email} />
      <input type="hidden" name="next" value={next} />
      <div class="code-input">
        <TextField
          name="code"
          label="Six digits"
          autocomplete="one-time-code"
          inputmode="numeric"
          width="medium"
          longest={12}
          trouble={trouble}
        />
      </div>
      {password ? (
        <PasswordField
          name="password"
          label="New password"
          hint="At least 15 characters. Several words in a row are easy to remember."
          autocomplete="new-password"
          trouble={trouble}
        />
      ) : null}
      <div class="form-end">
        <Button kind="primary" wide>
          {button}
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href={again}>
        Start again with a new code
      </a>
    </div>
  </Door>
)

export const ResetPage = ({ values, trouble }: { values: Values; trouble: Trouble }) => (
  <Door title="Choose a new password" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Choose a new password</h1>
    <p>We mail a code to your address. With it you choose a new password, and every device is signed out.</p>
    <Form action="/reset" absolute class="form">
      <TextField
        name="email"
        label="E-mail"
        type="email"
        autocomplete="username"
        inputmode="email"
        value={values.email}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary" wide>
          Mail me a code
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href="/sign-in">
        Back to signing in
      </a>
    </div>
  </Door>
)

export const DonePage = ({
  title,
  sentence,
  href,
  label,
}: {
  title: string
  sentence: string
  href: string
  label: string
}) => (
  <Door title={title}>
    <h1 tabindex={-1}>{title}</h1>
    <p>{sentence}</p>
    <a class="bt bt-p bt-l bt-w" href={href}>
      {label}
    </a>
  </Door>
)

export const OrganizationsPage = ({
  organizations,
  askable,
}: {
  organizations: { slug: string; name: string; roles: string[] }[]
  /** Those that have proved the domain of this login's address. */
  askable: { slug: string; name: string }[]
}) => (
  <Door title="Your organizations">
    <h1 tabindex={-1}>Your organizations</h1>
    {organizations.length === 0 ? (
      <p>You are not a member of any organization. Ask an administrator of yours to invite you, or open one.</p>
    ) : null}
    <ul class="links">
      {organizations.map(({ slug, name, roles }) => (
        <li>
          <a href={`/${slug}`}>
            <span class="org-mark" aria-hidden="true">
              {[...name][0]}
            </span>
            <span>
              <b>{name}</b>
              <span class="muted">{roles.join(', ')}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
    {askable.length > 0 ? (
      <>
        <h2 class="part">Of your address’s domain</h2>
        <ul class="links">
          {askable.map(({ slug, name }) => (
            <li>
              <a href={`/join/${slug}`}>
                <span class="org-mark" aria-hidden="true">
                  {[...name][0]}
                </span>
                <span>
                  <b>{name}</b>
                  <span class="muted">Ask to join</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      </>
    ) : null}
    <div class="door-foot">
      <a class="lk" href="/sign-up">
        Open another organization
      </a>
      <Form action="/sign-out" absolute>
        <Button kind="quiet">Sign out</Button>
      </Form>
    </div>
  </Door>
)
