import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'
import type { Step } from './step'

/** How a kind of work is done, in versions. */
export type Procedure = {
  id: Id<'pd'>
  number: number
  title: string
  about: string
  /** The approved version that new work pins; null until one is approved. */
  currentId: Id<'pv'> | null
  createdBy: string
  createdAt: Instant
  endedAt: Instant | null
  version: number
}

export const versionStates = ['draft', 'approved', 'replaced'] as const

/** One version: a draft that is changed, or an approved one that never is. */
export type ProcedureVersion = {
  id: Id<'pv'>
  procedureId: Id<'pd'>
  number: number
  state: (typeof versionStates)[number]
  steps: Step[]
  tools: string
  writtenBy: string
  writtenAt: Instant
  approvedBy: string | null
  approvedAt: Instant | null
  /** Rises with every change of the draft. */
  revision: number
}

export const procedureLabel = ({ number }: Pick<Procedure, 'number'>): string => `PR-${number}`

/** Refuses 'conflict' ('procedure.approved'): what is approved never changes, a new version is begun. */
export function changeable(version: ProcedureVersion): void {
  if (version.state === 'draft') return
  refuse('conflict', 'procedure.approved', `Version ${version.number} is approved and stays as it is. Begin a new one.`)
}

/** Approves a draft. Refuses 'invalid' ('procedure.empty') for one without steps. */
export function approve(version: ProcedureVersion, by: string, at: Instant): ProcedureVersion {
  changeable(version)
  if (version.steps.length === 0) refuse('invalid', 'procedure.empty', 'Write the first step before it is approved.')
  return { ...version, state: 'approved', approvedBy: by, approvedAt: at }
}
