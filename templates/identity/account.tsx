import {
  Button,
  Card,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Note,
  PasswordField,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Door } from '../layouts/door'

const Foot = () => (
  <div class="door-foot">
    <a class="lk" href="/security">
      Back to how you sign in
    </a>
    <a class="lk" href="/">
      Back to work
    </a>
  </div>
)

/** A new password: the current one is asked, and the browser's password manager may fill in both. */
export const PasswordPage = ({
  email,
  hasPassword,
  trouble,
}: {
  email: string
  hasPassword: boolean
  trouble: Trouble
}) => (
  <Door title="Change your password" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>{hasPassword ? 'Change your password' : 'Choose a password'}</h1>
    <p class="muted">Every other device is signed out, and we tell you by mail.</p>
    <Form action="/security/password" absolute class="form">
      <input
        class="sr"
        type="text"
        aria-label="Your e-mail address"
        name="email"
        value={email}
        autocomplete="username"
        readonly
        tabindex={-1}
      />
      {hasPassword ? (
        <PasswordField name="current" label="Current password" autocomplete="current-password" trouble={trouble} />
      ) : null}
      <PasswordField
        name="password"
        label="New password"
        hint="At least 15 characters. Several words in a row are easy to remember."
        autocomplete="new-password"
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary" wide>
          {hasPassword ? 'Change the password' : 'Keep this password'}
        </Button>
      </div>
    </Form>
    <Foot />
  </Door>
)

export const EmailPage = ({
  email,
  values,
  trouble,
}: {
  email: string
  values: Record<string, string>
  trouble: Trouble
}) => (
  <Door title="Change your e-mail address" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Change your e-mail address</h1>
    <p>
      You sign in with <b>{email}</b>. We mail a code to it and another one to the new address: both are needed.
    </p>
    <Form action="/security/email" absolute class="form">
      <TextField
        name="email"
        label="New e-mail address"
        type="email"
        autocomplete="email"
        inputmode="email"
        value={values.email}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary" wide>
          Mail both codes
        </Button>
      </div>
    </Form>
    <Foot />
  </Door>
)

type CodesProps = { email: string; to: string; oldTicket: string; newTicket: string; trouble: Trouble }

export const EmailCodesPage = ({ email, to, oldTicket, newTicket, trouble }: CodesProps) => (
  <Door title="Type both codes" wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Type both codes</h1>
    <p>Two letters are on their way. They arrive within a minute; look into the spam folders too.</p>
    <Form action="/security/email/confirmation" absolute class="form">
      <input type="hidden" name="oldTicket" value={oldTicket} />
      <input type="hidden" name="newTicket" value={newTicket} />
      <input type="hidden" name="to" value={to} />
      {(
        [
          ['oldCode', email],
          ['newCode', to],
        ] as const
      ).map(([name, address]) => (
        <div class="code-input">
          <TextField
            name={name}
            label={`Six digits from ${address}`}
            autocomplete="one-time-code"
            inputmode="numeric"
            width="medium"
            longest={12}
            trouble={trouble}
          />
        </div>
      ))}
      <div class="form-end">
        <Button kind="primary" wide>
          Change the address
        </Button>
      </div>
    </Form>
    <div class="door-foot">
      <a class="lk" href="/security/email">
        Begin again
      </a>
    </div>
  </Door>
)

export type DeviceRow = {
  id: string
  browser: string
  place: string | null
  prefix: string
  shared: boolean
  mine: boolean
  firstAt: number
  seenAt: number
}

const Place = ({ place, prefix }: { place: string | null; prefix: string }) => (
  <>
    {place ?? 'Place unknown'}
    {prefix === 'unknown' || prefix === '' ? null : <span class="muted"> · {prefix}</span>}
  </>
)

/** The browsers in which one is signed in. */
export const DevicesPage = ({ devices }: { devices: DeviceRow[] }) => (
  <Door title="Your devices" wide>
    <h1 tabindex={-1}>Your devices</h1>
    <p class="muted">Where you are signed in now. End what you do not know or no longer use.</p>
    <DataTable
      caption="Devices in which you are signed in"
      rows={devices}
      keyOf={({ id }) => id}
      summary={devices.length === 1 ? '1 device' : `${devices.length} devices, the last used first`}
      empty={null}
      columns={[
        {
          head: 'Device',
          main: true,
          wide: true,
          cell: ({ browser, mine, shared }) => (
            <>
              <b>{browser}</b>
              {mine ? <span class="muted"> · this device</span> : null}
              {shared ? <span class="muted"> · shared tablet</span> : null}
            </>
          ),
        },
        { head: 'Place', wide: true, cell: (row) => <Place {...row} /> },
        { head: 'First seen', cell: ({ firstAt }) => <When at={firstAt} /> },
        { head: 'Last seen', cell: ({ seenAt }) => <When at={seenAt} /> },
        {
          head: 'End it',
          silent: true,
          bare: true,
          deed: true,
          cell: ({ id, mine }) => (
            <Form action={mine ? '/sign-out' : `/security/devices/${id}/end`} absolute>
              <Button size="small">{mine ? 'Sign out' : 'End it'}</Button>
            </Form>
          ),
        },
      ]}
    />
    {devices.length > 1 ? (
      <Form action="/security/devices/end-others" absolute>
        <div class="form-end">
          <Button icon="log-out">End all others</Button>
        </div>
      </Form>
    ) : null}
    <Foot />
  </Door>
)

export type HistoryRow = {
  id: string
  at: number
  way: string
  right: boolean
  /** Minutes from signing in to the last use; null while it lives or where there was no session. */
  minutes: number | null
  live: boolean
  browser: string
  place: string | null
  prefix: string
}

const lasted = ({ right, live, minutes }: HistoryRow) => {
  if (!right) return 'Did not get in'
  if (live) return 'Signed in now'
  if (minutes === null) return ''
  if (minutes < 1) return 'Less than a minute'
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Every sign-in and failure of two years. */
export const HistoryPage = ({ rows, next }: { rows: HistoryRow[]; next: string | null }) => {
  const { path } = useRender()
  const first = !path.includes('after=')
  return (
    <Door title="Sign-in history" wide>
      <h1 tabindex={-1}>Sign-in history</h1>
      <p class="muted">Kept for two years, with the network and the town at most, never the whole address.</p>
      {first && rows.slice(0, 10).some(({ right }) => !right) ? (
        <Note kind="warning">
          <span>
            Somebody typed something wrong lately. If that was not you, it did not get in: choose a longer password, or
            add a passkey.
          </span>
        </Note>
      ) : null}
      <DataTable
        caption="Sign-ins, the newest first"
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} sign-ins, the newest first`}
        empty={
          <EmptyState icon="history" title="No sign-in yet">
            <p>Your next one stands here.</p>
          </EmptyState>
        }
        columns={[
          { head: 'When', main: true, cell: ({ at }) => <When at={at} plain /> },
          {
            head: 'What',
            wide: true,
            cell: ({ right, way }) => (right ? `Signed in by ${way}` : <b class="late">Wrong {way}</b>),
          },
          { head: 'For how long', wide: true, cell: lasted },
          {
            head: 'Where',
            wide: true,
            cell: (row) => (
              <>
                {row.browser}, <Place {...row} />
              </>
            ),
          },
        ]}
      />
      <Foot />
    </Door>
  )
}

/** Beside passkeys and factors: the rest of how one signs in. */
export const AccountCards = ({
  email,
  hasPassword,
  devices,
}: {
  email: string
  hasPassword: boolean
  devices: number
}) => (
  <>
    <Card
      title="E-mail address"
      end={
        <a class="bt bt-s" href="/security/email">
          Change
        </a>
      }
    >
      <p class="muted">
        You sign in with <b>{email}</b>.
      </p>
    </Card>
    <Card
      title="Password"
      end={
        <a class="bt bt-s" href="/security/password">
          {hasPassword ? 'Change' : 'Choose one'}
        </a>
      }
    >
      <p class="muted">
        {hasPassword
          ? 'Only you know it. A new one signs every other device out.'
          : 'You have none: you sign in by a mailed code, a passkey or your organization’s own sign-in.'}
      </p>
    </Card>
    <Card
      title="Devices"
      end={
        <a class="bt bt-s" href="/security/devices">
          Look
        </a>
      }
    >
      <p class="muted">
        You are signed in on {devices === 1 ? 'this device only' : `${devices} devices`}.{' '}
        <a class="lk" href="/security/history">
          Sign-in history
        </a>
      </p>
    </Card>
  </>
)
