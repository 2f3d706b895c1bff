import { formatQuantity } from '../../src/kernel/quantity'
import { unit as unitOf } from '../../src/kernel/units'
import { Button, ErrorSummary, Form, Icon, Select, TextArea, TextField, type Trouble } from '../kit'
import { calendarOf } from '../kit/calendar'
import { Document } from '../layouts/document'
import type { Disclosure } from './shapes'

const calendar = calendarOf('en-GB', 'UTC')

type Values = Record<string, string>

/** The pages of vendors: whose it is stands on top, nothing else leads away. */
export const VendorDoor = ({
  organization,
  title,
  children,
}: {
  organization: string
  title: string
  children: unknown
}) => (
  <Document title={`${title} · ${organization}`} body="door">
    <header class="door-top">
      <span class="door-mark">
        <span class="org-mark" aria-hidden="true">
          {[...organization][0]}
        </span>
        {organization}
      </span>
    </header>
    <main id="main" class="door-in door-wide vendor-page">
      {children}
    </main>
  </Document>
)

/** What was asked: the same words as in the letter, and no more. */
export const Told = ({ told }: { told: Disclosure }) => (
  <dl class="kv told">
    <dt>Reply by</dt>
    <dd>
      <b>{calendar.dayWords(told.replyOn)}</b>
    </dd>
    {told.neededOn ? (
      <>
        <dt>Needed by</dt>
        <dd>{calendar.dayWords(told.neededOn)}</dd>
      </>
    ) : null}
    <dt>Deliver to</dt>
    <dd>
      {[told.shipTo.name, told.shipTo.lines].filter(Boolean).join(', ')}
      {told.shipTo.instructions ? <span class="muted block">{told.shipTo.instructions}</span> : null}
    </dd>
    <dt>Asked by</dt>
    <dd>{told.person}</dd>
    {told.notes ? (
      <>
        <dt>Note</dt>
        <dd class="prose">{told.notes}</dd>
      </>
    ) : null}
  </dl>
)

type LineProps = { line: Disclosure['lines'][number]; values: Values; trouble: Trouble; flags?: string[] }

const amount = (line: Disclosure['lines'][number]) =>
  formatQuantity({ scaled: line.quantity, unit: line.unit }, 'en-GB')

/** One line to answer: price and lead time at once, the rest folded. */
export const AnswerLine = ({ line, values, trouble, flags = [] }: LineProps) => {
  const name = (field: string) => `${field}-${line.position}`
  const common = (field: string) => ({ name: name(field), value: values[name(field)], trouble })
  const folded = ['minimum', 'pack', 'available', 'break-from', 'break-price', 'note', 'alternate'].some(
    (field) => values[name(field)] || trouble?.fields[name(field)],
  )
  return (
    <fieldset class="answer" id={line.id}>
      <legend>
        <span class="answer-n">{line.position}</span>
        <span>
          {line.words}
          <span class="muted block">
            <b>{amount(line)}</b>
            {line.partNumber ? (
              <>
                {' · '}
                <span class="code">{line.partNumber}</span>
              </>
            ) : null}
            {line.alternates ? ' · or equal' : ' · no substitute'}
          </span>
        </span>
      </legend>
      {line.specification ? <p class="hint">{line.specification}</p> : null}
      {flags.map((flag) => (
        <p class="q-flag">{flag}</p>
      ))}
      <div class="answer-row">
        <TextField {...common('price')} label="Unit price" inputmode="decimal" width="full" />
        <Select
          {...common('per')}
          label="Price is for"
          width="full"
          choices={[
            { value: '1', label: `1 ${unitOf(line.unit).sign}` },
            { value: '10', label: '10' },
            { value: '100', label: '100' },
            { value: '1000', label: '1,000' },
          ]}
        />
        <TextField {...common('lead')} label="Working days" inputmode="numeric" width="full" />
      </div>
      <details class="fold" open={folded}>
        <summary>Price break, minimum, pack, alternate</summary>
        <div class="answer-row">
          <TextField {...common('break-from')} label={`From quantity`} inputmode="decimal" optional />
          <TextField {...common('break-price')} label="Unit price then" inputmode="decimal" optional />
        </div>
        <div class="answer-row">
          <TextField {...common('minimum')} label="Minimum" inputmode="decimal" optional />
          <TextField {...common('pack')} label="Packed in" inputmode="decimal" optional />
          <TextField {...common('available')} label="You have only" inputmode="decimal" optional />
        </div>
        {line.alternates ? (
          <label class="tick">
            <input type="checkbox" name={name('alternate')} checked={values[name('alternate')] === 'on'} />
            <span>We offer an equal part instead</span>
          </label>
        ) : null}
        <TextField {...common('note')} label="Note or alternate part" longest={500} optional />
      </details>
      <label class="tick">
        <input type="checkbox" name={name('none')} checked={values[name('none')] === 'on'} />
        <span>We do not offer this line</span>
      </label>
    </fieldset>
  )
}

/** What holds for all lines. */
export const WholeQuote = ({
  values,
  trouble,
  currencies,
}: {
  values: Values
  trouble: Trouble
  currencies: string[]
}) => (
  <fieldset class="answer">
    <legend>For the whole quote</legend>
    <div class="answer-row">
      <Select
        name="currency"
        label="Currency"
        width="full"
        value={values.currency}
        choices={[
          ...(values.currency ? [] : [{ value: '', label: 'Choose' }]),
          ...currencies.map((value) => ({ value, label: value })),
        ]}
        trouble={trouble}
      />
      <TextField
        name="validUntil"
        type="date"
        label="Valid until"
        value={values.validUntil}
        optional
        trouble={trouble}
      />
    </div>
    <div class="answer-row">
      <Select
        name="freightKind"
        label="Freight"
        width="full"
        value={values.freightKind}
        choices={[
          { value: 'flat', label: 'Costs extra' },
          { value: 'included', label: 'Included' },
        ]}
        trouble={trouble}
      />
      <TextField
        name="freight"
        label="Freight costs"
        inputmode="decimal"
        value={values.freight}
        optional
        trouble={trouble}
      />
      <TextField
        name="freeAbove"
        label="Free above"
        inputmode="decimal"
        value={values.freeAbove}
        optional
        trouble={trouble}
      />
    </div>
    <div class="answer-row">
      <TextField
        name="reference"
        label="Your quote number"
        longest={60}
        value={values.reference}
        optional
        trouble={trouble}
      />
      <TextField name="terms" label="Payment terms" longest={200} value={values.terms} optional trouble={trouble} />
    </div>
    <TextArea name="message" label="Message" rows={2} value={values.message} optional trouble={trouble} />
  </fieldset>
)

export type LinkProps = {
  path: string
  told: Disclosure
  vendor: string
  values: Values
  trouble: Trouble
  currencies: string[]
  /** When the answer that is shown was sent; null before the first. */
  answered: string | null
  saved: boolean
  late: boolean
}

/** A vendor's answer: three minutes, no account. */
export const QuoteLinkPage = ({
  path,
  told,
  vendor,
  values,
  trouble,
  currencies,
  answered,
  saved,
  late,
}: LinkProps) => (
  <VendorDoor organization={told.from} title={`Quote ${told.number}`}>
    <p class="muted">
      For {vendor} · <span class="code">{told.number}</span>
      {told.revision > 1 ? ` · revision ${told.revision}` : ''}
    </p>
    <h1 tabindex={-1}>Your quote for {told.lines.length === 1 ? '1 item' : `${told.lines.length} items`}</h1>
    {answered ? (
      <div class="note note-good">
        <span>
          <b>Thank you: your quote has arrived.</b> You sent it {answered}. Change it below and send again if you need
          to.
        </span>
      </div>
    ) : null}
    {saved ? (
      <div class="note">
        <span>
          <b>Saved, not sent.</b> Come back by the same link and finish it.
        </span>
      </div>
    ) : null}
    {late ? (
      <div class="note note-warning">
        <span>The day to reply by has passed. You can still answer; your quote is marked as late.</span>
      </div>
    ) : null}
    <Told told={told} />
    <ErrorSummary trouble={trouble} />
    <Form action={path} absolute class="form answers">
      {told.lines.map((line) => (
        <AnswerLine line={line} values={values} trouble={trouble} />
      ))}
      <WholeQuote values={values} trouble={trouble} currencies={currencies} />
      <div class="form-end">
        <Button kind="primary" size="large">
          {answered ? 'Send the changed quote' : 'Send the quote'}
        </Button>
        <Button size="large" name="deed" value="save">
          Save for later
        </Button>
      </div>
    </Form>
    <details class="fold decline">
      <summary>We do not quote this time</summary>
      <Form action={`${path}/refusal`} absolute class="form">
        <TextField
          name="reason"
          label="Why?"
          hint="One line helps us to ask better next time. You will get no reminder."
          longest={500}
          value={values.reason}
          trouble={trouble}
        />
        <Button>Decline</Button>
      </Form>
    </details>
  </VendorDoor>
)

/** A page with one thing to say: thank you, or that it is over. */
export const VendorSaysPage = ({
  organization,
  title,
  link = null,
  children,
}: {
  organization: string
  title: string
  /** The one thing that can still be done. */
  link?: { href: string; label: string } | null
  children: unknown
}) => (
  <VendorDoor organization={organization} title={title}>
    <div class="empty">
      <Icon name="circle-check" class="ico-l" />
      <h1 tabindex={-1}>{title}</h1>
      {children}
      {link ? (
        <p>
          <a class="bt" href={link.href}>
            {link.label}
          </a>
        </p>
      ) : null}
    </div>
  </VendorDoor>
)
