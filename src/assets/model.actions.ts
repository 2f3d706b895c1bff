import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { Refusal } from '../kernel/refusal'
import { optionalBlock, optionalLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import { fold } from './asset'
import { classId } from './class.actions'
import { fieldsOfClass, findClass } from './class.queries'
import { readAnswers } from './field'
import { findModel, modelIsNew, modelTitle, refold } from './model.queries'
import { assetModels } from './schema'

export const changeModel = action({
  name: 'assets.model.change',
  about: 'Changes what all assets of one make share: its names, its class, its specifications, what is known of it.',
  input: z.object({
    id: z.string().regex(/^md_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such model.'),
    version,
    manufacturer: optionalLine(80),
    name: optionalLine(80),
    classId: z.union([z.literal(''), classId]).default(''),
    notes: optionalBlock(4000),
    specifications: z.record(z.string(), z.string()).default({}).describe('Answers by the id of the field.'),
  }),
  run: async (ctx, { id, version: seen, manufacturer, name, notes, ...input }) => {
    const before = await findModel(ctx, id)
    const changed = () =>
      new Refusal('conflict', 'model.changed', `Somebody changed ${modelTitle(before)} meanwhile. Look at it again.`)
    if (seen !== null && seen !== before.version) throw changed()
    if (fold(manufacturer) === '' && fold(name) === '') {
      const sentence = 'Write the manufacturer or the model.'
      throw new Refusal('invalid', 'model.nameless', sentence, { name: sentence })
    }
    const ofClass = input.classId ? await findClass(ctx, input.classId) : null
    const { locale } = await ctx.profile()
    const given = Object.fromEntries(Object.entries(input.specifications).map(([key, text]) => [`field.${key}`, text]))
    const after = {
      manufacturer,
      name,
      manufacturerFolded: fold(manufacturer),
      nameFolded: fold(name),
      classId: ofClass?.id ?? null,
      notes,
      specifications: readAnswers(
        await fieldsOfClass(ctx, ofClass?.path ?? null),
        given,
        before.specifications,
        locale,
      ),
      version: before.version + 1,
    }
    return {
      subject: before.id,
      guards: [
        {
          count: sql`SELECT count(*) FROM asset_models WHERE id = ${before.id} AND version = ${before.version}`,
          refusal: changed,
        },
        modelIsNew({ id: before.id, manufacturer, name }),
      ],
      writes: [
        ctx.db.update(assetModels).set(after).where(eq(assetModels.id, before.id)),
        ...(before.nameFolded === after.nameFolded && before.manufacturerFolded === after.manufacturerFolded
          ? []
          : [refold(ctx, { id: before.id, manufacturer, name })]),
      ],
      facts: [{ name: 'assets.model-changed', subject: before.id }],
      changes: Object.fromEntries(
        (['manufacturer', 'name', 'classId'] as const)
          .filter((field) => before[field] !== after[field])
          .map((field) => [field, { from: before[field], to: after[field] }]),
      ),
      result: { id: before.id, version: after.version },
    }
  },
})
