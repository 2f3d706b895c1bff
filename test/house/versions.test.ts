import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

type Lock = {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; inBundle?: boolean }>
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
const pins = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

const parts = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number)
const atLeast = (version: string, floor: string) => {
  const [one, other] = [parts(version), parts(floor)]
  const index = one.findIndex((part, place) => part !== other[place])
  return index < 0 || (one[index] ?? 0) > (other[index] ?? 0)
}

/** Below these, known holes. */
const floors = { hono: '4.13.7', 'drizzle-orm': '0.45.2', undici: '7.29.1' }

it('every pin is exact', () => {
  for (const [name, version] of Object.entries({ ...pins.dependencies, ...pins.devDependencies }))
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)])
})

it('every version is at or above its floor', () => {
  for (const [name, floor] of Object.entries(floors)) {
    const found = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`))
    expect(found.length, name).toBeGreaterThan(0)
    for (const [path, { version = '0.0.0' }] of found)
      expect([path, version, atLeast(version, floor)]).toEqual([path, version, true])
  }
})

it('the lock file names no registry, and every package has its checksum', () => {
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue
    expect([path, entry.resolved]).toEqual([path, undefined])
    expect([path, entry.inBundle === true || Boolean(entry.integrity)]).toEqual([path, true])
  }
})
