import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { filesOf } from '../../scripts/files'

/** The local post office's shelf is what three defaults stand on, not a port. */
const ports = filesOf(['src/ports'], /\.ts$/)
  .map(({ path }) => path.replace('src/ports/', '').replace('.ts', ''))
  .filter((name) => name !== 'shelf')

it('every port has one contract that runs over its default and its real adapters', () => {
  expect(ports.length).toBeGreaterThan(3)
  for (const name of ports) expect([name, existsSync(`test/contracts/${name}.contract.test.ts`)]).toEqual([name, true])
})
