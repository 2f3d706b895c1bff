import controlHouse from '../../migrations/control/0001_house.sql'
import controlAccess from '../../migrations/control/0002_access.sql'
import controlSingleSignOn from '../../migrations/control/0003_single_sign_on.sql'
import controlGrants from '../../migrations/control/0004_grants.sql'
import controlFactors from '../../migrations/control/0005_factors.sql'
import controlCodes from '../../migrations/control/0006_codes.sql'
import controlMachines from '../../migrations/control/0007_machines.sql'
import controlDevices from '../../migrations/control/0008_devices.sql'
import controlInvitations from '../../migrations/control/0009_invitations.sql'
import controlSharedTablets from '../../migrations/control/0010_shared_tablets.sql'
import controlKeptForms from '../../migrations/control/0011_kept_forms.sql'
import controlEmailFollows from '../../migrations/control/0012_email_follows.sql'
import controlPost from '../../migrations/control/0013_post.sql'
import tenantHouse from '../../migrations/tenant/0001_house.sql'
import tenantTasks from '../../migrations/tenant/0002_tasks.sql'
import tenantRoles from '../../migrations/tenant/0003_roles.sql'
import tenantPlaces from '../../migrations/tenant/0004_places.sql'
import tenantCodes from '../../migrations/tenant/0005_codes.sql'
import tenantMachines from '../../migrations/tenant/0006_machines.sql'
import tenantStock from '../../migrations/tenant/0007_stock.sql'
import tenantMembers from '../../migrations/tenant/0008_members.sql'
import tenantLabels from '../../migrations/tenant/0009_labels.sql'
import tenantFiles from '../../migrations/tenant/0010_files.sql'
import tenantAssets from '../../migrations/tenant/0011_assets.sql'
import tenantSharedTablets from '../../migrations/tenant/0012_shared_tablets.sql'
import tenantSingleSignOn from '../../migrations/tenant/0013_single_sign_on.sql'
import tenantReports from '../../migrations/tenant/0014_reports.sql'
import tenantSecurity from '../../migrations/tenant/0015_security.sql'
import tenantReservations from '../../migrations/tenant/0016_reservations.sql'
import tenantProblems from '../../migrations/tenant/0017_problems.sql'
import tenantVendors from '../../migrations/tenant/0018_vendors.sql'
import tenantImports from '../../migrations/tenant/0019_imports.sql'
import tenantFacets from '../../migrations/tenant/0020_facets.sql'
import tenantWork from '../../migrations/tenant/0021_work.sql'
import tenantImportReports from '../../migrations/tenant/0022_import_reports.sql'
import tenantStores from '../../migrations/tenant/0023_stores.sql'
import tenantConsents from '../../migrations/tenant/0024_consents.sql'
import tenantPost from '../../migrations/tenant/0025_post.sql'
import tenantProcurement from '../../migrations/tenant/0026_procurement.sql'
import tenantBuyingLetters from '../../migrations/tenant/0027_buying_letters.sql'
import tenantPostFinds from '../../migrations/tenant/0028_post_finds.sql'
import tenantFailures from '../../migrations/tenant/0029_failures.sql'
import tenantVendorReplies from '../../migrations/tenant/0030_vendor_replies.sql'
import tenantPlans from '../../migrations/tenant/0031_plans.sql'
import tenantInvoices from '../../migrations/tenant/0032_invoices.sql'
import tenantMeters from '../../migrations/tenant/0033_meters.sql'
import tenantPostWords from '../../migrations/tenant/0034_post_words.sql'
import tenantBulk from '../../migrations/tenant/0035_bulk.sql'
import tenantProcedures from '../../migrations/tenant/0036_procedures.sql'
import { statementsOf } from './sql-text'
import type { Driver, Sentence } from './store'

/** Every step of a database's shape in order. A step that has been released is never edited: add the next one. */
export const controlMigrations: readonly string[] = [
  controlHouse,
  controlAccess,
  controlSingleSignOn,
  controlGrants,
  controlFactors,
  controlCodes,
  controlMachines,
  controlDevices,
  controlInvitations,
  controlSharedTablets,
  controlKeptForms,
  controlEmailFollows,
  controlPost,
]
export const tenantMigrations: readonly string[] = [
  tenantHouse,
  tenantTasks,
  tenantRoles,
  tenantPlaces,
  tenantCodes,
  tenantMachines,
  tenantStock,
  tenantMembers,
  tenantLabels,
  tenantFiles,
  tenantAssets,
  tenantSharedTablets,
  tenantSingleSignOn,
  tenantReports,
  tenantSecurity,
  tenantReservations,
  tenantProblems,
  tenantVendors,
  tenantImports,
  tenantFacets,
  tenantWork,
  tenantImportReports,
  tenantStores,
  tenantConsents,
  tenantPost,
  tenantProcurement,
  tenantBuyingLetters,
  tenantPostFinds,
  tenantFailures,
  tenantVendorReplies,
  tenantPlans,
  tenantInvoices,
  tenantMeters,
  tenantPostWords,
  tenantBulk,
  tenantProcedures,
]

export const tenantVersion = tenantMigrations.length

const version: Sentence = { sql: 'SELECT max(version) AS version FROM schema_migrations', params: [] }
const ledger: Sentence = {
  sql: 'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
  params: [],
}

/** A step as it is sent: its own row first, so that of two that migrate together one loses on that row's key. */
const stepOf = (text: string, version: number, now: number): Sentence[] => [
  { sql: 'INSERT INTO schema_migrations (version, applied_at) VALUES (?, ?)', params: [version, now] },
  ...statementsOf(text).map((sql) => ({ sql, params: [] })),
]

/**
 * Brings a database to the newest shape and answers its version.
 *
 * Each step is one transaction; an empty database, which has no rows that take time, takes all of them in one. Who
 * loses against another that migrates at the same moment leaves no trace and goes on from what the other did.
 */
export async function migrate(driver: Driver, migrations: readonly string[], now: number): Promise<number> {
  const [, answer] = await driver([ledger, version])
  let reached = Number(answer?.results[0]?.version ?? 0)
  while (reached < migrations.length) {
    const missing = reached === 0 ? migrations : migrations.slice(reached, reached + 1)
    const steps = missing.flatMap((text, index) => stepOf(text, reached + index + 1, now))
    try {
      await driver(steps)
      reached += missing.length
    } catch (error) {
      if (!String(error).includes('schema_migrations.version')) throw error
      const [again] = await driver([version])
      reached = Number(again?.results[0]?.version ?? 0)
    }
  }
  return reached
}
