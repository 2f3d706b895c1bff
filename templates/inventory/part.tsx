import { formatMoney } from '../../src/kernel/money'
import { unit as unitOf } from '../../src/kernel/units'
import {
  A,
  Button,
  Card,
  type Column,
  DataTable,
  EmptyState,
  Form,
  KeyValues,
  LinkButton,
  More,
  Note,
  PageHead,
  Photo,
  State,
  StatTile,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { Panels } from '../layouts/panels'
import { Amount, type UnitCode } from './amount'
import { type SubstituteRow, Substitutes, type UseRow, Uses, type VendorRow, Vendors } from './part-details'
import { ConditionPill, StockState } from './parts'
import { type ReservationLine, ReservedOf } from './reservations'

export type PartDetail = {
  id: string
  number: string
  name: string
  description: string
  manufacturer: string
  manufacturerNumber: string
  criticality: 'vital' | 'essential' | 'desirable'
  unit: UnitCode
  whole: boolean
  tracking: 'none' | 'lot' | 'serial'
  expires: boolean
  repairable: boolean
  hazard: string
  storage: string
  categoryId: string | null
  leadDays: number
  specifications: { name: string; value: string; unit: UnitCode | '' }[]
  retiredAt: number | null
  version: number
}

export type BinRow = {
  binId: string
  bin: string
  condition: string
  lotId: string
  lot: string
  expiresOn: string | null
  onHand: number
  hard: number
}

export type LineRow = {
  id: string
  kind: string
  quantity: number
  from: string | null
  fromCondition: string | null
  to: string | null
  toCondition: string | null
  lot: string
  /** Null where the reader has no right to see what things cost. */
  valueMinor: number | null
  runningQuantity: number
  subject: string | null
  /** What the subject is called. */
  title: string | null
  reason: string
  reversesId: string | null
  reversedBy: string | null
  postedAt: number
  effectiveAt: number
  who: string | null
}

export type PartFigures = {
  onHand: number
  reserved: number
  available: number
  onOrder: number
  /** Wanted, promised from no bin yet. */
  soft: number
  reorderPoint: number | null
  /** Null where the reader has no right to see what things cost. */
  valueMinor: number | null
}

type PartProps = {
  part: PartDetail
  figures: PartFigures
  bins: BinRow[]
  lines: LineRow[]
  more: boolean
  photo: string | null
  category: string | null
  reserved: ReservationLine[]
  vendors: VendorRow[]
  substitutes: SubstituteRow[]
  uses: UseRow[]
}

export const PartPage = (props: PartProps) => {
  const { part, figures, bins, lines, more, reserved, vendors, substitutes, uses } = props
  return (
    <Page title={`${part.number} ${part.name}`} door="parts">
      <PageHead
        title={part.name}
        back={{ href: '/parts', label: 'Parts' }}
        pill={part.retiredAt === null ? <StockState {...figures} /> : <State of="part" is="retired" />}
        facts={
          <>
            <span class="code">{part.number}</span>
            {part.manufacturer ? ` · ${part.manufacturer} ${part.manufacturerNumber}` : ''}
          </>
        }
      >
        {part.retiredAt === null ? <Deeds part={part} /> : <BackToUse part={part} />}
      </PageHead>
      {part.hazard ? <Note kind="danger">{part.hazard}</Note> : null}
      <Four part={part} figures={figures} />
      <div class="two">
        <div>
          <Bins part={part} bins={bins} />
          <ReservedOf rows={reserved} partId={part.id} />
          <Vendors part={part} rows={vendors} />
          <Uses part={part} rows={uses} />
          <Substitutes part={part} rows={substitutes} />
        </div>
        <div>
          <About {...props} />
          <Panels on="part" id={part.id} />
        </div>
      </div>
      <Lines part={part} lines={lines} more={more} />
    </Page>
  )
}

/** What is done with a part: big under the thumb on a phone, at the title's end on a desk. */
const Deeds = ({ part }: { part: PartDetail }) => {
  const { may } = useRender()
  const at = (path: string) => `/parts/${part.id}/${path}`
  const main = [
    may('inventory.stock.issue') ? { href: at('issue'), label: 'Issue', icon: 'arrow-up-from-line' } : null,
    may('inventory.stock.receive') ? { href: at('receipt'), label: 'Receive', icon: 'arrow-down-to-line' } : null,
    may('inventory.stock.adjust') ? { href: at('count'), label: 'Count', icon: 'list-checks' } : null,
    may('inventory.stock.transfer') ? { href: at('transfer'), label: 'Move', icon: 'move' } : null,
  ].filter((deed) => deed !== null)
  return (
    <div class="deeds">
      {main.map(({ href, label, icon }, index) => (
        <LinkButton href={href} icon={icon} kind={index === 0 ? 'primary' : 'outline'}>
          {label}
        </LinkButton>
      ))}
      <More label={`More for ${part.number}`}>
        {may('inventory.stock.reserve') ? <A href={at('reservation')}>Reserve</A> : null}
        {may('inventory.tool.lend') ? <A href={at('loan')}>Lend</A> : null}
        {may('inventory.part.change') ? <A href={at('edit')}>Edit</A> : null}
        {may('inventory.reorder.set') ? <A href={at('reordering')}>When to reorder</A> : null}
        {may('inventory.stock.scrap') ? <A href={at('scrapping')}>Scrap some</A> : null}
        {may('inventory.stock.revalue') ? <A href={at('revaluation')}>Revalue</A> : null}
        <A href={at('lines')}>Whole ledger</A>
        {may('inventory.part.retire') ? (
          <Form action={at('retirement')}>
            <input type="hidden" name="version" value={String(part.version)} />
            <Button kind="quiet">Retire</Button>
          </Form>
        ) : null}
      </More>
    </div>
  )
}

const BackToUse = ({ part }: { part: PartDetail }) =>
  useRender().may('inventory.part.bring-back') ? (
    <Form action={`/parts/${part.id}/return-to-use`}>
      <input type="hidden" name="version" value={String(part.version)} />
      <Button icon="undo-2">Use it again</Button>
    </Form>
  ) : null

/** The four numbers, everywhere in this order. */
const Four = ({ part, figures }: Pick<PartProps, 'part' | 'figures'>) => {
  const lines = `/parts/${part.id}/lines`
  const { locale } = useRender()
  const number = (scaled: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: 5 }).format(scaled / 100_000)
  const unit = unitOf(part.unit).sign
  return (
    <div class="tiles">
      <StatTile label="On hand" value={number(figures.onHand)} unit={unit} words="In all its bins" href={lines} />
      <StatTile
        label="Reserved"
        value={number(figures.reserved)}
        unit={unit}
        words={figures.soft > 0 ? `And ${number(figures.soft)} wanted` : 'Promised to work'}
        href={lines}
      />
      <StatTile label="Available" value={number(figures.available)} unit={unit} words="Good and free" href={lines} />
      <StatTile label="On order" value={number(figures.onOrder)} unit={unit} words="Not here yet" href={lines} />
    </div>
  )
}

const Bins = ({ part, bins }: Pick<PartProps, 'part' | 'bins'>) => {
  const columns: Column<BinRow>[] = [
    {
      head: 'Bin',
      main: true,
      cell: ({ binId, bin }) => (
        <A href={`/places/${binId}`} class="lk code">
          {bin}
        </A>
      ),
    },
    { head: 'Condition', bare: true, cell: ({ condition }) => <ConditionPill is={condition} /> },
    ...(part.tracking === 'none'
      ? []
      : [
          {
            head: part.tracking === 'serial' ? 'Serial number' : 'Lot',
            cell: ({ lot, expiresOn }: BinRow) => (
              <>
                <span class="code">{lot}</span>
                {expiresOn ? <span class="muted"> until {expiresOn}</span> : null}
              </>
            ),
          },
        ]),
    { head: 'On hand', number: true, cell: ({ onHand }) => <Amount scaled={onHand} unit={part.unit} /> },
    { head: 'Reserved', number: true, cell: ({ hard }) => <Amount scaled={hard} unit={part.unit} /> },
    {
      head: 'Available',
      number: true,
      cell: ({ onHand, hard, condition }) => (
        <Amount scaled={condition === 'ok' ? onHand - hard : 0} unit={part.unit} />
      ),
    },
  ]
  return (
    <section aria-labelledby="bins">
      <h2 class="group-h" id="bins">
        Where it lies
      </h2>
      <DataTable
        caption="Bins of this part"
        columns={columns}
        rows={bins}
        keyOf={({ binId, condition, lotId }) => `${binId}-${condition}-${lotId}`}
        summary={bins.length === 1 ? 'In one bin' : `In ${bins.length} bins and conditions`}
        empty={
          <EmptyState icon="package" title="None in stock">
            <p>Receive some into a bin, or count what lies there.</p>
          </EmptyState>
        }
      />
    </section>
  )
}

export const kindWords: Record<string, string> = {
  receipt: 'Received',
  issue: 'Issued',
  return: 'Returned',
  transfer: 'Moved',
  adjustment: 'Adjusted',
  count: 'Counted',
  scrap: 'Scrapped',
  revaluation: 'Revalued',
}

const Where = ({ name, condition }: { name: string | null; condition: string | null }) =>
  name === null ? (
    <span class="muted">–</span>
  ) : (
    <>
      <span class="code">{name}</span>
      {condition && condition !== 'ok' ? (
        <>
          {' '}
          <ConditionPill is={condition} />
        </>
      ) : null}
    </>
  )

export const lineColumns = (
  part: PartDetail,
  may: (permission: string) => boolean,
  money: (minor: number) => string,
) => {
  const columns: Column<LineRow>[] = [
    {
      head: 'What',
      main: true,
      cell: ({ kind, reversesId, reversedBy, subject, title, reason }) => (
        <>
          {kindWords[kind] ?? kind}
          {reversesId ? ' (taken back)' : ''}
          {reversedBy ? <span class="muted"> (was taken back)</span> : null}
          {subject ? ` for ${title ?? subject}` : ''}
          {reason ? <span class="muted"> · {reason}</span> : null}
        </>
      ),
      wide: true,
    },
    { head: 'Quantity', number: true, cell: (line) => <SignedAmount line={line} unit={part.unit} /> },
    { head: 'From', cell: ({ from, fromCondition }) => <Where name={from} condition={fromCondition} /> },
    { head: 'To', cell: ({ to, toCondition }) => <Where name={to} condition={toCondition} /> },
    {
      head: 'Stock after',
      number: true,
      cell: ({ runningQuantity }) => <Amount scaled={runningQuantity} unit={part.unit} />,
    },
    ...(may('identity.field.cost')
      ? [
          {
            head: 'Value',
            number: true,
            cell: ({ valueMinor }: LineRow) => (valueMinor === null ? '' : <span class="n">{money(valueMinor)}</span>),
          },
        ]
      : []),
    { head: 'Who', bare: true, cell: ({ who }) => who ?? 'The house' },
    { head: 'When', bare: true, cell: ({ postedAt }) => <When at={postedAt} /> },
    {
      head: 'Deeds',
      silent: true,
      bare: true,
      cell: (line) => <LineDeeds part={part} line={line} may={may} />,
    },
  ]
  return columns
}

const SignedAmount = ({ line: { quantity, from, to }, unit }: { line: LineRow; unit: UnitCode }) => (
  <>
    {to === null && from !== null ? '−' : from === null && to !== null ? '+' : ''}
    <Amount scaled={quantity} unit={unit} />
  </>
)

const LineDeeds = ({ line, may }: { part: PartDetail; line: LineRow; may: (permission: string) => boolean }) => {
  if (line.reversedBy || line.reversesId) return null
  return (
    <>
      {line.kind === 'issue' && may('inventory.stock.return') ? (
        <A href={`/stock/moves/${line.id}/return`} class="lk">
          Return
        </A>
      ) : null}{' '}
      {may('inventory.stock.reverse') ? (
        <A href={`/stock/moves/${line.id}/reversal`} class="lk">
          Take back
        </A>
      ) : null}
    </>
  )
}

const Lines = ({ part, lines, more }: Pick<PartProps, 'part' | 'lines' | 'more'>) => {
  const { may, currency, locale } = useRender()
  const money = (minor: number) => formatMoney({ minor, currency }, locale)
  return (
    <section aria-labelledby="movements">
      <h2 class="group-h" id="movements">
        Last movements
      </h2>
      <DataTable
        caption="Last movements"
        columns={lineColumns(part, may, money)}
        rows={lines}
        keyOf={({ id }) => id}
        summary={more ? 'The last 8' : lines.length === 1 ? '1 movement' : `${lines.length} movements`}
        empty={
          <EmptyState icon="history" title="No movement yet">
            <p>Everything that comes in and goes out is written here and never changed.</p>
          </EmptyState>
        }
      />
      {more ? (
        <A href={`/parts/${part.id}/lines`} class="lk">
          Whole ledger
        </A>
      ) : null}
    </section>
  )
}

const criticalityWords = {
  vital: 'Vital: without it the plant stands',
  essential: 'Essential: without it something hurts',
  desirable: 'Desirable: it can wait',
}

const About = ({ part, figures, photo, category }: PartProps) => {
  const { currency, locale } = useRender()
  const tracking = { none: 'No lots', lot: 'By lot', serial: 'By serial number' }[part.tracking]
  return (
    <Card title="About it">
      {photo ? <Photo src={photo} alt={`Photo of ${part.number}`} icon="package" large /> : null}
      {part.description ? <p class="prose">{part.description}</p> : null}
      <KeyValues
        pairs={[
          [
            'Category',
            category ? (
              <A href={`/parts?category=${part.categoryId}`} class="lk">
                {category}
              </A>
            ) : (
              ''
            ),
          ],
          ['Maker', part.manufacturer],
          ['Maker’s number', part.manufacturerNumber ? <span class="code">{part.manufacturerNumber}</span> : ''],
          ['Criticality', criticalityWords[part.criticality]],
          ['Counted in', `${unitOf(part.unit).name}${part.whole ? ', whole only' : ''}`],
          [
            'Kept',
            `${tracking}${part.expires ? ', with a day of expiry' : ''}${part.repairable ? ', repairable' : ''}`,
          ],
          ['Storage', part.storage],
          ['Days to come', String(part.leadDays)],
          [
            'Reorder at',
            figures.reorderPoint === null ? '' : <Amount scaled={figures.reorderPoint} unit={part.unit} />,
          ],
          ...(figures.valueMinor === null
            ? []
            : [['Value in stock', formatMoney({ minor: figures.valueMinor, currency }, locale)] as [string, string]]),
          ...part.specifications.map(({ name, value, unit }): [string, string] => [
            name,
            unit ? `${value} ${unitOf(unit).sign}` : value,
          ]),
        ]}
      />
    </Card>
  )
}

/** The whole ledger of a part, newest first. */
export const LinesPage = ({ part, lines, next }: { part: PartDetail; lines: LineRow[]; next: string | null }) => {
  const { may, currency, locale } = useRender()
  const money = (minor: number) => formatMoney({ minor, currency }, locale)
  return (
    <Page title={`Ledger of ${part.number}`} door="parts">
      <PageHead
        title={`Ledger of ${part.number}`}
        back={{ href: `/parts/${part.id}`, label: part.name }}
        facts="Newest first. Nothing in it is ever changed; a correction is a new line."
      />
      <DataTable
        caption={`Ledger of ${part.number}`}
        columns={lineColumns(part, may, money)}
        rows={lines}
        keyOf={({ id }) => id}
        next={next}
        empty={
          <EmptyState icon="history" title="No movement yet">
            <p>Everything that comes in and goes out is written here.</p>
          </EmptyState>
        }
      />
    </Page>
  )
}
