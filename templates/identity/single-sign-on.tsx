import {
  Button,
  Card,
  Checkbox,
  type Choice,
  ErrorSummary,
  FileField,
  Form,
  KeyValues,
  LinkButton,
  LinkList,
  Note,
  PageHead,
  PasswordField,
  Pill,
  Select,
  TextArea,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

type Values = Record<string, string>
type Addresses = { redirectUri: string; entityId: string; acs: string }
type Certificate = { expiresAt: number; fingerprint: string }

export type ShownConnection = {
  kind: 'oidc' | 'saml'
  state: 'draft' | 'on' | 'enforced'
  issuer: string
  clientId: string
  entryPoint: string
  certificates: Certificate[]
  roleTitle: string
  tested: boolean
  testedAt: number | null
  version: number
}

const back = { href: '/settings/single-sign-on', label: 'Single sign-on' }

const stateOf = {
  draft: { word: 'Off', hue: 'grey', glyph: 'ring' },
  on: { word: 'On', hue: 'green', glyph: 'dot' },
  enforced: { word: 'Enforced', hue: 'blue', glyph: 'tick' },
} as const

const StatePill = ({ state }: { state: keyof typeof stateOf }) => {
  const { word, hue, glyph } = stateOf[state]
  return (
    <Pill hue={hue} glyph={glyph}>
      {word}
    </Pill>
  )
}

/** A certificate warns a month before it ends. */
const soonMs = 30 * 24 * 3_600_000

const CertificateState = ({ certificate }: { certificate: Certificate }) => {
  const { now } = useRender()
  const left = certificate.expiresAt - now
  return (
    <span>
      {left < 0 ? (
        <Pill hue="red" glyph="square">
          Expired
        </Pill>
      ) : left < soonMs ? (
        <Pill hue="amber" glyph="triangle">
          Ends soon
        </Pill>
      ) : null}{' '}
      good until <When at={certificate.expiresAt} /> <code class="code">{certificate.fingerprint.slice(0, 23)}…</code>
    </span>
  )
}

/** What to copy to the provider, by the names that providers use. */
const CopyCard = ({ kind, addresses }: { kind: 'oidc' | 'saml'; addresses: Addresses }) => (
  <Card title="Copy this to the provider">
    {kind === 'oidc' ? (
      <>
        <KeyValues
          pairs={[
            ['Redirect URI', <code class="code code-copy">{addresses.redirectUri}</code>],
            ['Grant', 'Authorization code, with PKCE (S256)'],
            ['Scopes', <code class="code">openid email profile</code>],
          ]}
        />
        <p class="hint">Also called callback URL, sign-in redirect URI or reply URL. It must be exactly this.</p>
      </>
    ) : (
      <>
        <KeyValues
          pairs={[
            ['Entity id', <code class="code code-copy">{addresses.entityId}</code>],
            ['ACS URL', <code class="code code-copy">{addresses.acs}</code>],
            [
              'Metadata',
              <a href={addresses.entityId.replace(/^https?:\/\/[^/]+/, '')} class="lk">
                Download the file
              </a>,
            ],
            ['Name ID', 'Persistent, or e-mail address'],
            ['Attributes', <code class="code">email, displayName</code>],
            ['Signature', 'RSA with SHA-256'],
            ['Encryption of assertions', 'Off: encrypted assertions are not taken, since the way is encrypted already'],
          ]}
        />
        <p class="hint">
          The entity id is also called audience or identifier, the ACS URL also reply URL, recipient or destination.
        </p>
      </>
    )}
  </Card>
)

type SignOnProps = {
  connection: ShownConnection | null
  proved: string[]
  addresses: Addresses
  trouble: Trouble
}

/** How the organization signs its people in, step by step. */
export const SignOnPage = ({ connection, proved, addresses, trouble }: SignOnProps) => {
  const { may } = useRender()
  return (
    <Page title="Single sign-on" door="settings" wrong={trouble !== null}>
      <PageHead
        title="Single sign-on"
        back={{ href: '/settings', label: 'Settings' }}
        pill={<StatePill state={connection?.state ?? 'draft'} />}
      />
      <ErrorSummary trouble={trouble} />
      <div class="stack">
        <p class="muted">Your people sign in with the account that they have at work. It costs nothing more.</p>
        <div class="two">
          <div class="stack">
            <Card
              title="1. Your domains"
              end={
                <LinkButton href="/settings/domains" size="small">
                  Domains
                </LinkButton>
              }
            >
              {proved.length === 0 ? (
                <p>
                  No domain is proved yet. A provider’s word counts only for e-mail addresses at a domain of your own.
                </p>
              ) : (
                <p>
                  Proved: <b>{proved.join(', ')}</b>
                </p>
              )}
            </Card>
            {connection ? <ConnectionCard connection={connection} /> : <ChooseCard />}
            {connection && may('identity.single-sign-on.switch') ? <StateCards connection={connection} /> : null}
          </div>
          <div class="stack">
            {connection ? <CopyCard kind={connection.kind} addresses={addresses} /> : null}
            <Card title="People and groups from your directory">
              <p>Your directory can write who is a member here, and take people out the moment they leave.</p>
              <LinkButton href="/settings/directory">Directory (SCIM)</LinkButton>
            </Card>
          </div>
        </div>
      </div>
    </Page>
  )
}

const ChooseCard = () => (
  <Card title="2. Your identity provider">
    <LinkList
      items={[
        {
          href: '/settings/single-sign-on/openid',
          icon: 'shield-check',
          title: 'OpenID Connect',
          detail: 'The newer way. Entra ID, Okta, Google, Auth0, Keycloak and others',
        },
        {
          href: '/settings/single-sign-on/saml',
          icon: 'file-text',
          title: 'SAML 2.0',
          detail: 'Where your provider has nothing newer, such as AD FS',
        },
      ]}
    />
  </Card>
)

const ConnectionCard = ({ connection }: { connection: ShownConnection }) => {
  const form = connection.kind === 'oidc' ? 'openid' : 'saml'
  return (
    <Card
      title="2. Your identity provider"
      end={
        <LinkButton href={`/settings/single-sign-on/${form}`} size="small" icon="pencil">
          Change
        </LinkButton>
      }
    >
      <KeyValues
        pairs={
          connection.kind === 'oidc'
            ? [
                ['Way', 'OpenID Connect'],
                ['Issuer', <code class="code">{connection.issuer}</code>],
                ['Client id', <code class="code">{connection.clientId}</code>],
                ['New people are', connection.roleTitle],
              ]
            : [
                ['Way', 'SAML 2.0'],
                ['Entity id', <code class="code">{connection.issuer}</code>],
                ['Sign-in address', <code class="code">{connection.entryPoint}</code>],
                [
                  'Certificates',
                  connection.certificates.map((certificate) => <CertificateState certificate={certificate} />),
                ],
                ['New people are', connection.roleTitle],
              ]
        }
      />
    </Card>
  )
}

const StateCards = ({ connection }: { connection: ShownConnection }) => {
  const { base } = useRender()
  const { state, tested, testedAt, version } = connection
  return (
    <>
      <Card title="3. Test it">
        {tested ? (
          <Note kind="good">
            <span>
              Somebody came through with these settings{testedAt === null ? '' : ' '}
              {testedAt === null ? null : <When at={testedAt} />}.
            </span>
          </Note>
        ) : (
          <p>Sign in at the provider in a new window. Nobody is let in by it, and nothing changes for anybody.</p>
        )}
        <a
          class={tested ? 'bt' : 'bt bt-p'}
          href={`${base}/settings/single-sign-on/test`}
          target="_blank"
          rel="noopener"
        >
          {tested ? 'Test it again' : 'Test the connection'}
        </a>
      </Card>
      <Card title="4. Switch it on">
        {state === 'draft' ? (
          <>
            <p>People can then choose it when they sign in. Their passwords go on working.</p>
            <StateForm to="on" version={version} primary={tested} label="Switch it on" />
          </>
        ) : (
          <>
            <p>It is on. Whoever has an address at one of your domains can sign in by it.</p>
            {state === 'on' ? <StateForm to="draft" version={version} label="Switch it off" /> : null}
          </>
        )}
      </Card>
      {state === 'draft' ? null : (
        <Card title="5. Make it the only way in">
          <p>
            Then passwords and codes open this organization no more. Owners keep a way in for the day on which the
            provider is away: a passkey, or a password and a second factor. Each use of it is written into the audit
            log.
          </p>
          {state === 'on' ? (
            <StateForm to="enforced" version={version} primary label="Make it the only way in" />
          ) : (
            <StateForm to="on" version={version} label="Let other ways in again" />
          )}
        </Card>
      )}
      <Form action="/settings/single-sign-on/removal">
        <input type="hidden" name="version" value={String(version)} />
        <Button kind="quiet" icon="trash-2">
          Take single sign-on away
        </Button>
      </Form>
    </>
  )
}

const StateForm = ({
  to,
  version,
  label,
  primary,
}: {
  to: string
  version: number
  label: string
  primary?: boolean
}) => (
  <Form action="/settings/single-sign-on/state">
    <input type="hidden" name="version" value={String(version)} />
    <input type="hidden" name="to" value={to} />
    <Button kind={primary ? 'primary' : 'outline'}>{label}</Button>
  </Form>
)

type FormProps = { values: Values; trouble: Trouble; roles: Choice[]; version: number; addresses: Addresses }

const RoleField = ({ values, trouble, roles }: Pick<FormProps, 'values' | 'trouble' | 'roles'>) => (
  <Select
    name="defaultRole"
    label="Role of people who join by signing in"
    hint="Those who are members already keep the roles that they have."
    value={values.defaultRole}
    choices={roles}
    trouble={trouble}
  />
)

export const OidcPage = ({
  values,
  trouble,
  roles,
  version,
  addresses,
  hasSecret,
}: FormProps & { hasSecret: boolean }) => (
  <Page title="OpenID Connect" door="settings" wrong={trouble !== null}>
    <PageHead title="OpenID Connect" back={back} />
    <ErrorSummary trouble={trouble} />
    <div class="two">
      <Form action="/settings/single-sign-on/openid" class="form">
        <input type="hidden" name="version" value={String(version)} />
        <TextField
          name="issuer"
          label="Issuer"
          hint="Such as https://login.microsoftonline.com/<your tenant’s id>/v2.0 or https://acme.okta.com"
          type="url"
          longest={500}
          value={values.issuer}
          trouble={trouble}
        />
        <TextField name="clientId" label="Client id" longest={200} value={values.clientId} trouble={trouble} />
        <PasswordField
          name="clientSecret"
          label="Client secret"
          optional
          hint={
            hasSecret ? 'One is kept, locked away. Leave this empty to keep it.' : 'Not needed for a public client.'
          }
          autocomplete="new-password"
          trouble={trouble}
        />
        <RoleField values={values} trouble={trouble} roles={roles} />
        <Checkbox
          name="trustsUnsaid"
          checked={values.trustsUnsaid === 'on'}
          hint="Tick it for Entra ID, which never says whether. Leave it unticked where people write their address themselves."
        >
          Addresses count as verified though the provider does not say so
        </Checkbox>
        <div class="form-end">
          <Button kind="primary">Save the provider</Button>
        </div>
      </Form>
      <CopyCard kind="oidc" addresses={addresses} />
    </div>
  </Page>
)

export const SamlPage = ({ values, trouble, roles, version, addresses }: FormProps) => (
  <Page title="SAML 2.0" door="settings" wrong={trouble !== null}>
    <PageHead title="SAML 2.0" back={back} />
    <ErrorSummary trouble={trouble} />
    <div class="two">
      <Form action="/settings/single-sign-on/saml" class="form" files>
        <input type="hidden" name="version" value={String(version)} />
        <FileField
          name="metadata"
          label="Metadata file of the provider"
          optional
          hint="The safest: everything below is read from it."
          accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
          trouble={trouble}
        />
        <TextField
          name="metadataUrl"
          label="Or the address of its metadata"
          optional
          type="url"
          longest={1000}
          value={values.metadataUrl}
          trouble={trouble}
        />
        <h2>Or by hand</h2>
        <TextField name="issuer" label="Entity id" optional longest={500} value={values.issuer} trouble={trouble} />
        <TextField
          name="entryPoint"
          label="Sign-in address (HTTP-Redirect)"
          optional
          type="url"
          longest={1000}
          value={values.entryPoint}
          trouble={trouble}
        />
        <TextArea
          name="certificates"
          label="Signing certificates"
          optional
          hint="One after the other, when the provider is about to change them."
          rows={6}
          value={values.certificates}
          trouble={trouble}
        />
        <RoleField values={values} trouble={trouble} roles={roles} />
        <Checkbox
          name="providerBegins"
          checked={values.providerBegins === 'on'}
          hint="People who click a tile at the provider are sent back there once more, so that nobody is signed in as somebody else."
        >
          People may begin at the provider
        </Checkbox>
        <div class="form-end">
          <Button kind="primary">Save the provider</Button>
        </div>
      </Form>
      <CopyCard kind="saml" addresses={addresses} />
    </div>
  </Page>
)

/** On the way to the provider, or why not. */
export const TestPage = ({ url, trouble }: { url: string | null; trouble: string | null }) => (
  <Page title="Test of single sign-on" door="settings" wrong={trouble !== null}>
    <PageHead title="Test of single sign-on" back={back} />
    {url ? (
      <>
        <p>The provider answers. In a moment you sign in there.</p>
        <a class="bt bt-p" href={url} rel="noreferrer">
          Go on to the provider
        </a>
      </>
    ) : (
      <>
        <Note kind="danger">
          <span>{trouble}</span>
        </Note>
        <LinkButton href="/settings/single-sign-on">Back to the settings</LinkButton>
      </>
    )}
  </Page>
)

type DomainRow = {
  domain: string
  provedAt: number | null
  joinPolicy: 'off' | 'ask' | 'sso'
  proof: { name: string; value: string }
}

const joinChoices: Choice[] = [
  { value: 'off', label: 'By invitation only' },
  { value: 'ask', label: 'They ask, an administrator says yes' },
  { value: 'sso', label: 'By signing in through the provider' },
]

/** The organization's domains: how each is proved, and who may join by it. */
export const DomainsPage = ({ rows, values, trouble }: { rows: DomainRow[]; values: Values; trouble: Trouble }) => {
  const { may, local } = useRender()
  return (
    <Page title="Domains" door="settings" wrong={trouble !== null}>
      <PageHead title="Domains" back={{ href: '/settings', label: 'Settings' }} />
      <ErrorSummary trouble={trouble} />
      <div class="stack">
        <p class="muted">
          Whoever has an e-mail address at a domain of yours is one of your people. You prove that it is yours by a text
          in its DNS, which only whoever holds the domain can put there.
        </p>
        {rows.map((row) => (
          <Card
            title={row.domain}
            end={
              row.provedAt === null ? (
                <Pill hue="amber" glyph="triangle">
                  Not proved
                </Pill>
              ) : (
                <Pill hue="green" glyph="tick">
                  Proved
                </Pill>
              )
            }
          >
            <div class="stack">
              {row.provedAt === null ? <ProofSteps row={row} local={local} /> : null}
              {row.provedAt !== null && may('identity.domain.set-join-policy') ? (
                <Form action="/settings/domains/join-policy" class="tools">
                  <input type="hidden" name="domain" value={row.domain} />
                  <div class="filter">
                    <label>
                      People with an address there join
                      <select name="joinPolicy">
                        {joinChoices.map(({ value, label }) => (
                          <option value={value} selected={value === row.joinPolicy}>
                            {label}
                          </option>
                        ))}
                      </select>
                    </label>
                  </div>
                  <Button size="small" label={`Save how people with an address at ${row.domain} join`}>
                    Save
                  </Button>
                </Form>
              ) : null}
              {may('identity.domain.remove') ? (
                <Form action="/settings/domains/removal">
                  <input type="hidden" name="domain" value={row.domain} />
                  <Button kind="quiet" size="small" icon="trash-2" label={`Take ${row.domain} away`}>
                    Take it away
                  </Button>
                </Form>
              ) : null}
            </div>
          </Card>
        ))}
        {may('identity.domain.add') ? (
          <Card title={rows.length === 0 ? 'Your first domain' : 'Another domain'}>
            <Form action="/settings/domains" class="form">
              <TextField
                name="domain"
                label="Domain of your e-mail addresses"
                hint="Such as acme.com"
                width="medium"
                longest={253}
                value={values.domain}
                trouble={trouble}
              />
              <div class="form-end">
                <Button kind="primary">Add the domain</Button>
              </div>
            </Form>
          </Card>
        ) : null}
      </div>
    </Page>
  )
}

const ProofSteps = ({ row, local }: { row: DomainRow; local: boolean }) => (
  <>
    <p>Put a TXT record into the DNS of the domain, then look whether it is there:</p>
    <KeyValues
      pairs={[
        ['Name', <code class="code code-copy">{row.proof.name}</code>],
        ['Type', 'TXT'],
        ['Text', <code class="code code-copy">{row.proof.value}</code>],
      ]}
    />
    {local ? (
      <p class="hint">
        On this machine no name server is asked:{' '}
        <a class="lk" href={`/dev/names?${new URLSearchParams({ ...row.proof })}`}>
          write it down
        </a>
        .
      </p>
    ) : null}
    <Form action="/settings/domains/proof">
      <input type="hidden" name="domain" value={row.domain} />
      <Button icon="refresh-cw" label={`Look whether the text stands at ${row.domain}`}>
        Look whether it is there
      </Button>
    </Form>
  </>
)
