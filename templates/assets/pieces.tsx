import { GlyphMark, states } from '../kit'

export type AssetState = 'operational' | 'needs-maintenance' | 'down' | 'retired'
export type PartShown = { id: string; tag: string; name: string; state: AssetState; parentId: string | null }

/** The shape of a state alone, in its colour; its word for who cannot see it. */
export const stateMark = (state: AssetState) => (
  <span class={`mark mark-${states.asset[state].hue}`} title={states.asset[state].word}>
    <GlyphMark glyph={states.asset[state].glyph} />
    <span class="sr">{states.asset[state].word}</span>
  </span>
)

export type NoteShown = {
  id: string
  about: string
  /** '', 'all Grundfos CR 32-4', 'all pumps': whom it holds for beside this asset. */
  scope: string
  text: string
  warning: boolean
  pinned: boolean
  writtenAt: number
  author: string
  superseded: boolean
  version: number
  /** The files of its pictures, where they are shown. */
  photos?: string[]
}
