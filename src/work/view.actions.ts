import { and, eq, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { textLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { workViews } from './schema'

/** The views of this person and those that everybody shares; at most forty. */
export const viewsSentence = (ctx: Context) =>
  ctx.db
    .select()
    .from(workViews)
    .where(or(eq(workViews.ownerId, ctx.actor.id), eq(workViews.shared, true)))
    .orderBy(workViews.name)
    .limit(40)

/** Only the list's own filters; a view is a part of an address and nothing else. */
const known = ['view', 'status', 'kind', 'priority', 'person', 'team', 'asset', 'place', 'q']

const query = textLine(600, 'Choose filters first.').transform((text) => {
  const given = new URLSearchParams(text)
  return new URLSearchParams([...given].filter(([name, value]) => known.includes(name) && value)).toString()
})

export const saveView = action({
  name: 'work.view.save',
  about: 'Keeps the filters of the list of work orders under a name, for oneself or for everybody.',
  input: z.object({ name: textLine(40, 'Give the view a name.'), query, shared: ticked }),
  run: async (ctx, { name, query, shared }) => {
    if (query === '') {
      const sentence = 'Choose filters first: a view of everything is the list itself.'
      refuse('invalid', 'view.empty', sentence, { name: sentence })
    }
    if (shared && !ctx.may('work.view.share')) {
      const sentence = 'Your role does not include sharing views. Save it for yourself.'
      refuse('forbidden', 'view.share', sentence, { shared: sentence })
    }
    if ((await viewsSentence(ctx)).filter(({ ownerId }) => ownerId === ctx.actor.id).length >= 20) {
      refuse('conflict', 'view.many', 'You have twenty views already. Remove one first.')
    }
    const id = newId('vw', ctx.now)
    return {
      subject: id,
      writes: [ctx.db.insert(workViews).values({ id, name, query, shared, ownerId: ctx.actor.id, createdAt: ctx.now })],
      facts: [{ name: 'work.view-saved', subject: id }],
      result: { id, query },
    }
  },
})

export const removeView = action({
  name: 'work.view.remove',
  about: 'Removes a saved view: one’s own, or a shared one where the role includes sharing.',
  input: z.object({ id: z.string().regex(/^vw_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such view.') }),
  run: async (ctx, { id }) => {
    const [view] = await ctx.db
      .select()
      .from(workViews)
      .where(
        and(
          eq(workViews.id, id as Id<'vw'>),
          or(eq(workViews.ownerId, ctx.actor.id), ctx.may('work.view.share') ? eq(workViews.shared, true) : sql`0`),
        ),
      )
    if (!view) return refuse('not-found', 'view.unknown', 'There is no such view.')
    return {
      subject: view.id,
      writes: [ctx.db.delete(workViews).where(eq(workViews.id, view.id))],
      facts: [{ name: 'work.view-removed', subject: view.id }],
      result: { id: view.id, name: view.name, query: view.query, shared: view.shared },
    }
  },
})
