import { Button, ErrorSummary, Form, Note, PageHead, type Trouble } from '../../kit'
import { Page } from '../../layouts/page'

type ResetProps = {
  member: { id: string; name: string; email: string; own: boolean }
  has: boolean
  hours: number
  trouble: Trouble
}

/** An administrator helps somebody who lost their second factor. */
export const ResetFactorsPage = ({ member, has, hours, trouble }: ResetProps) => (
  <Page title={`Second factor of ${member.name}`} door="people" wrong={trouble !== null}>
    <PageHead
      title={`Second factor of ${member.name}`}
      back={{ href: `/people/${member.id}`, label: member.name }}
      facts={has ? 'Set up' : 'None'}
    />
    <ErrorSummary trouble={trouble} />
    {member.own ? (
      <Note>
        <span>This is you. Look after your own factors in your profile.</span>
      </Note>
    ) : has ? (
      <Form action={`/people/${member.id}/second-factor/reset`} class="form">
        <p>
          {member.name} has lost the second factor and every recovery code? Then we mail a code to {member.email}. It
          works once within {hours} hours, after their password, and takes the old factors away.
        </p>
        <Note kind="warning">
          <span>
            Make sure that it is {member.name} who asks: see them, or ring them on a number that you know. Whoever only
            writes to you may be somebody else.
          </span>
        </Note>
        <div class="form-end">
          <Button kind="primary">I have made sure: send the letter</Button>
        </div>
      </Form>
    ) : (
      <Note>
        <span>{member.name} signs in with one factor. There is nothing to take the place of.</span>
      </Note>
    )}
  </Page>
)
