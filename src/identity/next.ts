import type { Platform } from '../platform/platform'
import type { Request } from '../platform/routes'

/** Where to go afterwards: only a path of this house. */
export const nextOf = (next: string | undefined, otherwise = '/'): string =>
  next && next.length < 2000 && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : otherwise

/** The page of the house that sent a request: where to go back to when it cannot be sent again. */
export function pageBefore({ env }: Platform, c: Request): string {
  const before = c.req.header('HX-Current-URL') ?? c.req.header('Referer') ?? ''
  return before.startsWith(`${env.ORIGIN}/`) ? nextOf(before.slice(env.ORIGIN.length)) : '/'
}
