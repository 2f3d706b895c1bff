/** ISO 639-1, of the languages that business letters are written in where the house is used. */
export const languageCodes =
  'bg cs da de el en es et fi fr hr hu it ja lt lv nl no pl pt ro ru sk sl sv tr uk zh'.split(' ')

/** Languages by their English name. */
export function languages(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  return languageCodes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((one, other) => one.label.localeCompare(other.label, 'en'))
}

export const languageName = (code: string): string =>
  code === '' ? '' : (new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code)
