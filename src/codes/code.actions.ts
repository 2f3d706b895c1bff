import * as z from 'zod'
import { newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { optionalLine, textLine, ticked, version } from '../kernel/schemas'
import { readCode } from '../kernel/short-code'
import { action } from '../platform/action'
import type { Context, RecordCard } from '../platform/context'
import {
  assign,
  type Changed,
  type Code,
  label,
  largestBatch,
  open,
  reinstate,
  release,
  replace,
  retire,
  revoke,
} from './code'
import {
  changedMeanwhile,
  codeByLetters,
  findCode,
  insertBatch,
  insertCodes,
  liveCodesOf,
  settingsSentence,
  stillAt,
  updateCode,
} from './code.queries'
import { settingsAt, settingsChanged, upsertSettings } from './settings.queries'

const codeId = z.string().regex(/^cd_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such code.')
const targetId = z
  .string()
  .regex(/^[a-z]{2,3}_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose what the code is on.')
  .describe('The id of the record that the code is on.')

/** Records in one print; a longer list is printed in parts. */
export const mostTargets = 500

/** Refuses 'invalid' for a record that is not here, or that the actor may not look at: both in the same words. */
export async function findTarget(ctx: Context, id: string): Promise<RecordCard> {
  const target = (await ctx.records([id])).get(id)
  const sentence = 'There is no such record. Choose what the code is on.'
  return target ?? refuse('invalid', 'code.target', sentence, { target: sentence })
}

/** Refuses 'conflict' when the person saw another version than the one that is there. */
function seen(code: Code, version: number | null): Code {
  if (version !== null && version !== code.version) throw changedMeanwhile(code)
  return code
}

/** A changed code with its guard, as every verb but the first commits it. */
function deed(ctx: Context, before: Code, changed: Changed, reason: string) {
  const { code, what } = changed
  return {
    subject: before.id,
    guards: [stillAt(before)],
    writes: updateCode(ctx, before, changed, reason),
    facts: [{ name: `codes.code-${what}`, subject: before.id, target: code.target, by: ctx.actor.id }],
    changes: Object.fromEntries(
      (['state', 'target', 'replacedBy', 'public'] as const)
        .filter((field) => before[field] !== code[field])
        .map((field) => [field, { from: before[field], to: code[field] }]),
    ),
    ...(reason ? { reason } : {}),
    result: { id: before.id, code: before.code, version: code.version },
  }
}

const reason = optionalLine(300).describe('Why, in a few words.')

export const makeBatch = action({
  name: 'codes.batch.make',
  about: 'Makes a batch of blank codes to print before there is anything to put them on.',
  input: z.object({
    name: textLine(120, 'Give the batch a name, so that you find it again.'),
    size: z.coerce
      .number({ error: 'Write a number.' })
      .int('Write a whole number.')
      .min(1, 'At least one code.')
      .max(largestBatch, `At most ${largestBatch} codes in one batch. Make a second one.`),
  }),
  run: async (ctx, { name, size }) => {
    const id = newId('cb', ctx.now)
    const letters = await ctx.takeCodes(size)
    const { writes } = insertCodes(
      ctx,
      letters.map((one) => ({ letters: one, target: null })),
      id,
    )
    return {
      subject: id,
      writes: [insertBatch(ctx, { id, name, size, madeAt: ctx.now, madeBy: ctx.actor.id }), ...writes],
      facts: [{ name: 'codes.batch-made', subject: id, size }],
      result: { id, size },
    }
  },
})

export const issueCodes = action({
  name: 'codes.code.issue',
  about: 'Gives each of these records a code of its own, where it has none in use yet.',
  input: z.object({ targets: z.array(targetId).min(1, 'Choose at least one record.').max(mostTargets) }),
  run: async (ctx, input) => {
    const targets = [...new Set(input.targets)]
    const known = await ctx.records(targets)
    const missing = targets.filter((id) => !known.has(id))
    if (missing.length > 0) {
      const sentence = `${missing.length === 1 ? 'One record is' : `${missing.length} records are`} not there any more. Choose again.`
      refuse('invalid', 'code.target', sentence, { targets: sentence })
    }
    const coded = await liveCodesOf(ctx, targets)
    const bare = targets.filter((id) => !coded.has(id))
    const letters = bare.length > 0 ? await ctx.takeCodes(bare.length) : []
    const made = insertCodes(
      ctx,
      bare.map((target, index) => ({ letters: letters[index] ?? '', target })),
      null,
    )
    const [first = ''] = targets
    return {
      subject: made.codes[0]?.id ?? coded.get(first)?.id ?? first,
      writes: made.codes.length > 0 ? made.writes : [],
      facts: made.codes.map(({ id, target }) => ({
        name: 'codes.code-assigned',
        subject: id,
        target,
        by: ctx.actor.id,
      })),
      result: { ids: [...coded.values(), ...made.codes].map(({ id }) => id) },
    }
  },
})

export const assignCode = action({
  name: 'codes.code.assign',
  about: 'Puts a code on a record: claims a blank one, or moves one that is in use.',
  input: z.object({
    code: z.string().describe('Its id, or its eight letters as they are printed.'),
    target: targetId,
    version,
    reason,
  }),
  run: async (ctx, input) => {
    const before = seen(await codeMeant(ctx, input.code), input.version)
    const target = await findTarget(ctx, input.target)
    return deed(ctx, before, assign(before, target.id), input.reason)
  },
})

/** Refuses 'not-found' for letters that are no code of this organization. */
async function codeMeant(ctx: Context, given: string): Promise<Code> {
  if (given.startsWith('cd_')) return findCode(ctx, given)
  const letters = readCode(given)
  const [code] = letters ? await codeByLetters(ctx, letters) : []
  return code ?? refuse('not-found', 'code.unknown', 'There is no such code here. Compare it with the label.')
}

export const releaseCode = action({
  name: 'codes.code.release',
  about: 'Takes a code off its record, so that it can be put on another.',
  input: z.object({ id: codeId, version, reason }),
  run: async (ctx, { id, version, reason }) => {
    const before = seen(await findCode(ctx, id), version)
    return deed(ctx, before, release(before), reason)
  },
})

export const revokeCode = action({
  name: 'codes.code.revoke',
  about: 'Stops a code that fell into wrong hands: it opens nothing any more.',
  input: z.object({ id: codeId, version, reason }),
  run: async (ctx, { id, version, reason }) => {
    const before = seen(await findCode(ctx, id), version)
    return deed(ctx, before, revoke(before), reason)
  },
})

export const retireCode = action({
  name: 'codes.code.retire',
  about: 'Takes a code out of use because its label is gone; it still says what it was on.',
  input: z.object({ id: codeId, version, reason }),
  run: async (ctx, { id, version, reason }) => {
    const before = seen(await findCode(ctx, id), version)
    return deed(ctx, before, retire(before), reason)
  },
})

export const reinstateCode = action({
  name: 'codes.code.reinstate',
  about: 'Takes a revoked or retired code into use again.',
  input: z.object({ id: codeId, version, reason }),
  run: async (ctx, { id, version, reason }) => {
    const before = seen(await findCode(ctx, id), version)
    return deed(ctx, before, reinstate(before), reason)
  },
})

export const replaceCode = action({
  name: 'codes.code.replace',
  about: 'Makes a new code for the same record; the old one leads to it from now on.',
  input: z.object({ id: codeId, version, reason }),
  run: async (ctx, input) => {
    const before = seen(await findCode(ctx, input.id), input.version)
    const fresh = newId('cd', ctx.now)
    // Decided before a code is taken: a refusal takes none.
    replace(before, fresh)
    const [letters = ''] = await ctx.takeCodes(1)
    const made = insertCodes(ctx, [{ letters, target: before.target }], null)
    const [code] = made.codes
    if (!code) throw new Error('No code was made')
    const done = deed(ctx, before, replace(before, code.id), input.reason)
    return {
      ...done,
      writes: [...made.writes, ...done.writes],
      result: { ...done.result, by: code.id, byCode: label(code) },
    }
  },
})

export const openCode = action({
  name: 'codes.code.open',
  about: 'Lets strangers report through one code, or not.',
  input: z.object({ id: codeId, version, public: ticked, reason }),
  run: async (ctx, input) => {
    const before = seen(await findCode(ctx, input.id), input.version)
    return deed(ctx, before, open(before, input.public), input.reason)
  },
})

export const changeSettings = action({
  name: 'codes.settings.change',
  about: 'Decides whether strangers who scan a code may report a problem with what it is on.',
  input: z.object({ version, publicReports: ticked }),
  run: async (ctx, input) => {
    const [before] = await settingsSentence(ctx)
    const at = before?.version ?? 0
    if (input.version !== null && before && input.version !== at) throw settingsChanged()
    return {
      subject: ctx.organization.id,
      guards: [settingsAt(at)],
      writes: [upsertSettings(ctx, input.publicReports, at + 1)],
      facts: [{ name: 'codes.settings-changed', subject: ctx.organization.id, publicReports: input.publicReports }],
      changes: { publicReports: { from: before?.publicReports ?? false, to: input.publicReports } },
      result: { version: at + 1 },
    }
  },
})
