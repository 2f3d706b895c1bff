import {
  A,
  Button,
  type Choice,
  Combobox,
  DateField,
  ErrorSummary,
  Form,
  Note,
  PageHead,
  Radios,
  Select,
  TextArea,
  TextField,
  type Trouble,
} from '../kit'
import { Page } from '../layouts/page'
import { code, kindNames, priorityNames } from './pieces'

type Props = {
  /** Null for a new one. */
  order: { id: string; number: number; version: number } | null
  values: Record<string, string>
  teams: Choice[]
  /** What else is open on that asset: perhaps it is written already. */
  same: { id: string; number: number; title: string }[]
  trouble: Trouble
}

const kindChoices = Object.entries(kindNames).map(([value, label]) => ({ value, label }))
const priorityChoices = [1, 2, 3, 4].map((rank) => ({ value: String(rank), label: priorityNames[rank] ?? '' }))
export const OrderFormPage = ({ order, values, teams, same, trouble }: Props) => {
  const title = order ? `Change ${code(order)}` : 'New work order'
  const back = order ? { href: `/orders/${order.id}`, label: code(order) } : { href: '/orders', label: 'Work orders' }
  return (
    <Page title={title} door="work" wrong={trouble !== null}>
      <PageHead title={title} back={back} />
      <ErrorSummary trouble={trouble} />
      {same.length > 0 ? (
        <Note>
          Open on this already:{' '}
          {same.map((other, index) => (
            <>
              {index > 0 ? ', ' : ''}
              <A href={`/orders/${other.id}`} class="lk">
                {code(other)} {other.title}
              </A>
            </>
          ))}
        </Note>
      ) : null}
      <Form action={order ? `/orders/${order.id}` : '/orders'} class="form" draft={order ? undefined : 'order-new'}>
        {order ? <input type="hidden" name="version" value={String(order.version)} /> : null}
        {values.follows ? <input type="hidden" name="follows" value={values.follows} /> : null}
        {values.parentId ? <input type="hidden" name="parentId" value={values.parentId} /> : null}
        {values.report ? <input type="hidden" name="report" value={values.report} /> : null}
        <TextField
          name="title"
          label="What is to be done?"
          longest={200}
          value={values.title}
          trouble={trouble}
          autofocus={!trouble && !order}
        />
        <Combobox
          name="assetId"
          label="Asset"
          hint="Begin to type its tag or name."
          find="/assets/pick"
          value={values.assetId}
          shown={values['assetId-words']}
          trouble={trouble}
        />
        <Radios
          name="priority"
          legend="Priority"
          value={values.priority || '2'}
          choices={priorityChoices}
          trouble={trouble}
        />
        <div class="form-row">
          <DateField name="dueOn" label="Due" optional value={values.dueOn} trouble={trouble} />
          <TextField
            name="dueTime"
            label="At"
            hint="By the clock of the site; empty is by the end of the day."
            optional
            width="short"
            value={values.dueTime}
            inputmode="text"
            trouble={trouble}
          />
        </div>
        <div class="form-row">
          <Combobox
            name="assigneeId"
            label="Person"
            optional
            find="/people/pick"
            value={values.assigneeId}
            shown={values['assigneeId-words']}
            trouble={trouble}
          />
          {teams.length > 0 ? (
            <Select
              name="teamId"
              label="Team"
              optional
              width="full"
              value={values.teamId}
              choices={[{ value: '', label: 'No team' }, ...teams]}
              trouble={trouble}
            />
          ) : null}
        </div>
        <TextArea
          name="description"
          label="What is known"
          optional
          rows={4}
          dictate
          value={values.description}
          trouble={trouble}
        />
        <details class="fold" open={order !== null || trouble !== null}>
          <summary>Kind, place and plan</summary>
          <div class="form">
            <Select
              name="kind"
              label="Kind"
              value={values.kind || 'corrective'}
              choices={kindChoices}
              trouble={trouble}
            />
            <Combobox
              name="placeId"
              label="Place"
              hint="Where it is about no asset."
              optional
              find="/places/pick"
              value={values.placeId}
              shown={values['placeId-words']}
              trouble={trouble}
            />
            <Combobox
              name="helpers"
              label="Helps"
              optional
              find="/people/pick"
              value={values.helpers}
              shown={values['helpers-words']}
              trouble={trouble}
            />
            <div class="form-row">
              <DateField name="scheduledOn" label="Planned for" optional value={values.scheduledOn} trouble={trouble} />
              <TextField
                name="estimate"
                label="Hours that it takes"
                optional
                width="short"
                inputmode="decimal"
                value={values.estimate}
                trouble={trouble}
              />
            </div>
          </div>
        </details>
        <div class="form-end">
          <Button kind="primary">{order ? 'Save changes' : 'Save work order'}</Button>
          <A href={back.href} class="bt bt-q">
            Cancel
          </A>
        </div>
      </Form>
    </Page>
  )
}
