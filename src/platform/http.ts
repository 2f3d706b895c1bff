import { Hono, type Context as HonoContext } from 'hono'
import { newId, secret } from '../kernel/ids'
import { instant } from '../kernel/instant'
import { Refusal, refuse } from '../kernel/refusal'
import { checkNotSeeing, endOfSeeing } from './action'
import { houseHeaders, problem, statusFor } from './answers'
import type { Actor, Context } from './context'
import { setVisitor, visitorToken } from './cookies'
import { checkSource, csrfOf, fieldsOf, readBody, readUpTo } from './entry'
import { describe, log } from './log'
import type { Platform } from './platform'
import type { HouseEnv, HouseVariables, Request, Route } from './routes'
import type { Residence } from './tenancy'

/** Why somebody who has a session does not come in all the same. */
export type Denied = 'expired' | 'factor-needed' | 'sso-needed' | 'network'

/** Who is at the door, found in one round trip. */
export type Entrance = {
  session: NonNullable<HouseVariables['session']>
  /** Null: they come in. */
  denied: Denied | null
  /** The organization of the path and who the person is in it; null when they are nobody there. */
  membership: { residence: Residence; actor: Actor } | null
  operator: boolean
}

/** The identity room's part in the doors: the platform knows no logins. */
export type Doorkeeper = {
  /** Null when the browser brings no session that is known. `slug` names the organization that is asked for. */
  enter: (platform: Platform, c: Request, slug: string | null) => Promise<Entrance | null>
  /** Who brings the word of the Authorization header to the JSON of an organization; null when it opens nothing there. */
  enterByBearer: (platform: Platform, c: Request, slug: string) => Promise<Entrance['membership']>
  /**
   * Keeps a form of somebody whose session is over, without what is secret in it, for them alone. Answers where it is
   * shown to them again; null where it is not kept.
   */
  keep: (platform: Platform, c: Request, entrance: Entrance) => Promise<string | null>
  /** The page that helps somebody who was denied, to which `next` is added; null where none does. */
  wayIn: (denied: Denied, slug: string | null) => string | null
}

/** How trouble is shown to a person; the templates' part in the doors. */
export type TroublePage = (
  c: Request,
  refusal: Refusal | null,
  status: number,
  ctx: Context | null,
) => Promise<Response>

/**
 * Asked before a route with `stepUp`: null lets the request in, else the answer leads to the proof. Refuses 'forbidden'
 * ('step-up') to a machine and ('shared.not-here') on a shared tablet.
 */
export type StepUp = (platform: Platform, c: Request, door: Route['door']) => Promise<Response | null>

type Parts = {
  routes: Route[]
  doorkeeper: Doorkeeper
  stepUp: StepUp
  trouble: TroublePage
}

export type HouseApp = Hono<HouseEnv & { Bindings: { platform: Platform } }>

/** Builds the app from the declared routes; there is no other way of registering one. */
export function buildApp({ routes, ...doors }: Parts): HouseApp {
  const app: HouseApp = new Hono({ strict: true })

  app.use('*', async (c, next) => {
    const { platform } = c.env
    const began = platform.now()
    const request = c as unknown as Request
    request.set('requestId', newId('req', began))
    request.set('platform', platform)
    request.set('form', {})
    request.set('files', {})
    request.set('bytes', new Uint8Array())
    request.set('key', undefined)
    request.set('csrf', '')
    request.set('session', null)
    request.set('meter', null)
    request.set('again', (path, fields) => sendAgain(app, c, path, fields))
    request.set('residence', null)
    request.set('membership', null)
    const [asked, own] = [new URL(c.req.url), new URL(platform.env.ORIGIN)]
    if (own.protocol === 'https:' && asked.protocol === 'http:' && asked.host === own.host && c.req.method === 'GET') {
      c.res = c.redirect(`${own.origin}${asked.pathname}${asked.search}`, 308)
    } else if (asked.host !== own.host || asked.protocol !== own.protocol) {
      c.res = new Response('This house answers at another address.\n', { status: 421 })
    } else await next()
    for (const [name, value] of Object.entries(houseHeaders)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    }
    c.res.headers.set('X-Request-Id', request.var.requestId)
    c.res.headers.append('Vary', 'HX-Request, Cookie')
    const route = c.req.routePath
    log('info', 'request', {
      requestId: request.var.requestId,
      route,
      method: c.req.method,
      status: c.res.status,
      ms: platform.now() - began,
      roundTrips: request.var.meter?.roundTrips ?? 0,
      rowsRead: request.var.meter?.rowsRead ?? 0,
    })
  })

  // The house's own paths come before any organization's.
  const own = ['open', 'api', 'page']
  for (const route of [...routes].sort((one, other) => own.indexOf(one.door) - own.indexOf(other.door))) {
    const prefix = { page: '/:organization', api: '/api/v1/:organization', open: '' }[route.door]
    app.on(route.method, prefix + route.path, (c) => serve(c as unknown as Request, route, doors))
  }
  app.notFound((c) => {
    const missing = new Refusal('not-found', 'nothing-here', 'There is nothing at this address.')
    return c.req.path.startsWith('/api/')
      ? problem(c as unknown as Request, missing)
      : doors.trouble(c as unknown as Request, missing, 404, null)
  })
  app.onError((error, c) =>
    answerTrouble(c as unknown as Request, error, null, c.req.path.startsWith('/api/'), doors.trouble),
  )
  return app
}

async function serve(c: Request, route: Route, doors: Omit<Parts, 'routes'>): Promise<Response> {
  const { doorkeeper, trouble, stepUp } = doors
  const { platform } = c.var
  if (route.door === 'open' && route.raw) return serveRaw(c, route, trouble)
  let ctx: Context | null = null
  try {
    const residence = route.door === 'open' && route.within ? await route.within(platform, c) : null
    c.set('residence', residence)
    const slug = route.door === 'open' ? (residence?.slug ?? null) : (c.req.param('organization') ?? null)
    // Whoever brings a bearer is judged by it alone: no cookie is read, so no CSRF value is asked. Pages know no bearers.
    const byBearer = route.door === 'api' && c.req.header('Authorization') !== undefined
    const machine = byBearer ? await doorkeeper.enterByBearer(platform, c, slug ?? '') : null
    if (byBearer && !machine) return askForBearer(c, 'invalid')
    const known = byBearer ? null : await doorkeeper.enter(platform, c, slug)
    const denied = known?.denied ?? null
    const entrance = denied ? null : known
    if (entrance) c.set('session', entrance.session)
    c.set('membership', entrance?.membership ?? null)

    if (denied && route.may !== 'anyone') {
      const kept = denied === 'expired' && known ? await keptForm(c, route, known, doorkeeper) : null
      return turnAway(c, route, denied, doorkeeper.wayIn(denied, slug), kept)
    }
    if (!machine && !entrance && route.may !== 'anyone') return askToSignIn(c, route, '/sign-in')
    if (route.may === 'operator' && !entrance?.operator)
      refuse('not-found', 'nothing-here', 'There is nothing at this address.')

    const bearer = entrance ? entrance.session.id : (visitorToken(c) ?? (await newVisitor(c, route)))
    const csrf = bearer ? await csrfOf(platform.env.SECRET, bearer) : null
    c.set('csrf', csrf ?? '')

    const body = await readBody(c, route)
    if (body instanceof FormData) {
      const { form, files } = fieldsOf(body)
      c.set('form', form)
      c.set('files', files)
      if (form.op) c.set('key', `${route.path}:${form.op}`.slice(0, 200))
    } else if (body instanceof Uint8Array) c.set('bytes', body as Uint8Array<ArrayBuffer>)
    else if (body !== undefined) {
      c.set(
        'form',
        isRecord(body) ? (body as Record<string, string>) : refuse('invalid', 'body.object', 'Send one JSON object.'),
      )
      const key = c.req.header('Idempotency-Key')
      if (key) c.set('key', `${route.method} ${route.path}:${key}`.slice(0, 200))
    }
    if (!machine) checkSource(c, platform.env.ORIGIN, csrf)
    const checked = async () => {
      if (!route.stepUp) return null
      return machine
        ? refuse('forbidden', 'step-up', 'A person does this in the browser: no key opens it.')
        : stepUp(platform, c, route.door)
    }

    const only = entrance?.session.only ?? null
    if (only !== null && route.door === 'open' && route.may === 'login') return c.redirect(`/${only}`, 303)
    if (route.door === 'open') return (await checked()) ?? (await route.handler(platform, c))

    const membership = machine ?? entrance?.membership
    if (!membership) refuse('not-found', 'nothing-here', 'There is nothing at this address.')
    ctx = await platform.openTenant(membership.residence, membership.actor, c.var.requestId, addressPrefix(c))
    // Staying signed in changes nothing of the organization's.
    if (c.req.method !== 'GET' && route.may !== endOfSeeing && route.path !== '/session') checkNotSeeing(ctx)
    if (route.may !== 'member' && !ctx.may(route.may)) {
      if (machine) c.header('WWW-Authenticate', `${challenge}, error="insufficient_scope", scope="${route.may}"`)
      refuse('forbidden', 'not-permitted', `Your role does not include “${route.may}”. Ask an administrator.`)
    }
    c.set('meter', ctx.meter)
    const answer = (await checked()) ?? (await route.handler(ctx, c))
    return (await asksFirst(c, ctx, route, answer)) ?? answer
  } catch (error) {
    return answerTrouble(c, error, ctx, route.door === 'api', trouble)
  }
}

/** A form that was kept while its sender proved who they are: as the browser sends it, with the token it has now. */
async function sendAgain(
  app: HouseApp,
  c: HonoContext<HouseEnv & { Bindings: { platform: Platform } }>,
  path: string,
  fields: Record<string, string>,
): Promise<Response> {
  const headers = new Headers(c.req.raw.headers)
  const turned = c.res.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
  const names = new Set(turned.map((pair) => pair.split('=')[0]))
  const kept = (headers.get('Cookie') ?? '').split(/;\s*/).filter((pair) => !names.has(pair.split('=')[0]))
  headers.set('Cookie', [...kept, ...turned].join('; '))
  headers.set('Content-Type', 'application/x-www-form-urlencoded')
  headers.delete('Content-Length')
  const body = new URLSearchParams(fields).toString()
  const request = new globalThis.Request(new URL(path, c.req.url), { method: 'POST', headers, body })
  return app.fetch(request, c.env, c.executionCtx)
}

/** A raw route: whoever sends, no cookie says who it is. */
async function serveRaw(c: Request, route: Extract<Route, { door: 'open' }>, trouble: TroublePage): Promise<Response> {
  try {
    if (route.method !== 'GET') c.set('bytes', await readUpTo(c.req.raw, route.limitBytes))
    return await route.handler(c.var.platform, c)
  } catch (error) {
    return answerTrouble(c, error, null, route.raw === 'json', trouble)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Signed-out pages have forms too: their CSRF value is bound to a random visit. */
async function newVisitor(c: Request, route: Route): Promise<string | null> {
  if (route.door !== 'open' || c.req.method !== 'GET') return null
  const token = secret()
  setVisitor(c, token)
  return token
}

const challenge = 'Bearer realm="MRO Command"'

/** Asks a machine who it is, as RFC 6750 has it; why a bearer is not good is not told. */
function askForBearer(c: Request, bearer: 'missing' | 'invalid'): Response {
  const invalid = bearer === 'invalid'
  return c.json(
    {
      type: `urn:mro:problem:${invalid ? 'bearer' : 'sign-in'}`,
      title: invalid ? 'This key or token does not open this. It may be over, or another’s.' : 'Sign in first.',
      status: 401,
      instance: `urn:mro:request:${c.var.requestId}`,
    },
    401,
    {
      'Content-Type': 'application/problem+json',
      'WWW-Authenticate': invalid ? `${challenge}, error="invalid_token"` : challenge,
    },
  )
}

/** Where somebody who has not agreed yet goes first: a whole page of theirs leads there and is shown afterwards. */
async function asksFirst(c: Request, ctx: Context, route: Route, answer: Response): Promise<Response | null> {
  const whole = route.door === 'page' && route.method === 'GET' && answer.status === 200 && !c.req.header('HX-Request')
  if (!whole || ctx.actor.kind !== 'member' || route.path === firstPage || route.path === '/settings/logo') return null
  // Read with the page itself; a page that read nothing asks once.
  if (!(await ctx.profile()).me?.toAgree) return null
  const { pathname, search } = new URL(c.req.url)
  return c.redirect(`/${ctx.organization.slug}${firstPage}?next=${encodeURIComponent(pathname + search)}`, 303)
}

const firstPage = '/agreement'

/**
 * A form of a page that came when its session had just ended, kept. What asks for a fresh proof, and what does not come
 * from our own page, is not.
 */
async function keptForm(c: Request, route: Route, known: Entrance, { keep }: Doorkeeper): Promise<string | null> {
  if (route.door !== 'page' || route.method !== 'POST' || route.stepUp) return null
  try {
    const body = await readBody(c, route)
    if (!(body instanceof FormData)) return null
    const { form, files } = fieldsOf(body)
    c.set('form', form)
    if (Object.keys(files).length > 0) return null
    checkSource(c, c.var.platform.env.ORIGIN, await csrfOf(c.var.platform.env.SECRET, known.session.id))
    return await keep(c.var.platform, c, known)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** Answers a machine with 401, and shows a person the page by which they come in and then back to where they were. */
function askToSignIn(c: Request, route: Route, wayIn: string, kept: string | null = null): Response {
  if (route.door === 'api') return askForBearer(c, 'missing')
  const url = new URL(c.req.url)
  // A fragment cannot show where to sign in: the page around it goes there, and comes back to itself.
  const current = c.req.header('HX-Request') ? c.req.header('HX-Current-URL') : undefined
  const page = current && URL.canParse(current) ? new URL(current) : null
  const shown = page?.origin === url.origin ? page : c.req.method === 'GET' ? url : null
  const next = kept ?? (shown ? shown.pathname + shown.search : '/')
  if (current) {
    c.header('HX-Redirect', `${wayIn}${wayIn.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`)
    return c.body(null, 401)
  }
  return c.redirect(`${wayIn}${wayIn.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`, 303)
}

const deniedSentences = {
  'factor-needed': 'This organization asks for a second factor. Add it in the browser, then try again.',
  'sso-needed': 'This organization lets people in by its own sign-in only.',
  network: 'This organization lets people in from its own networks only. Connect to one of them, then try again.',
}

function turnAway(c: Request, route: Route, denied: Denied, wayIn: string | null, kept: string | null): Response {
  if (denied === 'expired') return askToSignIn(c, route, wayIn ?? '/sign-in', kept)
  if (route.door === 'api' || wayIn === null) refuse('forbidden', denied, deniedSentences[denied])
  return askToSignIn(c, route, wayIn)
}

async function answerTrouble(
  c: Request,
  error: unknown,
  ctx: Context | null,
  json: boolean,
  trouble: TroublePage,
): Promise<Response> {
  const refusal = error instanceof Refusal ? error : null
  if (!refusal) {
    log('error', 'fault', { requestId: c.var.requestId, route: c.req.routePath, error: describe(error) })
  }
  if (json) {
    if (refusal) return problem(c, refusal)
    return c.json(
      {
        type: 'urn:mro:problem:fault',
        title: 'That did not work, and nothing was saved. We can find out why by the request’s id.',
        status: 500,
        instance: `urn:mro:request:${c.var.requestId}`,
      },
      500,
      { 'Content-Type': 'application/problem+json' },
    )
  }
  return trouble(c, refusal, refusal ? statusFor(refusal) : 500, ctx)
}

/** The whole network address of a request: for a decision, never kept. Empty where the edge does not say. */
export const addressOf = (c: Request): string => c.req.header('CF-Connecting-IP') ?? ''

/** The network that a request came from, without the part that names a household: /24 or /48. */
export function addressPrefix(c: Request): string {
  const address = addressOf(c)
  if (address.includes(':')) return `${address.split(':').slice(0, 3).join(':')}::/48`
  return /^\d+\.\d+\.\d+\.\d+$/.test(address) ? `${address.split('.').slice(0, 3).join('.')}.0/24` : 'unknown'
}

/** The clock of the runtime. */
export const systemClock = () => instant(Date.now())
