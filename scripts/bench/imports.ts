import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from '../local/house.ts'
import { cpuMs, memoryMb, onDatabase, type Row, row, runtimes } from './measure.ts'

const local = { method: 'POST', headers: { 'X-Local': 'yes' } }

/** A table of equipment, every tenth a part of another, in lines of a semicolon-separated file. */
function equipmentCsv(rows: number): string {
  const lines = ['Tag;Name;Manufacturer;Model;Serial number;Part of;In service since;Purchase cost']
  for (let index = 1; index <= rows; index++) {
    const whole = index % 10 === 0 ? '' : `B-${index + 10 - (index % 10)}`
    lines.push(
      `B-${index};Roller ${index} of the bench;Interroll;RM-${index % 40};S${index * 7919};${whole};14.03.2019;1.234,50`,
    )
  }
  return `${lines.join('\r\n')}\r\n`
}

const partsCsv = (rows: number): string =>
  `Part number;Name;Unit;Manufacturer;Manufacturer part number\r\n${Array.from({ length: rows }, (_, index) => `BN-${index};Bearing ${index};ea;SKF;${6000 + (index % 400)}-${index}\r\n`).join('')}`

/** A long file from its upload to the last record: how long it takes, and what the runtime weighs meanwhile. */
export async function importing(port: number, rows = 100_000): Promise<Row[]> {
  const house = await openHouse({
    folder: mkdtempSync(join(tmpdir(), 'mro-imports-')),
    port,
    databases: 2,
    quiet: true,
  })
  await house.ask('/dev/open', local)
  await house.ask('/dev/seed', local)
  const pid = runtimes().at(-1) ?? 0
  const { results } = await onDatabase(
    house,
    'CONTROL',
    'SELECT binding FROM databases WHERE organization_id IS NOT NULL',
  )
  const binding = String((results[0] as { binding: string }).binding)
  const entered = await fetch(`${house.url}/dev/enter/dana`, { redirect: 'manual' })
  const cookie = /__Host-sid=[^;]+/.exec(entered.headers.get('set-cookie') ?? '')?.[0] ?? ''
  const page = await (await fetch(`${house.url}/northfield/imports/new`, { headers: { Cookie: cookie } })).text()
  const csrf = /data-csrf="([^"]+)"/.exec(page)?.[1] ?? ''
  const headers = { Cookie: cookie, 'X-CSRF-Token': csrf, 'Sec-Fetch-Site': 'same-origin' }
  const answers: Row[] = []
  for (const [kind, table] of [
    ['assets', equipmentCsv(rows)],
    ['parts', partsCsv(rows)],
  ] as const) {
    const before = memoryMb(pid)
    let most = before
    const began = performance.now()
    const cpu = cpuMs(pid)
    const form = new FormData()
    form.set('csrf', csrf)
    form.set('kind', kind)
    form.set('file', new File([table], `${kind}.csv`))
    const sent = await fetch(`${house.url}/northfield/imports`, {
      method: 'POST',
      headers,
      body: form,
      redirect: 'manual',
    })
    const id = sent.headers.get('Location')?.split('/').at(-1) ?? ''
    const api = `${house.url}/api/v1/northfield/imports/${id}`
    const put = (path: string, body: object) =>
      fetch(api + path, {
        method: 'PUT',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
    const rest = async (wanted: string) => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 250))
        most = Math.max(most, memoryMb(pid))
        const [now] = (await onDatabase(house, binding, 'SELECT state, trouble, counts FROM imports WHERE id = ?', id))
          .results as { state: string; trouble: string; counts: string }[]
        if (now?.state === wanted) return now.counts
        if (!now || now.trouble || performance.now() - began > 1_800_000)
          throw new Error(`The import is ${now?.state}: ${now?.trouble}`)
      }
    }
    const { mapping } = (await (await fetch(api, { headers })).json()) as { mapping: { columns: object } }
    await put('/check', { columns: mapping.columns, existing: 'skip' })
    const found = await rest('checked')
    const checked = performance.now()
    await put('/run', {})
    const counts = await rest('done')
    if (!counts.includes(`"added":${rows}`)) throw new Error(`Not all of it came: ${found} then ${counts}`)
    const name = `import of ${rows.toLocaleString('en')} ${kind}`
    answers.push(
      row(`${name}: checked`, (checked - began) / 1000, 's'),
      row(`${name}: from the file to the last record`, (performance.now() - began) / 1000, 's', 600),
      row(`${name}: CPU of the runtime`, (cpuMs(pid) - cpu) / 1000, 's'),
      row(`${name}: memory of the runtime beyond before`, most - before, 'MB', 400),
    )
  }
  await house.close()
  return answers
}
