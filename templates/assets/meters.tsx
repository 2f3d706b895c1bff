import {
  A,
  Button,
  Card,
  ErrorSummary,
  Form,
  KeyValues,
  LineChart,
  LinkButton,
  More,
  PageHead,
  Pill,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
  UnitField,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

type Kind = 'continuous' | 'gauge' | 'characteristic'
type Out = 'low' | 'high' | null
type Asset = { id: string; tag: string; name: string }

const Outside = ({ is }: { is: Out }) =>
  is === null ? null : (
    <Pill hue="red" glyph="square">
      {is === 'high' ? 'Above its limit' : 'Below its limit'}
    </Pill>
  )

type Row = {
  id: string
  name: string
  kind: Kind
  unit: string
  words: string[]
  text: string
  outside: Out
  last: { takenAt: number } | null
}

/** The meters of a machine: hung on its page. What one shows is typed and saved right there. */
export const AssetMeters = ({ asset, rows, whole }: { asset: Asset; rows: Row[]; whole: boolean }) => {
  const { may } = useRender()
  const card = (
    <Card
      title="Meters"
      id="meters"
      end={
        may('assets.meter.add') ? (
          <A href={`/meters/on/${asset.id}/new`} class="lk">
            New meter
          </A>
        ) : null
      }
    >
      {rows.length === 0 ? <p class="muted">It has no meter yet.</p> : null}
      <ul class="evs meters">
        {rows.map((row) => (
          <li>
            <p>
              <A href={`/meters/${row.id}`} class="lk">
                {row.name}
              </A>
              <span class="line">
                {row.last ? (
                  <>
                    <b>{row.text}</b>
                    <span class="muted">
                      <When at={row.last.takenAt} />
                    </span>
                    <Outside is={row.outside} />
                  </>
                ) : (
                  <span class="muted">Not read yet</span>
                )}
              </span>
            </p>
            {may('assets.meter.read') ? (
              <Form action={`/meters/${row.id}/readings`} class="read">
                <input type="hidden" name="back" value="asset" />
                {row.kind === 'characteristic' ? (
                  <select name="value" aria-label={`${row.name} now`}>
                    {row.words.map((word) => (
                      <option value={word}>{word}</option>
                    ))}
                  </select>
                ) : (
                  <input
                    name="value"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label={`${row.name} now, ${row.unit}`}
                    placeholder={row.unit}
                  />
                )}
                <Button label={`Save ${row.name}`}>Save</Button>
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  )
  return whole ? (
    <Page title={`Meters of ${asset.tag}`} door="assets">
      <PageHead title="Meters" back={{ href: `/assets/${asset.id}`, label: asset.tag }} />
      {card}
    </Page>
  ) : (
    card
  )
}

type MeterShown = {
  id: string
  name: string
  kind: Kind
  unit: string
  words: string[]
  endedAt: number | null
  lowText: string
  highText: string
  rollsText: string
  perDay: string | null
}

type ReadingShown = {
  id: string
  way: 'reading' | 'rollover' | 'replacement'
  text: string
  takenAt: number
  enteredAt: number
  note: string
  by: string | null
  voidedAt: number | null
  outside: Out
  fired: boolean
}

type Props = {
  meter: MeterShown
  asset: Asset
  timeZone: string
  readings: ReadingShown[]
  points: { at: number; value: number }[]
  limits: { low: number | null; high: number | null }
  triggers: { id: string; title: string; words: string; bandText: string; fired: number }[]
  values: Record<string, string>
  /** The value fell: what happened? */
  asksWay: boolean
  trouble: Trouble
}

const kindWords: Record<Kind, string> = {
  continuous: 'A counter: it never falls',
  gauge: 'A gauge: it goes up and down',
  characteristic: 'A characteristic: one of some words',
}

export const MeterPage = ({ meter, asset, readings, points, limits, triggers, values, asksWay, trouble }: Props) => {
  const { may, calendar } = useRender()
  const [last] = readings.filter(({ voidedAt }) => voidedAt === null)
  return (
    <Page title={`${meter.name}, ${asset.tag}`} door="assets" wrong={trouble !== null}>
      <PageHead
        title={meter.name}
        back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }}
        facts={last ? `${last.text}` : 'Not read yet'}
        pill={<Outside is={last?.outside ?? null} />}
      >
        {may('assets.meter.end') && meter.endedAt === null ? (
          <More>
            <Form action={`/meters/${meter.id}/end`}>
              <Button kind="quiet">It is not read any more</Button>
            </Form>
          </More>
        ) : null}
      </PageHead>
      <ErrorSummary trouble={trouble} />
      <div class="two">
        <div>
          {may('assets.meter.read') && meter.endedAt === null ? (
            <Card title="What does it show?">
              <Form action={`/meters/${meter.id}/readings`} class="form">
                {meter.kind === 'characteristic' ? (
                  <Select
                    name="value"
                    label="Now"
                    value={values.value}
                    choices={meter.words.map((word) => ({ value: word, label: word }))}
                    trouble={trouble}
                  />
                ) : (
                  <UnitField
                    name="value"
                    label="Now"
                    unit={meter.unit}
                    value={values.value}
                    hint={
                      last ? `Last time ${last.text}, ${calendar.dayShort(calendar.dateOf(last.takenAt))}.` : undefined
                    }
                    trouble={trouble}
                  />
                )}
                {asksWay ? (
                  <Radios
                    name="way"
                    legend="It shows less than before. What happened?"
                    value={values.way ?? ''}
                    choices={[
                      {
                        value: 'rollover',
                        label: 'The counter went over its end',
                        hint: meter.rollsText
                          ? `It goes back to zero at ${meter.rollsText}.`
                          : 'It is not known at how much.',
                      },
                      {
                        value: 'replacement',
                        label: 'The meter was replaced',
                        hint: 'It counts on from what the old one had.',
                      },
                      { value: 'reading', label: 'Neither: I look again at the number' },
                    ]}
                  />
                ) : null}
                <details class="fold" open={Boolean(values.takenAt || values.note)}>
                  <summary>It was earlier, or there is more to say</summary>
                  <div class="form">
                    <TextField
                      name="takenAt"
                      label="Read at"
                      optional
                      type="datetime-local"
                      width="medium"
                      value={values.takenAt}
                      trouble={trouble}
                    />
                    <TextField name="note" label="Note" optional longest={300} value={values.note} trouble={trouble} />
                  </div>
                </details>
                <div class="form-end">
                  <Button kind="primary">Save reading</Button>
                </div>
              </Form>
            </Card>
          ) : null}
          {points.length > 1 ? (
            <Card title={meter.kind === 'continuous' ? 'Counted' : 'Over time'}>
              <LineChart
                title={meter.name}
                unit={meter.unit}
                points={points}
                low={limits.low}
                high={limits.high}
                day={(at) => calendar.dayShort(calendar.dateOf(at))}
              />
            </Card>
          ) : null}
          <Card title="Readings">
            {readings.length === 0 ? <p class="muted">None yet.</p> : null}
            <ul class="evs">
              {readings.map((reading) => (
                <li>
                  <span class="t">{calendar.dayShort(calendar.dateOf(reading.takenAt))}</span>
                  <p class="grow">
                    <span class="line">
                      {reading.voidedAt === null ? <b>{reading.text}</b> : <s class="muted">{reading.text}</s>}
                      {reading.voidedAt === null ? (
                        <Outside is={reading.outside} />
                      ) : (
                        <span class="muted">corrected</span>
                      )}
                      {reading.way === 'rollover' ? <span class="muted">over its end</span> : null}
                      {reading.way === 'replacement' ? <span class="muted">new meter</span> : null}
                      {reading.fired ? (
                        <Pill hue="amber" glyph="triangle">
                          Raised work
                        </Pill>
                      ) : null}
                    </span>
                    <span class="muted">
                      {reading.by ?? 'The house'}, {calendar.hourOf(reading.takenAt)}
                      {reading.enteredAt - reading.takenAt > 3_600_000 ? ', written down later' : ''}
                      {reading.note ? ` · ${reading.note}` : ''}
                    </span>
                  </p>
                  {reading.voidedAt === null && may('assets.meter.correct') && meter.endedAt === null ? (
                    <More label={`More of ${reading.text}`}>
                      <Form action={`/meters/${meter.id}/corrections`} class="read">
                        <input type="hidden" name="readingId" value={reading.id} />
                        <input
                          name="corrected"
                          aria-label="It should be"
                          placeholder="It should be"
                          autocomplete="off"
                        />
                        <Button>Correct</Button>
                      </Form>
                    </More>
                  ) : null}
                </li>
              ))}
            </ul>
          </Card>
        </div>
        <div>
          <Card title="What is watched">
            {triggers.length === 0 ? <p class="muted">Nothing: no reading raises work by itself.</p> : null}
            <ul class="evs">
              {triggers.map((trigger) => (
                <li>
                  <p>
                    <b>{trigger.title}</b>
                    <span class="muted">
                      {trigger.words.startsWith('every') ? `E${trigger.words.slice(1)}` : `When it is ${trigger.words}`}
                      {trigger.bandText ? `, again after it came back by ${trigger.bandText}` : ''}
                      {trigger.fired > 0 ? ` · raised ${trigger.fired === 1 ? 'once' : `${trigger.fired} times`}` : ''}
                    </span>
                  </p>
                  {may('assets.trigger.end') ? (
                    <More label={`More of ${trigger.title}`}>
                      <Form action={`/meters/${meter.id}/triggers/removal`}>
                        <input type="hidden" name="triggerId" value={trigger.id} />
                        <Button kind="quiet">Watch for it no more</Button>
                      </Form>
                    </More>
                  ) : null}
                </li>
              ))}
            </ul>
            {may('assets.trigger.set') && meter.endedAt === null ? (
              <NewTrigger meter={meter} values={values} trouble={trouble} />
            ) : null}
          </Card>
          <Card title="Facts">
            <KeyValues
              pairs={[
                ['Kind', kindWords[meter.kind]],
                ...(meter.unit ? ([['Unit', meter.unit]] as [string, string][]) : []),
                ...(meter.rollsText ? ([['Back at zero', meter.rollsText]] as [string, string][]) : []),
                ...(meter.kind === 'gauge'
                  ? ([['Limits', `${meter.lowText || 'none'} to ${meter.highText || 'none'}`]] as [string, string][])
                  : []),
                ...(meter.perDay ? ([['A day', `${meter.perDay} on average`]] as [string, string][]) : []),
                ...(meter.words.length > 0 ? ([['Words', meter.words.join(', ')]] as [string, string][]) : []),
              ]}
            />
          </Card>
        </div>
      </div>
    </Page>
  )
}

const NewTrigger = ({
  meter,
  values,
  trouble,
}: {
  meter: MeterShown
  values: Record<string, string>
  trouble: Trouble
}) => (
  <details class="fold" open={Boolean(values.operator)}>
    <summary>Watch for something</summary>
    <Form action={`/meters/${meter.id}/triggers`} class="form">
      <Select
        name="operator"
        label="Raise work when it is"
        value={values.operator}
        choices={
          meter.kind === 'characteristic'
            ? [{ value: 'equal', label: 'equal to' }]
            : [
                { value: 'above', label: 'above' },
                { value: 'below', label: 'below' },
                { value: 'equal', label: 'equal to' },
                { value: 'increases-by', label: 'so much more, each time' },
                { value: 'decreases-by', label: 'so much less, each time' },
                { value: 'rises-from-last', label: 'so much more than the last time' },
                { value: 'falls-from-last', label: 'so much less than the last time' },
              ]
        }
        trouble={trouble}
      />
      {meter.kind === 'characteristic' ? (
        <Select
          name="triggerValue"
          label="Word"
          value={values.triggerValue}
          choices={meter.words.map((word) => ({ value: word, label: word }))}
          trouble={trouble}
        />
      ) : (
        <>
          <UnitField
            name="triggerValue"
            label="Value"
            unit={meter.unit}
            value={values.triggerValue}
            trouble={trouble}
          />
          <UnitField
            name="band"
            label="Again after it came back by"
            optional
            unit={meter.unit}
            value={values.band}
            trouble={trouble}
          />
        </>
      )}
      <TextField name="title" label="What is to be done then" longest={160} value={values.title} trouble={trouble} />
      <Button>Watch for it</Button>
    </Form>
  </details>
)

export const MeterFormPage = ({
  asset,
  values,
  trouble,
}: {
  asset: Asset
  values: Record<string, string>
  trouble: Trouble
}) => (
  <Page title={`New meter of ${asset.tag}`} door="assets" wrong={trouble !== null}>
    <PageHead title="New meter" back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }} />
    <ErrorSummary trouble={trouble} />
    <Form action={`/meters/on/${asset.id}`} class="form">
      <TextField
        name="name"
        label="What does it show?"
        hint="Running hours, bearing temperature, oil colour."
        longest={80}
        value={values.name}
        trouble={trouble}
        autofocus={!trouble}
      />
      <Radios
        name="kind"
        legend="Kind"
        value={values.kind || 'continuous'}
        choices={[
          { value: 'continuous', label: 'A counter', hint: 'It never falls: hours, cycles, kilometres.' },
          { value: 'gauge', label: 'A gauge', hint: 'It goes up and down: temperature, pressure.' },
          { value: 'characteristic', label: 'A characteristic', hint: 'One of some words: clear, milky, black.' },
        ]}
        trouble={trouble}
      />
      <TextField name="unit" label="Unit" optional width="short" longest={12} value={values.unit} trouble={trouble} />
      <TextField
        name="rollsAt"
        label="A counter is back at zero at"
        hint="100000 for one of five digits; empty where it never is."
        optional
        width="short"
        inputmode="decimal"
        value={values.rollsAt}
        trouble={trouble}
      />
      <div class="form-row">
        <TextField
          name="low"
          label="A gauge is at least"
          optional
          width="short"
          inputmode="decimal"
          value={values.low}
          trouble={trouble}
        />
        <TextField
          name="high"
          label="And at most"
          optional
          width="short"
          inputmode="decimal"
          value={values.high}
          trouble={trouble}
        />
      </div>
      <TextArea
        name="words"
        label="The words of a characteristic"
        hint="One a line."
        optional
        rows={3}
        value={values.words}
        trouble={trouble}
      />
      <div class="form-end">
        <Button kind="primary">Save meter</Button>
        <LinkButton href={`/assets/${asset.id}`} kind="quiet">
          Cancel
        </LinkButton>
      </div>
    </Form>
  </Page>
)
