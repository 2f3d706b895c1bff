import { describe, expect, it } from 'vitest'
import { localPush } from '../../src/adapters/local/post-office'
import type { Push, PushNote } from '../../src/ports/push'
import { outcomeOf, realShelf } from './shelves'

type Tower = { push: Push; delivered: () => Promise<{ to: string; title: string; text: string; href: string }[]> }

const note = (changes: Partial<PushNote> = {}): PushNote => ({
  key: 'assigned:1',
  to: 'mb_1',
  title: 'New task',
  text: 'Grease fan F-03',
  href: '/acme/tasks/tk_1',
  ...changes,
})

async function localTower(): Promise<Tower> {
  const shelf = await realShelf()
  return {
    push: localPush(shelf),
    delivered: async () =>
      (await shelf.list('push', 100)).map(({ recipient, body }) => ({
        to: recipient,
        title: body.title ?? '',
        text: body.text ?? '',
        href: body.href ?? '',
      })),
  }
}

describe.each<[string, () => Promise<Tower>]>([['the local tower', localTower]])('push over %s', (_, open) => {
  it('carries a note as it was written', async () => {
    const { push, delivered } = await open()
    await push.send(note({ text: '泵 🔧 läuft nicht' }))
    expect(await delivered()).toEqual([
      { to: 'mb_1', title: 'New task', text: '泵 🔧 läuft nicht', href: '/acme/tasks/tk_1' },
    ])
  })

  it('shows the same key once, in a row and at once', async () => {
    const { push, delivered } = await open()
    const first = await push.send(note())
    expect(await push.send(note())).toEqual(first)
    await Promise.all([1, 2, 3].map(() => push.send(note({ key: 'at once' }))))
    expect(await delivered()).toHaveLength(2)
  })

  it.each<[string, Partial<PushNote>]>([
    ['another host', { href: 'https://evil.example/' }],
    ['another host without its scheme', { href: '//evil.example/' }],
    ['a back slash', { href: '/\\evil.example/' }],
    ['a script', { href: 'javascript:alert(1)' }],
    ['no title', { title: '' }],
    ['a title of two lines', { title: 'New\ntask' }],
    ['more than a push service carries', { text: '泵'.repeat(1000) }],
  ])('refuses %s for good, and nothing is shown', async (_, changes) => {
    const { push, delivered } = await open()
    expect(await outcomeOf(push.send(note(changes)))).toBe('invalid push.refused')
    expect(await delivered()).toEqual([])
  })
})
