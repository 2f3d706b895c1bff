import { A, Button, EmptyState, Icon, LinkList, PageHead, useRender } from '../kit'
import { navigation } from '../layouts/navigation'
import { Page } from '../layouts/page'

export type HitRow = { href: string; title: string; detail: string; kind: string }

/** Pages and deeds are found like records. */
const deeds = [
  { href: '/tasks/new', title: 'New task', may: 'calendar.task.create' },
  { href: '/sites/new', title: 'New site', may: 'places.site.create' },
  { href: '/profile', title: 'My profile', may: 'identity.profile.change' },
]

const ways = (words: string, may: (permission: string) => boolean): HitRow[] =>
  [
    ...deeds.map((deed) => ({ ...deed, kind: 'Do' })),
    ...navigation.map(({ href, label, may }) => ({ href, title: label, may, kind: 'Go to' })),
  ]
    .filter((way) => may(way.may) && way.title.toLowerCase().includes(words.trim().toLowerCase()))
    .map(({ href, title, kind }) => ({ href, title, kind, detail: kind }))

/** What the palette shows: records first, then deeds, then pages. */
export const Hits = ({ hits, words }: { hits: HitRow[]; words: string }) => {
  const all = [...hits, ...ways(words, useRender().may)]
  if (all.length === 0) return <p class="row muted">Nothing is called so.</p>
  return (
    <ul>
      {all.slice(0, 12).map(({ href, title, detail }) => (
        <li>
          <A href={href}>
            {title}
            <span class="muted">{detail}</span>
          </A>
        </li>
      ))}
    </ul>
  )
}

export const SearchPage = ({ hits, words }: { hits: HitRow[]; words: string }) => {
  const { base, may } = useRender()
  const all = [...hits, ...(words ? ways(words, may) : [])]
  const kinds = [...new Set(all.map(({ kind }) => kind))]
  return (
    <Page title={words ? `Search: ${words}` : 'Search'}>
      <PageHead title="Search" facts={words ? `${all.length} found` : null} />
      <form action={`${base}/search`} method="get" class="find find-wide">
        <Icon name="search" class="ico-s" />
        <input
          type="search"
          name="q"
          value={words}
          aria-label="Search everything"
          placeholder="A number, a name, a word"
        />
        <Button kind="quiet" size="small">
          Search
        </Button>
      </form>
      {words && all.length === 0 ? (
        <EmptyState icon="search" title={`Nothing is called “${words}”`}>
          <p>Try part of a word, or a number such as TK-12.</p>
        </EmptyState>
      ) : null}
      {kinds.map((kind) => (
        <section>
          <h2 class="group-h">{kind}</h2>
          <LinkList
            items={all
              .filter((hit) => hit.kind === kind)
              .map(({ href, title, detail }) => ({ href, title, detail, icon: icons[kind] ?? 'arrow-right' }))}
          />
        </section>
      ))}
    </Page>
  )
}

const icons: Record<string, string> = { Tasks: 'clipboard-list', People: 'user', Sites: 'factory', Do: 'plus' }
