import { AssetNotes, NoteFormPage } from '../../templates/assets/notes'
import { attachmentsSentence, formPicturesBytes, picturesOf } from '../files'
import { attempt, type Refusal } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { type AssetShown, assetSentence, findAsset, seenAsset } from './asset.queries'
import { troubleOf } from './asset.routes'
import { modelTitle } from './model.queries'
import { pinNote, supersedeNote, withdrawNote, writeNote } from './note.actions'
import { findNote, notesSentence, pastNotes } from './note.queries'
import { aboutsOf, frameOf, noteShown } from './page'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const one = '/assets/:id{as_[^/]+}'
const note = '/notes/:id{nt_[^/]+}'

/** Where the page of what a note is about is. */
const homeOf = (about: string): string =>
  about.startsWith('as_')
    ? `/assets/${about}/notes`
    : about.startsWith('md_')
      ? `/models/${about}`
      : `/classes/${about}`

/** Back to the page whose button was pressed; else to what the note is about. */
const backOf = (c: Request, ctx: Context, about: string): string => {
  const { back = '' } = c.var.form
  return /^\/(assets|models|classes)\/[\w/]+$/.test(back) ? at(ctx, back) : at(ctx, homeOf(about))
}

const aboutChoices = (asset: AssetShown) => [
  { value: asset.id, label: `Only ${asset.tag}` },
  ...(asset.modelId
    ? [
        {
          value: asset.modelId,
          label: `All ${modelTitle({ manufacturer: asset.manufacturer ?? '', name: asset.model ?? '' })}`,
        },
      ]
    : []),
  ...(asset.classId && asset.className
    ? [{ value: asset.classId, label: `All ${asset.className.toLowerCase()}` }]
    : []),
]

const showNew = async (
  c: Request,
  ctx: Context,
  values: Record<string, string>,
  refusal: Refusal | null,
  photos: string[] = [],
) => {
  const asset = seenAsset(ctx, (await assetSentence(ctx, id(c)))[0])
  const page = (
    <NoteFormPage
      title={`A note about ${asset.tag}`}
      action={`/assets/${asset.id}/notes`}
      back={{ href: `/assets/${asset.id}`, label: `${asset.tag} ${asset.name}` }}
      abouts={aboutChoices(asset)}
      values={values}
      trouble={troubleOf(refusal)}
      photos={photos}
      before={null}
      version={null}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

const showBetter = async (c: Request, ctx: Context, values: Record<string, string> | null, refusal: Refusal | null) => {
  const before = await findNote(ctx, id(c))
  if (before.about.startsWith('as_')) await findAsset(ctx, before.about)
  const page = (
    <NoteFormPage
      title="Say it better"
      action={`/notes/${before.id}/better`}
      back={{ href: homeOf(before.about), label: 'Notes' }}
      abouts={[]}
      values={values ?? { text: before.text, warning: before.warning ? 'on' : '' }}
      trouble={troubleOf(refusal)}
      photos={null}
      before={before.text}
      version={before.version}
    />
  )
  return show(c, ctx, page, refusal ? statusFor(refusal) : 200)
}

/** Pages of what people know. */
export const notePages = new Pages()
  .get(`${one}/notes`, { may: 'assets.asset.see' }, async (ctx, c) => {
    const { asset, frame } = await frameOf(ctx, id(c))
    const [notes, past] = await ctx.db.batch([notesSentence(ctx, aboutsOf(asset)), pastNotes(ctx, aboutsOf(asset))])
    const pictures = ctx.may('files.file.see')
      ? await attachmentsSentence(ctx, [...notes, ...past].map((row) => row.id).slice(0, 80), ['photo'])
      : []
    const shown = (row: (typeof notes)[number]) => ({
      ...noteShown(row, asset),
      photos: pictures.filter(({ about }) => about === row.id).map(({ fileId }) => fileId),
    })
    return show(c, ctx, <AssetNotes {...frame} notes={notes.map(shown)} past={past.map(shown)} />)
  })

  .get(`${one}/notes/new`, { may: writeNote.action }, (ctx, c) => showNew(c, ctx, {}, null))

  .post(`${one}/notes`, { may: writeNote.action, limitBytes: formPicturesBytes }, async (ctx, c) => {
    const asset = await findAsset(ctx, id(c))
    const { form, files, key } = c.var
    const pictures = await attempt(() => picturesOf(ctx, form.kept, files.photo))
    if (!pictures.ok) return showNew(c, ctx, form, pictures.refusal)
    const photos = pictures.value
    const done = await attempt(() => writeNote(ctx, { ...form, about: form.about ?? asset.id, photos }, { key }))
    if (!done.ok) return showNew(c, ctx, form, done.refusal, photos)
    return seeOther(c, at(ctx, `/assets/${asset.id}/notes`), {
      text: 'The note is saved.',
      undo: { action: `/notes/${done.value.id}/withdrawal`, fields: { back: `/assets/${asset.id}/notes` } },
    })
  })

  .get(`${note}/better`, { may: supersedeNote.action }, (ctx, c) => showBetter(c, ctx, null, null))

  .post(`${note}/better`, { may: supersedeNote.action }, async (ctx, c) => {
    const done = await attempt(() => supersedeNote(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key }))
    if (!done.ok) return showBetter(c, ctx, c.var.form, done.refusal)
    return seeOther(c, at(ctx, homeOf(done.value.about)), { text: 'The better note is saved.', undo: null })
  })

  .post(`${note}/pin`, { may: pinNote.action }, async (ctx, c) => {
    const { pinned = '' } = c.var.form
    const done = await pinNote(ctx, { id: id(c), pinned }, { key: c.var.key })
    return seeOther(c, backOf(c, ctx, done.about), {
      text: pinned === 'on' ? 'The note is pinned.' : 'The note is not pinned any more.',
      undo: {
        action: `/notes/${done.id}/pin`,
        fields: { pinned: pinned === 'on' ? '' : 'on', back: c.var.form.back ?? '' },
      },
    })
  })

  .post(`${note}/withdrawal`, { may: withdrawNote.action }, async (ctx, c) => {
    const done = await withdrawNote(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, backOf(c, ctx, done.about), { text: 'The note is among those that no longer hold.', undo: null })
  })
