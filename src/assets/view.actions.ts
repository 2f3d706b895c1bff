import { and, eq, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { refuse } from '../kernel/refusal'
import { textLine, ticked } from '../kernel/schemas'
import { action } from '../platform/action'
import type { Context } from '../platform/context'
import { assetViews } from './schema'

/** The views of this person and those that everybody shares; at most forty. */
export const viewsSentence = (ctx: Context) =>
  ctx.db
    .select()
    .from(assetViews)
    .where(or(eq(assetViews.ownerId, ctx.actor.id), eq(assetViews.shared, true)))
    .orderBy(assetViews.name)
    .limit(40)

/** Only the list's own filters; a view is a part of an address and nothing else. */
const known = ['place', 'class', 'state', 'criticality', 'owner', 'q']

const query = textLine(600, 'Choose filters first.').transform((text) => {
  const given = new URLSearchParams(text)
  return new URLSearchParams([...given].filter(([name, value]) => known.includes(name) && value)).toString()
})

export const saveView = action({
  name: 'assets.view.save',
  about: 'Keeps the filters of the list of assets under a name, for oneself or for everybody.',
  input: z.object({ name: textLine(40, 'Give the view a name.'), query, shared: ticked }),
  run: async (ctx, { name, query, shared }) => {
    if (query === '') {
      const sentence = 'Choose filters first: a view of everything is the list itself.'
      refuse('invalid', 'view.empty', sentence, { name: sentence })
    }
    if (shared && !ctx.may('assets.view.share')) {
      const sentence = 'Your role does not include sharing views. Save it for yourself.'
      refuse('forbidden', 'view.share', sentence, { shared: sentence })
    }
    if ((await viewsSentence(ctx)).filter(({ ownerId }) => ownerId === ctx.actor.id).length >= 20) {
      refuse('conflict', 'view.many', 'You have twenty views already. Remove one first.')
    }
    const id = newId('vw', ctx.now)
    return {
      subject: id,
      writes: [
        ctx.db.insert(assetViews).values({ id, name, query, shared, ownerId: ctx.actor.id, createdAt: ctx.now }),
      ],
      facts: [{ name: 'assets.view-saved', subject: id }],
      result: { id, query },
    }
  },
})

export const removeView = action({
  name: 'assets.view.remove',
  about: 'Removes a saved view: one’s own, or a shared one where the role includes sharing.',
  input: z.object({ id: z.string().regex(/^vw_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such view.') }),
  run: async (ctx, { id }) => {
    const [view] = await ctx.db
      .select()
      .from(assetViews)
      .where(
        and(
          eq(assetViews.id, id as Id<'vw'>),
          or(eq(assetViews.ownerId, ctx.actor.id), ctx.may('assets.view.share') ? eq(assetViews.shared, true) : sql`0`),
        ),
      )
    if (!view) return refuse('not-found', 'view.unknown', 'There is no such view.')
    return {
      subject: view.id,
      writes: [ctx.db.delete(assetViews).where(eq(assetViews.id, view.id))],
      facts: [{ name: 'assets.view-removed', subject: view.id }],
      result: { id: view.id, name: view.name, query: view.query, shared: view.shared },
    }
  },
})
