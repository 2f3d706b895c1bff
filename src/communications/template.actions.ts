import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { optionalLine, textBlock, textLine, version } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { postTemplates } from './schema'
import { placeholders, type Template, unknownIn } from './template'

const templateId = z.string().regex(/^wd_[0-9a-hjkmnp-tv-z]{26}$/, 'There are no such words.')
const columns = {
  id: postTemplates.id,
  name: postTemplates.name,
  subject: postTemplates.subject,
  text: postTemplates.text,
  version: postTemplates.version,
}

/** Words that are written often, by name; a hundred at most. */
export const listTemplates = (ctx: Context): Promise<Template[]> =>
  ctx.db
    .select(columns)
    .from(postTemplates)
    .where(isNull(postTemplates.removedAt))
    .orderBy(asc(postTemplates.name))
    .limit(100)

/** Refuses 'not-found' ('template.unknown'). */
export async function findTemplate(ctx: Context, id: string): Promise<Template> {
  const [template] = await ctx.db
    .select(columns)
    .from(postTemplates)
    .where(and(eq(postTemplates.id, id as Id<'wd'>), isNull(postTemplates.removedAt)))
  return template ?? refuse('not-found', 'template.unknown', 'There are no such words.')
}

const changed = () =>
  new Refusal('conflict', 'template.changed', 'Somebody changed these words meanwhile. Look again, then save.')

export const saveTemplate = action({
  name: 'communications.template.save',
  about: 'Keeps words that are written often, under a name.',
  input: z.object({
    id: templateId.optional().describe('The words that change; left out for new ones.'),
    version,
    name: textLine(80, 'Write what these words are called.'),
    subject: optionalLine(300),
    text: textBlock(20_000, 'Write the words first.'),
  }),
  run: async (ctx, { id, version, ...wording }) => {
    const [wrong] = unknownIn(`${wording.subject} ${wording.text}`)
    if (wrong) {
      const known = placeholders.map((word) => `{${word}}`).join(', ')
      const sentence = `Nobody knows what ${wrong} stands for. Known are ${known}.`
      refuse('invalid', 'template.placeholder', sentence, { text: sentence })
    }
    const before = id ? await findTemplate(ctx, id) : null
    if (before && version !== null && version !== before.version) throw changed()
    const own = before?.id ?? newId('wd', ctx.now)
    const [twin] = await ctx.db
      .select({ id: postTemplates.id })
      .from(postTemplates)
      .where(and(sql`name = ${wording.name}`, ne(postTemplates.id, own), isNull(postTemplates.removedAt)))
      .limit(1)
    if (twin) {
      const sentence = 'Other words are called so already. Choose another name.'
      refuse('invalid', 'template.twin', sentence, { name: sentence })
    }
    return {
      subject: own,
      guards: before
        ? [
            {
              count: sql`SELECT count(*) FROM post_templates WHERE id = ${own} AND version = ${before.version}`,
              refusal: changed,
            },
          ]
        : [],
      writes: [
        before
          ? ctx.db
              .update(postTemplates)
              .set({ ...wording, version: before.version + 1 })
              .where(eq(postTemplates.id, own))
          : ctx.db
              .insert(postTemplates)
              .values({ ...wording, id: own, madeBy: ctx.actor.id, madeAt: ctx.now, removedAt: null, version: 1 }),
      ],
      facts: [{ name: 'communications.template-saved', subject: own }],
      result: { id: own },
    }
  },
})

export const removeTemplate = action({
  name: 'communications.template.remove',
  about: 'Takes words off the list of those that are written often.',
  input: z.object({ id: templateId }),
  run: async (ctx, { id }) => {
    const template = await findTemplate(ctx, id)
    return {
      subject: template.id,
      writes: [
        ctx.db
          .update(postTemplates)
          .set({ removedAt: ctx.now, version: template.version + 1 })
          .where(eq(postTemplates.id, template.id)),
      ],
      facts: [{ name: 'communications.template-removed', subject: template.id }],
      result: { id: template.id, name: template.name },
    }
  },
})
