import type { Id } from '../kernel/ids'
import type { Instant } from '../kernel/instant'
import { refuse } from '../kernel/refusal'

export const reportStates = ['received', 'triaged', 'merged', 'declined', 'done'] as const
export type ReportState = (typeof reportStates)[number]

/** What usually goes wrong with machines; a class may have its own instead. */
export const commonSymptoms = [
  'leak',
  'noise',
  'smell',
  'vibration',
  'wont-start',
  'stops',
  'overheating',
  'damaged',
  'display',
  'dirty',
] as const

/** Somebody says that something is wrong with a record. Rooms above follow it by its facts. */
export type Report = {
  id: Id<'rp'>
  /** Its spoken name, RP-12; unique within an organization. */
  number: number
  target: string
  /** The code through which it came; null when it came from the record's page. */
  codeId: string | null
  state: ReportState
  /** Keys of the common symptoms, or the plant's own words. */
  symptoms: string[]
  /** Whether somebody said that the machine stands. */
  down: boolean
  /** Why it was declined, or what was done. */
  reason: string
  mergedInto: Id<'rp'> | null
  /** How many people said so. */
  voices: number
  receivedAt: Instant
  changedAt: Instant
  version: number
}

/** What one person said, and where they are told what becomes of it. */
export type Voice = {
  id: Id<'rv'>
  reportId: Id<'rp'>
  words: string
  name: string
  email: string
  phone: string
  memberId: string | null
  language: string
  /** SHA-256 of the status link's token; null for a member, who has the page. */
  linkHash: string | null
  at: Instant
}

/** A report is taken for the same as one before for so long. Source: features 2.4, duplicate check at intake. */
export const sameForMs = 72 * 60 * 60_000

/** Contacts are cleared so long after their report is closed. */
export const contactDays = 365

export const label = ({ number }: Pick<Report, 'number'>): string => `RP-${number}`

export const isOpen = ({ state }: Pick<Report, 'state'>): boolean => state === 'received' || state === 'triaged'

/** The newest open report that says about the same; null when there is none. */
export function likelyTheSame<T extends Pick<Report, 'state' | 'symptoms' | 'receivedAt'>>(
  open: T[],
  symptoms: string[],
  now: Instant,
): T | null {
  const near = open.filter((report) => isOpen(report) && now - report.receivedAt <= sameForMs)
  return near.find((report) => symptoms.length === 0 || report.symptoms.some((one) => symptoms.includes(one))) ?? null
}

const next = (report: Report, at: Instant, change: Partial<Report>): Report => ({
  ...report,
  ...change,
  changedAt: at,
  version: report.version + 1,
})

/** Somebody else says the same. Refuses 'conflict' ('report.closed'). */
export function join(report: Report, said: { symptoms: string[]; down: boolean }, at: Instant): Report {
  if (!isOpen(report)) refuse('conflict', 'report.closed', `${label(report)} is closed. Report it anew.`)
  return next(report, at, {
    voices: report.voices + 1,
    down: report.down || said.down,
    symptoms: [...new Set([...report.symptoms, ...said.symptoms])],
  })
}

/** Somebody has looked: it will be worked on. Refuses 'conflict' ('report.there', 'report.closed'). */
export function triage(report: Report, at: Instant): Report {
  if (report.state === 'triaged') refuse('conflict', 'report.there', `${label(report)} is accepted already.`)
  open(report)
  return next(report, at, { state: 'triaged', reason: '' })
}

/** Refuses 'invalid' ('report.reason') without a reason: whoever reported it is told. */
export function decline(report: Report, reason: string, at: Instant): Report {
  open(report)
  if (reason === '') {
    const sentence = 'Say why in a sentence: whoever reported it is told so.'
    refuse('invalid', 'report.reason', sentence, { reason: sentence })
  }
  return next(report, at, { state: 'declined', reason })
}

export function finish(report: Report, reason: string, at: Instant): Report {
  open(report)
  return next(report, at, { state: 'done', reason })
}

/** It is the same as another one, which goes on for both. Refuses 'invalid' ('report.merge'). */
export function merge(report: Report, into: Report, at: Instant): Report {
  open(report)
  if (report.id === into.id || into.target !== report.target || !isOpen(into)) {
    const sentence = 'Choose another open report about the same thing.'
    refuse('invalid', 'report.merge', sentence, { into: sentence })
  }
  return next(report, at, { state: 'merged', mergedInto: into.id })
}

/** Refuses 'conflict' ('report.open') for one that is open. */
export function reopen(report: Report, at: Instant): Report {
  if (report.state === 'received') refuse('conflict', 'report.open', `${label(report)} is open already.`)
  return next(report, at, { state: 'received', reason: '', mergedInto: null })
}

function open(report: Report): void {
  if (!isOpen(report)) refuse('conflict', 'report.closed', `${label(report)} is ${report.state} already. Look again.`)
}
