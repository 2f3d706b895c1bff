import type { Child } from 'hono/jsx'
import { calendarOf } from '../../templates/kit/calendar'
import { Render, type Rendering } from '../../templates/kit/context'
import { secret } from '../kernel/ids'
import type { Context } from './context'
import { takeFlash, themeOf } from './cookies'
import type { Request } from './routes'

type Status = 200 | 201 | 400 | 401 | 403 | 404 | 409 | 410 | 412 | 413 | 415 | 421 | 422 | 429 | 500 | 503

/** Shows a page of an organization: the room's element inside all that every page needs to know. */
export async function show(c: Request, ctx: Context, element: Child, status: Status = 200): Promise<Response> {
  const profile = await ctx.profile()
  const { me } = profile
  return send(c, element, status, {
    ...ambience(c, ctx.now),
    endsAt: c.var.session?.endsAt ?? null,
    base: `/${ctx.organization.slug}`,
    theme: me && me.theme !== 'auto' ? me.theme : themeOf(c),
    density: me?.density ?? 'comfortable',
    shortcuts: me?.shortcuts ?? true,
    organization: {
      name: profile.name,
      site: null,
      logo: profile.logo ? `/${ctx.organization.slug}/settings/logo` : null,
    },
    person: me ? { name: me.name, title: me.jobTitle, initials: initialsOf(me.name) } : null,
    may: ctx.may,
    seeing: ctx.actor.kind === 'member' ? (ctx.actor.seeing ?? null) : null,
    panels: c.var.platform.rooms.flatMap((room) => room.panels ?? []).filter(({ may }) => ctx.may(may)),
    timeZone: me?.timeZone ?? profile.timeZone,
    locale: profile.locale,
    calendar: calendarOf(profile.locale, me?.timeZone ?? profile.timeZone),
    currency: profile.currency,
  })
}

/** Shows a page outside any organization. */
export async function showOpen(c: Request, element: Child, status: Status = 200): Promise<Response> {
  const { session, platform } = c.var
  return send(c, element, status, {
    ...ambience(c, platform.now()),
    person: session ? { name: session.name, title: '', initials: initialsOf(session.name) } : null,
  })
}

const ambience = (c: Request, now: number): Rendering => {
  const url = new URL(c.req.url)
  return {
    base: '',
    path: url.pathname + url.search,
    csrf: c.var.csrf,
    operation: secret().slice(0, 22),
    theme: themeOf(c),
    density: 'comfortable',
    shortcuts: true,
    local: 'LOCAL' in c.var.platform.env,
    organization: null,
    person: null,
    shared: c.var.session?.kind === 'shared',
    may: () => false,
    endsAt: null,
    seeing: null,
    panels: [],
    now,
    timeZone: 'UTC',
    locale: 'en-US',
    calendar: calendarOf('en-US', 'UTC'),
    currency: 'USD',
    flash: takeFlash(c),
  }
}

async function send(c: Request, element: Child, status: Status, rendering: Rendering): Promise<Response> {
  const page = await (<Render.Provider value={rendering}>{element}</Render.Provider>).toString()
  return c.html(`<!doctype html>${page}`, status)
}

/** “DP” for Dana Petersen. */
export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
