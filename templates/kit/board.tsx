import type { Child } from 'hono/jsx'
import { Button } from './button'
import { Form } from './form'

export type Lane<T> = { name: string; title: string; rows: T[]; more: string | null; count: string }

type BoardProps<T> = {
  lanes: Lane<T>[]
  keyOf: (row: T) => string
  card: (row: T) => Child
  /** Where a card is moved to by its form, or null where the reader may not. */
  moveTo: ((row: T) => string) | null
  field: string
  versionOf: (row: T) => number
}

/** Columns of cards. Every card moves by its own form; dragging would only be a shorter way. */
export function Board<T>({ lanes, keyOf, card, moveTo, field, versionOf }: BoardProps<T>) {
  return (
    <div class="board">
      {lanes.map((lane) => (
        <section class="lane" aria-labelledby={`lane-${lane.name}`}>
          <h2 id={`lane-${lane.name}`}>
            {lane.title} <span class="muted">{lane.count}</span>
          </h2>
          <ul>
            {lane.rows.map((row) => (
              <li class="slip" id={keyOf(row)}>
                {card(row)}
                {moveTo ? (
                  <Form action={moveTo(row)} class="slip-move">
                    <input type="hidden" name="version" value={String(versionOf(row))} />
                    {lanes
                      .filter(({ name }) => name !== lane.name)
                      .map(({ name, title }) => (
                        <Button kind="quiet" size="small" name={field} value={name}>
                          {title}
                        </Button>
                      ))}
                  </Form>
                ) : null}
              </li>
            ))}
            {lane.rows.length === 0 ? <li class="slip-none muted">Nothing here</li> : null}
          </ul>
          {lane.more}
        </section>
      ))}
    </div>
  )
}
