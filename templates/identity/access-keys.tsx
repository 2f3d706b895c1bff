import { Card, type Column, DataTable, EmptyState, State, When } from '../kit'
import { Door } from '../layouts/door'

type KeyLine = { kid: string; state: 'next' | 'signing' | 'verifying'; createdAt: number; activeFrom: number }

const columns: Column<KeyLine>[] = [
  { head: 'Key id', main: true, wide: true, cell: ({ kid }) => <span class="code">{kid}</span> },
  { head: 'Published', cell: ({ createdAt }) => <When at={createdAt} plain /> },
  { head: 'Signs from', cell: ({ activeFrom }) => <When at={activeFrom} plain /> },
  { head: 'State', bare: true, cell: ({ state }) => <State of="signing-key" is={state} /> },
]

/** The keys behind `/.well-known/jwks.json`, and how tokens are got, for people. */
export const AccessKeysPage = ({ keys, origin, minutes }: { keys: KeyLine[]; origin: string; minutes: number }) => (
  <Door title="Access tokens" wide>
    <h1 tabindex={-1}>Access tokens</h1>
    <p>
      A program sends its API key with each request, or exchanges it for tokens of {minutes} minutes. Tokens are JWTs of
      RFC 9068, signed with ES256 by the key that signs now; its public half stands in{' '}
      <a class="lk" href="/.well-known/jwks.json">
        jwks.json
      </a>{' '}
      a day before it is used.
    </p>
    <Card title="How a token is got">
      <ul class="rules">
        <li>
          A service sends <span class="code">grant_type=client_credentials</span> to{' '}
          <span class="code">{origin}/oauth/token</span>, with the key’s id as client and the key as secret (Basic, or
          in the form).
        </li>
        <li>
          An app sends <span class="code">grant_type=refresh_token</span>, and keeps the refresh token that comes back
          instead of its own. One that comes a second time ends them all.
        </li>
        <li>
          The token goes into <span class="code">Authorization: Bearer</span> of requests to{' '}
          <span class="code">{origin}/api/v1</span>. Pages take none.
        </li>
        <li>
          <span class="code">{origin}/oauth/revoke</span> ends a token (RFC 7009).
        </li>
        <li>
          Machines find all this in{' '}
          <a class="lk" href="/.well-known/oauth-authorization-server">
            the metadata
          </a>{' '}
          (RFC 8414).
        </li>
      </ul>
    </Card>
    <DataTable
      caption="Keys that sign and verify"
      columns={columns}
      rows={keys}
      keyOf={({ kid }) => `kid-${kid}`}
      empty={
        <EmptyState icon="key-round" title="No key yet">
          <p>The first one is made with the first token.</p>
        </EmptyState>
      }
    />
  </Door>
)
