import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse } from '../local/house.ts'
import { median, onDatabase, type Row, row } from './measure.ts'

const local = { method: 'POST', headers: { 'X-Local': 'yes' } }

/** Assets with serials of fourteen letters, three in four of them at a place. */
const fill = (from: number, to: number) =>
  `INSERT INTO assets (id, tag, tag_folded, tag_sort, name, serial, serial_folded, folded, place_id, site_id, path, state, state_since, created_at, created_by)
   WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to}),
     one(i, serial) AS (SELECT i, printf('%s%08d%s%04d', char(65 + i % 26), (i * 7919) % 100000000, char(65 + (i / 26) % 26), (i * 31) % 10000) FROM n)
   SELECT printf('as_%026d', i), 'X-' || i, 'x' || i, printf('x-%010d', i), 'Conveyor roller ' || i, serial, serial,
     'x' || i || ' ' || lower(serial), (SELECT id FROM places WHERE kind = 'line' LIMIT 1),
     (SELECT site_id FROM places WHERE kind = 'line' LIMIT 1), printf('as_%026d/', i),
     CASE WHEN i % 50 = 0 THEN 'down' ELSE 'operational' END, 1, 1, 'mb_x' FROM one`

const facets = (from: number, to: number) =>
  `INSERT INTO asset_facets (key, tag_sort, asset_id, state) SELECT places.id, assets.tag_sort, assets.id, assets.state FROM assets, places
   WHERE assets.id BETWEEN printf('as_%026d', ${from}) AND printf('as_%026d', ${to})
     AND places.id IN (SELECT place_id FROM assets UNION SELECT site_id FROM assets)
     AND places.id IN (assets.place_id, assets.site_id)`

/** What lists, the page of an asset, and the search by half a serial read, at a thousand and at a hundred thousand assets. */
export async function equipment(port: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mro-equipment-'))
  const lines: string[] = []
  const house = await openHouse({ folder, port, databases: 2, quiet: true, onLine: (line) => lines.push(line) })
  await house.ask('/dev/open', local)
  await house.ask('/dev/seed', local)
  const { results } = await onDatabase(
    house,
    'CONTROL',
    'SELECT binding FROM databases WHERE organization_id IS NOT NULL',
  )
  const binding = String((results[0] as { binding: string }).binding)
  const entering = await fetch(`${house.url}/dev/enter/dana`, { redirect: 'manual' })
  const headers = { Cookie: /__Host-sid=[^;]+/.exec(entering.headers.get('set-cookie') ?? '')?.[0] ?? '' }
  const asked = async (path: string) => {
    lines.length = 0
    const answer = await fetch(`${house.url}${path}`, { headers })
    const text = await answer.text()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const line = lines.find((one) => one.includes('"event":"request"')) ?? '{}'
    return { text, ...(JSON.parse(line) as { ms?: number; rowsRead?: number }) }
  }
  const one = async (sql: string) =>
    Object.values((await onDatabase(house, binding, sql)).results[0] as Record<string, string>)[0] ?? ''

  const rows: Row[] = []
  for (const [size, from] of [
    [1_000, 1],
    [100_000, 1_001],
  ] as const) {
    for (let start = from; start <= size; start += 20_000) {
      const end = Math.min(size, start + 19_999)
      await onDatabase(house, binding, fill(start, end))
      await onDatabase(house, binding, facets(start, end))
    }
    const line = await one("SELECT id FROM places WHERE kind = 'line' LIMIT 1")
    const pump = await one("SELECT id FROM assets WHERE tag = 'P-204'")
    const list = await asked('/api/v1/northfield/assets')
    const placed = await asked(`/api/v1/northfield/assets?place=${line}&state=down`)
    const page = await asked(`/northfield/assets/${pump}`)
    rows.push(
      row(`rows read by the list of 50, of ${size} assets`, list.rowsRead ?? 9999, 'rows', 400),
      row(`rows read by a place’s assets that are down, of ${size}`, placed.rowsRead ?? 9999, 'rows', 450),
      row(`rows read by the page of an asset, of ${size}`, page.rowsRead ?? 9999, 'rows', 40),
    )
    const times: number[] = []
    const read: number[] = []
    for (let index = 0; index < 25; index++) {
      const serial = await one(`SELECT serial FROM assets WHERE id = printf('as_%026d', ${1 + ((index * 37) % size)})`)
      const found = await asked(`/api/v1/northfield/assets?q=${serial.slice(3, 10)}`)
      if (!found.text.includes(serial)) throw new Error(`not found: ${serial}`)
      times.push(found.ms ?? 999)
      read.push(found.rowsRead ?? 9999)
    }
    rows.push(
      row(`median of a search by half a serial, of ${size} assets`, median(times), 'ms', 50),
      row(`most rows read by such a search, of ${size} assets`, Math.max(...read), 'rows', 200),
    )
  }
  await house.close()
  return rows
}
