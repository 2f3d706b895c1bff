import type { Child } from 'hono/jsx'
import { Icon } from './icon'
import { A } from './link'

export type Column<T> = {
  head: string
  cell: (row: T) => Child
  /** The head is for screen readers only: what stands in the column speaks for itself. */
  silent?: boolean
  /** Right-aligned figures. The unit stands in the head. */
  number?: boolean
  /** The column that names the row: on a phone it is the card's title. */
  main?: boolean
  /** Says what it is by itself (a state, a number in its own form): no label before it on a phone. */
  bare?: boolean
  /** Holds the row's button: at the row's end, on a phone too. */
  deed?: boolean
  /** Holds a box to choose the row; the head has one for all, of the form by this id. */
  pick?: string
  /** Takes what room is left, and wraps. */
  wide?: boolean
}

type TableProps<T> = {
  caption: string
  columns: Column<T>[]
  rows: T[]
  keyOf: (row: T) => string
  /** The next page, or null at the end. */
  next?: string | null
  /** “1–50 of about 4,200, most urgent first”. */
  summary?: string
  empty: Child
}

/** Rows on a desk, cards on a phone: the same markup, nothing left out. */
export function DataTable<T>({ caption, columns, rows, keyOf, next, summary, empty }: TableProps<T>) {
  if (rows.length === 0) return <>{empty}</>
  const classes = columns.map(classOf)
  return (
    <div class="sheet">
      <table class="tbl">
        <caption class="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.number ? 'num' : undefined}>
                {column.pick ? (
                  <input
                    type="checkbox"
                    class="pickrow"
                    data-choose-all={column.pick}
                    aria-label="Choose all rows of this page"
                    hidden
                  />
                ) : null}
                {column.silent ? <span class="sr">{column.head}</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr id={keyOf(row)}>
              {columns.map((column, index) => (
                <td data-label={column.bare || column.main ? undefined : column.head} class={classes[index]}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Pager summary={summary ?? (rows.length === 1 ? '1 row' : `${rows.length} rows`)} next={next ?? null} />
    </div>
  )
}

const classOf = <T,>({ number, main, wide, bare, deed, pick }: Column<T>) =>
  [
    pick ? 'pick' : '',
    number ? 'num' : '',
    deed ? 'deed' : '',
    bare ? 'bare' : '',
    main ? 'main' : '',
    wide ? 'wrap' : '',
  ]
    .filter(Boolean)
    .join(' ') || undefined

export const Pager = ({ summary, next }: { summary: string; next: string | null }) => (
  <div class="pg">
    <span class="muted">{summary}</span>
    {next ? (
      <A href={next} class="bt bt-s end">
        Next 50
        <Icon name="arrow-right" class="ico-s" />
      </A>
    ) : null}
  </div>
)
