import { describe, expect, inject, it } from 'vitest'
import { World } from '../support/world'

declare module 'vitest' {
  interface ProvidedContext {
    naughty: string[]
  }
}

const strings = inject('naughty')

/** Every form with a text field: where it is sent, its other fields, and the names of its text fields. */
const forms: [string, Record<string, string>, string[]][] = [
  ['/acme/tasks', { title: 'x' }, ['title', 'notes', 'dueOn', 'assigneeId', 'assigneeId-words', 'about']],
  [
    '/acme/sites',
    { name: 'x', timeZone: 'UTC' },
    [
      'name',
      'contact',
      'phone',
      'instructions',
      'timeZone',
      'address.lines',
      'address.city',
      'address.region',
      'address.postcode',
      'address.country',
    ],
  ],
  ['/acme/profile', { name: 'x', theme: 'auto', density: 'comfortable' }, ['name', 'jobTitle', 'phone', 'timeZone']],
  [
    '/acme/settings/organization',
    { name: 'x', timeZone: 'UTC', currency: 'EUR', locale: 'en-US', units: 'metric', fiscalYearStartMonth: '1' },
    [
      'name',
      'legalName',
      'taxNumber',
      'email',
      'phone',
      'website',
      'timeZone',
      'currency',
      'address.lines',
      'billing.city',
    ],
  ],
]

describe.skipIf(strings.length === 0)('each of the naughty strings', () => {
  it.each(forms)(
    'in every text field of %s is kept or refused in words, never a fault',
    async (path, fields, names) => {
      const world = await World.open()
      const ana = await world.organization('acme', 'Ana')
      for (const [index, text] of strings.entries()) {
        // One field a string, all fields in turn: every pair over the list's length times the forms would take an hour.
        const name = names[index % names.length] ?? 'name'
        const answer = await world.post(ana, path, { ...fields, [name]: text })
        expect([name, index, [303, 422].includes(answer.status)]).toEqual([name, index, true])
        const html = answer.status === 422 ? await answer.text() : ''
        expect([name, index, /<script>|<img src=x|onerror=alert\(1\)>/.test(html)]).toEqual([name, index, false])
      }
    },
    120_000,
  )

  it('as a title is shown as it was kept; as words of a search it finds or does not', async () => {
    const world = await World.open()
    const ana = await world.organization('acme', 'Ana')
    for (const [index, text] of strings.entries()) {
      const made = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: text })
      expect([index, [201, 422].includes(made.status)]).toEqual([index, true])
      if (made.status === 201) {
        const read = await world.get(ana, made.headers.get('Location') ?? '')
        expect(((await read.json()) as { title: string }).title).toBe(
          text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim(),
        )
      }
      const found = await world.get(ana, `/acme/search?q=${encodeURIComponent(text.toWellFormed())}`)
      expect([index, found.status]).toEqual([index, 200])
    }
  }, 120_000)
})
