import { FilePage } from '../../templates/files/file'
import { FilesPanel } from '../../templates/files/panel'
import { attempt, refuse } from '../kernel/refusal'
import { policyWith, seeOther } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { partsHere, partsOf, type Role, reasonInWords, rolesOfFiles } from './file'
import { attachFile, detachFile, renameAttachment, startUpload, storeFile } from './file.actions'
import { attachmentsSentence, findFile, type Seen, unfinishedSentence } from './file.queries'
import { limitsInWords } from './file-kind'
import { pageSentence, searchWithin } from './page.queries'
import { serve, serveThumbnail } from './serving'
import { lyingParts } from './store'
import { readAgain } from './text.actions'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`

/** A plain form carries all its files at once, in memory. */
const formLimitBytes = 40 * 1024 * 1024

const one = '/files/:id{fl_[^/]+}'
const oneAttachment = '/files/attachments/:id{fa_[^/]+}'

/** Which roles a panel shows: pictures, papers, or everything. */
const groups = { photo: ['photo', 'nameplate'], document: ['manual', 'document'] } as const

const groupOf = (role: Role) => ((groups.photo as readonly Role[]).includes(role) ? 'photo' : 'document')

const roleOf = (word: string | undefined): Role => rolesOfFiles.find((role) => role === word) ?? 'document'

/** The name under which this person sees the file: that of the record it hangs on, or its first one. */
const nameOf = ({ file, attachments }: Seen) => attachments[0]?.name ?? file.name

/** Where a form about a record's files leads back to: the record's own page. */
async function backTo(ctx: Context, about: string): Promise<string> {
  const card = (await ctx.records([about])).get(about)
  return at(ctx, card?.href ?? '/')
}

async function showPanel(ctx: Context, c: Request, about: string, role: string | undefined, trouble: string | null) {
  const card = about === '' ? undefined : (await ctx.records([about])).get(about)
  if (about !== '' && !card) return refuse('not-found', 'record.unknown', 'There is no such record.')
  const group = role === 'photo' || role === 'document' ? role : null
  const [rows, unfinished] = card
    ? await ctx.db.batch([
        attachmentsSentence(ctx, [about], group ? groups[group] : undefined),
        unfinishedSentence(ctx, about),
      ])
    : [[], []]
  const waiting = await Promise.all(
    unfinished
      .filter((upload) => group === null || (groups[group] as readonly Role[]).includes(upload.role))
      .map(async (upload) => ({
        id: upload.id,
        name: upload.name,
        part: partsHere(upload.sizeBytes, await lyingParts(ctx, upload)).length / partsOf(upload.sizeBytes),
      })),
  )
  // What is here whole and was not taken has been refused: its sender knows.
  const broken = waiting.filter(({ part }) => part < 1)
  return show(
    c,
    ctx,
    <FilesPanel
      about={about}
      group={group}
      rows={rows.map((row) => ({ ...row, mine: row.createdBy === ctx.actor.id }))}
      waiting={broken}
      mayAdd={(card?.mayChange ?? false) && ctx.may(startUpload.action)}
      mayRemove={(card?.mayChange ?? false) && ctx.may(detachFile.action)}
      limits={limitsInWords}
      whole={c.req.header('HX-Request') === undefined}
      title={card?.title ?? 'Files'}
      back={card?.href ?? '/'}
      trouble={trouble}
    />,
    trouble === null ? 200 : 422,
  )
}

/** Pages under /files: the panel of a record, the page of a file, its bytes. */
export const filePages = new Pages()
  .get('/files/panel', { may: 'files.file.see' }, (ctx, c) =>
    showPanel(ctx, c, c.req.query('about') ?? '', c.req.query('role'), null),
  )

  .post('/files', { may: startUpload.action, limitBytes: formLimitBytes }, async (ctx, c) => {
    const { about = '', role } = c.var.form
    const chosen = c.var.files.file ?? []
    const said: string[] = []
    let stored = 0
    let last = ''
    for (const [index, file] of chosen.entries()) {
      const done = await attempt(async () => {
        const bytes = new Uint8Array(await file.arrayBuffer())
        const told = { name: file.name || 'file', about, role: roleOf(role), bytes }
        return storeFile(ctx, told, c.var.key ? `${c.var.key}:${index}` : undefined)
      })
      if (done.ok) {
        stored++
        last = done.value.file
      } else if (['forbidden', 'not-found'].includes(done.refusal.code)) throw done.refusal
      else said.push(`${file.name}: ${done.refusal.message}`)
    }
    if (chosen.length === 0) said.push('Choose a file first.')
    if (said.length > 0) return showPanel(ctx, c, about, groupOf(roleOf(role)), said.join(' '))
    if (last && !about && role === 'nameplate') return seeOther(c, at(ctx, `/nameplates/${last}`))
    return seeOther(c, about ? await backTo(ctx, about) : at(ctx, '/'), {
      text: stored === 1 ? 'The file is saved.' : `${stored} files are saved.`,
      undo: null,
    })
  })

  .get(one, { may: 'files.file.see' }, async (ctx, c) => {
    const seen = await findFile(ctx, id(c))
    const { file } = seen
    const words = (c.req.query('q') ?? '').slice(0, 200)
    const page = Math.min(Math.max(1, Math.trunc(Number(c.req.query('page') ?? 1)) || 1), file.pages ?? 1)
    const [[text], hits] =
      file.kind === 'pdf'
        ? await Promise.all([pageSentence(ctx, file.id, page), words ? searchWithin(ctx, file.id, words) : []])
        : [[], []]
    // This page alone has a frame, for the browser's own viewer of a PDF.
    if (file.kind === 'pdf') c.header('Content-Security-Policy', policyWith({ 'frame-src': "'self'" }))
    return show(
      c,
      ctx,
      <FilePage
        file={{ ...file, name: nameOf(seen) }}
        records={seen.records}
        reason={file.textReason ? reasonInWords[file.textReason] : null}
        page={page}
        text={text?.text ?? null}
        words={words}
        hits={hits}
      />,
    )
  })

  .get(`${one}/content`, { may: 'files.file.see' }, async (ctx, c) => {
    const seen = await findFile(ctx, id(c))
    return serve(ctx, c, seen.file, { name: nameOf(seen), download: c.req.query('download') !== undefined })
  })

  .get(`${one}/thumbnail`, { may: 'files.file.see' }, async (ctx, c) => {
    const seen = await findFile(ctx, id(c))
    if (seen.file.kind !== 'photo') refuse('not-found', 'file.no-picture', 'This file is not a picture.')
    return serveThumbnail(ctx, c, seen.file, nameOf(seen))
  })

  .post(`${one}/reading`, { may: readAgain.action }, async (ctx, c) => {
    await readAgain(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, at(ctx, `/files/${id(c)}`), { text: 'Its text is being read again.', undo: null })
  })

  .post('/files/attachments', { may: attachFile.action }, async (ctx, c) => {
    await attachFile(ctx, c.var.form, { key: c.var.key })
    return seeOther(c, await backTo(ctx, c.var.form.about ?? ''), { text: 'The file is back.', undo: null })
  })

  .post(`${oneAttachment}/removal`, { may: detachFile.action }, async (ctx, c) => {
    const { about, file, role, name } = await detachFile(ctx, { id: id(c) }, { key: c.var.key })
    return seeOther(c, await backTo(ctx, about), {
      text: `${name} is taken off.`,
      undo: { action: '/files/attachments', fields: { about, file, role, name } },
    })
  })

  .post(`${oneAttachment}/name`, { may: renameAttachment.action }, async (ctx, c) => {
    const { about } = await renameAttachment(ctx, { ...c.var.form, id: id(c) }, { key: c.var.key })
    return seeOther(c, await backTo(ctx, about), { text: 'The name is saved.', undo: null })
  })
