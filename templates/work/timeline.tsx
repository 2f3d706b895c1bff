import { Button, Card, Form, TextArea, Timeline, type Trouble, useRender, When } from '../kit'
import { type OrderStatus, statusNames } from './pieces'

export type WorkEvent = {
  id: string
  at: number
  kind: string
  actor: string
  fromStatus: OrderStatus | null
  toStatus: OrderStatus | null
  text: string
}

const icons: Record<string, string> = {
  move: 'arrow-right',
  comment: 'message-square',
  change: 'pencil',
  labor: 'timer',
  part: 'package',
  cost: 'file-text',
  sign: 'lock',
  link: 'git-commit-horizontal',
}

const fieldNames: Record<string, string> = {
  assigneeId: 'the person',
  teamId: 'the team',
  dueOn: 'the due date',
  dueAt: '',
  dueMinute: '',
  scheduledOn: 'the planned day',
  estimateMinutes: 'how long it takes',
  priority: 'the priority',
  title: 'the title',
  description: 'the description',
  kind: 'the kind',
  assetId: 'the asset',
  placeId: 'the place',
  parentId: 'what it is a part of',
}

function wordsOf(event: WorkEvent): string {
  if (event.kind === 'move') {
    if (event.fromStatus === null) return 'wrote it'
    if (event.fromStatus === 'completed' && event.toStatus !== 'closed') return 'opened it again'
    return `: ${statusNames[event.toStatus ?? 'approved'].toLowerCase()}`
  }
  if (event.kind === 'comment') return 'said'
  if (event.kind === 'labor') return event.text ? `wrote down ${event.text} min` : 'took time back'
  if (event.kind === 'sign') return `signed: ${event.text}`
  if (event.kind === 'link') return 'linked another order'
  if (event.kind === 'cost') return `: cost, ${event.text}`
  if (event.kind === 'part') return event.text
  const fields = [...new Set(event.text.split(' ').map((field) => fieldNames[field] ?? ''))].filter(Boolean)
  return fields.length > 0 ? `changed ${fields.join(', ')}` : 'changed it'
}

/** Everything that happened, newest first, and a place to say something. */
export const OrderTimeline = ({
  order,
  events,
  values,
  trouble,
}: {
  order: { id: string }
  events: WorkEvent[]
  values: Record<string, string>
  trouble: Trouble
}) => {
  const { calendar, may } = useRender()
  return (
    <Card title="What happened" id="say">
      {may('work.comment.write') ? (
        <Form action={`/orders/${order.id}/comments`} class="form" draft={`order-${order.id}`}>
          <TextArea
            name="text"
            label="Say something"
            hint="Name somebody with an @, and they are told."
            rows={2}
            dictate
            value={values.text}
            trouble={trouble}
          />
          <div class="form-end">
            <Button>Say it</Button>
          </div>
        </Form>
      ) : null}
      <Timeline
        events={events.map((event) => ({
          at: <When at={event.at} />,
          day: calendar.dayWords(calendar.dateOf(event.at)),
          who: event.actor,
          what: wordsOf(event),
          icon: icons[event.kind] ?? 'pencil',
          detail:
            event.text && (event.kind === 'comment' || event.kind === 'move') ? <p class="said">{event.text}</p> : null,
        }))}
      />
    </Card>
  )
}
