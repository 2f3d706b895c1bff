import * as z from 'zod'
import { type Message, personOf } from '../../templates/local/doors'
import { KitPage } from '../../templates/local/kit-page'
import { LetterFormPage, MailboxPage } from '../../templates/local/mail'
import { NamesPage } from '../../templates/local/names'
import { PhonePage } from '../../templates/local/phone'
import { PushPage } from '../../templates/local/push'
import { senderOf } from '../identity/letters'
import { lookUpLogin } from '../identity/login'
import { openSession } from '../identity/session'
import { attempt, type Refusal, refuse } from '../kernel/refusal'
import { textLine } from '../kernel/schemas'
import { checkedInput } from '../platform/action'
import { seeOther, statusFor } from '../platform/answers'
import type { Platform } from '../platform/platform'
import { showOpen } from '../platform/render'
import type { Room } from '../platform/room'
import { Open, type Request } from '../platform/routes'
import type { Channel } from '../ports/shelf'
import { shelfOf } from '../wiring'
import { houseNumber, writeLetter, writeText } from './answers'
import { playDeed } from './deeds'
import { emailOf } from './people'

/** As many messages of a channel as a page looks through. */
const most = 200

const kept = (platform: Platform, channel: Channel): Promise<Message[]> =>
  shelfOf(platform.env.CONTROL, platform.now).list(channel, most)

/** The messages of one person, or of everybody, and the people to choose from. */
function ofPerson(messages: Message[], person: string) {
  const people = [...new Set(messages.map(personOf))].sort()
  return { people, person, shown: messages.filter((message) => person === '' || personOf(message) === person) }
}

const troubleOf = (refusal: Refusal | null) => refusal && { sentence: refusal.message, fields: refusal.fields }

/** What a letter to the house says before somebody types: an answer begins with what it answers. */
async function answerTo(platform: Platform, id: string): Promise<Record<string, string>> {
  const own = senderOf(platform.env.MAIL_FROM).address
  const letter = id ? await shelfOf(platform.env.CONTROL, platform.now).find(id) : null
  if (letter?.channel !== 'mail' || letter.direction !== 'out') return { to: own }
  const { subject = '', toName = '', replyTo } = letter.body
  return {
    from: letter.recipient,
    fromName: toName,
    to: replyTo || own,
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    inReplyTo: `${letter.id}@${own.slice(own.lastIndexOf('@') + 1)}`,
  }
}

async function showPhone(platform: Platform, c: Request, asked: string, refusal: Refusal | null) {
  const messages = await kept(platform, 'text')
  const { people } = ofPerson(messages, '')
  const numbers = people
    .flatMap((number) => messages.filter((message) => personOf(message) === number).slice(0, 1))
    .map((last) => ({ number: personOf(last), last }))
    .sort((one, other) => other.last.at - one.last.at)
  const number = asked === 'new' ? '' : asked || numbers[0]?.number || ''
  const thread = number ? messages.filter((message) => personOf(message) === number).reverse() : []
  const last = thread.at(-1)
  const house = last ? (last.direction === 'out' ? last.sender : last.recipient) : houseNumber
  const page = { numbers, thread, number, house, values: c.var.form, trouble: troubleOf(refusal) }
  return showOpen(c, <PhonePage {...page} origin={platform.env.ORIGIN} />, refusal ? (statusFor(refusal) as 422) : 200)
}

const nameInput = z.object({
  name: textLine(253, 'Write a domain.'),
  value: textLine(255, 'Write the text that stands there.'),
})

async function showNames(platform: Platform, c: Request, refusal: Refusal | null) {
  const { results } = await platform.env.CONTROL.prepare(
    'SELECT name, value FROM local_names ORDER BY name, value LIMIT 200',
  ).all<{ name: string; value: string }>()
  // A page of the house may bring what is to be written down; it is written by the button.
  const { name = '', value = '' } = c.req.query()
  const values = refusal ? c.var.form : { name, value }
  const page = <NamesPage rows={results} values={values} trouble={troubleOf(refusal)} />
  return showOpen(c, page, refusal ? (statusFor(refusal) as 422) : 200)
}

const doors = new Open()
  .get('/kit', { may: 'anyone' }, async (_, c) => showOpen(c, <KitPage />))

  .get('/dev/enter/:who', { may: 'anyone' }, async (platform, c) => {
    const login = await lookUpLogin(platform, emailOf(c.req.param('who') ?? ''))
    if (!login) return refuse('not-found', 'demo.unknown', 'There is no such demo person.')
    await openSession(platform, c, login.id, 'password')
    return seeOther(c, '/')
  })

  // As if this browser had asked nothing for so long: how the end of a session is looked at without waiting for it.
  .get('/dev/wait/:minutes', { may: 'login' }, async ({ env }, c) => {
    const ms = Math.round(Number(c.req.param('minutes')) * 60_000) || 0
    const id = c.var.session?.id ?? ''
    await env.CONTROL.batch([
      env.CONTROL.prepare(
        'UPDATE sessions SET created_at = created_at - ?1, seen_at = seen_at - ?1, proved_at = proved_at - ?1 WHERE id = ?2',
      ).bind(ms, id),
      env.CONTROL.prepare('UPDATE session_visits SET seen_at = seen_at - ?1 WHERE session_id = ?2').bind(ms, id),
    ])
    return c.text('So long ago.')
  })

  .get('/dev/mail', { may: 'anyone' }, async (platform, c) => {
    const { people, person, shown } = ofPerson(await kept(platform, 'mail'), c.req.query('person') ?? '')
    const page = { letters: shown, people, person, origin: platform.env.ORIGIN }
    return showOpen(c, <MailboxPage {...page} />)
  })

  .get('/dev/mail/new', { may: 'anyone' }, async (platform, c) =>
    showOpen(c, <LetterFormPage values={await answerTo(platform, c.req.query('answers') ?? '')} trouble={null} />),
  )

  .post('/dev/mail', { may: 'anyone', limitBytes: 64 * 1024 }, async (platform, c) => {
    const done = await attempt(() => writeLetter(platform, c.var.form, c.var.key))
    if (done.ok) return seeOther(c, '/dev/mail')
    const page = <LetterFormPage values={c.var.form} trouble={troubleOf(done.refusal)} />
    return showOpen(c, page, statusFor(done.refusal) as 422)
  })

  .get('/dev/mail/:id', { may: 'anyone' }, async (platform, c) => {
    const letter = await shelfOf(platform.env.CONTROL, platform.now).find(c.req.param('id') ?? '')
    if (letter?.channel !== 'mail') return refuse('not-found', 'letter.unknown', 'There is no such letter.')
    // A letter has styles of its own; it is shown apart, without scripts, without forms and without us. A link that
    // opens a window leaves the sandbox, or the page in it could not keep a session.
    return c.html(letter.body.html ?? '', 200, {
      'Content-Security-Policy':
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    })
  })

  .post('/dev/messages/:id/deeds', { may: 'anyone' }, async (platform, c) => {
    const { channel, direction, sender, recipient, id } = await playDeed(
      platform,
      c.req.param('id') ?? '',
      c.var.form,
      c.var.key,
    )
    if (channel === 'mail') return seeOther(c, `/dev/mail#${id}`)
    return seeOther(c, `/dev/phone?number=${encodeURIComponent(direction === 'out' ? recipient : sender)}`)
  })

  .get('/dev/phone', { may: 'anyone' }, async (platform, c) =>
    showPhone(platform, c, c.req.query('number') ?? '', null),
  )

  .post('/dev/phone', { may: 'anyone' }, async (platform, c) => {
    const done = await attempt(() => writeText(platform, c.var.form, c.var.key))
    if (done.ok) return seeOther(c, `/dev/phone?number=${encodeURIComponent(done.value)}`)
    return showPhone(platform, c, c.var.form.from || 'new', done.refusal)
  })

  .get('/dev/names', { may: 'anyone' }, async (platform, c) => showNames(platform, c, null))

  .post('/dev/names', { may: 'anyone' }, async (platform, c) => {
    const done = await attempt(async () => {
      const { name, value } = checkedInput(nameInput, c.var.form)
      await platform.env.CONTROL.prepare('INSERT OR IGNORE INTO local_names (name, value) VALUES (?, ?)')
        .bind(name.toLowerCase(), value)
        .run()
    })
    return done.ok ? seeOther(c, '/dev/names') : showNames(platform, c, done.refusal)
  })

  .get('/dev/push', { may: 'anyone' }, async (platform, c) => {
    const { people, person, shown } = ofPerson(await kept(platform, 'push'), c.req.query('person') ?? '')
    return showOpen(c, <PushPage notes={shown} people={people} person={person} />)
  })

/** The local doors: what would have gone out, and the kit. They do not exist in a deployed worker. */
export const local: Room = {
  name: 'local',
  about: 'What a developer sees on their own machine.',
  actions: [],
  permissions: [],
  routes: doors.routes,
  listeners: [],
  ticks: [],
  personalData: [],
}
