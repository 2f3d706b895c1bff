import {
  A,
  Button,
  DateField,
  ErrorSummary,
  Form,
  GlyphMark,
  Icon,
  PageHead,
  Pill,
  State,
  TextField,
  type Trouble,
  UnitField,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'
import { Amount, Count, Price, UnitCost, workingDays } from './pieces'
import type { Cell, Column, Comparison, QuoteLine, Rate, Rfq } from './shapes'

export type Shown = {
  rfq: Rfq
  comparison: Comparison
  offers: Map<string, QuoteLine[]>
  vendors: Map<string, string>
  asked: number
  currency: string
  rates: Rate[]
  missing: string[]
  about: { title: string; href: string } | null
  /** Line id to quote id. */
  picks: Map<string, string>
  reason: string
  trouble: Trouble
  mayAward: boolean
}

const Flag = ({ children }: { children: string }) => (
  <span class="q-flag">
    <GlyphMark glyph="triangle" /> {children}
  </span>
)

/** All quotes by all lines: what each comes to, landed and in one currency. */
export const ComparePage = (shown: Shown) => {
  const { rfq, comparison, vendors, asked, currency, about, trouble, mayAward, picks, missing } = shown
  const { columns, rows } = comparison
  return (
    <Page title={`Compare quotes for RFQ-${rfq.number}`} door="buying" wrong={trouble !== null}>
      <PageHead
        title="Compare quotes"
        back={{ href: `/rfqs/${rfq.id}`, label: `RFQ-${rfq.number}` }}
        pill={
          rfq.state === 'awarded' ? (
            <State of="rfq" is="awarded" />
          ) : (
            <Pill hue="purple" glyph="diamond">{`Quotes in, ${columns.length} of ${asked}`}</Pill>
          )
        }
        code={`RFQ-${rfq.number}`}
        facts={`${rows.length === 1 ? '1 line' : `${rows.length} lines`} · ${rfq.title}`}
      />
      <ErrorSummary trouble={trouble} />
      {rfq.waitingMinor && rfq.state !== 'awarded' ? (
        <div class="note note-danger">
          <span>
            {about ? (
              <A href={about.href} class="lk">
                {about.title}
              </A>
            ) : (
              'A machine'
            )}{' '}
            waits for this: each working day costs <Amount minor={rfq.waitingMinor} currency={currency} />. The best
            offer counts it.
          </span>
        </div>
      ) : null}
      {missing.map((one) => (
        <RateForm rfqId={rfq.id} from={one} currency={currency} trouble={trouble} />
      ))}
      <Form action={`/rfqs/${rfq.id}/award`} class="compare">
        <div class="sheet map" tabindex={0} role="region" aria-label="Quotes by lines">
          <table class="tbl plain mx">
            <caption class="sr">Quotes by lines</caption>
            <thead>
              <tr>
                <th scope="col">
                  <b>Line</b>
                  <span class="block">
                    Landed in {currency} per unit needed, without VAT: freight shared by value, minimum paid.
                  </span>
                </th>
                {columns.map((column) => (
                  <Head column={column} vendor={vendors.get(column.quote.id) ?? ''} rates={shown.rates} />
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ line, cells }) => (
                <tr>
                  <th scope="row">
                    <span class="muted n">{line.position}</span> <b>{line.words}</b>
                    <span class="block muted">
                      {line.partNumber ? <span class="code">{line.partNumber} · </span> : null}
                      <Count scaled={line.quantity} unit={line.unit} />
                    </span>
                  </th>
                  {cells.map((cell) => (
                    <Offer
                      cell={cell}
                      line={line}
                      offer={shown.offers.get(cell.quoteId)?.find(({ lineId }) => lineId === line.id)}
                      vendor={vendors.get(cell.quoteId) ?? ''}
                      chosen={picks.get(line.id) === cell.quoteId}
                      mayAward={mayAward}
                      currency={currency}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">
                  <b>Everything from one vendor</b>
                  <span class="block muted">{currency} with freight, all that they offer</span>
                </th>
                {columns.map(({ totalMinor, offered, atLeast, leadDays }) => (
                  <td class="num">
                    <span class="block muted">
                      {offered === rows.length
                        ? `All ${rows.length === 1 ? 'of it' : `${rows.length} lines`}`
                        : `${offered} of ${rows.length} lines`}
                    </span>
                    {totalMinor === null ? (
                      <span class="not-stated">Not known whole</span>
                    ) : (
                      <b class="n">
                        {atLeast ? <span class="muted">from </span> : null}
                        <Amount minor={totalMinor} currency={currency} />
                      </b>
                    )}
                    <span class="block muted">
                      {leadDays === null ? 'Lead time not whole' : `All in ${workingDays(leadDays)}`}
                    </span>
                  </td>
                ))}
              </tr>
            </tfoot>
          </table>
        </div>
        {mayAward ? <AwardBar reason={shown.reason} trouble={trouble} /> : null}
      </Form>
    </Page>
  )
}

const Head = ({ column, vendor, rates }: { column: Column; vendor: string; rates: Rate[] }) => {
  const { calendar } = useRender()
  const { quote } = column
  const rate = rates.find(({ from }) => from === quote.currency)
  return (
    <th scope="col">
      <A href={`/quotes/${quote.id}`} class="lk">
        <b>{vendor}</b>
      </A>
      <span class="block">
        {quote.freightKind === 'included' ? (
          'Freight included'
        ) : quote.freightMinor === null || quote.freightKind === 'unknown' ? (
          <>
            Freight <i>not stated</i>
          </>
        ) : (
          <>
            Freight <Amount minor={quote.freightMinor} currency={quote.currency} />
            {quote.freeAboveMinor === null ? (
              ''
            ) : (
              <>
                , free over <Amount minor={quote.freeAboveMinor} currency={quote.currency} />
              </>
            )}
          </>
        )}
      </span>
      <span class="block">
        {quote.validUntil ? `Valid to ${calendar.dayShort(quote.validUntil)}` : <i>Validity not stated</i>}
      </span>
      {rate ? (
        <span class="block">{`1 ${rate.from} = ${rate.rate} ${rate.to}, ${calendar.dayShort(rate.on)}, ${rate.source}`}</span>
      ) : null}
      {quote.late ? <Flag>Came late</Flag> : null}
    </th>
  )
}

type OfferProps = {
  cell: Cell
  line: Comparison['rows'][number]['line']
  offer: QuoteLine | undefined
  vendor: string
  chosen: boolean
  mayAward: boolean
  currency: string
}

const Offer = ({ cell, line, offer, vendor, chosen, mayAward, currency }: OfferProps) => {
  if (cell.offer === 'none' || cell.offer === 'missing') {
    return (
      <td class="num">
        <span class="muted">{cell.offer === 'none' ? '– No bid' : '– Not answered'}</span>
      </td>
    )
  }
  const choosable = mayAward && cell.landedMinor !== null
  return (
    <td class="q-cell">
      <label class="q" for={`${line.id}-${cell.quoteId}`}>
        {mayAward ? (
          <input
            type="radio"
            id={`${line.id}-${cell.quoteId}`}
            name={`pick-${line.position}`}
            value={cell.quoteId}
            checked={chosen}
            disabled={!choosable}
            aria-label={`Line ${line.position} to ${vendor}`}
          />
        ) : chosen ? (
          <Icon name="check" class="ico-s" />
        ) : null}
        <span class="q-in">
          {cell.unitScaled === null ? (
            <span class="not-stated">Price not stated</span>
          ) : (
            <span>
              {cell.atLeast ? <span class="muted">from </span> : null}
              <b class="q-price">
                <UnitCost scaled={cell.unitScaled} currency={currency} unit={line.unit} />
              </b>
            </span>
          )}
          <span class="muted">{cell.leadDays === null ? <i>Lead time not stated</i> : workingDays(cell.leadDays)}</span>
          {cell.flags
            .filter((flag) => flag !== 'Lead time not stated' && flag !== 'Price not stated')
            .map((flag) => (
              <Flag>{flag}</Flag>
            ))}
          {cell.best ? (
            <span class="q-best">
              <Icon name="check" class="ico-s" />
              Best: {cell.best}
            </span>
          ) : null}
        </span>
      </label>
      {offer && cell.landedMinor !== null ? (
        <details class="q-why">
          <summary>How it is reckoned</summary>
          <dl class="kv">
            {offer.evidence.price ? (
              <>
                <dt>Written</dt>
                <dd>{offer.evidence.price}</dd>
              </>
            ) : null}
            <dt>Paid for</dt>
            <dd>
              <Count scaled={cell.paid} unit={line.unit} />
            </dd>
            <dt>Freight share</dt>
            <dd>{cell.atLeast ? 'Not stated' : <Amount minor={cell.freightMinor} currency={currency} />}</dd>
            <dt>Line landed</dt>
            <dd>
              <Amount minor={cell.landedMinor} currency={currency} />
            </dd>
            {offer.note ? (
              <>
                <dt>They say</dt>
                <dd>{offer.note}</dd>
              </>
            ) : null}
          </dl>
        </details>
      ) : null}
    </td>
  )
}

const AwardBar = ({ reason, trouble }: { reason: string; trouble: Trouble }) => (
  <div class="award-bar">
    <TextField
      name="reason"
      label="Why so"
      hint="Asked where a line does not go to the lowest price."
      longest={1000}
      value={reason}
      optional
      trouble={trouble}
    />
    <Button kind="primary" size="large" name="deed" value="look">
      See the orders
    </Button>
  </div>
)

const RateForm = ({
  rfqId,
  from,
  currency,
  trouble,
}: {
  rfqId: string
  from: string
  currency: string
  trouble: Trouble
}) => {
  const { calendar, now } = useRender()
  return (
    <Form action={`/rfqs/${rfqId}/rates`} class="note note-warning rate">
      <input type="hidden" name="from" value={from} />
      <span>
        <b>
          What is 1 {from} in {currency}?
        </b>{' '}
        Without a rate these prices cannot be compared.
      </span>
      <TextField name="rate" label="Rate" inputmode="decimal" trouble={trouble} />
      <DateField name="on" label="Of the day" value={calendar.dateOf(now)} trouble={trouble} />
      <TextField name="source" label="From" longest={120} trouble={trouble} />
      <Button>Write the rate</Button>
    </Form>
  )
}

export type AwardShare = {
  quoteId: string
  vendor: string
  currency: string
  totalMinor: number
  ownMinor: number
  freightMinor: number
  atLeast: boolean
  waits: boolean
  lines: {
    position: number
    words: string
    quantity: number
    unit: Parameters<typeof Count>[0]['unit']
    price: number
  }[]
}

/** What the award comes to, before it is made: an order a vendor, and who approves. */
export const AwardPage = ({
  rfq,
  shares,
  picks,
  reason,
  currency,
  approvers,
  values,
  trouble,
}: {
  rfq: Rfq
  shares: AwardShare[]
  picks: [string, string][]
  reason: string
  currency: string
  approvers: string
  values: Record<string, string>
  trouble: Trouble
}) => {
  const total = shares.reduce((sum, { ownMinor }) => sum + ownMinor, 0)
  const lines = shares.reduce((sum, share) => sum + share.lines.length, 0)
  return (
    <Page title={`Award RFQ-${rfq.number}`} door="buying" wrong={trouble !== null}>
      <PageHead
        title="Award"
        code={`RFQ-${rfq.number}`}
        back={{ href: `/rfqs/${rfq.id}/quotes`, label: 'Compare quotes' }}
        facts={rfq.title}
      />
      <ErrorSummary trouble={trouble} />
      <div class="three">
        {shares.map((share) => (
          <section class="box">
            <div class="box-h">
              <h2>{share.vendor}</h2>
              <div class="end">
                <b>
                  <Amount minor={share.totalMinor} currency={share.currency} />
                </b>
              </div>
            </div>
            <div class="box-in">
              {share.lines.map(({ position, words, quantity, unit, price }) => (
                <div class="row flush">
                  <span class="muted n">{position}</span>
                  <span class="row-t">
                    {words}
                    <span class="muted">
                      <Count scaled={quantity} unit={unit} /> at{' '}
                      <Price scaled={price} currency={share.currency} unit={unit} />
                    </span>
                  </span>
                </div>
              ))}
              <p class="hint">
                {share.atLeast ? 'Freight is not stated: ask, and write it below. ' : null}
                {share.atLeast ? null : (
                  <>
                    Freight <Amount minor={share.freightMinor} currency={share.currency} />.{' '}
                  </>
                )}
                {share.waits ? `Above the limit: ${approvers}.` : 'Below the limit: it can be sent at once.'}
              </p>
            </div>
          </section>
        ))}
      </div>
      {reason ? <p class="hint">Why so: {reason}</p> : null}
      <Form action={`/rfqs/${rfq.id}/award`} class="award-bar">
        {picks.map(([position, quoteId]) => (
          <input type="hidden" name={`pick-${position}`} value={quoteId} />
        ))}
        <input type="hidden" name="reason" value={reason} />
        {shares
          .filter(({ quoteId, atLeast }) => atLeast || values[`freight-${quoteId}`])
          .map(({ quoteId, vendor, currency: own }) => (
            <UnitField
              name={`freight-${quoteId}`}
              label={`Freight of ${vendor}`}
              hint="What it costs, as they told you; 0 where it is free."
              unit={own}
              value={values[`freight-${quoteId}`]}
              trouble={trouble}
            />
          ))}
        <span class="award-sum">
          <b>
            {shares.some(({ atLeast }) => atLeast) ? <span class="muted">from </span> : null}
            <Amount minor={total} currency={currency} />
          </b>
          <span class="muted">The others are thanked. Nothing is sent to the winners yet.</span>
        </span>
        <Button kind="primary" size="large">
          {`Award ${lines === 1 ? '1 line' : `${lines} lines`} to ${shares.length === 1 ? '1 vendor' : `${shares.length} vendors`}`}
        </Button>
      </Form>
    </Page>
  )
}
