import type { Id } from '../kernel/ids'

/** Words that are written often. */
export type Template = { id: Id<'wd'>; name: string; subject: string; text: string; version: number }

/** What stands for what in them; people write it in curly brackets. */
export const placeholders = ['name', 'organization', 'record', 'me'] as const
export type Placeholder = (typeof placeholders)[number]

/** The words with what is known filled in. What is not known stays, so that whoever sends it sees the gap. */
export const filled = (text: string, known: Partial<Record<Placeholder, string>>): string =>
  text.replaceAll(/\{(\w{1,20})\}/g, (whole, word: string) => known[word as Placeholder] || whole)

/** Placeholders in a text that nobody knows. */
export const unknownIn = (text: string): string[] =>
  [...text.matchAll(/\{(\w{1,20})\}/g)].flatMap(([whole, word = '']) =>
    placeholders.some((one) => one === word) ? [] : [whole],
  )
