import type { Context } from '../platform/context'
import type { Hit } from '../platform/room'
import { namesOfFiles, searchNames, searchPages } from './page.queries'

/** Pages asked for; some may hang on records that this person may not see. */
const mostPages = 30
const mostHits = 12

/**
 * Finds files by their names and documents by the words on their pages, as far as the person sees a record that they
 * hang on. A page's hit opens the document at that page.
 */
export async function searchFiles(ctx: Context, words: string): Promise<Hit[]> {
  const [pages, named] = await Promise.all([searchPages(ctx, words, mostPages), searchNames(ctx, words, mostPages)])
  const hanging = pages.length > 0 ? await namesOfFiles(ctx, [...new Set(pages.map(({ fileId }) => fileId))]) : []
  const cards = await ctx.records([...named, ...hanging].map(({ about }) => about))

  const byName = named.flatMap(({ fileId, name, about }): Hit[] => {
    const card = cards.get(about)
    return card ? [{ href: `/files/${fileId}`, title: name, detail: card.title, kind: 'Files' }] : []
  })
  const byPage = pages.flatMap(({ fileId, page, snippet }): Hit[] => {
    const seen = hanging.find((one) => one.fileId === fileId && cards.has(one.about))
    if (!seen) return []
    const query = new URLSearchParams({ page: String(page), q: words })
    return [
      {
        href: `/files/${fileId}?${query}`,
        title: `${seen.name}, page ${page}`,
        detail: snippet.replaceAll(/\s+/g, ' '),
        kind: 'Pages of documents',
      },
    ]
  })
  const once = new Map([...byName, ...byPage].map((hit) => [hit.href, hit]))
  return [...once.values()].slice(0, mostHits)
}
