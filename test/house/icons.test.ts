import { expect, it } from 'vitest'
import { filesOf } from '../../scripts/files'
import { icons } from '../../scripts/icons'

it('the sprite holds the icons that pages use, and no others', () => {
  const text = filesOf(['templates'], /\.tsx?$/)
    .map((file) => file.text)
    .join('\n')
  const quoted = new Set([...text.matchAll(/['"]([a-z0-9]+(?:-[a-z0-9]+)*)['"]/g)].map(([, word]) => word))
  expect(icons.filter((name) => !quoted.has(name))).toEqual([])
  const named = [...text.matchAll(/(?:<Icon name|\bicon)(?:=|: )["']([a-z0-9-]+)["']/g)].map(([, name]) => name ?? '')
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((name) => !icons.includes(name))).toEqual([])
})
