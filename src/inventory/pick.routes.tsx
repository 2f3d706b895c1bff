import { isNull, sql } from 'drizzle-orm'
import { Options } from '../../templates/inventory/options'
import { namesOfAssets, searchAssets, searchModels } from '../assets'
import { members } from '../identity'
import { decimalOfQuantity } from '../kernel/quantity'
import { unit as unitOf } from '../kernel/units'
import type { Context } from '../platform/context'
import { likeWords } from '../platform/like'
import { cardsCalled } from '../platform/records'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { searchParts } from './part.queries'
import { relatePart } from './part-details.actions'
import { issueStock } from './stock.actions'

/** Members whose name begins so, or has a word that does. */
const membersCalled = (ctx: Context, words: string) =>
  ctx.db
    .select({ id: members.id, name: members.name, jobTitle: members.jobTitle })
    .from(members)
    .where(
      sql`${isNull(members.leftAt)} AND (${members.name} LIKE ${`${likeWords(words)}%`} OR ${members.name} LIKE ${`% ${likeWords(words)}%`})`,
    )
    .orderBy(members.name)
    .limit(6)

/** What parts can be for: records of any room that have a code, and people. */
export async function subjectsCalled(ctx: Context, c: Request, words: string) {
  const cards = (await cardsCalled(c.var.platform.rooms, ctx, words)).filter(({ id }) => !/^(pt|pl|st)_/.test(id))
  const people = await membersCalled(ctx, words.replaceAll(/[%_]/g, ''))
  return [
    ...cards.slice(0, 8).map(({ id, tag, title, detail }) => ({ id, words: title, title, detail: detail || tag })),
    ...people.map(({ id, name, jobTitle }) => ({ id, words: name, title: name, detail: jobTitle })),
  ]
}

/** What a form's subject is: what was chosen, or the only thing that is called so, or a cost centre in words. */
export async function subjectOf(ctx: Context, c: Request, field = 'subject'): Promise<string> {
  const [chosen, words] = [c.var.form[field]?.trim() ?? '', c.var.form[`${field}-words`]?.trim() ?? '']
  if (chosen || !words) return chosen
  const called = await subjectsCalled(ctx, c, words)
  const tag = (title: string) => title.split(' ')[0]?.toLowerCase()
  const exact = called.filter(
    ({ title }) => title.toLowerCase() === words.toLowerCase() || tag(title) === words.toLowerCase(),
  )
  return exact.length === 1 ? (exact[0]?.id ?? words) : words
}

/** What comboboxes of the stores find as one types. */
export const pickPages = new Pages()
  .get('/parts/pick', { may: 'inventory.part.see' }, async (ctx, c) => {
    const rows = await searchParts(ctx, c.req.query('q') ?? '', 10)
    const options = rows.map(({ id, number, name, unit, available }) => ({
      id,
      words: number,
      code: number,
      title: name,
      detail: `${decimalOfQuantity({ scaled: available, unit })} ${unitOf(unit).sign} available`,
    }))
    return show(c, ctx, <Options options={options} />)
  })

  .get('/stock/subjects', { may: issueStock.action }, async (ctx, c) => {
    const words = (c.req.query('q') ?? '').trim().slice(0, 60)
    return show(c, ctx, <Options options={words ? await subjectsCalled(ctx, c, words) : []} />)
  })

  .get('/stock/machines', { may: relatePart.action }, async (ctx, c) => {
    const words = (c.req.query('q') ?? '').trim().slice(0, 60)
    const [found, models] = await Promise.all([searchAssets(ctx, words, 6), searchModels(ctx, words, 6)])
    const assets = await namesOfAssets(
      ctx,
      found.map(({ id }) => id),
    )
    const options = [
      ...assets.map(({ id, tag, name, place }) => ({
        id,
        words: `${tag} ${name}`,
        code: tag,
        title: name,
        detail: place ?? '',
      })),
      ...models.map(({ id, manufacturer, name }) => ({
        id,
        words: `All ${manufacturer} ${name}`,
        title: `All ${manufacturer} ${name}`,
        detail: 'Model',
      })),
    ]
    return show(c, ctx, <Options options={options} />)
  })
