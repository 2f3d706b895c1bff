import type { Child } from 'hono/jsx'
import { GlyphMark } from './pill'

type Head = { key: string; label: string; href?: string }
type Group<R> = { title: string; rows: R[] }

type MatrixProps<R> = {
  caption: string
  corner: string
  heads: Head[]
  groups: Group<R>[]
  keyOf: (row: R) => string
  name: (row: R) => Child
  /** Whether this row holds in that column. */
  holds: (row: R, column: string) => boolean
  link: (head: Head) => Child
}

/** Who may do what: rows under headings, a mark where it holds. It scrolls in its own box; the names stay. */
export function Matrix<R>({ caption, corner, heads, groups, keyOf, name, holds, link }: MatrixProps<R>) {
  return (
    <div class="sheet map" tabindex={0} role="region" aria-label={caption}>
      <table class="tbl plain matrix">
        <caption class="sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {heads.map((head) => (
              <th scope="col">{link(head)}</th>
            ))}
          </tr>
        </thead>
        {groups.map(({ title, rows }) => (
          <tbody>
            <tr>
              <th scope="rowgroup" colspan={heads.length + 1} class="matrix-g">
                {title}
              </th>
            </tr>
            {rows.map((row) => (
              <tr id={keyOf(row)}>
                <th scope="row">{name(row)}</th>
                {heads.map(({ key, label }) => (
                  <td>
                    {holds(row, key) ? (
                      <span class="yes" title={label}>
                        <GlyphMark glyph="dot" />
                        <span class="sr">Yes</span>
                      </span>
                    ) : (
                      <span class="sr">No</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

/** Several boxes under one name, each sent under its own. */
export const Ticks = ({
  legend,
  choices,
}: {
  legend: string
  choices: { name: string; value?: string; label: string; checked: boolean; hint?: Child }[]
}) => (
  <fieldset class="field">
    <legend>{legend}</legend>
    {choices.map(({ name, value, label, checked, hint }) => (
      <label class="tick">
        <input type="checkbox" name={name} value={value} checked={checked} />
        <span>
          {label}
          {hint ? <span class="hint"> {hint}</span> : null}
        </span>
      </label>
    ))}
  </fieldset>
)
