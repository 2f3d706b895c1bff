// The numbers that the house is held to: `npm run bench`, with `-- --json FILE` for machines. It never fails a test.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildAssets } from './assets.ts'
import { equipment } from './bench/equipment.ts'
import { importing } from './bench/imports.ts'
import { indexing } from './bench/manual.ts'
import { load, median, memoryMb, onDatabase, type Row, ratio, row, runtimes } from './bench/measure.ts'
import { bundle } from './local/bundle.ts'
import { openHouse, root } from './local/house.ts'

const local = { method: 'POST', headers: { 'X-Local': 'yes' } }
const assets = buildAssets()
const rows: Row[] = []
const add = (...more: Row[]) => {
  rows.push(...more)
  for (const { name, value, unit, bound, holds } of more) {
    console.log(
      `${holds ? '✓' : '✗'} ${name.padEnd(66)} ${String(value).padStart(9)} ${unit.padEnd(6)} ${bound === null ? '' : `≤ ${bound}`}`,
    )
  }
}

const fill = (from: number, to: number) =>
  `INSERT INTO tasks (id, number, title, status, due_on, created_by, created_at)
   WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})
   SELECT printf('tk_%026d', i), i + 100, 'Replace the wear strip of conveyor CV-' || (i % 90) || ', position ' || i, 'to-do',
     date('2027-01-01', '+' || (i % 700) || ' days'), 'mb_x', 1 FROM n`

await listPage()
await manual()
await tenancy()
await weight()
await strangers(500)
add(...(await equipment(8802)))
add(...(await importing(8831)))

const [flag, file] = process.argv.slice(2)
if (flag === '--json' && file) writeFileSync(file, JSON.stringify(rows, null, 2))
process.exit(0)

/** The signed-in list page of 50 rows against a bare worker that makes the same calls and joins the same bytes. */
async function listPage() {
  const folder = mkdtempSync(join(tmpdir(), 'mro-bench-'))
  const lines: string[] = []
  const house = await openHouse({ folder, port: 8801, databases: 2, quiet: true, onLine: (line) => lines.push(line) })
  await house.ask('/dev/open', local)
  await house.ask('/dev/seed', local)
  const [pid = 0] = runtimes()
  const { results } = await onDatabase(
    house,
    'CONTROL',
    'SELECT binding FROM databases WHERE organization_id IS NOT NULL',
  )
  const binding = String((results[0] as { binding: string }).binding)
  const cookie =
    /__Host-sid=[^;]+/.exec(
      (await fetch(`${house.url}/dev/enter/dana`, { redirect: 'manual' })).headers.get('set-cookie') ?? '',
    )?.[0] ?? ''
  const page = { url: `${house.url}/northfield/tasks`, headers: { Cookie: cookie } }

  for (const [size, from] of [
    [1_000, 1],
    [100_000, 1_001],
  ] as const) {
    await onDatabase(house, binding, fill(from, size))
    lines.length = 0
    const html = await (await fetch(page.url, { headers: page.headers })).text()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const line = JSON.parse(lines.find((text) => text.includes('/tasks')) ?? '{}') as {
      rowsRead?: number
      roundTrips?: number
    }
    const shown = html.match(/<tr id="tk_/g)?.length ?? 0
    add(row(`rows read for each row shown, of ${size} tasks`, (line.rowsRead ?? 999) / shown, 'rows', 3))
    add(row(`database round trips of the list page, of ${size} tasks`, 1 + (line.roundTrips ?? 9), 'trips', 2))
  }

  await scanning(house.url, { Cookie: cookie }, lines)

  // The bare worker has the same rows and sends the same bytes.
  const html = await (await fetch(page.url, { headers: page.headers })).text()
  const [before = '', rest = ''] = html.split('<tbody>')
  const [body = '', after = ''] = rest.split('</tbody>')
  const copy = mkdtempSync(join(tmpdir(), 'mro-bare-'))
  await house.close()
  cpSync(folder, copy, { recursive: true })
  const again = await openHouse({ folder, port: 8801, databases: 2, quiet: true })
  const [own = pid] = runtimes()
  const bare = await openHouse({
    folder: copy,
    port: 8802,
    databases: 2,
    quiet: true,
    entry: join(root, 'scripts/bench/bare.ts'),
  })
  const other = runtimes().find((candidate) => candidate !== own) ?? 0
  const token = cookie.split('=')[1] ?? ''
  await fetch(bare.url, { method: 'POST', body: JSON.stringify([before, after, '']) })
  const plain = (await (await fetch(`${bare.url}/?token=${token}`)).text()).length
  const filler = Math.max(0, Math.round((html.length - plain) / 50) - 9)
  await fetch(bare.url, {
    method: 'POST',
    body: JSON.stringify([`${before}<tbody>`, `</tbody>${after}`, `<td>${'x'.repeat(filler)}</td>`]),
  })

  const measured = await ratio({ ...page, pid: own }, { url: `${bare.url}/?token=${token}`, pid: other }, 5, 300)
  add(row('list page: CPU of a request', measured.one, 'ms'))
  add(row('bare worker, same calls, same bytes: CPU of a request', measured.other, 'ms'))
  add(row('list page against the bare worker: CPU', measured.ratio, 'times', 2))
  const { wait } = await load({ ...page, pid: own }, 200)
  add(row('list page: median wait at one connection', wait, 'ms'))
  add(row('list page: HTML, compressed', gzipSync(html).length / 1000, 'kB', 5))
  const files = [assets.css, assets.js, assets.icons].map(
    (name) => gzipSync(readFileSync(join(root, 'public', name)), { level: 9 }).length,
  )
  const manifest = gzipSync(readFileSync(join(root, 'public/app.webmanifest'))).length
  add(
    row(
      'first load of the list page, everything compressed',
      (gzipSync(html).length + manifest + files.reduce((sum, size) => sum + size, 0)) / 1000,
      'kB',
      30,
    ),
  )
  add(row('first load of the list page, requests', 2 + files.length, '', 5))
  add(row('bytes of a row', body.length / 50, 'B'))
  await again.close()
  await bare.close()
  rmSync(folder, { recursive: true, force: true })
  rmSync(copy, { recursive: true, force: true })
}

/** A long manual: no step of reading it may come near the 30 seconds of CPU that a queue message has. */
async function manual() {
  const house = await openHouse({ folder: null, port: 8805, databases: 2, quiet: true })
  await house.ask('/dev/open', local)
  await house.ask('/dev/seed', local)
  const [pid = 0] = runtimes()
  const { results } = await onDatabase(
    house,
    'CONTROL',
    'SELECT binding FROM databases WHERE organization_id IS NOT NULL',
  )
  const binding = String((results[0] as { binding: string }).binding)
  const entered = await fetch(`${house.url}/dev/enter/dana`, { redirect: 'manual' })
  const cookie = /__Host-sid=[^;]+/.exec(entered.headers.get('set-cookie') ?? '')?.[0] ?? ''
  add(...(await indexing(house, cookie, binding, pid, 551)))
  await house.close()
}

/** A scan that leads to its page, and a sheet of thirty labels. The control database's own reads are not metered. */
async function scanning(url: string, headers: Record<string, string>, lines: string[]) {
  const text = async (path: string) => (await fetch(`${url}${path}`, { headers })).text()
  const spoken = />([0-9A-Z]{4}-[0-9A-Z]{4})</.exec(await text('/northfield/codes?state=live'))?.[1] ?? ''
  await new Promise((resolve) => setTimeout(resolve, 200))
  lines.length = 0
  const scan = await fetch(`${url}/q/${spoken}`, { headers, redirect: 'manual' })
  await text(scan.headers.get('Location') ?? '/')
  await new Promise((resolve) => setTimeout(resolve, 200))
  const logged = lines.flatMap((line) => (line.includes('"event":"request"') ? [JSON.parse(line)] : [])) as {
    rowsRead: number
    roundTrips: number
  }[]
  add(row('scan to page: redirects', scan.status === 303 ? 1 : 9, '', 1))
  add(
    row(
      'scan to page: rows read, both reads',
      logged.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      'rows',
      40,
    ),
  )
  add(
    row(
      'scan to page: round trips to the organization’s database',
      logged.reduce((sum, { roundTrips }) => sum + roundTrips, 0),
      'trips',
    ),
  )

  const batch = /codes\/batches\/(cb_\w+)/.exec(await text('/northfield/codes/batches'))?.[1] ?? ''
  const csrf = /name="csrf" value="([^"]*)"/.exec(await text(`/northfield/labels?batch=${batch}`))?.[1] ?? ''
  const sheet = async () => {
    const began = performance.now()
    const body = new URLSearchParams({ csrf, batch, stock: 'avery-5160' })
    const answer = await fetch(`${url}/northfield/labels/sheet`, {
      method: 'POST',
      body,
      headers: { ...headers, 'Sec-Fetch-Site': 'same-origin' },
    })
    await answer.arrayBuffer()
    if (answer.headers.get('Content-Type') !== 'application/pdf') throw new Error('The labels were not made')
    return (performance.now() - began) / 1000
  }
  await sheet()
  add(row('a sheet of 30 labels, median', median([await sheet(), await sheet(), await sheet()]), 's', 1))
}

/** Many organizations in one worker: how soon it is ready, what it weighs, what a claim costs, and the last one out. */
async function tenancy() {
  for (const [driver, databases] of [
    ['pool', 40],
    ['pool', 500],
    ['pool', 5000],
    ['object', 1],
  ] as const) {
    const name = driver === 'pool' ? `${databases} databases` : 'Durable Objects'
    const began = performance.now()
    const house = await openHouse({
      folder: mkdtempSync(join(tmpdir(), 'mro-bench-')),
      port: 8803,
      databases,
      driver,
      quiet: true,
    })
    await house.ask('/dev/open', local)
    add(row(`${name}: ready`, (performance.now() - began) / 1000, 's'))
    const claims: number[] = []
    const claim = async (index: number) => {
      const answer = await house.ask(`/dev/claim?name=bench-${index}`, local)
      const { ms } = (await answer.json()) as { ms?: number }
      if (ms !== undefined) claims.push(ms)
      return answer.status
    }
    if (databases === 40) {
      const all = await Promise.all(Array.from({ length: 45 }, (_, index) => claim(index)))
      const opened = all.filter((status) => status === 200).length
      const refused = all.filter((status) => status === 503).length
      add(row('45 sign-ups at once on 40 databases: organizations', opened, '', null, opened === 40))
      add(row('45 sign-ups at once on 40 databases: kind refusals', refused, '', null, refused === 5))
    } else {
      for (let index = 0; index < 20; index++) await claim(index)
      add(row(`${name}: claim with its migrations, median`, median(claims), 'ms'))
    }
    add(row(`${name}: memory of the runtime`, Math.max(...runtimes().map(memoryMb)), 'MB'))
    await house.close()
  }
}

/** Whether the time of an answer tells that an address has a login: as many wrong passwords at both kinds, in turn. */
async function strangers(tries: number) {
  const house = await openHouse({ folder: null, port: 8818, databases: 2, quiet: true })
  await house.ask('/dev/open', local)
  await house.ask('/dev/seed', local)
  // Each at a domain of its own and from a network of its own, so that no counter makes one wait.
  await onDatabase(
    house,
    'CONTROL',
    `INSERT INTO logins (id, email, email_written, name, password_hash, created_at)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${tries})
     SELECT 'lg_bench' || i, 'known@d' || i || '.example', '', 'Known', (SELECT password_hash FROM logins WHERE password_hash <> '' LIMIT 1), 1 FROM n`,
  )
  const page = await fetch(`${house.url}/sign-in`)
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const attempt = async (name: string, index: number) => {
    const began = performance.now()
    const answer = await fetch(`${house.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        Cookie: cookie,
        'Sec-Fetch-Site': 'same-origin',
        'CF-Connecting-IP': `10.${name === 'known' ? 1 : 2}.${index % 250}.${index}`,
      },
      body: new URLSearchParams({ csrf, email: `${name}@d${index}.example`, password: 'wrong wrong wrong wrong' }),
    })
    const bytes = (await answer.arrayBuffer()).byteLength
    return { status: answer.status, bytes: bytes - name.length * 2, ms: performance.now() - began }
  }
  const [known, unknown] = [[], []] as [number[], number[]]
  let alike = true
  for (let index = 1; index <= tries; index++) {
    // Now the one first, now the other: what is written down after an answer must not be counted to the next.
    const first = index % 2 === 0 ? 'known' : 'alien'
    const answers = { [first]: await attempt(first, index) }
    const second = first === 'known' ? 'alien' : 'known'
    answers[second] = await attempt(second, index)
    const { known: one, alien: other } = answers
    if (!one || !other) continue
    alike &&= one.status === 422 && other.status === 422 && one.bytes === other.bytes
    known.push(one.ms)
    unknown.push(other.ms)
  }
  const difference = (Math.abs(median(known) - median(unknown)) / median(unknown)) * 100
  add(row('sign-in answers for known and unknown addresses: median difference', difference, '%', 5))
  add(row('sign-in answers for known and unknown addresses: same status and bytes', alike ? 1 : 0, '', null, alike))
  await house.close()
}

async function weight() {
  const script = await bundle(join(root, 'src/worker.ts'))
  const bare = script.replace(/\/\/# sourceMappingURL=.*$/s, '')
  add(row('worker upload, compressed', gzipSync(bare, { level: 9 }).length / 1000, 'kB', 2500))
  const hello = join(root, 'scripts/bench/hello.ts')
  const start = async (entry: string) => {
    const times: number[] = []
    for (let time = 0; time < 5; time++) {
      const house = await openHouse({ folder: null, port: 8804, databases: 1, quiet: true, entry })
      const began = performance.now()
      await (await house.ask('/health')).arrayBuffer()
      times.push(performance.now() - began)
      await house.close()
    }
    return median(times)
  }
  const [ours, theirs] = [await start(join(root, 'src/worker.ts')), await start(hello)]
  add(row('start-up: first answer, beyond that of an empty worker', Math.max(0, ours - theirs), 'ms', 200))
}
