import { photoWords } from '../codes/reports'
import {
  A,
  Button,
  Card,
  Checkbox,
  EmptyState,
  ErrorSummary,
  Form,
  LinkButton,
  PageHead,
  PhotoField,
  Radios,
  TextArea,
  type Trouble,
  useRender,
  When,
} from '../kit'
import { Page } from '../layouts/page'
import { AssetFrame, type Frame } from './frame'
import type { NoteShown } from './pieces'

/** Notes that hold, what warns first, then what is pinned. */
export const NoteList = ({ notes, short, back }: { notes: NoteShown[]; short?: boolean; back?: string }) => {
  const { may, base } = useRender()
  return (
    <>
      {notes.map((note) => (
        <article class={note.superseded ? 'nt nt-past' : 'nt'} id={note.id}>
          <p class="prose">{short && note.text.length > 280 ? `${note.text.slice(0, 280)}…` : note.text}</p>
          {note.photos && note.photos.length > 0 ? (
            <p class="shots">
              {note.photos.map((photo) => (
                <A href={`/files/${photo}`} label="A photo of this note">
                  <img src={`${base}/files/${photo}/thumbnail`} alt="" loading="lazy" />
                </A>
              ))}
            </p>
          ) : null}
          <p class="nt-h">
            <span>
              {note.author}, <When at={note.writtenAt} />
            </span>
            {note.scope ? <span>For {note.scope}</span> : null}
            {note.warning ? <b class="late">Warning</b> : null}
            {note.pinned && !note.superseded ? <span>Pinned</span> : null}
            {note.superseded ? <span>No longer holds</span> : null}
            {short || note.superseded ? null : (
              <span class="nt-d">
                {may('assets.note.pin') ? (
                  <Form action={`/notes/${note.id}/pin`}>
                    <input type="hidden" name="back" value={back ?? ''} />
                    <input type="hidden" name="pinned" value={note.pinned ? '' : 'on'} />
                    <Button kind="quiet" size="small">
                      {note.pinned ? 'Unpin' : 'Pin'}
                    </Button>
                  </Form>
                ) : null}
                {may('files.file.see') ? (
                  <LinkButton href={`/files/panel?about=${note.id}&role=photo`} kind="quiet" size="small">
                    Photo
                  </LinkButton>
                ) : null}
                {may('assets.note.supersede') ? (
                  <LinkButton href={`/notes/${note.id}/better`} kind="quiet" size="small">
                    Say it better
                  </LinkButton>
                ) : null}
                {may('assets.note.withdraw') ? (
                  <Form action={`/notes/${note.id}/withdrawal`}>
                    <input type="hidden" name="back" value={back ?? ''} />
                    <Button kind="quiet" size="small">
                      No longer holds
                    </Button>
                  </Form>
                ) : null}
              </span>
            )}
          </p>
        </article>
      ))}
    </>
  )
}

export const AssetNotes = ({ notes, past, ...frame }: Frame & { notes: NoteShown[]; past: NoteShown[] }) => {
  const { may } = useRender()
  const { asset } = frame
  return (
    <AssetFrame {...frame} tab="notes">
      {may('assets.note.write') && asset.retiredAt === null ? (
        <div class="tools">
          <LinkButton href={`/assets/${asset.id}/notes/new`} icon="plus">
            Write a note
          </LinkButton>
        </div>
      ) : null}
      {notes.length === 0 ? (
        <EmptyState icon="message-square" title="Nobody has written what they know yet">
          <p>
            What only the people at the machine know: how it starts when it is cold, what to listen for, what never to
            do.
          </p>
        </EmptyState>
      ) : (
        <Card>
          <NoteList notes={notes} back={`/assets/${asset.id}/notes`} />
        </Card>
      )}
      {past.length > 0 ? (
        <details class="how">
          <summary>{`What no longer holds (${past.length})`}</summary>
          <Card>
            <NoteList notes={past} />
          </Card>
        </details>
      ) : null}
    </AssetFrame>
  )
}

type NoteFormProps = {
  title: string
  action: string
  back: { href: string; label: string }
  /** What it can be about; none where a note takes another's place. */
  abouts: { value: string; label: string }[]
  values: Record<string, string>
  trouble: Trouble
  /** Pictures that came with an earlier try; null where a note takes another's place, whose pictures go on. */
  photos: string[] | null
  /** What it takes the place of. */
  before: string | null
  version: number | null
}

export const NoteFormPage = ({
  title,
  action,
  back,
  abouts,
  values,
  trouble,
  photos,
  before,
  version,
}: NoteFormProps) => (
  <Page title={title} door="assets" wrong={trouble !== null}>
    <PageHead title={title} back={back} />
    <ErrorSummary trouble={trouble} />
    {before ? (
      <Card title="What it says until now">
        <p class="prose">{before}</p>
      </Card>
    ) : null}
    <Form action={action} class="form" draft={`note-${action.replaceAll('/', '-')}`} files={photos !== null}>
      {version === null ? null : <input type="hidden" name="version" value={String(version)} />}
      <TextArea
        name="text"
        label="What do you know?"
        hint="The first line stands as its title."
        rows={6}
        value={values.text}
        trouble={trouble}
        dictate
      />
      {photos ? <PhotoField {...photoWords(photos)} /> : null}
      {abouts.length > 0 ? (
        <Radios
          name="about"
          legend="For which does it hold?"
          value={values.about ?? abouts[0]?.value ?? ''}
          choices={abouts}
          trouble={trouble}
        />
      ) : null}
      <Checkbox
        name="warning"
        checked={values.warning === 'on'}
        hint="It stands on top of every page of it, before anything else."
      >
        It is a warning: a hazard, or how it is locked out
      </Checkbox>
      {before ? null : (
        <Checkbox name="pinned" checked={values.pinned === 'on'}>
          Pin it, so that it stands first
        </Checkbox>
      )}
      <div class="form-end">
        <Button kind="primary">Save note</Button>
        <A href={back.href} class="bt bt-q">
          Cancel
        </A>
      </div>
    </Form>
  </Page>
)
