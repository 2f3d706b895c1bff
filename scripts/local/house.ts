import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { bundle } from './bundle.ts'

export const root = join(import.meta.dirname, '..', '..')

export type House = {
  url: string
  /** Asks the worker without a socket between. */
  ask: (path: string, init?: RequestInit) => Promise<Response>
  miniflare: Miniflare
  close: () => Promise<void>
}

type Options = {
  /** Where data stays between runs; null keeps it in memory. */
  folder: string | null
  port: number
  /** Databases in the pool. */
  databases?: number
  driver?: 'pool' | 'object'
  entry?: string
  bindings?: Record<string, string>
  quiet?: boolean
  /** Hears every line that the worker logs. */
  onLine?: (line: string) => void
}

/**
 * Starts the house in the real runtime, with every binding of wrangler.toml standing on this machine.
 * Used by `npm start`, the journeys and the benchmarks.
 */
export async function openHouse({
  folder,
  port,
  databases = 40,
  driver = 'pool',
  entry,
  bindings,
  quiet,
  onLine,
}: Options): Promise<House> {
  const script = await bundle(entry ?? join(root, 'src/local/worker.ts'))
  const origin = `http://localhost:${port}`
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'mro-command',
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script }],
      modulesRoot: '/',
      compatibilityDate: '2026-11-01',
      host: 'localhost',
      port,
      bindings: {
        ORIGIN: origin,
        LOCAL: 'true',
        TENANT_DRIVER: driver,
        SECRET: 'local-only-secret',
        PEPPER: 'local-only-pepper',
        OPERATORS: 'dana@northfield.example',
        MAIL_FROM: 'MRO Command <house@mrocommand.example>',
        ...bindings,
      },
      d1Databases: Object.fromEntries([
        ['CONTROL', 'control'],
        ...Array.from({ length: databases }, (_, index) => {
          const number = String(index).padStart(4, '0')
          return [`TENANT_DB_${number}`, `tenant-${number}`]
        }),
      ]),
      r2Buckets: { FILES: 'files' },
      queueProducers: { WORK: 'mro-work' },
      queueConsumers: {
        'mro-work': { maxBatchSize: 10, maxBatchTimeout: 0.2, maxRetries: 8, deadLetterQueue: 'mro-work-dead' },
        'mro-work-dead': { maxBatchSize: 10, maxBatchTimeout: 1 },
      },
      durableObjects: {
        TENANT: { className: 'TenantObject', useSQLite: true },
        LIMITER: { className: 'LimiterObject', useSQLite: true },
      },
      assets: { directory: join(root, 'public'), binding: 'ASSETS', routerConfig: { has_user_worker: true } },
      ...(folder === null ? {} : { resourcePersistencePath: folder }),
      cache: false,
      log: undefined,
      handleStructuredLogs: ({ message }: { message: string }) => {
        onLine?.(message)
        if (!quiet) onlyTrouble(message)
      },
    } as never),
  )
  await miniflare.ready
  return {
    url: origin,
    ask: (path, init) => miniflare.dispatchFetch(`${origin}${path}`, init as never) as unknown as Promise<Response>,
    miniflare,
    close: () => miniflare.dispose(),
  }
}

/** Requests are logged as in production; on a developer's screen only trouble is. */
function onlyTrouble(text: string): void {
  for (const line of text.split('\n')) {
    if (line && !line.includes('"level":"info"')) process.stderr.write(`${line}\n`)
  }
}
