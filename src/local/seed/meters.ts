import { sql } from 'drizzle-orm'
import { addMeter, readMeter, setTrigger } from '../../assets/meter.actions'
import { instant } from '../../kernel/instant'
import type { Context } from '../../platform/context'

type As = (who: string) => Promise<Context>

/** What the machines of Northfield show: the last value of each row is of this morning. */
const meters = [
  {
    tag: 'P-204',
    meter: { name: 'Running hours', kind: 'continuous', unit: 'h', rollsAt: 100000 },
    everyDays: 14,
    values: [18_240, 18_531, 18_802, 19_090, 19_366, 19_655, 19_931],
    trigger: { operator: 'increases-by', value: 2000, title: 'Renew the grease in both bearings' },
  },
  {
    tag: 'P-204',
    meter: { name: 'Bearing temperature, drive end', kind: 'gauge', unit: '°C', low: 20, high: 80 },
    everyDays: 7,
    values: [61, 62, 62, 64, 63, 66, 69, 71],
    trigger: { operator: 'above', value: 80, band: 10, title: 'Inspect the drive end bearing' },
  },
  {
    tag: 'C-02',
    meter: { name: 'Running hours', kind: 'continuous', unit: 'h' },
    everyDays: 10,
    values: [7_310, 7_488, 7_671, 7_850, 8_034],
    trigger: { operator: 'increases-by', value: 2000, title: 'Change oil and separator filter' },
  },
  {
    tag: 'C-02',
    meter: { name: 'Oil, by the sight glass', kind: 'characteristic', words: ['clear', 'dark', 'milky'] },
    everyDays: 30,
    values: ['clear', 'clear', 'dark'],
    trigger: { operator: 'equal', value: 'milky', title: 'Water in the oil: drain and find the leak' },
  },
  {
    tag: 'W-1',
    meter: { name: 'Pallets wrapped', kind: 'continuous', unit: 'pallets', rollsAt: 1000000 },
    everyDays: 7,
    values: [412_880, 413_760, 414_655, 415_490],
    trigger: null,
  },
]

/** Meters with their readings of the last months, and what they are watched for. */
export async function seedMeters(as: As): Promise<void> {
  const dana = await as('dana')
  const amara = await as('amara')
  const rows = await dana.db.all<{ id: string; tag: string }>(sql`SELECT id, tag FROM assets WHERE retired_at IS NULL`)
  for (const { tag, meter, everyDays, values, trigger } of meters) {
    const asset = rows.find((row) => row.tag === tag)
    if (!asset) continue
    const { id } = await addMeter(
      { ...dana, now: instant(dana.now - 200 * 86_400_000) },
      { ...meter, assetId: asset.id },
    )
    for (const [index, value] of values.entries()) {
      const takenAt = instant(amara.now - (values.length - 1 - index) * everyDays * 86_400_000 - 5_400_000)
      await readMeter({ ...amara, now: takenAt }, { id, value })
    }
    if (trigger) await setTrigger(dana, { ...trigger, id })
  }
}
