import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'

let bundle = ''

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'mro-deploy-'))
  // The class names of the design are made by the build; the worker only needs to know them.
  if (!existsSync('templates/kit/assets.gen.ts')) {
    writeFileSync('templates/kit/assets.gen.ts', "export const assets = { css: '', js: '', icons: '' }\n")
  }
  execFileSync(
    process.execPath,
    ['node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--minify', '--outdir', folder],
    {
      stdio: 'pipe',
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    },
  )
  bundle = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}, 120_000)

it('what is deployed is there and stays below 2.5 MB, compressed, papers, labels and letters in it', () => {
  expect(bundle).toContain('There is nothing at this address.')
  expect(gzipSync(bundle).length).toBeLessThan(2_500_000)
})

it('what is deployed has no local doors', () => {
  for (const word of ['/dev/mail', '/dev/enter', '/dev/seed', 'X-Local', 'packing tape', '"/kit"', 'northfield']) {
    expect([word, bundle.includes(word)]).toEqual([word, false])
  }
})

it('a deployed worker has every binding that the code asks for', () => {
  const config = readFileSync('wrangler.toml', 'utf8')
  for (const name of ['CONTROL', 'FILES', 'WORK', 'TENANT', 'LIMITER', 'ASSETS'])
    expect([name, config.includes(`"${name}"`)]).toEqual([name, true])
  expect(config.match(/binding = "TENANT_DB_\d{4}"/g)?.length).toBeGreaterThanOrEqual(40)
})
