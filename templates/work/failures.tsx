import {
  Button,
  Card,
  Checkbox,
  type Choice,
  ErrorSummary,
  Form,
  Note,
  PageHead,
  Select,
  TextField,
  type Trouble,
  useRender,
} from '../kit'
import { Page } from '../layouts/page'

type Level = 'problem' | 'cause' | 'remedy'
type Entry = { id: string; classId: string | null; code: string; name: string }
export type FailureListShown = { level: Level; suggested: Entry[]; all: Entry[] }

const questions: Record<Level, { label: string; none: string }> = {
  problem: { label: 'What was the problem?', none: 'Choose the problem' },
  cause: { label: 'Why did it come?', none: 'Not known' },
  remedy: { label: 'What was done about it?', none: 'Not said' },
}

type FieldsProps = {
  order: {
    id: string
    problemId?: string | null
    causeId?: string | null
    remedyId?: string | null
    failureWords?: string
  }
  lists: FailureListShown[]
  values: Record<string, string>
  trouble: Trouble
}

/** What a repair says of its failure. What was written suggests; whoever completes it chooses. */
export const FailureFields = ({ order, lists, values, trouble }: FieldsProps) => {
  const { base } = useRender()
  return (
    <fieldset
      class="failure"
      id="failure"
      hx-get={`${base}/orders/${order.id}/completion/failure`}
      hx-trigger="change from:#outcome"
      hx-include="#outcome, #problemId, #causeId, #remedyId, #failureWords"
      hx-swap="outerHTML"
    >
      <legend class="sr">The failure</legend>
      {lists.map((list) => (
        <FailureSelect
          list={list}
          value={values[`${list.level}Id`] ?? order[`${list.level}Id`] ?? ''}
          trouble={trouble}
        />
      ))}
      <TextField
        name="failureWords"
        label="What the lists do not have"
        optional
        longest={300}
        value={values.failureWords ?? order.failureWords}
        trouble={trouble}
      />
    </fieldset>
  )
}

const FailureSelect = ({ list, value, trouble }: { list: FailureListShown; value: string; trouble: Trouble }) => {
  const name = `${list.level}Id`
  const { label, none } = questions[list.level]
  const wrong = trouble?.fields[name]
  const shown = new Set(list.suggested.map(({ id }) => id))
  const groups: [string, Entry[]][] = [
    ['Suggested by what is written', list.suggested],
    ['Of its class', list.all.filter(({ id, classId }) => classId !== null && !shown.has(id))],
    ['Of every class', list.all.filter(({ id, classId }) => classId === null && !shown.has(id))],
  ]
  return (
    <div class={wrong ? 'field wrong' : 'field'}>
      <label for={name}>
        {label}
        {list.level === 'problem' ? null : <span class="muted"> (optional)</span>}
      </label>
      {wrong ? <p class="wrong-words">{wrong}</p> : null}
      <select class="input-full" id={name} name={name} aria-invalid={wrong ? 'true' : undefined}>
        <option value="">{none}</option>
        {groups
          .filter(([, entries]) => entries.length > 0)
          .map(([title, entries]) => (
            <optgroup label={title}>
              {entries.map((entry) => (
                <option value={entry.id} selected={entry.id === value}>
                  {`${entry.name} (${entry.code})`}
                </option>
              ))}
            </optgroup>
          ))}
      </select>
    </div>
  )
}

const levelNames: Record<Level, { title: string; one: string }> = {
  problem: { title: 'Problems', one: 'Problem: what is seen' },
  cause: { title: 'Causes', one: 'Cause: why it came' },
  remedy: { title: 'Remedies', one: 'Remedy: what is done' },
}

type PageProps = {
  classId: string
  classes: Choice[]
  entries: (Entry & { level: Level; words: string; needsWords: boolean })[]
  values: Record<string, string>
  trouble: Trouble
}

/** The lists of failures, of a class and of all. */
export const FailuresPage = ({ classId, classes, entries, values, trouble }: PageProps) => {
  const { base, may } = useRender()
  const named = classes.find(({ value }) => value === classId)?.label
  return (
    <Page title="Failure codes" door="settings" wrong={trouble !== null}>
      <PageHead title="Failure codes" back={{ href: '/settings', label: 'Settings' }}>
        {may('work.failure.begin') ? (
          <Form action="/work/failures/beginning">
            <input type="hidden" name="classId" value={classId} />
            <Button>Begin with ISO 14224</Button>
          </Form>
        ) : null}
      </PageHead>
      <p class="hint">
        A repair is completed with its problem, as soon as there is a list. Causes and remedies may be said.
      </p>
      <ErrorSummary trouble={trouble} />
      <div class="tools">
        <form class="filter" method="get" action={`${base}/work/failures`} data-auto>
          <label>
            Class
            <select name="class">
              <option value="">Every class</option>
              {classes.map(({ value, label }) => (
                <option value={value} selected={value === classId}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" class="bt" data-auto-button>
            Show
          </button>
        </form>
      </div>
      {entries.length === 0 ? (
        <Note>
          {named
            ? `${named} have no entries of their own: those of every class hold.`
            : 'No lists yet. Begin with those of ISO 14224, or write your own.'}
        </Note>
      ) : null}
      <div class="two">
        <div>
          {(['problem', 'cause', 'remedy'] as const).map((level) => (
            <Level
              level={level}
              entries={entries.filter((entry) => entry.level === level)}
              ends={may('work.failure.end')}
            />
          ))}
        </div>
        <Card title={named ? `Add for ${named}` : 'Add for every class'}>
          <Form action="/work/failures" class="form">
            <input type="hidden" name="classId" value={classId} />
            <Select
              name="level"
              label="What it is"
              value={values.level ?? 'problem'}
              choices={(['problem', 'cause', 'remedy'] as const).map((value) => ({
                value,
                label: levelNames[value].one,
              }))}
              width="full"
              trouble={trouble}
            />
            <TextField name="code" label="Code" longest={12} width="short" value={values.code} trouble={trouble} />
            <TextField name="name" label="Name" longest={80} value={values.name} trouble={trouble} />
            <TextField
              name="words"
              label="Words that mean it"
              hint="As people write them: it is suggested by these."
              optional
              longest={200}
              value={values.words}
              trouble={trouble}
            />
            <Checkbox name="needsWords" checked={values.needsWords === 'on'}>
              Whoever chooses it says what in words
            </Checkbox>
            <div class="form-end">
              <Button kind="primary">Add</Button>
            </div>
          </Form>
        </Card>
      </div>
    </Page>
  )
}

const Level = ({ level, entries, ends }: { level: Level; entries: PageProps['entries']; ends: boolean }) =>
  entries.length === 0 ? null : (
    <Card title={levelNames[level].title}>
      <ul class="evs">
        {entries.map((entry) => (
          <li>
            <p>
              <span class="code">{entry.code}</span> {entry.name}
              {entry.words ? <span class="muted"> {entry.words}</span> : null}
            </p>
            {ends ? (
              <Form action="/work/failures/ending" class="end">
                <input type="hidden" name="id" value={entry.id} />
                <Button kind="quiet" size="small" label={`Take ${entry.name} off the list`}>
                  Take off
                </Button>
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  )
