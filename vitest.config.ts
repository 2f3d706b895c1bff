import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const jsx = { oxc: { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } } }

/** Strings that break programs, where the shared data is there. */
const file = '../shared/data/imports/blns.json'
const naughty = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []

/** Files that nobody here wrote, in base64, where the shared data is there: for trying imports. */
const trial = Object.fromEntries(
  [
    'erp/adventureworks/Product.csv',
    'erp/adventureworks/Location.csv',
    'erp/adventureworks/ProductInventory.csv',
    'imports/openboxes/locations.csv',
    'imports/openboxes/binLocations.csv',
    'imports/openboxes/products.csv',
    'workorders/nestor_excavators/excavators-raw.csv',
  ]
    .map((name) => [name.split('/').at(-1), `../shared/data/${name}`] as const)
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => [name, readFileSync(path).toString('base64')]),
)

/** Letters that nobody here wrote, and attacks hidden in letters, in base64 by their names, where the shared data is there. */
const letters = Object.fromEntries(
  ['../shared/data/email', '../shared/data/security']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .filter((path) => /(\.eml|_text|\.jsonl?)$/.test(path))
    .map((path) => [path.slice('../shared/data/'.length), readFileSync(path).toString('base64')]),
)

/** Three kinds: decisions in plain Node, slices in the real runtime, journeys in Chromium. */
export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        ...jsx,
        test: {
          name: 'plain',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/**/*.slice.test.ts', 'test/contracts/**'],
          // A busy machine is slow, not wrong.
          testTimeout: 30_000,
        },
      },
      {
        ...jsx,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              compatibilityFlags: ['service_binding_extra_handlers'],
              bindings: {
                ORIGIN: 'http://localhost:8787',
                LOCAL: 'true',
                SECRET: 'a secret of the tests',
                PEPPER: 'a pepper of the tests',
                OPERATORS: 'olga@house.example',
              },
              outboundService: (request: { url: string }) =>
                new Response(`nobody answers at ${request.url}`, { status: 599 }),
            },
          } as never),
        ],
        test: {
          name: 'workerd',
          include: ['test/**/*.slice.test.ts', 'test/contracts/**/*.test.ts'],
          provide: { trial, letters, naughty, everyNaughty: process.env.NAUGHTY === 'all' },
          setupFiles: ['./test/support/setup.ts'],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/*.browser.ts'],
          globalSetup: ['./test/browser/house.ts'],
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
