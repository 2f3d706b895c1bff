import { expect, it } from 'vitest'
import { likeWords } from '../../src/platform/like'

it.each([
  ['pump', 'pump'],
  ['100%_pure', '100pure'],
  ['x'.repeat(60), 'x'.repeat(46)],
  ['é'.repeat(40), 'é'.repeat(23)],
  ['😀'.repeat(20), '😀'.repeat(11)],
])('%s is looked for as %s', (words, pattern) => {
  expect(likeWords(words)).toBe(pattern)
})
