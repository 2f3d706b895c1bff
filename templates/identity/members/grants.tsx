import type { Trouble } from '../../kit'

export type RoleChoice = { role: string; title: string; about: string }
type Site = { id: string; title: string }

/** The fields of roles as a form sends them: `role.buyer`, `where.buyer`, `at.buyer.st_…`. */
export const grantValues = (grants: { role: string; sites: readonly string[] | null }[]): Record<string, string> =>
  Object.fromEntries(
    grants.flatMap(({ role, sites }) => [
      [`role.${role}`, 'on'],
      [`where.${role}`, sites === null ? 'everywhere' : 'sites'],
      ...(sites ?? []).map((site) => [`at.${role}.${site}`, 'on']),
    ]),
  )

type GrantFieldsProps = {
  roles: RoleChoice[]
  sites: Site[]
  values: Record<string, string>
  trouble: Trouble
}

/** Each role with where it holds. Where there are no sites, it holds everywhere. */
export const GrantFields = ({ roles, sites, values, trouble }: GrantFieldsProps) => (
  <fieldset class="field">
    <legend>Roles</legend>
    {roles.map(({ role, title, about }) => {
      const wrong = trouble?.fields[`role.${role}`]
      return (
        <div class={wrong ? 'role-row wrong' : 'role-row'}>
          {wrong ? (
            <p class="wrong-words">
              <span class="sr">Error: </span>
              {wrong}
            </p>
          ) : null}
          <label class="tick">
            <input
              type="checkbox"
              id={`role.${role}`}
              name={`role.${role}`}
              checked={values[`role.${role}`] === 'on'}
            />
            <span>
              {title}
              <span class="hint"> {about}</span>
            </span>
          </label>
          {sites.length > 0 && role !== 'owner' ? (
            <Where role={role} title={title} sites={sites} values={values} />
          ) : null}
        </div>
      )
    })}
  </fieldset>
)

const Where = ({
  role,
  title,
  sites,
  values,
}: {
  role: string
  title: string
  sites: Site[]
  values: Record<string, string>
}) => (
  <div class="role-where">
    <select name={`where.${role}`} aria-label={`Where ${title} holds`} class="input-medium">
      <option value="everywhere">Everywhere</option>
      <option value="sites" selected={values[`where.${role}`] === 'sites'}>
        Only at the sites ticked
      </option>
    </select>
    {sites.map((site) => (
      <label class="tick">
        <input
          type="checkbox"
          name={`at.${role}.${site.id}`}
          aria-label={`${title} at ${site.title}`}
          checked={values[`at.${role}.${site.id}`] === 'on'}
        />
        <span>{site.title}</span>
      </label>
    ))}
  </div>
)
