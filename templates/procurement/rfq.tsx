import {
  A,
  Button,
  Card,
  Due,
  ErrorSummary,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  ShownOnce,
  State,
  TextField,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { Amount, Count } from './pieces'
import { Told } from './quote-link'
import type { Disclosure, InvitationRow, ReplyRow, Rfq, RfqLine, Suggestion } from './shapes'

type Props = {
  rfq: Rfq
  lines: RfqLine[]
  invitations: InvitationRow[]
  suggested: Suggestion[]
  answered: number
  replies: ReplyRow[]
  site: string
  about: { title: string; href: string } | null
  trouble: Trouble
}

/** An RFQ: its lines, who was asked and where each stands, and the one thing to do next. */
export const RfqPage = ({ rfq, lines, invitations, suggested, answered, replies, site, about, trouble }: Props) => {
  const { may, currency } = useRender()
  const mayAsk = may('procurement.rfq.send') && (rfq.state === 'draft' || rfq.state === 'sent')
  return (
    <Page title={rfq.title} door="buying" wrong={trouble !== null}>
      <PageHead
        title={rfq.title}
        code={`RFQ-${rfq.number}`}
        back={{ href: '/rfqs', label: 'RFQs' }}
        pill={<State of="rfq" is={rfq.state} />}
        facts={lines.length === 1 ? '1 line' : `${lines.length} lines`}
      >
        {answered > 0 ? (
          <LinkButton href={`/rfqs/${rfq.id}/quotes`} kind="primary">
            {rfq.state === 'awarded' ? 'See quotes' : `Compare ${answered === 1 ? '1 quote' : `${answered} quotes`}`}
          </LinkButton>
        ) : null}
        {(rfq.state === 'sent' || rfq.state === 'closed') && may('procurement.quote.write') ? (
          <LinkButton href={`/rfqs/${rfq.id}/answers/new`}>Write down an answer</LinkButton>
        ) : null}
        {rfq.state === 'sent' && may('procurement.rfq.close') ? (
          <Form action={`/rfqs/${rfq.id}/closing`}>
            <Button>Close for answers</Button>
          </Form>
        ) : null}
        {rfq.state !== 'awarded' && rfq.state !== 'cancelled' && may('procurement.rfq.cancel') ? (
          <More label="More for this RFQ">
            <A href={`/rfqs/${rfq.id}/cancellation`}>Cancel this RFQ</A>
          </More>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <div>
          <Card title="Lines">
            {lines.map(({ position, words, partNumber, specification, quantity, unit, partId, alternates }) => (
              <div class="row flush">
                <span class="muted n">{position}</span>
                <span class="row-t">
                  {partId ? (
                    <A href={`/parts/${partId}`} class="lk">
                      {words}
                    </A>
                  ) : (
                    words
                  )}
                  <span class="muted">
                    {[partNumber, specification, alternates ? 'or equal' : 'no substitute'].filter(Boolean).join(' · ')}
                  </span>
                </span>
                <span class="end">
                  <Count scaled={quantity} unit={unit} />
                </span>
              </div>
            ))}
          </Card>
          {replies.length > 0 ? <Replies rfq={rfq} replies={replies} /> : null}
          {invitations.length > 0 ? <Asked rfq={rfq} invitations={invitations} /> : null}
          {mayAsk ? <Choose rfq={rfq} suggested={suggested} again={invitations.length > 0} trouble={trouble} /> : null}
          <Panels on="rfq" id={rfq.id} />
        </div>
        <Card title="Facts">
          <KeyValues
            pairs={[
              ['Reply by', <Due on={rfq.replyOn} done={rfq.state !== 'sent' && rfq.state !== 'draft'} />],
              ['Needed by', <Due on={rfq.neededOn} done />],
              ['Deliver to', site],
              ...(about
                ? ([
                    [
                      'For',
                      <A href={about.href} class="lk">
                        {about.title}
                      </A>,
                    ],
                  ] as [string, unknown][] as never)
                : []),
              ...(rfq.waitingMinor
                ? ([
                    [
                      'Waiting costs',
                      <span>
                        <Amount minor={rfq.waitingMinor} currency={currency} /> a working day
                      </span>,
                    ],
                  ] as never)
                : []),
              ['Sent', rfq.sentAt === null ? 'Not yet' : <When at={rfq.sentAt} />],
              ...(rfq.notes ? ([['Note', rfq.notes]] as never) : []),
              ...(rfq.awardReason ? ([['Why so', rfq.awardReason]] as never) : []),
            ]}
          />
        </Card>
      </div>
    </Page>
  )
}

/** What came by mail or text: read, and not yet confirmed. */
const Replies = ({ rfq, replies }: { rfq: Rfq; replies: ReplyRow[] }) => {
  const { may } = useRender()
  const waiting = replies.filter(({ state }) => state === 'waiting').length
  return (
    <Card
      title="Came by mail or text"
      end={<span class="muted">{waiting === 0 ? 'All looked at' : `${waiting} to confirm`}</span>}
    >
      {replies.map((one) => (
        <div class="row flush">
          <span class="row-t">
            <A href={`/threads/${one.threadId}`} class="lk">
              {one.vendor}
            </A>
            <span class="muted">
              {[
                one.channel === 'sms' ? 'By text' : 'By mail',
                one.guessed
                  ? 'it does not say which RFQ it answers'
                  : one.trusted
                    ? ''
                    : 'not from somebody whom you wrote to',
                one.state === 'set-aside' ? `no quote: ${one.why}` : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </span>
          <State of="reply" is={one.state} />
          <span class="end">
            <When at={one.receivedAt} />
          </span>
          {one.quoteId ? (
            <A href={`/quotes/${one.quoteId}`} class="bt bt-s bt-q">
              The quote
            </A>
          ) : may('procurement.quote.write') && (rfq.state === 'sent' || rfq.state === 'closed') ? (
            <A
              href={`/rfqs/${rfq.id}/answers/from/${one.id}`}
              class={one.state === 'waiting' ? 'bt bt-s' : 'bt bt-s bt-q'}
            >
              Check it
            </A>
          ) : null}
        </div>
      ))}
    </Card>
  )
}

const Asked = ({ rfq, invitations }: { rfq: Rfq; invitations: InvitationRow[] }) => {
  const { may } = useRender()
  return (
    <Card
      title="Asked"
      end={<span class="muted">{invitations.length === 1 ? '1 vendor' : `${invitations.length} vendors`}</span>}
    >
      {invitations.map((one) => (
        <div class="row flush" id={one.id}>
          <span class="row-t">
            <A href={`/vendors/${one.vendorId}`} class="lk">
              {one.vendor}
            </A>
            <span class="muted">
              {[one.person, one.email].filter(Boolean).join(', ') || 'Nobody is written down'}
              {one.reminders > 0 ? ` · reminded ${one.reminders === 1 ? 'once' : 'twice'}` : ''}
              {one.trouble ? ` · ${one.trouble}` : ''}
            </span>
          </span>
          <State of="invitation-to-quote" is={one.state} />
          <span class="end">
            {one.answeredAt !== null ? (
              <When at={one.answeredAt} />
            ) : one.openedAt !== null ? (
              <When at={one.openedAt} />
            ) : one.sentAt !== null ? (
              <When at={one.sentAt} />
            ) : null}
          </span>
          <A href={`/rfqs/${rfq.id}/asked/${one.id}`} class="bt bt-s bt-q">
            {may('procurement.invitation.remind') ? 'What they were told' : 'Look'}
          </A>
        </div>
      ))}
    </Card>
  )
}

const Choose = ({
  rfq,
  suggested,
  again,
  trouble,
}: {
  rfq: Rfq
  suggested: Suggestion[]
  again: boolean
  trouble: Trouble
}) => (
  <Card title={again ? 'Ask more vendors' : 'Choose vendors'}>
    {suggested.length === 0 ? (
      <p class="muted">
        No vendor is written down yet.{' '}
        <A href="/vendors/new" class="lk">
          Write the first one
        </A>
      </p>
    ) : (
      <Form action={`/rfqs/${rfq.id}/preview`} method="get">
        <fieldset class="field" id="vendors">
          <legend class="sr">Vendors</legend>
          {trouble?.fields.vendors ? <p class="wrong-words">{trouble.fields.vendors}</p> : null}
          {suggested.map((one) => (
            <label class="tick choice">
              <input type="checkbox" name="vendor" value={one.id} checked={one.chosen} disabled={one.barred !== null} />
              <span class="choice-t">
                <b>{one.name}</b> <State of="vendor" is={one.tier} />
                <span class="hint">
                  {one.barred ??
                    ([...one.reasons, one.city, one.email ? '' : 'no e-mail address'].filter(Boolean).join(' · ') ||
                      'Nothing known yet')}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <div class="form-end">
          <Button kind={again ? 'outline' : 'primary'}>See what they will receive</Button>
        </div>
      </Form>
    )}
  </Card>
)

/** Exactly what goes out, to whom: nothing is sent before somebody has seen it. */
export const PreviewPage = ({
  rfq,
  told,
  to,
  trouble,
}: {
  rfq: Rfq
  told: Disclosure
  to: { id: string; name: string; person: string; email: string; barred: string | null }[]
  trouble: Trouble
}) => {
  const able = to.filter(({ barred }) => barred === null)
  return (
    <Page title="What vendors will receive" door="buying" wrong={trouble !== null}>
      <PageHead title="What vendors will receive" back={{ href: `/rfqs/${rfq.id}`, label: `RFQ-${rfq.number}` }} />
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <Card title={`${told.number} from ${told.from}`}>
          <Told told={told} />
          <ToldLines told={told} />
          <p class="hint">
            This, and nothing else: no price that you paid, no stock, no machine, no other vendor. It is kept as it goes
            out.
          </p>
        </Card>
        <Card title={able.length === 1 ? 'To 1 vendor' : `To ${able.length} vendors`}>
          {to.map(({ name, person, email, barred }) => (
            <div class="row flush">
              <span class="row-t">
                <b>{name}</b>
                <span class="muted">
                  {barred ??
                    ([person, email].filter(Boolean).join(', ') ||
                      'No e-mail address: you give them the link yourself.')}
                </span>
              </span>
            </div>
          ))}
          <Form action={`/rfqs/${rfq.id}/sending`}>
            <input type="hidden" name="vendors" value={able.map(({ id }) => id).join(' ')} />
            <div class="form-end">
              <Button kind="primary" disabled={able.length === 0}>
                {able.length === 1 ? `Send to ${able[0]?.name}` : `Send to ${able.length} vendors`}
              </Button>
            </div>
          </Form>
        </Card>
      </div>
    </Page>
  )
}

const ToldLines = ({ told }: { told: Disclosure }) => (
  <div class="told-lines">
    {told.lines.map(({ position, words, partNumber, specification, quantity, unit, alternates }) => (
      <div class="row flush">
        <span class="muted n">{position}</span>
        <span class="row-t">
          {words}
          <span class="muted">
            {[partNumber, specification, alternates ? 'or equal' : 'no substitute'].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span class="end">
          <Count scaled={quantity} unit={unit} />
        </span>
      </div>
    ))}
  </div>
)

/** The record of what one vendor was told, its link, and the reminder. */
export const AskedPage = ({
  rfq,
  invitation,
  vendor,
  link,
  whyNot,
  trouble,
}: {
  rfq: Rfq
  invitation: InvitationRow
  vendor: string
  link: string | null
  whyNot: string | null
  trouble: Trouble
}) => {
  const { may } = useRender()
  return (
    <Page title={vendor} door="buying" wrong={trouble !== null}>
      <PageHead
        title={vendor}
        back={{ href: `/rfqs/${rfq.id}`, label: `RFQ-${rfq.number}` }}
        pill={<State of="invitation-to-quote" is={invitation.state} />}
      >
        {may('procurement.invitation.remind') && whyNot === null ? (
          <Form action={`/rfqs/${rfq.id}/asked/${invitation.id}/reminder`}>
            <Button icon="mail">Remind them</Button>
          </Form>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      {invitation.trouble ? (
        <Note kind={invitation.state === 'declined' ? 'info' : 'warning'}>
          <span>{invitation.trouble}</span>
        </Note>
      ) : null}
      <div class="two">
        <Card title={`What they were told, revision ${invitation.revision}`}>
          <Told told={invitation.disclosed} />
          <ToldLines told={invitation.disclosed} />
        </Card>
        <Card title="Facts">
          <KeyValues
            pairs={[
              ['To', [invitation.person, invitation.email].filter(Boolean).join(', ')],
              ['Sent', invitation.sentAt === null ? 'Not yet' : <When at={invitation.sentAt} />],
              ['Opened', invitation.openedAt === null ? 'Not yet' : <When at={invitation.openedAt} />],
              ['Answered', invitation.answeredAt === null ? 'Not yet' : <When at={invitation.answeredAt} />],
              ['Reminders', invitation.reminders === 0 ? 'None' : String(invitation.reminders)],
            ]}
          />
          {whyNot && invitation.answeredAt === null ? (
            <p class="hint">No reminder now: {whyNot.charAt(0).toLowerCase() + whyNot.slice(1)}</p>
          ) : null}
          {link ? (
            <ShownOnce
              id="link"
              label="Their link"
              hint="Whoever has it answers for this vendor. Give it to nobody else."
              text={link}
            />
          ) : null}
        </Card>
      </div>
    </Page>
  )
}

/** A deed that asks why first. */
export const WhyPage = ({
  title,
  back,
  action,
  button,
  hint,
  reason,
  trouble,
}: {
  title: string
  back: { href: string; label: string }
  action: string
  button: string
  hint: string
  reason: string | undefined
  trouble: Trouble
}) => (
  <Page title={title} door="buying" wrong={trouble !== null}>
    <PageHead title={title} back={back} />
    <ErrorSummary trouble={trouble} />
    <Form action={action} class="form">
      <p class="hint">{hint}</p>
      <TextField name="reason" label="Why?" longest={300} value={reason} trouble={trouble} autofocus />
      <div class="form-end">
        <Button kind="danger">{button}</Button>
        <A href={back.href} class="bt bt-q">
          Back
        </A>
      </div>
    </Form>
  </Page>
)
