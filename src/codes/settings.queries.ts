import { sql } from 'drizzle-orm'
import { Refusal } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { codeSettings } from './schema'

export const upsertSettings = (ctx: Context, publicReports: boolean, version: number): Write =>
  ctx.db
    .insert(codeSettings)
    .values({ onlyRow: 1, publicReports, version })
    .onConflictDoUpdate({ target: codeSettings.onlyRow, set: { publicReports, version } })

export const settingsChanged = () =>
  new Refusal('conflict', 'settings.changed', 'Somebody changed this meanwhile. Look at what it says now.')

/** The settings are still as they were seen; 0 is before anybody decided. */
export const settingsAt = (version: number): Guard => ({
  count: sql`SELECT coalesce((SELECT version FROM code_settings), 0) = ${version}`,
  refusal: settingsChanged,
})
