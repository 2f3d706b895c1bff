import { describe, expect, it } from 'vitest'
import { filesOf, importsOf, roomOrder } from '../../scripts/files'

const order = roomOrder()
const files = filesOf(['src'], /\.tsx?$/)
const pages = filesOf(['templates'], /\.tsx?$/).filter(({ path }) => !path.startsWith('templates/browser/'))
const roomOf = (path: string) => /^src\/([a-z-]+)\//.exec(path)?.[1] ?? null

/** A room may read the tables of the rooms below it only here. */
const readsAcross = 'insights'

describe('every import', () => {
  it('finds rooms to look at', () => {
    expect(order.length).toBeGreaterThan(5)
    expect(files.flatMap(importsOf).length).toBeGreaterThan(100)
  })

  it('points down the list of rooms, and into a business room by its door', () => {
    const wrong: string[] = []
    for (const file of files) {
      const room = roomOf(file.path)
      if (room === null || room === 'local') continue
      for (const target of importsOf(file)) {
        const to = roomOf(`${target}/`)
        if (to === null || to === room) continue
        if (room === 'adapters') {
          if (to !== 'kernel' && to !== 'ports') wrong.push(`${file.path} → ${target}`)
          continue
        }
        const down = order.indexOf(to) >= 0 && order.indexOf(to) < order.indexOf(room)
        const ground = ['kernel', 'ports', 'platform'].includes(to)
        const door = target === `src/${to}` || target === `src/${to}/index`
        const across = room === readsAcross && target === `src/${to}/schema`
        if (!down || !(ground || door || across)) wrong.push(`${file.path} → ${target}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('leaves adapters to the wiring, and the local doors to the local worker', () => {
    for (const file of files) {
      const targets = importsOf(file)
      if (file.path !== 'src/wiring.ts' && roomOf(file.path) !== 'adapters')
        expect([file.path, targets.filter((target) => target.startsWith('src/adapters'))]).toEqual([file.path, []])
      if (roomOf(file.path) !== 'local')
        expect([file.path, targets.filter((target) => target.startsWith('src/local'))]).toEqual([file.path, []])
    }
  })

  it('of a template is a template or the kernel', () => {
    for (const file of pages) {
      const wrong = importsOf(file).filter(
        (target) =>
          !target.startsWith('templates/') && !target.startsWith('src/kernel/') && !target.startsWith('hono/jsx'),
      )
      expect([file.path, wrong]).toEqual([file.path, []])
    }
  })
})

describe('nobody', () => {
  it('names an organization’s database but the tenancy', () => {
    for (const { path, text } of files) {
      if (path === 'src/platform/tenancy.ts' || path === 'src/platform/env.ts') continue
      expect([path, /TENANT_DB_|env\.TENANT\b(?!_)/.test(text)]).toEqual([path, false])
    }
  })

  it('keeps anything changing at module level: isolates are shared between requests', () => {
    for (const { path, text } of [...files, ...pages]) {
      const top = text
        .split('\n')
        .filter((line) =>
          /^(export )?(let|var) |^(export )?const \w+( *:[^=]+)? = new (Map|Set|WeakMap|Array)\b/.test(line),
        )
      expect([path, top]).toEqual([path, []])
    }
  })

  it('opens a way past the strict policy of the pages', () => {
    for (const { path, text } of pages) {
      for (const way of [
        /dangerouslySetInnerHTML/,
        /\sstyle=/,
        /hx-on/,
        /"js:/,
        /hx-trigger="[^"]*\[/,
        /srcdoc=/,
        /\braw\(/,
      ]) {
        expect([path, String(way), way.test(text)]).toEqual([path, String(way), false])
      }
    }
  })

  it('imports the whole of zod by its name: it would bring every language', () => {
    for (const { path, text } of files)
      expect([path, /import \{[^}]*\bz\b[^}]*\} from 'zod'/.test(text)]).toEqual([path, false])
  })
})
