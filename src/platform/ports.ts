import type { Files } from '../ports/files'
import type { Hooks } from '../ports/hooks'
import type { Mail } from '../ports/mail'
import type { Names } from '../ports/names'
import type { PlateReader } from '../ports/plate-reader'
import type { Push } from '../ports/push'
import type { QuoteReader } from '../ports/quote-reader'
import type { Texts } from '../ports/texts'

/** What the house needs of the world; `src/wiring.ts` decides who stands behind each. */
export type Ports = {
  mail: Mail
  texts: Texts
  push: Push
  files: Files
  names: Names
  plates: PlateReader
  quotes: QuoteReader
  hooks: readonly Hooks[]
}
