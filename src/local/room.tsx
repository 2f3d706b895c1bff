import { KitPage } from '../../templates/local/kit-page'
import { MailboxPage, PhonePage, PushPage } from '../../templates/local/post-office'
import { lookUpLogin } from '../identity/login'
import { openSession } from '../identity/session'
import { refuse } from '../kernel/refusal'
import { seeOther } from '../platform/answers'
import { showOpen } from '../platform/render'
import type { Room } from '../platform/room'
import { Open } from '../platform/routes'
import { shelfOf } from '../wiring'
import { emailOf } from './people'

const doors = new Open()
  .get('/kit', { may: 'anyone' }, async (_, c) => showOpen(c, <KitPage />))

  .get('/dev/enter/:who', { may: 'anyone' }, async (platform, c) => {
    const login = await lookUpLogin(platform, emailOf(c.req.param('who') ?? ''))
    if (!login) return refuse('not-found', 'demo.unknown', 'There is no such demo person.')
    await openSession(platform, c, login.id)
    return seeOther(c, '/')
  })

  .get('/dev/mail', { may: 'anyone' }, async (platform, c) =>
    showOpen(c, <MailboxPage letters={await shelfOf(platform.env.CONTROL, platform.now).list('mail', 50)} />),
  )

  .get('/dev/mail/:id', { may: 'anyone' }, async (platform, c) => {
    const letter = await shelfOf(platform.env.CONTROL, platform.now).find(c.req.param('id') ?? '')
    if (letter?.channel !== 'mail') return refuse('not-found', 'letter.unknown', 'There is no such letter.')
    // A letter has styles of its own; it is shown apart, without scripts and without us.
    return c.html(letter.body.html ?? '', 200, {
      'Content-Security-Policy':
        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
      'X-Frame-Options': 'SAMEORIGIN',
    })
  })

  .get('/dev/phone', { may: 'anyone' }, async (platform, c) =>
    showOpen(c, <PhonePage messages={await shelfOf(platform.env.CONTROL, platform.now).list('text', 100)} />),
  )

  .get('/dev/push', { may: 'anyone' }, async (platform, c) =>
    showOpen(c, <PushPage notes={await shelfOf(platform.env.CONTROL, platform.now).list('push', 100)} />),
  )

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
