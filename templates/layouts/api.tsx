import { Card, Pill } from '../kit'
import { Door } from './door'

export type Operation = {
  method: string
  path: string
  summary: string
  permission: string
  room: string
  /** Names of fields and parameters with what they are. */
  takes: { name: string; where: string; what: string; required: boolean }[]
  answers: string
}

const hues = { GET: 'blue', POST: 'green', PUT: 'amber', PATCH: 'amber', DELETE: 'red' } as const

/** The JSON side for people: the same document as `/api/v1/openapi.json`, to be read. */
export const ApiPage = ({ operations, origin }: { operations: Operation[]; origin: string }) => (
  <Door title="API" wide>
    <h1 tabindex={-1}>The house in JSON</h1>
    <p>
      Every operation is the same action as its page: the same permission, the same rules, the same audit entry. The
      document for machines is{' '}
      <a class="lk" href="/api/v1/openapi.json">
        openapi.json
      </a>{' '}
      (OpenAPI 3.1) at <span class="code">{origin}</span>.
    </p>
    <Card title="How it is used">
      <ul class="rules">
        <li>
          A program sends <span class="code">Authorization: Bearer</span> with an API key of the settings, or with an{' '}
          <a class="lk" href="/oauth/keys">
            access token
          </a>
          . A page sends the session’s cookie, and its value in X-CSRF-Token with whatever changes something.
        </li>
        <li>A key may send 600 requests a minute; then 429 says in Retry-After when to go on.</li>
        <li>An Idempotency-Key makes a second try answer what the first one did.</li>
        <li>A record carries its version as ETag. Send it as If-Match: another version is refused with 412.</li>
        <li>A list answers items and next. Ask for the next page with after=next; null is the end.</li>
        <li>
          A refusal is a problem of RFC 9457: type is for machines, title is a sentence, errors names the fields.
          Nothing was changed.
        </li>
        <li>Moments are milliseconds since 1970 in UTC; days are YYYY-MM-DD.</li>
      </ul>
    </Card>
    {operations.map(({ method, path, summary, permission, takes, answers }) => (
      <details class="box">
        <summary class="row">
          <Pill hue={hues[method as 'GET'] ?? 'grey'}>{method}</Pill>
          <span class="row-t">
            <b class="path">{path}</b>
            <span class="muted">{summary}</span>
          </span>
        </summary>
        <div class="box-in">
          <p>
            Needs <span class="code">{permission}</span>. Answers {answers}.
          </p>
          {takes.length > 0 ? (
            <dl class="kv">
              {takes.map(({ name, where, what, required }) => (
                <>
                  <dt>
                    <span class="code">{name}</span>
                  </dt>
                  <dd>
                    {what} <span class="muted">{`${where}${required ? ', required' : ''}`}</span>
                  </dd>
                </>
              ))}
            </dl>
          ) : null}
        </div>
      </details>
    ))}
  </Door>
)
