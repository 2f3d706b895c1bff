import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

export type Counts = { passed: number; failed: number; skipped: number }

/** Runs a program of node_modules on the project's own Node; answers its exit code. */
export function run(script: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** One stage that counts as one: it passed or it failed. */
async function single(name: string, script: string, args: string[]): Promise<Counts> {
  console.log(`\n— ${name}`)
  const code = await run(script, args)
  if (code !== 0) console.log(`${name} failed.`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/** Every test of one vitest project. A run that breaks before it counted is one failure. */
async function vitest(project: string, more: string[] = []): Promise<Counts> {
  console.log(`\n— ${project}`)
  const file = join(root, '.build', `vitest-${project}.json`)
  rmSync(file, { force: true })
  const code = await run('node_modules/vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...more,
  ])
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {}
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = report
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
}

export const stages: Record<string, () => Promise<Counts>> = {
  types: async () => {
    const all: Counts = { passed: 0, failed: 0, skipped: 0 }
    for (const project of [
      'tsconfig.json',
      'test/tsconfig.json',
      'scripts/tsconfig.json',
      'templates/browser/tsconfig.json',
    ]) {
      add(all, await single(`types of ${project}`, 'node_modules/typescript/bin/tsc', ['-p', project]))
    }
    return all
  },
  lint: () => single('lint and format', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings']),
  unused: () => single('nothing unused', 'node_modules/knip/bin/knip.js', ['--no-progress']),
  promises: () => single('promises', 'scripts/promises.ts', ['--check']),
  asvs: () => single('security requirements', 'scripts/asvs.ts', ['--check', '--ran']),
  house: () => vitest('plain', ['test/house']),
  plain: () => vitest('plain'),
  workerd: () => vitest('workerd'),
  browser: () => vitest('browser'),
}

export function add(all: Counts, more: Counts): void {
  all.passed += more.passed
  all.failed += more.failed
  all.skipped += more.skipped
}

/** Runs the stages one after another, all of them whatever happens, and ends with the count. */
export async function runStages(names: string[]): Promise<never> {
  const all: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const name of names) {
    const stage = stages[name]
    if (!stage) {
      console.error(`There is no stage ${name}. There are: ${Object.keys(stages).join(', ')}.`)
      process.exit(2)
    }
    add(all, await stage())
  }
  console.log(`\n${all.passed} passed, ${all.failed} failed${all.skipped > 0 ? `, ${all.skipped} skipped` : ''}`)
  process.exit(all.failed === 0 && all.passed > 0 ? 0 : 1)
}
