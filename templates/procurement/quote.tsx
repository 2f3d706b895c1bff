import { A, Card, KeyValues, Note, PageHead, Pill, useRender, When } from '../kit'
import { Page } from '../layouts/page'
import { Amount, Count, Price, workingDays } from './pieces'
import type { Quote, QuoteLine, Rfq, RfqLine } from './shapes'

type Props = {
  quote: Quote
  vendor: string
  rfq: Rfq
  rows: { line: RfqLine; offer: QuoteLine | null; flags: string[] }[]
  versions: Quote[]
  who: string
}

const ways = { link: 'By the link', mail: 'By mail', hand: 'Written down by hand' }

/** One answer as it came, with what is not stated said so. */
export const QuotePage = ({ quote, vendor, rfq, rows, versions, who }: Props) => {
  const { calendar } = useRender()
  return (
    <Page title={`Quote of ${vendor}`} door="buying">
      <PageHead
        title={`Quote of ${vendor}`}
        back={{ href: `/rfqs/${rfq.id}/quotes`, label: `RFQ-${rfq.number}` }}
        pill={
          quote.late ? (
            <Pill hue="amber" glyph="triangle">
              Came late
            </Pill>
          ) : undefined
        }
        facts={`version ${quote.version}`}
      />
      {quote.replacedAt !== null ? (
        <Note kind="warning">
          <span>A newer version came. This one is kept as it was.</span>
        </Note>
      ) : null}
      <div class="two">
        <Card title="Lines">
          {rows.map(({ line, offer, flags }) => (
            <div class="row flush">
              <span class="muted n">{line.position}</span>
              <span class="row-t">
                {line.words}
                <span class="muted">
                  <Count scaled={line.quantity} unit={line.unit} /> asked
                  {offer?.minimum ? ` · at least ${offer.minimum / 100_000}` : ''}
                  {offer?.pack ? ` · packed in ${offer.pack / 100_000}` : ''}
                  {flags.map((flag) => ` · ${flag}`)}
                  {offer?.note ? ` · “${offer.note}”` : ''}
                </span>
                {offer?.breaks.map(({ from, price }) => (
                  <span class="muted">
                    From {from / 100_000}: <Price scaled={price} currency={quote.currency} unit={line.unit} />
                  </span>
                ))}
              </span>
              <span class="end">
                {offer === null || offer.offer === 'none' ? (
                  <span class="muted">No bid</span>
                ) : offer.price === null ? (
                  <span class="not-stated">Not stated</span>
                ) : (
                  <b>
                    <Price scaled={offer.price} currency={quote.currency} unit={line.unit} />
                  </b>
                )}
                {offer && offer.offer !== 'none' ? (
                  <span class="muted block">
                    {offer.leadDays === null ? 'Lead time not stated' : workingDays(offer.leadDays)}
                  </span>
                ) : null}
              </span>
            </div>
          ))}
        </Card>
        <Card title="Facts">
          <KeyValues
            pairs={
              [
                ['Came', <When at={quote.receivedAt} />],
                ['How', `${ways[quote.way]}, ${who}`],
                ['Currency', quote.currency],
                [
                  'Freight',
                  quote.freightKind === 'included' ? (
                    'Included'
                  ) : quote.freightMinor === null ? (
                    ''
                  ) : (
                    <Amount minor={quote.freightMinor} currency={quote.currency} />
                  ),
                ],
                [
                  'Free above',
                  quote.freeAboveMinor === null ? (
                    ''
                  ) : (
                    <Amount minor={quote.freeAboveMinor} currency={quote.currency} />
                  ),
                ],
                ['Valid to', quote.validUntil ? calendar.dayShort(quote.validUntil) : ''],
                ['Terms', quote.terms],
                ['Their number', quote.reference],
                ['They say', quote.note],
                ...(versions.length > 1
                  ? versions.map((one) => [
                      `Version ${one.version}`,
                      <A href={`/quotes/${one.id}`} class="lk">
                        <When at={one.receivedAt} />
                      </A>,
                    ])
                  : []),
              ] as never
            }
          />
        </Card>
      </div>
    </Page>
  )
}
