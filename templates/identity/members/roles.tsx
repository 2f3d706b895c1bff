import {
  A,
  Button,
  ErrorSummary,
  Form,
  LinkButton,
  Matrix,
  PageHead,
  TextArea,
  TextField,
  Ticks,
  type Trouble,
  useRender,
} from '../../kit'
import { Page } from '../../layouts/page'
import { PeopleTabs } from './people'

export type RoleColumn = { role: string; title: string; about: string; permissions: string[] }
export type PermissionRow = { name: string; about: string }
export type RoomGroup = { title: string; rows: PermissionRow[] }

/** Who may do what: permissions by room, roles beside each other. */
export const RolesPage = ({ roles, groups }: { roles: RoleColumn[]; groups: RoomGroup[] }) => {
  const { may } = useRender()
  const held = new Map(roles.map(({ role, permissions }) => [role, new Set(permissions)]))
  return (
    <Page title="Roles" door="people">
      <PageHead title="Roles" facts={`${roles.length} roles`}>
        {may('identity.role.create') ? (
          <LinkButton href="/roles/new" kind="primary" icon="plus">
            New role
          </LinkButton>
        ) : null}
      </PageHead>
      <PeopleTabs current="roles" />
      <Matrix
        caption="Who may do what"
        corner="May"
        heads={roles.map(({ role, title }) => ({ key: role, label: title }))}
        groups={groups}
        keyOf={({ name }) => name}
        name={({ about }) => about}
        holds={({ name }, role) => held.get(role)?.has(name) ?? false}
        link={({ key, label }) => (
          <A href={key.startsWith('rl_') ? `/roles/${key}` : `/roles/built-in?role=${key}`} class="lk">
            {label}
          </A>
        )}
      />
    </Page>
  )
}

/** Looks at the organization as this role or person would; nothing can be changed meanwhile. */
export const SeeAs = ({ as }: { as: string }) => (
  <Form action="/see-as">
    <input type="hidden" name="as" value={as} />
    <Button>See as</Button>
  </Form>
)

/** One role: what it permits, and who has it. A built-in one is looked at and copied. */
export const RolePage = ({
  role,
  own,
  version,
  groups,
}: {
  role: RoleColumn
  own: boolean
  version: number
  groups: RoomGroup[]
}) => {
  const { may } = useRender()
  return (
    <Page title={role.title} door="people">
      <PageHead title={role.title} back={{ href: '/roles', label: 'Roles' }} facts={own ? 'Made here' : 'Built in'}>
        {own && may('identity.role.change') ? (
          <LinkButton href={`/roles/${role.role}/edit`} icon="pencil">
            Change
          </LinkButton>
        ) : null}
        {may('identity.role.create') ? (
          <LinkButton href={`/roles/new?like=${role.role}`}>Make one like it</LinkButton>
        ) : null}
        {may('identity.see-as.begin') ? <SeeAs as={role.role} /> : null}
        <LinkButton href={`/people?role=${role.role}`} icon="users">
          Who has it
        </LinkButton>
      </PageHead>
      {role.about ? <p class="muted">{role.about}</p> : null}
      {groups.map(({ title, rows }) => (
        <>
          <h2 class="part">{title}</h2>
          <ul class="rules">
            {rows.map(({ about }) => (
              <li>{about}</li>
            ))}
          </ul>
        </>
      ))}
      {groups.length === 0 ? <p>This role permits nothing.</p> : null}
      {own && may('identity.role.remove') ? (
        <Form action={`/roles/${role.role}/removal`}>
          <input type="hidden" name="version" value={String(version)} />
          <Button kind="danger" icon="trash-2">
            Remove this role
          </Button>
        </Form>
      ) : null}
    </Page>
  )
}

type RoleFormProps = {
  role: { id: string; name: string; version: number } | null
  values: Record<string, string>
  groups: RoomGroup[]
  trouble: Trouble
}

/** Only what the reader may do themselves can be ticked; what the role has beyond that stays. */
export const RoleFormPage = ({ role, values, groups, trouble }: RoleFormProps) => {
  const title = role ? `Change ${role.name}` : 'New role'
  const back = role ? `/roles/${role.id}` : '/roles'
  return (
    <Page title={title} door="people" wrong={trouble !== null}>
      <PageHead title={title} back={{ href: back, label: role ? role.name : 'Roles' }} />
      <ErrorSummary trouble={trouble} />
      <Form action={role ? `/roles/${role.id}` : '/roles'} class="form" draft={role ? `role-${role.id}` : 'role'}>
        {role ? <input type="hidden" name="version" value={values.version ?? String(role.version)} /> : null}
        <TextField name="name" label="Name" value={values.name} trouble={trouble} longest={80} />
        <TextArea name="about" label="What it is for" optional rows={2} value={values.about} trouble={trouble} />
        <p id="permissions" class="muted">
          You can put in what you may do yourself. Without any tick the role permits nothing.
        </p>
        {groups.map((group) => (
          <Ticks
            legend={group.title}
            choices={group.rows.map(({ name, about }) => ({
              name: `permission.${name}`,
              label: about,
              checked: values[`permission.${name}`] === 'on',
            }))}
          />
        ))}
        <div class="form-end">
          <Button kind="primary">Save the role</Button>
          <LinkButton href={back} kind="quiet">
            Cancel
          </LinkButton>
        </div>
      </Form>
    </Page>
  )
}
