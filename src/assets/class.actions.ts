import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { symptomNamed } from '../codes'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalBlock, optionalLine, textLine, version } from '../kernel/schemas'
import { type UnitCode, unitCode } from '../kernel/units'
import { action } from '../platform/action'
import { facets } from './asset.queries'
import { type AssetClass, classesSentence, findClass, findField, nameIsFree } from './class.queries'
import { fieldKinds } from './field'
import { equipmentClasses, usualSymptoms } from './iso14224'
import { assetClasses, assetFields } from './schema'

export const classId = z.string().regex(/^ac_[0-9a-hjkmnp-tv-z]{26}$/, 'Choose a class from the list.')
const maybeClass = z.union([z.literal(''), classId]).default('')

const nameTaken = (name: string) => () => {
  const sentence = `There is a class ${name} here already.`
  return new Refusal('conflict', 'class.name-taken', sentence, { name: sentence })
}

const classChanged = (name: string) => () =>
  new Refusal('conflict', 'class.changed', `Somebody changed ${name} meanwhile. Look at it again, then retry.`)

const still = ({ id, version, name }: AssetClass) => ({
  count: sql`SELECT count(*) FROM asset_classes WHERE id = ${id} AND version = ${version}`,
  refusal: classChanged(name),
})

const wording = { name: textLine(80, 'Write the name of the class.'), code: optionalLine(10) }

const mostSymptoms = 12

/** One a line, as a form has them; a common one by its key, so that strangers read it in their language. */
const symptoms = z
  .union([z.array(z.string()), z.string().transform((text) => text.split('\n'))])
  .transform((lines) => [...new Set(lines.map(symptomNamed).filter(Boolean))])
  .pipe(
    z
      .array(z.string().max(60, 'Write each in at most 60 letters.'))
      .max(mostSymptoms, `At most ${mostSymptoms}: more cannot be chosen from at a glance.`),
  )
  .optional()
  .describe('What usually goes wrong with such things; left out, it stays as it is.')

export const createClass = action({
  name: 'assets.class.create',
  about: 'Adds a class of equipment, alone or below another one.',
  input: z.object({ parentId: maybeClass, ...wording }),
  run: async (ctx, { parentId, name, code }) => {
    const parent = parentId ? await findClass(ctx, parentId) : null
    const id = newId('ac', ctx.now)
    const path = `${parent?.path ?? ''}${id}/`
    if (path.split('/').length > 8)
      refuse('invalid', 'class.deep', 'Classes stand at most seven deep.', {
        parentId: 'Classes stand at most seven deep.',
      })
    return {
      subject: id,
      guards: [
        { ...nameIsFree(parent?.id ?? null, name, id), refusal: nameTaken(name) },
        ...(parent ? [still(parent)] : []),
      ],
      writes: [
        ctx.db
          .insert(assetClasses)
          .values({ id, name, code, parentId: parent?.id ?? null, path, createdAt: ctx.now, version: 1 }),
      ],
      facts: [{ name: 'assets.class-created', subject: id }],
      result: { id, version: 1 },
    }
  },
})

export const changeClass = action({
  name: 'assets.class.change',
  about: 'Renames a class of equipment, and says what usually goes wrong with it.',
  input: z.object({ id: classId, version, ...wording, symptoms }),
  run: async (ctx, { id, version: seen, name, code, symptoms = null }) => {
    const before = await findClass(ctx, id)
    if (seen !== null && seen !== before.version) throw classChanged(before.name)()
    return {
      subject: before.id,
      guards: [still(before), { ...nameIsFree(before.parentId, name, before.id), refusal: nameTaken(name) }],
      writes: [
        ctx.db
          .update(assetClasses)
          .set({ name, code, symptoms: symptoms ?? before.symptoms, version: before.version + 1 })
          .where(eq(assetClasses.id, before.id)),
      ],
      facts: [{ name: 'assets.class-changed', subject: before.id }],
      changes: {
        name: { from: before.name, to: name },
        code: { from: before.code, to: code },
        ...(symptoms ? { symptoms: 'changed' as const } : {}),
      },
      result: { id: before.id, version: before.version + 1 },
    }
  },
})

export const moveClass = action({
  name: 'assets.class.move',
  about: 'Puts a class, with all below it, below another one or on top.',
  input: z.object({ id: classId, parentId: maybeClass }),
  run: async (ctx, { id, parentId }) => {
    const before = await findClass(ctx, id)
    const parent = parentId ? await findClass(ctx, parentId) : null
    if (parent?.path.startsWith(before.path)) {
      const sentence = 'A class cannot stand below itself.'
      refuse('invalid', 'class.cycle', sentence, { parentId: sentence })
    }
    const path = `${parent?.path ?? ''}${before.id}/`
    return {
      subject: before.id,
      guards: [
        still(before),
        ...(parent ? [still(parent)] : []),
        { ...nameIsFree(parent?.id ?? null, before.name, before.id), refusal: nameTaken(before.name) },
      ],
      writes: [
        ctx.db.run(sql`UPDATE asset_classes SET path = ${path} || substr(path, ${before.path.length + 1}), version = version + 1
          WHERE path >= ${before.path} AND path < ${`${before.path}~`}`),
        ctx.db
          .update(assetClasses)
          .set({ parentId: parent?.id ?? null })
          .where(eq(assetClasses.id, before.id)),
        ...facets(
          ctx,
          sql`assets.class_id IN (SELECT id FROM asset_classes WHERE path >= ${path} AND path < ${`${path}~`})`,
        ),
      ],
      facts: [{ name: 'assets.class-moved', subject: before.id }],
      changes: { parentId: { from: before.parentId, to: parent?.id ?? null } },
      result: { id: before.id, version: before.version + 1 },
    }
  },
})

export const beginClasses = action({
  name: 'assets.class.begin',
  about: 'Begins with the equipment classes of ISO 14224; what is there already stays.',
  input: z.object({}),
  run: async (ctx) => {
    const known = await classesSentence(ctx)
    const rows: (typeof assetClasses.$inferInsert)[] = []
    const find = (parentId: string | null, name: string) =>
      known.find((row) => row.parentId === parentId && row.name.toLowerCase() === name.toLowerCase())
    const make = (parent: { id: Id<'ac'>; path: string } | null, name: string, code: string) => {
      const there = find(parent?.id ?? null, name)
      if (there) return there
      const id = newId('ac', ctx.now)
      const row = {
        id,
        name,
        code,
        parentId: parent?.id ?? null,
        path: `${parent?.path ?? ''}${id}/`,
        symptoms: [...(usualSymptoms[code] ?? [])],
        createdAt: ctx.now,
        version: 1,
      }
      rows.push(row)
      return row
    }
    for (const [category, classes] of equipmentClasses) {
      const top = make(null, category, '')
      for (const [code, name] of classes) make(top, name, code)
    }
    if (rows.length === 0) refuse('conflict', 'class.begun', 'All classes of ISO 14224 are there already.')
    const parts = Array.from({ length: Math.ceil(rows.length / 12) }, (_, part) =>
      rows.slice(part * 12, part * 12 + 12),
    )
    return {
      subject: ctx.organization.id,
      writes: parts.map((part) => ctx.db.insert(assetClasses).values(part)),
      facts: [{ name: 'assets.classes-begun', subject: ctx.organization.id }],
      result: { made: rows.length },
    }
  },
})

const maybeUnit = z
  .string()
  .default('')
  .transform((text, check): UnitCode | null => {
    if (text === '') return null
    try {
      return unitCode(text)
    } catch {
      check.addIssue({ code: 'custom', message: 'Choose a unit from the list.', input: text })
      return z.NEVER
    }
  })

export const addField = action({
  name: 'assets.field.add',
  about: 'Adds a question that every asset of a class, and of the classes below it, answers: with a type and a unit.',
  input: z.object({
    classId,
    name: textLine(80, 'Write the name of the field.'),
    kind: z.enum(fieldKinds),
    unit: maybeUnit,
    choices: optionalBlock(2000).describe('One choice a line; of choices only.'),
  }),
  run: async (ctx, input) => {
    const owner = await findClass(ctx, input.classId)
    const choices = [
      ...new Set(
        input.choices
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      ),
    ]
    if (input.kind === 'choice' && choices.length < 2) {
      const sentence = 'Write at least two choices, one on each line.'
      refuse('invalid', 'field.choices', sentence, { choices: sentence })
    }
    const id = newId('fd', ctx.now)
    return {
      subject: owner.id,
      writes: [
        ctx.db.insert(assetFields).values({
          id,
          classId: owner.id,
          name: input.name,
          kind: input.kind,
          unit: input.kind === 'number' ? input.unit : null,
          choices: input.kind === 'choice' ? choices : [],
          createdAt: ctx.now,
          endedAt: null,
          version: 1,
        }),
      ],
      facts: [{ name: 'assets.field-added', subject: owner.id, fieldId: id }],
      changes: { field: { from: null, to: input.name } },
      result: { id },
    }
  },
})

export const endField = action({
  name: 'assets.field.end',
  about: 'Stops asking a question; what was answered stays in the history.',
  input: z.object({ id: z.string().regex(/^fd_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such field.') }),
  run: async (ctx, { id }) => {
    const field = await findField(ctx, id)
    if (field.endedAt !== null) refuse('conflict', 'field.ended', `${field.name} is not asked any more.`)
    return {
      subject: field.classId,
      writes: [
        ctx.db
          .update(assetFields)
          .set({ endedAt: ctx.now, version: field.version + 1 })
          .where(eq(assetFields.id, field.id)),
      ],
      facts: [{ name: 'assets.field-ended', subject: field.classId, fieldId: field.id }],
      changes: { field: { from: field.name, to: null } },
      result: { id: field.id, classId: field.classId },
    }
  },
})
