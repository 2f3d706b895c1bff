import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

export const root = join(import.meta.dirname, '..')

export type SourceFile = { path: string; text: string }

/** Every file below the folders that ends so, with its text; paths are from the project's root. */
export function filesOf(folders: string[], ending: RegExp): SourceFile[] {
  const found: SourceFile[] = []
  const walk = (path: string) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'node_modules') walk(join(path, name))
    } else if (ending.test(path)) found.push({ path: relative(root, path), text: readFileSync(path, 'utf8') })
  }
  for (const folder of folders) walk(join(root, folder))
  return found
}

/** The order of the rooms, as src/rooms.ts has it. */
export function roomOrder(): string[] {
  const text = readFileSync(join(root, 'src/rooms.ts'), 'utf8')
  const list = /export const order = \[([^\]]*)\]/.exec(text)?.[1] ?? ''
  return [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '')
}

/** What a file imports, as paths from the project's root; packages as they are named. */
export function importsOf({ path, text }: SourceFile): string[] {
  const named = [...text.matchAll(/(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|import\s+'([^']+)'/g)]
  return named
    .map(([, from, lazy, bare]) => from ?? lazy ?? bare ?? '')
    .map((target) => (target.startsWith('.') ? join(path, '..', target) : target))
}
