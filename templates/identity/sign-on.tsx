import { KeyValues, Note } from '../kit'
import { Door } from '../layouts/door'

/** Where somebody begins who signs in by the provider of an organization. */
export const startOf = (slug: string, next: string, hint: string) =>
  `/sso/${slug}/start?${new URLSearchParams({ ...(next ? { next } : {}), ...(hint ? { hint } : {}) })}`

/** The organization signs its people in by its own provider. Says the same of every organization and every person. */
export const ContinuePage = ({ slug, next, hint }: { slug: string; next: string; hint: string }) => (
  <Door title="Sign in with your organization">
    <h1 tabindex={-1}>Sign in with your organization</h1>
    <p>Your organization signs its people in by its own identity provider. You come back here when it knows you.</p>
    {slug ? (
      <a class="bt bt-p bt-l bt-w" href={startOf(slug, next, hint)}>
        Go on to the provider
      </a>
    ) : null}
    <div class="door-foot">
      <a class="lk" href="/sign-in?own=1">
        I am an owner and the provider is away
      </a>
      <a class="lk" href="/sign-in">
        Back to signing in
      </a>
    </div>
  </Door>
)

type TroubleProps = { organization: string; slug: string; sentence: string; reason: string; requestId: string }

/** Somebody comes from their provider and is not let in: why, and what to do. */
export const SignOnTroublePage = ({ organization, slug, sentence, reason, requestId }: TroubleProps) => (
  <Door title="You are not signed in" wrong>
    <h1 tabindex={-1}>You are not signed in</h1>
    <Note kind="warning">
      <span>{sentence}</span>
    </Note>
    <p>Nothing was changed. If this comes again, show it to an administrator of {organization}.</p>
    <a class="bt bt-p bt-l bt-w" href={`/sso/${slug}/start`}>
      Begin again
    </a>
    <div class="door-foot">
      <a class="lk" href="/sign-in">
        Sign in another way
      </a>
    </div>
    <p class="hint">
      Reason <code class="code">{reason}</code>, reference <code class="code">{requestId}</code>
    </p>
  </Door>
)

const settingsOf = (slug: string) => `/${slug}/settings/single-sign-on`

/** A test that did not come through, in words. */
export const TestFailedPage = ({ sentence, reason, slug }: { sentence: string; reason: string; slug: string }) => (
  <Door title="The test did not come through" wrong>
    <h1 tabindex={-1}>The test did not come through</h1>
    <Note kind="danger">
      <span>{sentence}</span>
    </Note>
    <p>Nobody was signed in and nothing was changed.</p>
    <a class="bt bt-p bt-l bt-w" href={settingsOf(slug)}>
      Back to the settings
    </a>
    <p class="hint">
      Reason <code class="code">{reason}</code>
    </p>
  </Door>
)

type Outcome =
  | { way: 'known' | 'link'; role: string }
  | { way: 'join'; role: string }
  | { way: 'refused'; sentence: string }

type Said = { issuer: string; subject: string; email: string | null; emailVerified: boolean | null; name: string }

const verifiedWords = (verified: boolean | null) =>
  verified === null ? 'The provider says nothing of it' : verified ? 'Yes' : 'No'

/** A test that came through: what the provider said, and what would become of this person. */
export const TestedPage = ({ slug, claims, outcome }: { slug: string; claims: Said; outcome: Outcome }) => (
  <Door title="The connection works">
    <h1 tabindex={-1}>The connection works</h1>
    {outcome.way === 'refused' ? (
      <Note kind="warning">
        <span>The provider’s word is good, but this person would not be let in: {outcome.sentence}</span>
      </Note>
    ) : (
      <Note kind="good">
        <span>
          {outcome.way === 'join'
            ? `This person would become a member with the role ${outcome.role}.`
            : 'This person would be signed in as the member they are, with the roles they have.'}
        </span>
      </Note>
    )}
    <KeyValues
      pairs={[
        ['Name', claims.name],
        ['E-mail', claims.email],
        ['E-mail verified', verifiedWords(claims.emailVerified)],
        ['Issuer', <code class="code">{claims.issuer}</code>],
        ['Subject', <code class="code">{claims.subject}</code>],
      ]}
    />
    <p>Nobody was signed in by this test.</p>
    <a class="bt bt-p bt-l bt-w" href={settingsOf(slug)}>
      Back to the settings
    </a>
  </Door>
)
