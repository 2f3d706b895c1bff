import {
  Button,
  Checkbox,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  PasswordField,
  State,
  TextArea,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../../kit'
import { Door } from '../../layouts/door'
import { Page } from '../../layouts/page'
import { type Agreements, PhoneFields } from '../doors'
import { GrantFields, type RoleChoice } from './grants'
import { PeopleTabs } from './people'

type Values = Record<string, string>

export type InvitationRow = {
  id: string
  name: string
  email?: string
  roles: string
  by: string
  sentAt: number
  expiresAt: number
  state: 'sent' | 'expired' | 'accepted' | 'revoked'
  version: number
}

const columns: Column<InvitationRow>[] = [
  { head: 'Name', main: true, wide: true, cell: ({ name, email }) => (email ? `${name}, ${email}` : name) },
  { head: 'Roles', wide: true, cell: ({ roles }) => roles },
  { head: 'State', bare: true, cell: ({ state }) => <State of="invitation" is={state} /> },
  { head: 'Sent', cell: ({ sentAt }) => <When at={sentAt} /> },
  { head: 'By', cell: ({ by }) => by },
  {
    head: 'Next step',
    silent: true,
    bare: true,
    cell: ({ id, state, version, name }) =>
      state === 'sent' || state === 'expired' ? <Deeds {...{ id, version, name }} /> : '',
  },
]

const Deeds = ({ id, version, name }: { id: string; version: number; name: string }) => {
  const { may } = useRender()
  return (
    <>
      {may('identity.invitation.resend') ? (
        <Form action={`/invitations/${id}/resending`}>
          <input type="hidden" name="version" value={String(version)} />
          <Button size="small" label={`Send again, the invitation of ${name}`}>
            Send again
          </Button>
        </Form>
      ) : null}
      {may('identity.invitation.revoke') ? (
        <Form action={`/invitations/${id}/revocation`}>
          <input type="hidden" name="version" value={String(version)} />
          <Button size="small" kind="quiet" label={`Revoke the invitation of ${name}`}>
            Revoke
          </Button>
        </Form>
      ) : null}
    </>
  )
}

export const InvitationsPage = ({ rows, next }: { rows: InvitationRow[]; next: string | null }) => {
  const { may } = useRender()
  const add = may('identity.invitation.send') ? (
    <LinkButton href="/invitations/new" kind="primary" icon="plus">
      Invite somebody
    </LinkButton>
  ) : null
  return (
    <Page title="Invitations" door="people">
      <PageHead title="Invitations">{rows.length > 0 ? add : null}</PageHead>
      <PeopleTabs current="invitations" />
      <DataTable
        caption="Invitations"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        next={next}
        summary={`${rows.length} ${rows.length === 1 ? 'invitation' : 'invitations'}, newest letter first`}
        empty={
          <EmptyState icon="mail" title="Nobody is invited">
            <p>An invitation is a letter with a link. It works once, for one address, for seven days.</p>
            {add}
          </EmptyState>
        }
      />
    </Page>
  )
}

type InviteProps = { values: Values; trouble: Trouble; roles: RoleChoice[]; sites: { id: string; title: string }[] }

export const InvitePage = ({ values, trouble, roles, sites }: InviteProps) => (
  <Page title="Invite somebody" door="people" wrong={trouble !== null}>
    <PageHead title="Invite somebody" back={{ href: '/invitations', label: 'Invitations' }} />
    <ErrorSummary trouble={trouble} />
    <Form action="/invitations" class="form" draft="invitation">
      <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={120} />
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        inputmode="email"
        value={values.email}
        trouble={trouble}
        hint="The letter goes there, and only this address can accept."
      />
      <TextField name="jobTitle" label="Job title" optional value={values.jobTitle} trouble={trouble} longest={120} />
      <TextArea name="message" label="A word to them" optional rows={2} value={values.message} trouble={trouble} />
      <div id="roles" class={trouble?.fields.roles ? 'field wrong' : undefined}>
        {trouble?.fields.roles ? <p class="wrong-words">{trouble.fields.roles}</p> : null}
        <GrantFields roles={roles} sites={sites} values={values} trouble={trouble} />
      </div>
      <div class="form-end">
        <Button kind="primary" icon="mail">
          Send the invitation
        </Button>
        <LinkButton href="/invitations" kind="quiet">
          Cancel
        </LinkButton>
      </div>
    </Form>
  </Page>
)

export type Invited = { token: string; organization: string; by: string; roles: string; email: string }

/** What stands behind the link of the letter, for the person whom it is for. */
export const AcceptPage = ({
  invited: { token, organization, by, roles, email },
  values,
  trouble,
  agreements,
  login,
}: {
  invited: Invited
  values: Values
  trouble: Trouble
  agreements: Agreements
  /** `new` chooses a password; `here` is signed in already. */
  login: 'new' | 'here'
}) => (
  <Door title={`Join ${organization}`} wrong={trouble !== null}>
    <ErrorSummary trouble={trouble} />
    <h1 tabindex={-1}>Join {organization}</h1>
    <p class="muted">
      {by} invites {email}. {roles ? `You will be: ${roles}.` : null}
    </p>
    <Form action={`/invitations/${token}`} absolute class="form">
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
      <PhoneFields values={values} trouble={trouble} sms={agreements.sms} />
      {login === 'new' ? (
        <PasswordField
          name="password"
          label="Choose a password"
          hint="At least 15 characters. Several words in a row are easy to remember."
          autocomplete="new-password"
          trouble={trouble}
        />
      ) : null}
      <Checkbox name="agreed" checked={values.agreed === 'on'} trouble={trouble}>
        {agreements.age} {agreements.policy}
      </Checkbox>
      <div class="form-end">
        <Button kind="primary" wide>
          Join {organization}
        </Button>
      </div>
    </Form>
  </Door>
)

/** The link is right, the person is not: nothing is taken over, they change who is signed in. */
export const OtherAccountPage = ({
  organization,
  email,
  own,
}: {
  organization: string
  email: string
  own: string
}) => (
  <Door title="For another account">
    <h1 tabindex={-1}>This invitation is for another account</h1>
    <p>
      It is for <b>{email}</b>. You are signed in as <b>{own}</b>.
    </p>
    <p class="muted">
      To join {organization}, sign out and open the letter’s link again. Or ask for an invitation to your address.
    </p>
    <Form action="/sign-out" absolute>
      <Button kind="primary" icon="log-out" wide>
        Sign out
      </Button>
    </Form>
  </Door>
)

/** Each way in which a link is past has its own words. */
export const PastPage = ({
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
    <div class="door-foot">
      <a class="lk" href={href}>
        {label}
      </a>
    </div>
  </Door>
)
