import {
  Button,
  Card,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  Note,
  PageHead,
  State,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../../kit'
import { Page } from '../../layouts/page'

type Row = {
  id: string
  name: string
  standsAt: string
  addedAt: number
  addedBy: string
  endedAt: number | null
  seenAt: number | null
}

type TabletsProps = { rows: Row[]; next: string | null; values: Record<string, string>; trouble: Trouble }

/** The tablets that several people use, and the way to make the one at hand one of them. */
export const SharedTabletsPage = ({ rows, next, values, trouble }: TabletsProps) => {
  const { may } = useRender()
  return (
    <Page title="Shared tablets" door="settings" wrong={trouble !== null}>
      <PageHead title="Shared tablets" back={{ href: '/settings', label: 'Settings' }} />
      <ErrorSummary trouble={trouble} />
      <DataTable
        caption="Shared tablets, the newest first"
        columns={[
          { head: 'Tablet', main: true, wide: true, cell: ({ name }) => <b>{name}</b> },
          { head: 'Stands at', cell: ({ standsAt }) => standsAt || <span class="muted">Not stated</span> },
          {
            head: 'State',
            bare: true,
            cell: ({ endedAt }) => <State of="tablet" is={endedAt === null ? 'shared' : 'ended'} />,
          },
          {
            head: 'Last used',
            cell: ({ seenAt }) => (seenAt === null ? <span class="muted">Not yet</span> : <When at={seenAt} />),
          },
          {
            head: 'Added',
            cell: ({ addedAt, addedBy }) => (
              <>
                <When at={addedAt} /> by {addedBy}
              </>
            ),
          },
          {
            head: 'End',
            silent: true,
            deed: true,
            cell: ({ id, name, endedAt }) =>
              endedAt === null && may('identity.shared-device.end') ? (
                <Form action={`/settings/shared-tablets/${id}/end`}>
                  <Button size="small" label={`End ${name} as a shared tablet`}>
                    End
                  </Button>
                </Form>
              ) : null,
          },
        ]}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        empty={
          <EmptyState icon="tablet" title="No tablet is shared yet">
            <p>
              On a shared tablet people find themselves as tiles and open it by PIN or passkey. It locks after ten
              minutes, and nothing that asks for a fresh proof can be done on it.
            </p>
          </EmptyState>
        }
      />
      {may('identity.shared-device.add') ? (
        <Card title="Make this device a shared tablet" id="add">
          <Form action="/settings/shared-tablets" class="form">
            <Note kind="warning">
              <span>
                Do this on the tablet itself: you are signed out here, and it shows the people who may use it.
              </span>
            </Note>
            <TextField
              name="name"
              label="Name of the tablet"
              hint="As people call it, such as “Line 3, left”."
              longest={60}
              value={values.name}
              trouble={trouble}
            />
            <TextField
              name="standsAt"
              label="Where it stands"
              optional
              hint="Site and place, such as “Rotterdam plant, stores”."
              longest={120}
              value={values.standsAt}
              trouble={trouble}
            />
            <div class="form-end">
              <Button kind="primary">Make it a shared tablet</Button>
            </div>
          </Form>
        </Card>
      ) : null}
    </Page>
  )
}

const PinField = ({ name, label, hint, trouble }: { name: string; label: string; hint?: string; trouble: Trouble }) => (
  <div class={trouble?.fields[name] ? 'field wrong' : 'field'}>
    <label for={name}>{label}</label>
    {hint ? (
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
    ) : null}
    {trouble?.fields[name] ? (
      <p class="wrong-words" id={`${name}-error`}>
        <span class="sr">Error: </span>
        {trouble.fields[name]}
      </p>
    ) : null}
    <input
      class="input-short"
      id={name}
      name={name}
      type="password"
      inputmode="numeric"
      autocomplete="off"
      maxlength={16}
      aria-describedby={
        [hint ? `${name}-hint` : '', trouble?.fields[name] ? `${name}-error` : ''].filter(Boolean).join(' ') ||
        undefined
      }
      aria-invalid={trouble?.fields[name] ? 'true' : undefined}
    />
  </div>
)

/** One's own PIN for the shared tablets of this organization. */
export const PinPage = ({ setAt, trouble }: { setAt: number | null; trouble: Trouble }) => (
  <Page title="PIN for shared tablets" door="settings" wrong={trouble !== null}>
    <PageHead
      title="PIN for shared tablets"
      back={{ href: '/profile', label: 'My profile' }}
      facts={
        setAt === null ? (
          'Not set'
        ) : (
          <>
            Set <When at={setAt} />
          </>
        )
      }
    />
    <ErrorSummary trouble={trouble} />
    <Form action="/profile/pin" class="form">
      <p>
        It opens the shared tablets of this organization for you, and nothing else: not your telephone, not your
        computer, not another organization.
      </p>
      <PinField
        name="pin"
        label={setAt === null ? 'PIN' : 'New PIN'}
        hint="Six to twelve digits. Not a row of neighbours, not your date of birth."
        trouble={trouble}
      />
      <PinField name="again" label="The same again" trouble={trouble} />
      <div class="form-end">
        <Button kind="primary">{setAt === null ? 'Set the PIN' : 'Change the PIN'}</Button>
      </div>
    </Form>
    {setAt === null ? null : (
      <Form action="/profile/pin/removal" class="form danger-end">
        <p class="hint">Without it you need a passkey on shared tablets.</p>
        <div class="form-end">
          <Button kind="danger" icon="trash-2">
            Remove the PIN
          </Button>
        </div>
      </Form>
    )}
  </Page>
)
