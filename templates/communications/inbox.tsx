import type { Child } from 'hono/jsx'
import {
  A,
  Button,
  Card,
  Chips,
  EmptyState,
  LinkButton,
  Note,
  PageHead,
  Pager,
  Pill,
  State,
  Tabs,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'

export type ThreadRow = {
  id: string
  number: number
  subject: string
  channel: 'email' | 'sms'
  state: 'open' | 'unmatched' | 'snoozed' | 'done'
  party: string
  unread: boolean
  waitsFor: 'us' | 'them' | 'nobody'
  snippet: string
  lastAt: number
  assignee: string | null
  aboutTitle: string | null
  labels: string[]
}

export type InboxView = 'open' | 'mine' | 'unmatched' | 'snoozed' | 'done' | 'unsent'
export const channelWords = { email: 'E-mail', sms: 'Text message', note: 'Note' } as const

type Props = {
  view: InboxView
  rows: ThreadRow[]
  next: string | null
  words: string
  label: string | null
  labels: string[]
  counts: { open: number; mine: number; unmatched: number; unsent: number }
  first: boolean
  circuits: string[]
  unsent: Child
}

const upTo = (count: number) => (count === 0 ? '' : count >= 100 ? '100+' : String(count))

const Views = ({ view, counts }: Pick<Props, 'view' | 'counts'>) => (
  <Tabs
    label="Views of the inbox"
    tabs={[
      { href: '/inbox', label: 'Inbox', current: view === 'open', count: upTo(counts.open) },
      { href: '/inbox?view=mine', label: 'Mine', current: view === 'mine', count: upTo(counts.mine) },
      {
        href: '/inbox?view=unmatched',
        label: 'Unmatched',
        current: view === 'unmatched',
        count: upTo(counts.unmatched),
      },
      { href: '/inbox?view=snoozed', label: 'Snoozed', current: view === 'snoozed' },
      { href: '/inbox?view=done', label: 'Done', current: view === 'done' },
      { href: '/inbox?view=unsent', label: 'Not arrived', current: view === 'unsent', count: upTo(counts.unsent) },
    ]}
  />
)

/** What waits for somebody, the newest first. */
export const InboxPage = (props: Props) => {
  const { view, rows, next, words, label, labels, circuits, unsent } = props
  const { base, may } = useRender()
  return (
    <Page title="Inbox" door="inbox">
      <PageHead title="Inbox">
        {may('communications.message.send') ? (
          <LinkButton href="/threads/new" kind="primary" icon="pencil">
            Write
          </LinkButton>
        ) : null}
      </PageHead>
      {circuits.map((sentence) => (
        <Note kind="warning">{sentence}</Note>
      ))}
      <Views {...props} />
      {view === 'unsent' ? (
        unsent
      ) : (
        <>
          <div class="tools">
            <form class="filter" method="get" action={`${base}/inbox`} role="search">
              <label>
                Words, addresses or T-12
                <input type="search" name="q" value={words} placeholder="In all threads" />
              </label>
              {labels.length > 0 ? (
                <label>
                  Label
                  <select name="label">
                    <option value="">Any</option>
                    {labels.map((one) => (
                      <option value={one} selected={one === label}>
                        {one}
                      </option>
                    ))}
                  </select>
                </label>
              ) : null}
              <Button>Find</Button>
            </form>
            <Chips
              chips={[
                ...(words ? [{ field: 'Search', value: words, without: '/inbox' }] : []),
                ...(label ? [{ field: 'Label', value: label, without: '/inbox' }] : []),
              ]}
              clear="/inbox"
            />
          </div>
          {rows.length === 0 ? <Nothing {...props} /> : <Threads rows={rows} next={next} />}
        </>
      )}
    </Page>
  )
}

/** Threads one under the other, each a link to its page. */
export const Threads = ({ rows, next }: { rows: ThreadRow[]; next: string | null }) => (
  <div class="sheet">
    <ul class="post">
      {rows.map((row) => (
        <li id={row.id} class={row.unread ? 'unread' : undefined}>
          <A href={`/threads/${row.id}`} class="post-row">
            <span class="post-who">
              {row.unread ? <span class="sr">Unread: </span> : null}
              {row.party || 'Nobody'}
            </span>
            <span class="post-what">
              <b>{row.subject}</b> <span class="muted">{row.snippet}</span>
            </span>
            <span class="post-facts">
              {row.state === 'open' && row.waitsFor === 'us' ? null : <State of="thread" is={row.state} />}
              {row.aboutTitle ? <Pill hue="blue">{row.aboutTitle}</Pill> : null}
              {row.labels.map((one) => (
                <Pill hue="grey">{one}</Pill>
              ))}
              <span class="muted">
                <span class="code">T-{row.number}</span> · {channelWords[row.channel]}
                {row.assignee ? ` · ${row.assignee}` : ''}
              </span>
            </span>
            <span class="post-at muted">
              <When at={row.lastAt} />
            </span>
          </A>
        </li>
      ))}
    </ul>
    <Pager summary={`${rows.length} ${rows.length === 1 ? 'thread' : 'threads'}, newest first`} next={next} />
  </div>
)

const Nothing = ({ view, words, label, first }: Props) => {
  if (words || label || !first)
    return (
      <EmptyState icon="search" title="Nothing is found">
        <p>Look for the beginning of a word, a person’s address, or a number such as T-12.</p>
        <LinkButton href="/inbox">Back to the inbox</LinkButton>
      </EmptyState>
    )
  const [title, sentence] = {
    open: ['The inbox is empty', 'Answers of vendors and text messages of colleagues come here.'],
    mine: ['Nothing waits for you', 'What somebody gives you stands here until it is done.'],
    unmatched: ['Everything is where it belongs', 'What nobody can place comes here: say once where it belongs.'],
    snoozed: ['Nothing sleeps', 'A thread that you snooze comes back on its day, or when somebody answers.'],
    done: ['Nothing is done yet', 'Threads that are dealt with stay here and are found by their words.'],
    unsent: ['Everything arrived', ''],
  }[view] as [string, string]
  return (
    <EmptyState icon="inbox" title={title}>
      <p>{sentence}</p>
    </EmptyState>
  )
}

type Panel = { rows: ThreadRow[]; about: string; more: boolean }

/** The threads about a record, on its page. */
export const ThreadsPanel = ({ rows, about, more }: Panel) => {
  const { may } = useRender()
  return (
    <Card
      title="Messages"
      end={
        may('communications.message.send') ? (
          <A href={`/threads/new?about=${about}`} class="lk">
            Write
          </A>
        ) : null
      }
    >
      {rows.length === 0 ? <p class="muted">Nobody has written about this yet.</p> : null}
      {rows.map((row) => (
        <A href={`/threads/${row.id}`} class="row">
          <span class="row-t">
            <b>{row.subject}</b> <span class="muted">{`${row.party} · ${row.snippet}`}</span>
          </span>
          <span class="muted">
            <When at={row.lastAt} />
          </span>
        </A>
      ))}
      {more ? (
        <p>
          <A href={`/inbox?about=${about}`} class="lk">
            All messages about this
          </A>
        </p>
      ) : null}
    </Card>
  )
}
