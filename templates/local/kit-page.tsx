import {
  BarChart,
  Board,
  Button,
  Card,
  Checkbox,
  Chips,
  Combobox,
  DataTable,
  DateField,
  Due,
  EmptyState,
  ErrorSummary,
  KeyValues,
  MoneyField,
  More,
  Note,
  PageHead,
  PasswordField,
  Pill,
  Radios,
  Select,
  State,
  StatTile,
  Tabs,
  TextArea,
  TextField,
  Timeline,
  UnitField,
  useRender,
  When,
} from '../kit'
import { Door } from '../layouts/door'

const trouble = { sentence: 'There is a problem.', fields: { wrong: 'Write the number of pieces, such as 4.' } }

/** Every component in every state: what it looks like is seen here first. */
export const KitPage = () => {
  const { now } = useRender()
  const day = new Date(now).toISOString().slice(0, 10)
  return (
    <Door title="Kit" wide>
      <PageHead title="Kit" pill={<State of="asset" is="operational" />} facts="Every component in every state">
        <Button kind="primary" icon="plus">
          Primary
        </Button>
        <More>
          <Button kind="danger">Remove</Button>
        </More>
      </PageHead>
      <Card title="Buttons">
        <div class="line">
          <Button kind="primary">Primary</Button>
          <Button>Outline</Button>
          <Button kind="quiet">Quiet</Button>
          <Button kind="danger">Danger</Button>
          <Button disabled>Disabled</Button>
          <Button size="small">Small</Button>
          <Button size="large">Large</Button>
        </div>
      </Card>
      <Card title="States">
        <div class="line">
          <State of="task" is="to-do" />
          <State of="task" is="doing" />
          <State of="task" is="done" />
          <State of="asset" is="operational" />
          <State of="asset" is="needs-maintenance" />
          <State of="asset" is="down" />
          <State of="asset" is="retired" />
          <Pill hue="teal" glyph="ring">
            Scheduled
          </Pill>
          <Pill hue="orange" glyph="pause">
            On hold
          </Pill>
          <Pill hue="purple" glyph="diamond">
            Quotes in
          </Pill>
        </div>
      </Card>
      <Card title="Dates">
        <div class="line">
          <When at={now - 5 * 60_000} />
          <When at={now - 90 * 3_600_000} />
          <Due on={day} />
          <Due on="2020-01-31" />
          <Due on={null} />
        </div>
      </Card>
      <Tabs
        label="Example"
        tabs={[
          { href: '/kit', label: 'All', current: true, count: 'about 4,200' },
          { href: '/kit', label: 'Low or out', current: false, count: '37' },
        ]}
      />
      <Chips chips={[{ field: 'Site', value: 'Rotterdam', without: '/kit' }]} clear="/kit" />
      <ErrorSummary trouble={trouble} />
      <div class="form">
        <TextField name="plain" label="Text" hint="A hint says how." value="Cooling water pump" />
        <TextField name="wrong" label="Pieces" trouble={trouble} value="four" />
        <PasswordField name="secret" label="Password" autocomplete="new-password" />
        <TextArea name="notes" label="Notes" optional value="" />
        <Select name="choice" label="Choice" choices={[{ value: 'a', label: 'Rotterdam plant' }]} />
        <Combobox name="person" label="Person" hint="It looks up as one types." find="/kit/people" />
        <DateField name="day" label="Day" value={day} />
        <MoneyField name="price" label="Price" value="1,446.80" />
        <UnitField name="length" label="Length" unit="mm" value="45" />
        <Checkbox name="tick" checked hint="A tick says yes.">
          Goods are sent here
        </Checkbox>
        <Radios
          name="radio"
          legend="Units"
          value="metric"
          choices={[
            { value: 'metric', label: 'Metric' },
            { value: 'us', label: 'US customary' },
          ]}
        />
      </div>
      <DataTable
        caption="Parts"
        columns={[
          { head: 'Part', main: true, wide: true, cell: (row) => row.name },
          { head: 'Number', cell: (row) => <span class="code">{row.number}</span> },
          { head: 'On hand', number: true, cell: (row) => row.onHand },
        ]}
        rows={[
          { number: 'SEA-0045-SF', name: 'Mechanical seal kit 45 mm, SiC/SiC/FKM', onHand: 0 },
          { number: 'KNF-L3-220', name: 'Cutting knife, form-fill-seal, 220 mm, titanium nitride coated', onHand: 14 },
        ]}
        keyOf={(row) => row.number}
        next="/kit"
        summary="1–2 of about 4,200, most urgent first"
        empty={null}
      />
      <div class="tiles">
        <StatTile label="Equipment down" value="1" unit="of 214" words="2 fewer than last Monday" href="/kit" />
        <StatTile label="Backlog" value="188" unit="h" words="13 h less than last week" href="/kit" />
      </div>
      <Board
        lanes={[
          { name: 'a', title: 'To do', rows: [{ id: 'slip-1', title: 'Grease fan F-03' }], more: null, count: '1' },
          { name: 'b', title: 'Done', rows: [], more: null, count: '0' },
        ]}
        keyOf={(row) => row.id}
        card={(row) => <span class="slip-t">{row.title}</span>}
        moveTo={null}
        field="status"
        versionOf={() => 1}
      />
      <Note kind="danger">Lock out before you open the guard.</Note>
      <Note kind="good">The chain is whole.</Note>
      <EmptyState icon="package" title="No part yet">
        <p>Parts are what the stores keep. Import a list, or add the first one.</p>
      </EmptyState>
      <Card title="Facts">
        <KeyValues
          pairs={[
            ['Tag', <span class="code">P-204</span>],
            ['Serial', ''],
          ]}
        />
      </Card>
      <Card title="Chart">
        <BarChart
          title="Backlog"
          unit="hours"
          bars={[
            { label: '45', value: 190, part: 24 },
            { label: '46', value: 200, part: 30 },
            { label: '47', value: 188, part: 20 },
          ]}
          partName="Overdue"
        />
      </Card>
      <Card title="Timeline">
        <Timeline
          events={[
            {
              at: <When at={now - 60_000} />,
              day: 'Today',
              who: 'Dana Petersen',
              what: 'moved the task',
              icon: 'pencil',
            },
          ]}
        />
      </Card>
    </Door>
  )
}
