// The measure: a worker that makes the same two D1 calls as the list page and joins the same bytes as strings.
// It knows nothing of people, permissions, organizations or templates.
import { DurableObject } from 'cloudflare:workers'

/** The harness binds them; nobody calls them. */
export class TenantObject extends DurableObject {}
export class LimiterObject extends DurableObject {}

type Env = { CONTROL: D1Database; TENANT_DB_0000: D1Database }

const entrance = `SELECT sessions.id, sessions.hash, sessions.login_id, sessions.seen_at, sessions.proved_at, logins.name,
  logins.email, memberships.member_id, memberships.grants, organizations.id AS organizationId, organizations.slug,
  organizations.name AS organizationName, organizations.status, databases.binding, databases.schema_version
  FROM sessions JOIN logins ON logins.id = sessions.login_id
  LEFT JOIN organizations ON organizations.slug = ?2
  LEFT JOIN memberships ON memberships.organization_id = organizations.id AND memberships.login_id = logins.id
  LEFT JOIN databases ON databases.organization_id = organizations.id WHERE sessions.hash = ?1`

const profile = `SELECT organization.id, organization.name, organization.time_zone, currency, locale, units, logo,
  members.id AS memberId, members.name AS memberName, job_title, theme, density, shortcuts, members.time_zone AS memberZone
  FROM organization LEFT JOIN members ON members.id = ?`

const list = `SELECT tasks.id, number, title, status, due_on, assignee_id, about, done_at, tasks.version, members.name AS assignee
  FROM tasks LEFT JOIN members ON members.id = tasks.assignee_id
  WHERE removed_at IS NULL AND status <> 'done' ORDER BY due_sort, tasks.id LIMIT 51`

const people = 'SELECT id, name FROM members WHERE left_at IS NULL ORDER BY name LIMIT 200'

const escaped = (text: unknown) =>
  String(text ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')

/** The page's bytes with the rows' places cut out come with the request's first call, so that both send the same. */
let frame: string[] = []

export default {
  fetch: async (request: Request, env: Env) => {
    const url = new URL(request.url)
    if (request.method === 'POST') {
      frame = (await request.json()) as string[]
      return new Response('ok')
    }
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url.searchParams.get('token') ?? ''))
    const hash = btoa(String.fromCharCode(...new Uint8Array(digest)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
    const { results } = await env.CONTROL.prepare(entrance).bind(hash, 'bench').all()
    const rows = await env.TENANT_DB_0000.batch([
      env.TENANT_DB_0000.prepare(profile).bind(
        String((results[0] as { member_id?: string } | undefined)?.member_id ?? ''),
      ),
      env.TENANT_DB_0000.prepare(list),
      env.TENANT_DB_0000.prepare(people),
    ])
    const [before = '', after = '', filler = ''] = frame
    let body = before
    for (const row of (rows[1]?.results ?? []).slice(0, 50) as Record<string, unknown>[]) {
      body += `<tr id="${escaped(row.id)}"><td>${escaped(row.title)}</td><td>${escaped(row.number)}</td><td>${escaped(row.status)}</td><td>${escaped(row.assignee)}</td><td>${escaped(row.due_on)}</td>${filler}</tr>`
    }
    return new Response(body + after, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
  },
  queue: () => undefined,
}
