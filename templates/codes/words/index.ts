import { de } from './de'
import { en } from './en'
import { es } from './es'
import { fr } from './fr'
import { nl } from './nl'
import { pl } from './pl'

export type Words = typeof en

/** What strangers read, by language. */
export const languages = { en, es, de, fr, nl, pl } as const satisfies Record<string, Words>
export type Language = keyof typeof languages

const isLanguage = (word: string | undefined): word is Language => word !== undefined && Object.hasOwn(languages, word)

/** The language that was chosen, else the first that the browser asks for and that we have. */
export function languageOf(chosen: string | undefined, accepts: string | undefined): Language {
  if (isLanguage(chosen)) return chosen
  const asked = (accepts ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality = 'q=1'] = part.trim().split(';')
      return { tag: tag.slice(0, 2).toLowerCase(), quality: Number(quality.replace('q=', '')) || 0 }
    })
    .sort((one, other) => other.quality - one.quality)
  return asked.map(({ tag }) => tag).find(isLanguage) ?? 'en'
}

/** “Reported already 14 minutes ago” of `Reported already {ago}`. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** How long ago, in words of that language. */
export function agoIn(words: Words, ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  if (minutes < 90) return fill(words.minutesAgo, { count: minutes })
  return minutes < 48 * 60
    ? fill(words.hoursAgo, { count: Math.round(minutes / 60) })
    : fill(words.daysAgo, { count: Math.round(minutes / 1440) })
}

/** A common symptom in that language; the plant's own words as they are. */
export const symptomIn = (words: Words, symptom: string): string =>
  Object.hasOwn(words, symptom) ? words[symptom as keyof Words] : symptom
