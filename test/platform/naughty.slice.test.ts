import { describe, expect, inject, it } from 'vitest'
import { type Form, formsOf } from '../support/forms'
import { allRoutes, pathOf, recordsOf } from '../support/records'
import { World } from '../support/world'

declare module 'vitest' {
  interface ProvidedContext {
    naughty: string[]
    everyNaughty: boolean
  }
}

const strings = inject('naughty')
/** How often each form is sent. `NAUGHTY=all` sends every string in every field, which takes an hour. */
const rounds = inject('everyNaughty') ? strings.length : 6
const never = /<script>|<img src=x|onerror=alert\(1\)>/
/** What a page shows, whichever way its letters are escaped. */
const shownOf = (html: string) =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .normalize('NFC')
    .replaceAll(/\s+/gu, ' ')
/** Kept, made, refused for what it says, gone meanwhile, or out of turn: an answer to a person, each in words. */
const answers = [200, 201, 303, 404, 409, 422]
/** A form without its record's ids: the same form of another record is the same form. */
const kindOf = ({ action }: Form) => action.replace(/\?.*/, '').replaceAll(/[a-z]{2}_[0-9A-Za-z]+/g, ':id')

describe.skipIf(strings.length === 0)('each of the naughty strings', () => {
  it('in the text fields of every form of every page is kept or refused in words, never a fault', async () => {
    const world = await World.open()
    const ana = await world.organization('acme', 'Ana')
    const ids = await recordsOf(world, ana)
    const forms = new Map<string, { path: string; form: Form }>()
    for (const route of allRoutes.filter(({ method, door }) => method === 'GET' && door === 'page')) {
      const path = pathOf(route, 'acme', ids)
      const answer = await world.get(ana, path)
      if (!answer.headers.get('Content-Type')?.includes('text/html')) continue
      for (const form of await formsOf(answer, path)) forms.set(kindOf(form), forms.get(kindOf(form)) ?? { path, form })
    }
    expect(forms.size).toBeGreaterThan(40)

    let next = 0
    const kept = new Set<string>()
    const lost = new Set<string>()
    // What a session may be is changed last: it can end the one that asks.
    const ending = (kind: string) => /shared-tablets|security.policy/.test(kind)
    const inOrder = [...forms].sort(([one], [other]) => Number(ending(one)) - Number(ending(other)))
    for (const [kind, { path, form }] of inOrder) {
      let { action, fields, texts } = form
      for (let round = 0; round < rounds; round++) {
        const name = texts[round % texts.length] ?? ''
        const text = strings[next++ % strings.length] ?? ''
        const filled = { ...fields, ...(fields.op ? { op: crypto.randomUUID() } : {}), [name]: text }
        const answer = await world.post(ana, action, filled)
        const html = await answer.text()
        const back =
          shownOf(html).includes(shownOf(text).trim().slice(0, 60)) || html.includes(text.replaceAll('&', '&amp;'))
        if (answer.status === 422 && text.trim() && !back) lost.add(`${kind} ${name} ${text}`)
        if (answer.status === 303) kept.add(kind)
        const out = !ending(kind) && answer.headers.get('Location')?.startsWith('/sign-in')
        expect([kind, name, text, !out && answers.includes(answer.status), never.test(html)]).toEqual([
          kind,
          name,
          text,
          true,
          false,
        ])
        if (answer.status !== 303) continue
        // What was kept has another version now, which the page knows.
        const fresh = (await formsOf(await world.get(ana, path), path)).find((one) => kindOf(one) === kind)
        if (!fresh) break
        ;({ action, fields, texts } = fresh)
      }
    }
    // What was typed stays in the form that comes back.
    expect([...lost]).toEqual([])
    expect(kept.size).toBeGreaterThan(forms.size / 3)
  }, 3_600_000)

  it('as a title is shown as it was kept; as words of a search it finds or does not', async () => {
    const world = await World.open()
    const ana = await world.organization('acme', 'Ana')
    for (const [index, text] of strings.entries()) {
      const made = await world.json(ana, 'POST', '/api/v1/acme/tasks', { title: text })
      expect([index, [201, 422].includes(made.status)]).toEqual([index, true])
      if (made.status === 201) {
        const { title } = (await (await world.get(ana, made.headers.get('Location') ?? '')).json()) as { title: string }
        expect(title).toBe(text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim())
      }
      const found = await world.get(ana, `/acme/search?q=${encodeURIComponent(text.toWellFormed())}`)
      expect([index, found.status]).toEqual([index, 200])
    }
  }, 120_000)
})
