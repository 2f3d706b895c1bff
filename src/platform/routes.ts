import type { Context as HonoContext } from 'hono'
import type * as z from 'zod'
import type { Action } from './action'
import type { Actor, Context } from './context'
import type { Platform } from './platform'
import type { Meter } from './store'
import type { Residence } from './tenancy'

/** Where a person belongs, and as whom. */
export type Membership = { residence: Residence; actor: Actor }

/** A way of proving who one is. `sso:` is followed by the organization whose identity provider said so. */
export type Way = 'password' | 'code' | 'passkey' | 'totp' | 'recovery' | 'pin' | `sso:${string}`

/** One proof of a session and the instant of it, in milliseconds. */
export type Proof = { way: Way; at: number }

/** `shared`: a tablet that several people use, with a short patience. */
export type SessionKind = 'browser' | 'shared'

/** Who is signed in, as the session says. */
export type Session = {
  id: string
  /** Of its token, which changes at a step-up and when what the person may do changes. */
  hash: string
  loginId: string
  name: string
  email: string
  kind: SessionKind
  proofs: Proof[]
  /** When they last proved who they are. */
  provedAt: number
  /** When it ends if nothing more is asked of it. */
  endsAt: number
  /** The slug of the one organization that it reaches: on a shared tablet. */
  only: string | null
}

/** What a request brings along, ready by the time a handler runs. */
export type HouseVariables = {
  requestId: string
  platform: Platform
  /** The form's fields as text; files stay files. Empty for other requests. */
  form: Record<string, string>
  /** The files of a field, in the order in which they were chosen. */
  files: Record<string, File[]>
  /** The body as it came, on a raw route and on one that takes bytes; empty elsewhere. */
  bytes: Uint8Array<ArrayBuffer>
  /** Which try of which rendering this is, for actions. */
  key: string | undefined
  csrf: string
  /** The organization that an open path is about, and who the person is in it. Null on other paths, and for nobody. */
  residence: Residence | null
  membership: Membership | null
  /** What the page read of its organization's database; null outside one. */
  meter: Meter | null
  /** Null on pages for anyone, to whom nobody is signed in. */
  session: Session | null
  /** Sends a form to a path of the house as this browser would, with the session as it is now. */
  again: (path: string, fields: Record<string, string>) => Promise<Response>
}
export type HouseEnv = { Variables: HouseVariables }
export type Request = HonoContext<HouseEnv>

export type MemberHandler = (ctx: Context, c: Request) => Promise<Response>
export type OpenHandler = (platform: Platform, c: Request) => Promise<Response>

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What the JSON side of a route takes and answers, for the machine and for the API's page. */
export type ApiContract = {
  about: string
  action?: Action
  query?: z.ZodObject
  answer?: z.ZodType
  status?: 200 | 201 | 204
  /** The body is bytes as they are, at most so many, and not JSON. */
  bytes?: number
}

/**
 * One way in. `may` is a permission (a member of the organization in the path whose role has it), `member` (any member
 * of it), `login` (whoever is signed in), `operator` (who runs the installation) or `anyone`: the short public list,
 * which a house test holds.
 */
export type Route = {
  method: Method
  path: string
  may: string
  limitBytes: number
  /** Only for those who proved who they are within the last ten minutes, with the second factor of those who have one. */
  stepUp?: boolean
} & (
  | { door: 'page'; handler: MemberHandler }
  | { door: 'api'; handler: MemberHandler; contract: ApiContract }
  | { door: 'open'; handler: OpenHandler; raw?: 'page' | 'json'; within?: Within | undefined }
)

/** Which organization an open path is about, by what stands in it: a code, never a name. */
export type Within = (platform: Platform, c: Request) => Promise<Residence | null>

const formBytes = 64 * 1024

type PageOptions = { may: string; limitBytes?: number; stepUp?: boolean }

/** The pages of a room inside an organization: `/{organization}` stands before each path. */
export class Pages {
  readonly routes: Route[] = []

  get(path: string, { may, stepUp = false }: PageOptions, handler: MemberHandler): this {
    this.routes.push({ door: 'page', method: 'GET', path, may, limitBytes: formBytes, stepUp, handler })
    return this
  }

  post(path: string, { may, limitBytes = formBytes, stepUp = false }: PageOptions, handler: MemberHandler): this {
    this.routes.push({ door: 'page', method: 'POST', path, may, limitBytes, stepUp, handler })
    return this
  }
}

/** The JSON of a room: `/api/v1/{organization}` stands before each path. */
export class Api {
  readonly routes: Route[] = []

  add(
    method: Method,
    path: string,
    { may, stepUp = false, ...contract }: ApiContract & { may: string; stepUp?: boolean },
    handler: MemberHandler,
  ): this {
    const limitBytes = contract.bytes ?? formBytes
    this.routes.push({ door: 'api', method, path, may, limitBytes, stepUp, handler, contract })
    return this
  }
}

type OpenOptions = {
  may: 'anyone' | 'login' | 'operator'
  limitBytes?: number
  stepUp?: boolean
  within?: Within
}

/** Paths outside any organization: signing in, health, the operator's pages. */
export class Open {
  readonly routes: Route[] = []

  get(path: string, { may, stepUp = false, within }: OpenOptions, handler: OpenHandler): this {
    this.routes.push({ door: 'open', method: 'GET', path, may, limitBytes: 0, stepUp, handler, within })
    return this
  }

  post(path: string, { may, limitBytes = formBytes, stepUp = false, within }: OpenOptions, handler: OpenHandler): this {
    this.routes.push({ door: 'open', method: 'POST', path, may, limitBytes, stepUp, handler, within })
    return this
  }

  /**
   * Where machines and other sites' pages send to: tokens, webhooks, an identity provider's answer. No cookie is heeded
   * there, so no CSRF value is asked: the handler itself proves who sends, from the headers and `c.var.bytes`.
   * `answers` says how trouble is told.
   */
  raw(
    method: Method,
    path: string,
    { answers, limitBytes = formBytes }: { answers: 'page' | 'json'; limitBytes?: number },
    handler: OpenHandler,
  ): this {
    this.routes.push({ door: 'open', method, path, may: 'anyone', limitBytes, handler, raw: answers })
    return this
  }
}
