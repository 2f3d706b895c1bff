import {
  A,
  Button,
  Card,
  EmptyState,
  Form,
  Icon,
  KeyValues,
  LinkButton,
  LinkList,
  Note,
  PageHead,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { sizeInWords } from './words'

type File = {
  id: string
  name: string
  kind: 'photo' | 'pdf' | 'plain'
  sizeBytes: number
  width: number | null
  height: number | null
  pages: number | null
  pagesRead: number
  active: boolean
  textState: 'waiting' | 'reading' | 'ready' | 'refused' | null
  createdAt: number
}

type FileProps = {
  file: File
  records: { id: string; title: string; href: string }[]
  /** Why its text is not searchable. */
  reason: string | null
  page: number
  /** The words of the page; null when it has none, or has not been read yet. */
  text: string | null
  words: string
  hits: { page: number; snippet: string }[]
}

/** One file: looked at as far as a browser can, with what it is and on what it hangs. */
export const FilePage = (props: FileProps) => {
  const { file, records } = props
  const { base } = useRender()
  const [first] = records
  return (
    <Page title={file.name}>
      <PageHead
        title={file.name}
        back={first ? { href: first.href, label: first.title } : { href: '/', label: 'Home' }}
        facts={[
          file.pages === null ? '' : file.pages === 1 ? '1 page' : `${file.pages} pages`,
          sizeInWords(file.sizeBytes),
        ]
          .filter(Boolean)
          .join(' · ')}
      >
        <a class="bt" href={`${base}/files/${file.id}/content?download=1`} download={file.name}>
          <Icon name="download" class="ico-s" />
          Download
        </a>
      </PageHead>
      {file.kind === 'pdf' ? <Document {...props} /> : null}
      {file.kind === 'photo' ? (
        <img
          class="file-whole"
          src={`${base}/files/${file.id}/content`}
          alt={file.name}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
        />
      ) : null}
      {file.kind === 'plain' ? (
        <EmptyState icon="file" title="This file is kept as it is">
          <p>Files of this kind are not shown here. Download it to open it with its own program.</p>
        </EmptyState>
      ) : null}
      <div class="file-end">
        {records.length > 0 ? (
          <section>
            <h2 class="group-h">Hangs on</h2>
            <LinkList items={records.map(({ href, title }) => ({ href, title, detail: '', icon: 'arrow-right' }))} />
          </section>
        ) : (
          <Note>No record holds this file yet. It is erased a day after it came, unless one does.</Note>
        )}
        <KeyValues pairs={[['Came', <When at={file.createdAt} plain />]]} />
      </div>
    </Page>
  )
}

const to = (id: string, page: number, words: string) => {
  const query = new URLSearchParams({ page: String(page), ...(words ? { q: words } : {}) })
  return `/files/${id}?${query}`
}

/** A document at one of its pages: the browser's own viewer, and the words of the page for where there is none. */
const Document = ({ file, reason, page, text, words, hits }: FileProps) => {
  const { base } = useRender()
  const last = file.pages ?? 1
  return (
    <>
      <State file={file} reason={reason} />
      {file.textState === 'ready' || file.textState === 'reading' ? (
        <form class="find find-wide" method="get" action={`${base}/files/${file.id}`} role="search">
          <Icon name="search" class="ico-s" />
          <input
            type="search"
            name="q"
            value={words}
            aria-label="Search in this document"
            placeholder="Search in this document"
          />
          <input type="hidden" name="page" value={String(page)} />
          <Button kind="quiet" size="small">
            Search
          </Button>
        </form>
      ) : null}
      {words ? <Hits file={file} words={words} hits={hits} page={page} /> : null}
      <div class="doc">
        {file.active ? null : (
          <iframe
            class="doc-frame"
            src={`${base}/files/${file.id}/content#page=${page}`}
            title={`${file.name}, page ${page}`}
          />
        )}
        <section class="doc-text" id="page" aria-label={`The words of page ${page}`}>
          <div class="doc-steps">
            {page > 1 ? (
              <LinkButton href={to(file.id, page - 1, words)} size="small" icon="arrow-left">
                Page {page - 1}
              </LinkButton>
            ) : null}
            <h2>
              Page {page}
              {file.pages ? ` of ${file.pages}` : ''}
            </h2>
            {page < last ? (
              <LinkButton href={to(file.id, page + 1, words)} size="small">
                Page {page + 1}
              </LinkButton>
            ) : null}
          </div>
          {text ? (
            <p class="prose doc-words">{marked(text, words)}</p>
          ) : (
            <p class="muted">
              {reason ?? (page > file.pagesRead ? 'This page has not been read yet.' : 'This page has no words.')}
            </p>
          )}
        </section>
      </div>
    </>
  )
}

const State = ({ file, reason }: Pick<FileProps, 'file' | 'reason'>) => {
  const { may } = useRender()
  if (file.textState === 'waiting' || file.textState === 'reading') {
    const far = file.pages ? `${file.pagesRead} of ${file.pages} pages are read` : 'it begins in a moment'
    return <Note>Its text is being read: {far}. It can be looked at meanwhile.</Note>
  }
  return (
    <>
      {file.active ? (
        <Note kind="warning">
          This PDF has scripts or files inside. It is not shown here: download it only when you know who made it.
        </Note>
      ) : null}
      {reason ? (
        <Note kind="warning">
          <span>{reason}</span>
          {may('files.text.read-again') ? (
            <Form action={`/files/${file.id}/reading`}>
              <Button size="small">Try again</Button>
            </Form>
          ) : null}
        </Note>
      ) : null}
    </>
  )
}

const Hits = ({ file, words, hits, page }: Pick<FileProps, 'file' | 'words' | 'hits' | 'page'>) => (
  <Card title={`“${words}” stands on ${hits.length === 1 ? '1 page' : `${hits.length} pages`}`}>
    {hits.length === 0 ? (
      <p class="muted">No page has these words. Try fewer, or the beginning of a word.</p>
    ) : (
      <ol class="doc-hits">
        {hits.map((hit) => (
          <li>
            <A href={to(file.id, hit.page, words)} class="lk" current={hit.page === page}>
              Page {hit.page}
            </A>
            <span class="muted">{hit.snippet}</span>
          </li>
        ))}
      </ol>
    )}
  </Card>
)

/** The page's text with the words that were looked for marked. */
function marked(text: string, words: string) {
  const terms = words.match(/[\p{L}\p{N}]{2,}/gu) ?? []
  if (terms.length === 0) return text
  const pieces = text.split(new RegExp(`(${terms.join('|')})`, 'giu'))
  return <>{pieces.map((piece, index) => (index % 2 === 1 ? <mark>{piece}</mark> : piece))}</>
}
