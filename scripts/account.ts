import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a Cloudflare account has of ours. */
export type Account = { databases: Record<string, string>; buckets: string[]; queues: string[]; secrets: string[] }

/** One thing to do, in words and as a command. */
export type Step = { words: string } & (
  | { do: 'database'; name: string }
  | { do: 'bucket' | 'queue'; name: string }
  | { do: 'secret'; name: string; value: string }
  | { do: 'write' }
)

/** Runs wrangler; secrets go in by its standard input, never by its arguments or a file. */
export type Wrangler = (args: string[], input?: string) => string

export const databaseName = (number: number) => `mro-tenant-${String(number).padStart(4, '0')}`
const bindingOf = (number: number) => `TENANT_DB_${String(number).padStart(4, '0')}`

const bucket = 'mro-files'
const queues = ['mro-work', 'mro-work-dead']

/** The secrets that the house cannot run without; both are made here and known to nobody else. */
const secrets = ['SECRET', 'PEPPER']

/** What is missing for so many organizations, in the order in which it must be made. What is there is left alone. */
export function plan(account: Account, databases: number): Step[] {
  const names = ['mro-control', ...Array.from({ length: databases }, (_, number) => databaseName(number))]
  return [
    ...names
      .filter((name) => !(name in account.databases))
      .map((name) => ({ do: 'database' as const, name, words: `create the D1 database ${name}` })),
    ...(account.buckets.includes(bucket)
      ? []
      : [{ do: 'bucket' as const, name: bucket, words: `create the R2 bucket ${bucket}` }]),
    ...queues
      .filter((name) => !account.queues.includes(name))
      .map((name) => ({ do: 'queue' as const, name, words: `create the queue ${name}` })),
    { do: 'write' as const, words: 'write the databases’ ids into wrangler.toml' },
    ...secrets
      .filter((name) => !account.secrets.includes(name))
      .map((name) => ({
        do: 'secret' as const,
        name,
        value: randomBytes(32).toString('base64url'),
        words: `make the secret ${name} and keep it at Cloudflare only`,
      })),
  ]
}

/** Dollars a month, said before anything is made. Source: Cloudflare's price pages, read in 2026. */
export const costs = (databases: number): string[] => [
  'Workers Paid: 5 USD a month at least; it includes 10 million requests and 30 million CPU-milliseconds.',
  `${databases + 1} D1 databases: empty ones cost nothing; 5 GB are included, then 0.75 USD for a GB a month.`,
  'R2: 10 GB are included, then 0.015 USD for a GB a month. Queues: a million operations are included, then 0.40 USD a million.',
]

const parsed = <T>(text: string, otherwise: T): T => {
  const start = text.search(/[[{]/)
  return start < 0 ? otherwise : (JSON.parse(text.slice(start)) as T)
}

/** Asks the account what it has. A worker that was never deployed has no secrets yet. */
export function survey(wrangler: Wrangler): Account {
  const quietly = (args: string[]) => {
    try {
      return wrangler(args)
    } catch {
      return ''
    }
  }
  const databases = parsed<{ name: string; uuid: string }[]>(wrangler(['d1', 'list', '--json']), [])
  const words = (args: string[], pattern: RegExp) => [...wrangler(args).matchAll(pattern)].map(([, name]) => name ?? '')
  return {
    databases: Object.fromEntries(databases.map(({ name, uuid }) => [name, uuid])),
    buckets: words(['r2', 'bucket', 'list'], /name:\s+(\S+)/g),
    queues: words(['queues', 'list'], /\b(mro-work(?:-dead)?)\b/g),
    secrets: parsed<{ name: string }[]>(quietly(['secret', 'list']), []).map(({ name }) => name),
  }
}

/** Does the steps. Each is safe to repeat: what was made before a crash is found by the next survey. */
export function carryOut(
  steps: Step[],
  account: Account,
  databases: number,
  wrangler: Wrangler,
  configFile: string,
  say: (line: string) => void,
): void {
  for (const step of steps) {
    say(`• ${step.words}`)
    if (step.do === 'database') {
      const text = wrangler(['d1', 'create', step.name])
      account.databases[step.name] =
        /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text)?.[0] ?? ''
    } else if (step.do === 'bucket') wrangler(['r2', 'bucket', 'create', step.name])
    else if (step.do === 'queue') wrangler(['queues', 'create', step.name])
    else if (step.do === 'secret') wrangler(['secret', 'put', step.name], step.value)
    else writeFileSync(configFile, configWith(readFileSync(configFile, 'utf8'), survey(wrangler), databases))
  }
}

/** The configuration with the ids of the account's databases. */
export function configWith(config: string, { databases }: Account, count: number): string {
  const idOf = (name: string) => databases[name] ?? fail(`The account has no database ${name}. Run this again.`)
  const pool = Array.from({ length: count }, (_, number) => {
    const name = databaseName(number)
    return `[[d1_databases]]\nbinding = "${bindingOf(number)}"\ndatabase_name = "${name}"\ndatabase_id = "${idOf(name)}"\n`
  })
  return config
    .replace(/(database_name = "mro-control"\ndatabase_id = ")[^"]*/, `$1${idOf('mro-control')}`)
    .replace(/# <pool>[\s\S]*# <\/pool>/, `# <pool>\n${pool.join('\n')}\n# </pool>`)
}

function fail(sentence: string): never {
  throw new Error(sentence)
}

const root = join(import.meta.dirname, '..')
export const configFile = join(root, 'wrangler.toml')

export const wrangler: Wrangler = (args, input) =>
  execFileSync(process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(input === undefined ? {} : { input }),
  })
