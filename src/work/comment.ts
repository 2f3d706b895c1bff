/** The people whom a text names: '@Amara Okafor' or, where one only is called so, '@Amara'. At most ten. */
export function mentionsOf(text: string, people: readonly { id: string; name: string }[]): string[] {
  const found = new Set<string>()
  const lower = text.toLowerCase()
  for (const { id, name } of people) {
    const first = name.split(/\s+/)[0] ?? name
    const alone =
      people.filter((other) => other.name.split(/\s+/)[0]?.toLowerCase() === first.toLowerCase()).length === 1
    if (says(lower, `@${name.toLowerCase()}`) || (alone && says(lower, `@${first.toLowerCase()}`))) found.add(id)
  }
  return [...found].slice(0, 10)
}

/** The words stand there whole: '@Ana' is not in '@Anastasia'. */
function says(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + words.length] ?? ' '
    if (!/[\p{L}\p{N}_]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after)) return true
  }
  return false
}
