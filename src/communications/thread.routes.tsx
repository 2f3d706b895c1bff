import { InboxPage, type InboxView, ThreadsPanel } from '../../templates/communications/inbox'
import { NewThreadPage, ThreadPage, TriagePage } from '../../templates/communications/thread'
import { UnsentTable } from '../../templates/communications/unsent'
import { storeFile } from '../files'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { seeOther, statusFor } from '../platform/answers'
import type { Context } from '../platform/context'
import { show } from '../platform/render'
import { Pages, type Request } from '../platform/routes'
import { stateOf } from './circuit'
import type { Channel } from './message'
import { keepDraft, sendAgain, writeMessage, writeNote } from './message.actions'
import { circuitOf, findMessage, findShownMessage, lookUpDraft, messagesSentence } from './message.queries'
import { rawOf } from './raw'
import { replyAddress } from './reply-address'
import type { MessageFile } from './schema'
import { whyNotReach } from './sending'
import { filled } from './template'
import { findTemplate, listTemplates, saveTemplate } from './template.actions'
import { assignThread, finishThread, labelThread, linkThread, reopenThread, snoozeThread } from './thread.actions'
import {
  countThreads,
  findThread,
  listLabels,
  listThreads,
  listUnsent,
  partiesSentence,
  searchThreads,
  threadsWith,
} from './thread.queries'
import { messageViews, namesOf, viewsOf } from './thread.view'

const id = (c: Request) => c.req.param('id') ?? ''
const at = (ctx: Context, path: string) => `/${ctx.organization.slug}${path}`
const troubleOf = (refusal: Refusal | null) => (refusal ? { sentence: refusal.message, fields: refusal.fields } : null)
const statusOr = (refusal: Refusal | null) => (refusal ? statusFor(refusal) : 200)
const one = '/threads/:id{th_[^/]+}'
const see = { may: 'communications.thread.see' }
/** Messages of a thread on one page. */
const atOnce = 50
/** A letter with its files by a plain form. */
const letterBytes = 12 * 1024 * 1024

const views: Record<string, InboxView> = {
  mine: 'mine',
  unmatched: 'unmatched',
  snoozed: 'snoozed',
  done: 'done',
  unsent: 'unsent',
}

const channelNames: Record<Channel, string> = { email: 'letters', sms: 'text messages' }

/** Why messages wait just now, for whoever looks at the inbox. */
async function circuitsInWords(ctx: Context): Promise<string[]> {
  const both = await Promise.all(
    (['email', 'sms'] as const).map(async (channel) => [channel, await circuitOf(ctx, channel)] as const),
  )
  return both.flatMap(([channel, circuit]) =>
    circuit && stateOf(circuit, ctx.now) !== 'closed'
      ? [
          `The provider of ${channelNames[channel]} does not answer: ${circuit.detail} Messages wait and go out by themselves.`,
        ]
      : [],
  )
}

async function showInbox(ctx: Context, c: Request) {
  const { q = '', label, about, after } = c.req.query()
  const view: InboxView = views[c.req.query('view') ?? ''] ?? 'open'
  const words = q.trim().slice(0, 200)
  const filter = about
    ? { about }
    : label
      ? { label: label.slice(0, 40) }
      : view === 'mine'
        ? { state: 'open' as const, assigneeId: ctx.actor.id }
        : view === 'unsent'
          ? {}
          : { state: view }
  const unsent = view === 'unsent' ? await listUnsent(ctx, after) : null
  const { rows, next } = words
    ? { rows: await searchThreads(ctx, words, 50), next: null }
    : unsent
      ? { rows: [], next: null }
      : await listThreads(ctx, filter, after)
  const query = new URLSearchParams({
    ...(view === 'open' ? {} : { view }),
    ...(label ? { label } : {}),
    ...(about ? { about } : {}),
    after: next ?? '',
  })
  const names = unsent
    ? await namesOf(
        ctx,
        unsent.rows.map(({ writtenBy }) => writtenBy),
      )
    : new Map<string, string>()
  return show(
    c,
    ctx,
    <InboxPage
      view={view}
      rows={await viewsOf(ctx, rows)}
      next={next ? `/inbox?${query}` : null}
      words={words}
      label={label ?? null}
      labels={await listLabels(ctx)}
      counts={await countThreads(ctx)}
      first={!after}
      circuits={await circuitsInWords(ctx)}
      unsent={
        unsent ? (
          <UnsentTable
            rows={unsent.rows.map((row) => ({ ...row, writer: names.get(row.writtenBy) ?? 'The house' }))}
            next={unsent.next ? `/inbox?view=unsent&after=${unsent.next}` : null}
          />
        ) : null
      }
    />,
  )
}

const readyWords = async (ctx: Context) => (ctx.may(saveTemplate.action) ? listTemplates(ctx) : [])

/** What a press on ready words fills in: the words, with what is known of whom they go to. */
async function wordsAsked(ctx: Context, c: Request, name: string, record: string): Promise<Record<string, string>> {
  const { words } = c.req.query()
  if (!words || !ctx.may(saveTemplate.action)) return {}
  const { subject, text } = await findTemplate(ctx, words)
  const profile = await ctx.profile()
  const known = { name, record, organization: profile.name, me: profile.me?.name ?? '' }
  return { subject: filled(subject, known), text: filled(text, known) }
}

async function showThread(ctx: Context, c: Request, refusal: Refusal | null) {
  const thread = await findThread(ctx, id(c))
  const [rows, parties, own] = await Promise.all([
    messagesSentence(ctx, thread.id, atOnce + 1, c.req.query('before') ?? ''),
    partiesSentence(ctx, thread.id),
    lookUpDraft(ctx, thread.id),
  ])
  const shown = rows
    .slice(0, atOnce)
    .filter(({ status }) => status !== 'draft')
    .reverse()
  const earlier = rows.length > atOnce ? (rows[atOnce - 1]?.id ?? null) : null
  const [view] = await viewsOf(ctx, [thread])
  if (!view) throw new Error('a thread without a view')
  const barred = await Promise.all(
    parties.slice(0, 5).map(async ({ channel, address }) => {
      const why = await whyNotReach(ctx, channel, address, 'work')
      return why && why.reason !== 'consent.none' ? { address, sentence: why.sentence } : null
    }),
  )
  const others =
    thread.state === 'unmatched' && parties[0]
      ? (await threadsWith(ctx, parties[0].channel, parties[0].address)).filter(
          (other) => other.id !== thread.id && other.state !== 'unmatched',
        )
      : []
  const page = (
    <ThreadPage
      thread={view}
      messages={await messageViews(ctx, shown)}
      earlier={earlier}
      later={c.req.query('before') !== undefined}
      draft={own ? { id: own.id, channel: own.channel, text: own.text } : null}
      parties={parties}
      barred={barred.flatMap((why) => why ?? [])}
      suggestions={(await viewsOf(ctx, others.slice(0, 4))).map(({ id, number, subject, aboutTitle }) => ({
        id,
        number,
        subject,
        aboutTitle,
      }))}
      labels={view.labels}
      address={await replyAddress(ctx, thread.number)}
      words={await readyWords(ctx)}
      values={refusal ? c.var.form : await wordsAsked(ctx, c, parties[0]?.name ?? '', view.aboutTitle ?? '')}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showNew(ctx: Context, c: Request, refusal: Refusal | null) {
  const about = c.var.form.about ?? c.req.query('about') ?? ''
  const card = about ? (await ctx.records([about])).get(about) : undefined
  const { to = '', toName = '', channel } = c.req.query()
  const asked = { about, to, toName, ...(channel ? { channel } : {}) }
  const values: Record<string, string> = refusal
    ? c.var.form
    : { ...asked, ...(await wordsAsked(ctx, c, toName, card ? card.tag || card.title : '')) }
  const page = (
    <NewThreadPage
      about={card ? { id: card.id, title: card.title } : null}
      words={await readyWords(ctx)}
      href={`/threads/new?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value))}`}
      values={values}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

async function showTriage(ctx: Context, c: Request, refusal: Refusal | null) {
  const [view] = await viewsOf(ctx, [await findThread(ctx, id(c))])
  if (!view) throw new Error('a thread without a view')
  const known = await listLabels(ctx)
  const page = (
    <TriagePage
      thread={view}
      labels={view.labels}
      known={known}
      values={refusal ? c.var.form : {}}
      trouble={troubleOf(refusal)}
    />
  )
  return show(c, ctx, page, statusOr(refusal))
}

/** Files that go with one message. */
const filesMost = 10

/** The chosen files in the store, once each. Refuses 'invalid' ('message.files') where there are too many. */
async function storedFiles(ctx: Context, c: Request): Promise<MessageFile[]> {
  const chosen = (c.var.files.file ?? []).filter(({ size }) => size > 0)
  if (chosen.length > filesMost) {
    const sentence = `At most ${filesMost} files go with one message. Send the others with a second one.`
    refuse('invalid', 'message.files', sentence, { file: sentence })
  }
  return Promise.all(
    chosen.map(async (file, index) => {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const told = { name: file.name || 'file', about: '', role: 'document' as const, bytes }
      const stored = await storeFile(ctx, told, c.var.key ? `${c.var.key}:${index}` : undefined)
      return { id: stored.file, name: stored.name, sizeBytes: file.size }
    }),
  )
}

/** One verb on a thread, and back to its page. */
const deedPath =
  (
    verb: (ctx: Context, input: unknown, options: { key?: string | undefined }) => Promise<{ id: string }>,
    text: string,
  ) =>
  async (ctx: Context, c: Request) => {
    const { id: own } = await findThread(ctx, id(c))
    const done = await attempt(() => verb(ctx, { ...c.var.form, id: own }, { key: c.var.key }))
    if (!done.ok) return showTriage(ctx, c, done.refusal)
    return seeOther(c, at(ctx, `/threads/${done.value.id}`), { text, undo: null })
  }

/** Pages under /inbox, /threads and /messages. */
export const threadPages = new Pages()
  .get('/inbox', see, showInbox)

  .get('/threads/new', { may: writeMessage.action }, (ctx, c) => showNew(ctx, c, null))

  .get('/threads/panel', see, async (ctx, c) => {
    const about = c.req.query('about') ?? ''
    const by = about.startsWith('vd_') ? { party: about } : { about }
    const { rows, next } = await listThreads(ctx, by, undefined, 5)
    return show(c, ctx, <ThreadsPanel rows={await viewsOf(ctx, rows)} about={about} more={next !== null} />)
  })

  .post('/threads', { may: writeMessage.action, limitBytes: letterBytes }, async (ctx, c) => {
    const done = await attempt(async () =>
      writeMessage(ctx, { ...c.var.form, files: await storedFiles(ctx, c) }, { key: c.var.key }),
    )
    if (!done.ok) return showNew(ctx, c, done.refusal)
    return seeOther(c, at(ctx, `/threads/${done.value.threadId}`), { text: 'It is on its way.', undo: null })
  })

  .get(one, see, (ctx, c) => showThread(ctx, c, null))

  .get(`${one}/triage`, { may: assignThread.action }, (ctx, c) => showTriage(ctx, c, null))

  .post(`${one}/messages`, { may: writeMessage.action, limitBytes: letterBytes }, async (ctx, c) => {
    const thread = await findThread(ctx, id(c))
    const { form, key } = c.var
    const done = await attempt(async () => {
      if (form.deed === 'note') return writeNote(ctx, { id: thread.id, text: form.text }, { key })
      if (form.deed === 'draft') return keepDraft(ctx, { ...form, id: thread.id }, { key })
      return writeMessage(ctx, { ...form, threadId: thread.id, subject: '', files: await storedFiles(ctx, c) }, { key })
    })
    if (!done.ok) return showThread(ctx, c, done.refusal)
    const text =
      form.deed === 'note' ? 'The note is kept.' : form.deed === 'draft' ? 'The draft is kept.' : 'It is on its way.'
    return seeOther(c, at(ctx, `/threads/${thread.id}`), { text, undo: null })
  })

  .post(`${one}/finish`, { may: finishThread.action }, async (ctx, c) => {
    const { id: own, number } = await finishThread(ctx, { id: (await findThread(ctx, id(c))).id }, { key: c.var.key })
    return seeOther(c, at(ctx, '/inbox'), {
      text: `T-${number} is done.`,
      undo: { action: `/threads/${own}/reopening`, fields: {} },
    })
  })

  .post(`${one}/reopening`, { may: reopenThread.action }, deedPath(reopenThread, 'It is in the inbox again.'))
  .post(`${one}/snooze`, { may: snoozeThread.action }, deedPath(snoozeThread, 'It sleeps.'))
  .post(`${one}/labels`, { may: labelThread.action }, deedPath(labelThread, 'The labels are saved.'))

  .post(`${one}/assignment`, { may: assignThread.action }, async (ctx, c) => {
    const { id: own } = await findThread(ctx, id(c))
    const assigneeId = c.var.form.me === 'on' ? ctx.actor.id : (c.var.form.assigneeId ?? '')
    const done = await attempt(() => assignThread(ctx, { id: own, assigneeId }, { key: c.var.key }))
    if (!done.ok) return showTriage(ctx, c, done.refusal)
    return seeOther(c, at(ctx, `/threads/${own}`), {
      text: assigneeId ? 'It is given.' : 'It is nobody’s now.',
      undo: null,
    })
  })

  .post(`${one}/link`, { may: linkThread.action }, async (ctx, c) => {
    const { id: own } = await findThread(ctx, id(c))
    const done = await attempt(() => linkThread(ctx, { ...c.var.form, id: own }, { key: c.var.key }))
    if (!done.ok) return showThread(ctx, c, done.refusal)
    return seeOther(c, at(ctx, `/threads/${done.value.id}`), { text: 'It is where it belongs.', undo: null })
  })

  .post('/messages/:id{ms_[^/]+}/again', { may: sendAgain.action }, async (ctx, c) => {
    const done = await sendAgain(ctx, { id: (await findMessage(ctx, id(c))).id }, { key: c.var.key })
    return seeOther(c, at(ctx, `/threads/${done.threadId}`), { text: 'It is on its way again.', undo: null })
  })

  // A stranger's markup: shown in a frame of its own, without scripts, forms, pictures from elsewhere, or us.
  .get('/messages/:id{ms_[^/]+}/html', see, async (ctx, c) => {
    const message = await findShownMessage(ctx, id(c))
    const html = await htmlOf(ctx, message)
    return c.html(html, 200, {
      'Content-Security-Policy':
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
      'X-Frame-Options': 'SAMEORIGIN',
      'Referrer-Policy': 'no-referrer',
    })
  })

  .get('/messages/:id{ms_[^/]+}/raw', see, async (ctx, c) => {
    const message = await findShownMessage(ctx, id(c))
    const raw = message.rawKey ? await ctx.ports.files.get(message.rawKey) : null
    return c.body(raw ? raw.bytes : message.text, 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${message.id}.eml"`,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    })
  })

/** The markup of a letter as it came, or the one that we wrote; its plain text where it has none. */
async function htmlOf(ctx: Context, message: Awaited<ReturnType<typeof findMessage>>): Promise<string> {
  const html = message.html ?? (message.rawKey ? await rawOf(ctx, message.rawKey) : null)
  const escaped = message.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return html ?? `<!doctype html><meta charset="utf-8"><pre>${escaped}</pre>`
}
