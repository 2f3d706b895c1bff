import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { classesSentence, findClass } from '../assets'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine, textLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import { failureLevels } from './failure'
import { findFailureCode } from './failure.queries'
import { failuresOfAll, failuresOfClass } from './iso14224'
import { workFailureCodes } from './schema'

export const addFailureCode = action({
  name: 'work.failure.add',
  about: 'Adds what may be said of a failure to the list of a class of equipment, or to that of every class.',
  input: z.object({
    classId: optionalLine(40).describe('Empty: for every class.'),
    level: z.enum(failureLevels),
    code: textLine(12, 'Write a short code.'),
    name: textLine(80, 'Write what it is called.'),
    words: optionalLine(200).describe('What people write when they mean it: it is suggested by these words.'),
    needsWords: ticked.describe('Whoever chooses it says what in words.'),
  }),
  run: async (ctx, { classId, ...said }) => {
    const of = classId ? await findClass(ctx, classId) : null
    const id = newId('fc', ctx.now)
    return {
      subject: id,
      guards: [
        {
          count: sql`SELECT NOT EXISTS (SELECT 1 FROM work_failure_codes WHERE coalesce(class_id, '') = ${of?.id ?? ''}
            AND level = ${said.level} AND lower(code) = lower(${said.code}) AND ended_at IS NULL)`,
          refusal: () => {
            const sentence = `There is a ${said.level} ${said.code} in this list already.`
            return new Refusal('conflict', 'failure.code-taken', sentence, { code: sentence })
          },
        },
      ],
      writes: [
        ctx.db
          .insert(workFailureCodes)
          .values({ id, classId: of?.id ?? null, ...said, createdAt: ctx.now, endedAt: null }),
      ],
      facts: [{ name: 'work.failure-added', subject: id }],
      result: { id },
    }
  },
})

export const endFailureCode = action({
  name: 'work.failure.end',
  about: 'Takes an entry off the list of failures; orders that say it keep it.',
  input: z.object({ id: z.string().regex(/^fc_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such entry.') }),
  run: async (ctx, { id }) => {
    const entry = await findFailureCode(ctx, id)
    if (entry.endedAt !== null) refuse('conflict', 'failure.ended', `${entry.name} is off the list already.`)
    return {
      subject: entry.id,
      writes: [
        ctx.db
          .update(workFailureCodes)
          .set({ endedAt: ctx.now })
          .where(eq(workFailureCodes.id, id as Id<'fc'>)),
      ],
      facts: [{ name: 'work.failure-ended', subject: entry.id }],
      result: { id: entry.id, name: entry.name, classId: entry.classId },
    }
  },
})

export const beginFailureCodes = action({
  name: 'work.failure.begin',
  about: 'Begins with the failure modes, mechanisms and activities of ISO 14224; what is there or was ended stays so.',
  input: z.object({}),
  run: async (ctx) => {
    const [classes, known] = await ctx.db.batch([
      classesSentence(ctx),
      ctx.db
        .select({ classId: workFailureCodes.classId, level: workFailureCodes.level, code: workFailureCodes.code })
        .from(workFailureCodes),
    ])
    const keyOf = (classId: string | null, level: string, code: string) => `${classId} ${level} ${code.toLowerCase()}`
    const there = new Set(known.map(({ classId, level, code }) => keyOf(classId, level, code)))
    const rows = [
      ...failuresOfAll.map((entry) => ({ classId: null as string | null, ...entry })),
      ...classes.flatMap(({ id, code }) => failuresOfClass(code).map((entry) => ({ classId: String(id), ...entry }))),
    ]
      .filter(({ classId, level, code }) => !there.has(keyOf(classId, level, code)))
      .map((row) => ({ id: newId('fc', ctx.now), ...row }))
    if (rows.length === 0) refuse('conflict', 'failure.begun', 'All of ISO 14224 that fits is in the lists already.')
    return {
      subject: ctx.organization.id,
      writes: [
        ctx.db.run(sql`INSERT INTO work_failure_codes (id, class_id, level, code, name, words, needs_words, created_at)
          SELECT value ->> 'id', value ->> 'classId', value ->> 'level', value ->> 'code', value ->> 'name', value ->> 'words',
            CAST(value ->> 'needsWords' AS INTEGER), ${ctx.now} FROM json_each(${JSON.stringify(rows)})`),
      ],
      facts: [{ name: 'work.failures-begun', subject: ctx.organization.id }],
      result: { made: rows.length },
    }
  },
})
