import { A, Button, Card, ErrorSummary, FileMark, Form, More, PageHead, Uploader, useRender, When } from '../kit'
import { Page } from '../layouts/page'
import { sizeInWords } from './words'

export type PanelRow = {
  id: string
  fileId: string
  role: 'photo' | 'nameplate' | 'manual' | 'document'
  name: string
  kind: 'photo' | 'pdf' | 'plain'
  sizeBytes: number
  width: number | null
  height: number | null
  pages: number | null
  textState: 'waiting' | 'reading' | 'ready' | 'refused' | null
  createdAt: number
  author: string | null
  mine: boolean
}

type PanelProps = {
  about: string
  /** Pictures, papers, or everything. */
  group: 'photo' | 'document' | null
  rows: PanelRow[]
  /** What this person has begun to send and not finished; `part` from 0 to 1. */
  waiting: { id: string; name: string; part: number }[]
  mayAdd: boolean
  mayRemove: boolean
  limits: string
  /** A page of its own, for a browser without JavaScript. */
  whole: boolean
  title: string
  back: string
  trouble: string | null
}

const titles = { photo: 'Photos', document: 'Documents' }

/** The files of a record, hung on its page by URL; asked for without htmx it is a page. */
export const FilesPanel = (props: PanelProps) => {
  const { whole, title, back, group, trouble } = props
  if (!whole) return <Panel {...props} />
  const name = group ? titles[group] : 'Files'
  return (
    <Page title={`${name}: ${title}`} wrong={trouble !== null}>
      <PageHead title={name} back={{ href: back, label: title }} />
      <ErrorSummary trouble={trouble === null ? null : { sentence: trouble, fields: {} }} />
      <Panel {...props} />
    </Page>
  )
}

const Panel = ({ about, group, rows, waiting, mayAdd, mayRemove, limits }: PanelProps) => {
  const { base } = useRender()
  const photos = rows.filter(({ kind, role }) => kind === 'photo' && (role === 'photo' || role === 'nameplate'))
  const papers = rows.filter((row) => !photos.includes(row))
  const query = new URLSearchParams({ about, ...(group ? { role: group } : {}) })
  return (
    <section
      id={`files-${group ?? 'all'}`}
      hx-get={`${base}/files/panel?${query}`}
      hx-trigger="files-changed from:body"
      hx-swap="outerHTML"
    >
      <Card title={group ? titles[group] : 'Photos and documents'}>
        <div class="files">
          {photos.length > 0 ? (
            <ul class="photos">
              {photos.map((row) => (
                <Photo row={row} mayRemove={mayRemove} />
              ))}
            </ul>
          ) : null}
          {papers.length > 0 ? (
            <ul class="papers">
              {papers.map((row) => (
                <Paper row={row} mayRemove={mayRemove} />
              ))}
            </ul>
          ) : null}
          {rows.length === 0 ? <p class="muted files-none">{nothing(group)}</p> : null}
          <Waiting uploads={waiting} />
          {mayAdd && group !== 'document' ? (
            <Uploader id={`send-photo-${about}`} about={about} as="photo" limits={group ? limits : null} />
          ) : null}
          {mayAdd && group !== 'photo' ? (
            <Uploader id={`send-document-${about}`} about={about} as="document" limits={limits} />
          ) : null}
        </div>
      </Card>
    </section>
  )
}

const nothing = (group: PanelProps['group']) =>
  group === 'photo' ? 'No photos yet.' : group === 'document' ? 'No documents yet.' : 'No files yet.'

/** What broke off: the server knows how far it came. */
const Waiting = ({ uploads }: { uploads: PanelProps['waiting'] }) =>
  uploads.length === 0 ? null : (
    <ul class="up-list">
      {uploads.map(({ name, part }) => (
        <li class="up-row">
          <b>{name}</b>
          <progress max="1" value={String(part)} aria-label={`Sent of ${name}`} />
          <span class="muted">{Math.round(part * 100)} % is here. Choose the same file again to go on.</span>
        </li>
      ))}
    </ul>
  )

const Remove = ({ row }: { row: PanelRow }) => (
  <More label={`More for ${row.name}`}>
    <Form action={`/files/attachments/${row.id}/name`} class="rename">
      <label for={`name-${row.id}`}>Name</label>
      <input id={`name-${row.id}`} name="name" value={row.name} maxlength={200} class="input-full" />
      <Button size="small">Save name</Button>
    </Form>
    <Form action={`/files/attachments/${row.id}/removal`}>
      <Button kind="danger" icon="trash-2">
        Take off
      </Button>
    </Form>
  </More>
)

const Photo = ({ row, mayRemove }: { row: PanelRow; mayRemove: boolean }) => (
  <li class="photo">
    <A href={`/files/${row.fileId}`} label={row.role === 'nameplate' ? `Nameplate: ${row.name}` : row.name}>
      <FileMark file={row} />
    </A>
    {row.role === 'nameplate' ? <span class="photo-tag">Nameplate</span> : null}
    {mayRemove ? <Remove row={row} /> : null}
  </li>
)

const Paper = ({ row, mayRemove }: { row: PanelRow; mayRemove: boolean }) => (
  <li class="paper">
    <FileMark file={row} />
    <span class="paper-t">
      <A href={`/files/${row.fileId}`} class="lk">
        {row.name}
      </A>
      <span class="muted">
        {[
          row.pages === null ? '' : row.pages === 1 ? '1 page' : `${row.pages} pages`,
          sizeInWords(row.sizeBytes),
          row.textState === 'waiting' || row.textState === 'reading' ? 'its text is being read' : '',
          row.textState === 'refused' ? 'text not searchable' : '',
        ]
          .filter(Boolean)
          .join(' · ')}
        {' · '}
        {row.author ?? 'The house'}, <When at={row.createdAt} />
      </span>
    </span>
    {mayRemove ? <Remove row={row} /> : null}
  </li>
)
