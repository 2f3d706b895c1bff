import { Pill, useRender } from '../kit'

export type ImportState =
  | 'mapping'
  | 'checking'
  | 'checked'
  | 'running'
  | 'paused'
  | 'done'
  | 'stopped'
  | 'undoing'
  | 'undone'

export type Counts = Partial<Record<string, number>>

export type ColumnShown = {
  key: string
  title: string
  kind: string
  required: boolean
  hint: string | null
  choices: { value: string; title: string }[]
}

/** The kind of an import as its pages speak of it. */
export type KindShown = {
  name: string
  title: string
  one: string
  many: string
  about: string
  icon: string
  href: string
  /** What may be done where there is such a record already. */
  ways: readonly ('skip' | 'update' | 'refuse')[]
  columns: ColumnShown[]
}

const looks = {
  mapping: { word: 'Needs its columns', hue: 'grey', glyph: 'ring' },
  checking: { word: 'Being checked', hue: 'blue', glyph: 'half' },
  checked: { word: 'Checked', hue: 'teal', glyph: 'diamond' },
  running: { word: 'Running', hue: 'blue', glyph: 'half' },
  paused: { word: 'Paused', hue: 'amber', glyph: 'pause' },
  done: { word: 'Done', hue: 'green', glyph: 'tick' },
  stopped: { word: 'Stopped', hue: 'orange', glyph: 'square' },
  undoing: { word: 'Being undone', hue: 'blue', glyph: 'half' },
  undone: { word: 'Undone', hue: 'grey', glyph: 'arrow' },
} as const

export const ImportMark = ({ state }: { state: ImportState }) => {
  const { word, hue, glyph } = looks[state]
  return (
    <Pill hue={hue} glyph={glyph}>
      {word}
    </Pill>
  )
}

/** A count as people of the organization write it. */
export const useNumber = (): ((number: number) => string) => {
  const { locale } = useRender()
  return (number) => number.toLocaleString(locale)
}

/** “1 asset”, “12,000 assets”. */
export const useCounted = () => {
  const number = useNumber()
  return (count: number, { one, many }: { one: string; many: string }) => `${number(count)} ${count === 1 ? one : many}`
}

const steps = ['File', 'Columns', 'Check', 'Import'] as const

const reached: Record<ImportState | 'new', number> = {
  new: 0,
  mapping: 1,
  checking: 2,
  checked: 2,
  running: 3,
  paused: 3,
  done: 4,
  stopped: 4,
  undoing: 4,
  undone: 4,
}

/** The four steps, and which of them one is at. */
export const Steps = ({ at }: { at: ImportState | 'new' }) => (
  <ol class="steps" aria-label="Steps of an import">
    {steps.map((word, index) => {
      const state = index < reached[at] ? 'done' : index === reached[at] ? 'now' : 'later'
      return (
        <li class={`step-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
          <span class="step-n" aria-hidden="true">
            {index + 1}
          </span>
          {word}
          {state === 'done' ? <span class="sr"> (done)</span> : null}
        </li>
      )
    })}
  </ol>
)
