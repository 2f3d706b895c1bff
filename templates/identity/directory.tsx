import {
  Button,
  Card,
  type Choice,
  EmptyState,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  Note,
  PageHead,
  Pill,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

type Token = { id: string; name: string; madeAt: number; usedAt: number | null; revokedAt: number | null }
type Group = {
  id: string
  displayName: string
  teamId: string | null
  role: string | null
  size: number
  version: number
}

type Props = {
  base: string
  tokens: Token[]
  groups: Group[]
  teams: Choice[]
  roles: Choice[]
  values: Record<string, string>
  trouble: Trouble
}

const back = { href: '/settings/single-sign-on', label: 'Single sign-on' }

/** The organization's directory writes its people here: by which secret, and what its groups bring. */
export const DirectoryPage = ({ base, tokens, groups, teams, roles, values, trouble }: Props) => (
  <Page title="Directory" door="settings" wrong={trouble !== null}>
    <PageHead title="Directory" back={back} facts="SCIM 2.0" />
    <ErrorSummary trouble={trouble} />
    <div class="stack">
      <p class="muted">
        Your directory writes who is a member here. Who is deactivated there is out here at once, whatever is open on
        their screen. It never makes an owner, and it cannot take the last one out.
      </p>
      <div class="two">
        <div class="stack">
          <Card title="Groups">
            {groups.length === 0 ? (
              <EmptyState icon="users" title="No groups yet">
                <p>They come by themselves when the directory sends them. Then you say what each brings.</p>
              </EmptyState>
            ) : null}
            {groups.map((group) => (
              <GroupForm group={group} teams={teams} roles={roles} />
            ))}
          </Card>
        </div>
        <div class="stack">
          <Card title="Copy this to the directory">
            <KeyValues
              pairs={[
                ['Tenant URL', <code class="code code-copy">{base}</code>],
                ['Secret', 'Made below, shown once'],
                ['User name', 'The e-mail address at work'],
              ]}
            />
          </Card>
          <Secrets tokens={tokens} values={values} trouble={trouble} />
        </div>
      </div>
    </div>
  </Page>
)

const GroupForm = ({ group, teams, roles }: { group: Group; teams: Choice[]; roles: Choice[] }) => {
  const { may } = useRender()
  // A role that somebody else chose and that one could not give oneself stays where it is.
  const kept =
    group.role && !roles.some(({ value }) => value === group.role) ? [{ value: group.role, label: group.role }] : []
  const choice = (name: string, label: string, value: string | null, choices: Choice[]) => (
    <label>
      {label}
      <select name={name}>
        {[{ value: '', label: 'None' }, ...choices].map((one) => (
          <option value={one.value} selected={one.value === (value ?? '')}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <Form action="/settings/directory/groups" class="tools">
      <input type="hidden" name="id" value={group.id} />
      <input type="hidden" name="version" value={String(group.version)} />
      <b>{group.displayName}</b>
      <span class="muted">{group.size === 1 ? '1 person' : `${group.size} people`}</span>
      <div class="filter">
        {choice('teamId', 'Team', group.teamId, teams)}
        {choice('role', 'Role', group.role, [...kept, ...roles])}
      </div>
      {may('identity.directory.map-group') ? (
        <Button size="small" label={`Save what ${group.displayName} brings`}>
          Save
        </Button>
      ) : null}
    </Form>
  )
}

const Secrets = ({ tokens, values, trouble }: Pick<Props, 'tokens' | 'values' | 'trouble'>) => {
  const { may } = useRender()
  return (
    <Card title="Secrets">
      {tokens.map(({ id, name, madeAt, usedAt, revokedAt }) => (
        <div class="row">
          <span class="row-t">
            <b>{name}</b>
            <span class="muted">
              made <When at={madeAt} />
              {usedAt === null ? ', never used' : ', used '}
              {usedAt === null ? null : <When at={usedAt} />}
            </span>
          </span>
          {revokedAt !== null ? (
            <Pill hue="grey" glyph="cross">
              Revoked
            </Pill>
          ) : may('identity.directory.revoke-token') ? (
            <Form action="/settings/directory/secrets/revocation">
              <input type="hidden" name="id" value={id} />
              <Button kind="quiet" size="small" label={`Revoke the secret ${name}`}>
                Revoke
              </Button>
            </Form>
          ) : null}
        </div>
      ))}
      {may('identity.directory.make-token') ? (
        <Form action="/settings/directory/secrets" class="form">
          <TextField
            name="name"
            label="What it is for"
            hint="Such as Entra ID"
            longest={80}
            value={values.name}
            trouble={trouble}
          />
          <div class="form-end">
            <Button kind="primary">Make a secret</Button>
          </div>
        </Form>
      ) : null}
    </Card>
  )
}

/** A new secret, shown once. */
export const DirectorySecretPage = ({ token, base }: { token: string; base: string }) => (
  <Page title="The secret of the directory" door="settings">
    <PageHead title="The secret of the directory" back={{ href: '/settings/directory', label: 'Directory' }} />
    <Note kind="warning">
      <span>Copy it now: it is shown this once, and only its print is kept.</span>
    </Note>
    <KeyValues
      pairs={[
        ['Secret', <code class="code code-copy">{token}</code>],
        ['Tenant URL', <code class="code code-copy">{base}</code>],
      ]}
    />
    <LinkButton href="/settings/directory">I have copied it</LinkButton>
  </Page>
)
