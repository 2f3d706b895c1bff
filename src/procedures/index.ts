export type { ProcedureVersion } from './procedure'
export { approvedVersion, currentVersion, procedureChoices } from './procedure.queries'
export { judge, type Result, results, type Step } from './step'
