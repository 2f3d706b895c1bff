import { PublicReportPage, ReportStatusPage } from '../../templates/codes/report-public'
import { fill, type Language, languageOf, languages } from '../../templates/codes/words'
import { formPictures, formPicturesBytes, storePicture } from '../files'
import { countTry, sendLetter } from '../identity'
import { hashOf, sameSecret, sealOf } from '../kernel/ids'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { readCode } from '../kernel/short-code'
import { seeOther, statusFor } from '../platform/answers'
import type { Context, RecordCard } from '../platform/context'
import { addressPrefix } from '../platform/http'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import { Open, type Request } from '../platform/routes'
import type { Code } from './code'
import { codeByLetters, settingsSentence } from './code.queries'
import { ofTheCode, signIn } from './landing'
import { commonSymptoms, likelyTheSame } from './report'
import { joinReport, sendReport } from './report.actions'
import { openReportsOn, reportOfLink } from './report.queries'
import { insertScan, lookOf } from './scan.queries'

const visitor = { kind: 'system', id: 'visitor' } as const
const letters = (c: Request) => readCode(c.req.param('code') ?? '') ?? ''

const tongueOf = (c: Request): Language =>
  languageOf(c.var.form.lang ?? c.req.query('lang'), c.req.header('Accept-Language'))

/** What a stranger may report on: the record of a code that is open to them. */
type OpenCode = { ctx: Context; code: Code; target: RecordCard; symptoms: readonly string[] }

/** Null wherever strangers may not report: without a sign of whether the code is known. */
export async function openToStrangers(platform: Platform, c: Request): Promise<OpenCode | null> {
  const { residence } = c.var
  if (!residence) return null
  const ctx = await platform.openTenant(residence, visitor, c.var.requestId, addressPrefix(c))
  const [[code], [settings]] = await ctx.db.batch([codeByLetters(ctx, letters(c)), settingsSentence(ctx)])
  if (!code?.public || !settings?.publicReports || code.target === null || code.state === 'revoked') return null
  const target = (await ctx.records([code.target])).get(code.target)
  if (!target || target.retired) return null
  return { ctx, code, target, symptoms: target.symptoms.length > 0 ? target.symptoms : commonSymptoms }
}

/** What a form carries for the pictures that came with an earlier try of it: nobody can name another file. */
const ticketOf = async ({ env }: Platform, c: Request, code: Code, file: string) =>
  `${file}.${await sealOf(env.SECRET, `report-photo:${code.id}:${c.var.csrf}:${file}`)}`

/**
 * The pictures of a report: those that are here from an earlier try, and those that come now. At most three.
 * Refuses 'limit', and 'invalid' for what is no picture.
 */
async function picturesOf(platform: Platform, c: Request, { ctx, code }: OpenCode): Promise<string[]> {
  const kept: string[] = []
  for (const ticket of (c.var.form.kept ?? '').split(' ').slice(0, formPictures)) {
    const [file = ''] = ticket.split('.')
    if (ticket && sameSecret(ticket, await ticketOf(platform, c, code, file))) kept.push(file)
  }
  const fresh = (c.var.files.photo ?? []).filter(({ size }) => size > 0).slice(0, formPictures - kept.length)
  for (const file of fresh) {
    await countTry(platform, 'pictures', addressPrefix(c))
    kept.push(await storePicture(ctx, file))
  }
  return [...new Set(kept)]
}

/** The form of strangers, as it was filled in; `tickets` stand for the pictures that came with it. */
export async function showReport(
  c: Request,
  { ctx, code, target, symptoms }: OpenCode,
  refusal: Refusal | null,
  tickets: string[] = [],
) {
  const language = tongueOf(c)
  const { form } = c.var
  const profile = await ctx.profile()
  const same =
    refusal?.reason === 'report.same' || refusal === null
      ? likelyTheSame(await openReportsOn(ctx, target.id), chosen(symptoms, form), ctx.now)
      : null
  const page = (
    <PublicReportPage
      language={language}
      organization={profile.name}
      code={code.code}
      thing={target}
      symptoms={symptoms}
      values={form}
      tickets={tickets}
      same={same}
      offered={refusal?.reason === 'report.same'}
      trouble={refusal && refusal.reason !== 'report.same' ? troubleIn(language, refusal) : null}
    />
  )
  return showOpen(c, page, refusal && refusal.reason !== 'report.same' ? statusFor(refusal) : 200)
}

/** What is wrong, in the stranger's language. */
function troubleIn(language: Language, refusal: Refusal): string {
  const words = languages[language]
  if (refusal.code === 'limit') {
    return fill(words.wait, { minutes: Math.ceil((refusal.retryAfterSeconds ?? 60) / 60) })
  }
  if (refusal.fields.email) return words.badEmail
  if (refusal.fields.photo || refusal.fields.file) return words.badPhoto
  return refusal.reason === 'report.empty' ? words.nothing : refusal.message
}

const chosen = (symptoms: readonly string[], form: Record<string, string>) =>
  symptoms.filter((_, index) => form[`s${index}`] === 'on')

/**
 * Sends or joins, as the form says. Answers the status link's token: 256 bits made of this rendering of the form, so that
 * a form that is sent twice has one link. Refuses 'conflict' ('report.same') to offer an open report that says the same.
 */
async function take(
  platform: Platform,
  c: Request,
  { ctx, code, target, symptoms }: OpenCode,
  photos: string[],
): Promise<string> {
  const { form, csrf, key } = c.var
  const own = `${csrf}:${form.op ?? c.var.requestId}`
  const token = await sealOf(platform.env.SECRET, `report:${code.id}:${own}`)
  const marks = chosen(symptoms, form)
  if (!form.join && !form.separately && marks.length > 0) {
    const same = likelyTheSame(await openReportsOn(ctx, target.id), marks, ctx.now)
    if (same) refuse('conflict', 'report.same', 'Somebody reported the same a short time ago.')
  }
  await countTry(platform, 'reportCode', code.code)
  await countTry(platform, 'reporter', addressPrefix(c))
  const said = {
    symptoms: marks,
    words: form.words ?? '',
    down: form.down === 'on',
    name: form.name ?? '',
    email: form.email ?? '',
    phone: form.phone ?? '',
    language: tongueOf(c),
    linkHash: await hashOf(token),
    photos,
  }
  const options = { key: key && `${key}:${await hashOf(own)}` }
  if (form.join) await joinReport(ctx, { id: form.join, ...said }, options)
  else await sendReport(ctx, { target: target.id, codeId: code.id, ...said }, options)
  const look = lookOf(c, { raw: new URL(c.req.url).pathname, actorId: null, purpose: 'report', way: 'link' })
  await insertScan(ctx, look, code.id, target.id)
  return token
}

/** The letter that says that the report has arrived, with its link. */
async function receipt(ctx: Context, c: Request, target: RecordCard, link: string): Promise<void> {
  const words = languages[tongueOf(c)]
  const { email = '', name = '' } = c.var.form
  const profile = await ctx.profile()
  await sendLetter(
    ctx,
    `report:${await hashOf(link)}`,
    { address: email.trim(), name: name.trim() },
    {
      subject: `${words.thanks} ${target.title}`,
      preheader: words.received,
      lines: [words.thanks, target.title, words.keep],
      button: { label: words.title, href: link },
      footer: [profile.name],
    },
  )
}

/** Reports of people without a login. */
export const reportDoor = new Open()
  .post(
    '/q/:code/reports',
    { may: 'anyone', within: ofTheCode, limitBytes: formPicturesBytes },
    async (platform, c) => {
      const open = await openToStrangers(platform, c)
      if (!open) return signIn(c)
      c.set('meter', open.ctx.meter)
      const pictures = await attempt(() => picturesOf(platform, c, open))
      if (!pictures.ok) return showReport(c, open, pictures.refusal)
      const done = await attempt(() => take(platform, c, open, pictures.value))
      if (!done.ok) {
        const tickets = pictures.value.map((file) => ticketOf(platform, c, open.code, file))
        return showReport(c, open, done.refusal, await Promise.all(tickets))
      }
      const path = `/q/${open.code.code}/reports/${done.value}`
      if (c.var.form.email) platform.later(receipt(open.ctx, c, open.target, open.ctx.origin + path))
      return seeOther(c, `${path}?lang=${tongueOf(c)}&new=yes`)
    },
  )

  .get('/q/:code/reports/:token', { may: 'anyone', within: ofTheCode }, async (platform, c) => {
    const { residence } = c.var
    const token = c.req.param('token') ?? ''
    const nothing = () => refuse('not-found', 'nothing-here', 'There is nothing at this address.')
    if (!residence || token.length !== 43) return nothing()
    const ctx = await platform.openTenant(residence, visitor, c.var.requestId)
    const [report] = await reportOfLink(ctx, await hashOf(token))
    if (!report) return nothing()
    const target = (await ctx.records([report.target])).get(report.target)
    const { name } = await ctx.profile()
    const page = (
      <ReportStatusPage
        language={tongueOf(c)}
        organization={name}
        code={letters(c)}
        token={token}
        thing={target?.title ?? ''}
        report={report}
        fresh={c.req.query('new') === 'yes'}
      />
    )
    return showOpen(c, page)
  })
