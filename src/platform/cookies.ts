import { getCookie, setCookie } from 'hono/cookie'
import type { Request } from './routes'

/** `__Host-` binds a cookie to this host, to TLS and to the whole site. */
const sessionCookie = '__Host-sid'
const visitorCookie = '__Host-visit'
const deviceCookie = '__Host-device'

export const sessionToken = (c: Request): string | undefined => getCookie(c, sessionCookie)

export function setSession(c: Request, token: string, maxAgeSeconds: number): void {
  setCookie(c, sessionCookie, token, { ...own, maxAge: maxAgeSeconds })
}

export function clearSession(c: Request): void {
  setCookie(c, sessionCookie, '', { ...own, maxAge: 0 })
  c.header('Clear-Site-Data', '"cache", "storage"')
}

/** A random value for a browser that is not signed in: what its forms' CSRF value is bound to. */
export const visitorToken = (c: Request): string | undefined => getCookie(c, visitorCookie)

export function setVisitor(c: Request, token: string): void {
  setCookie(c, visitorCookie, token, { ...own, maxAge: 24 * 3600 })
}

const halfName = '__Host-half'

/** What a browser has proved before the second factor, closed. */
export const halfCookie = (c: Request): string | undefined => getCookie(c, halfName)

export const setHalf = (c: Request, box: string, maxAgeSeconds: number): void =>
  setCookie(c, halfName, box, { ...own, maxAge: maxAgeSeconds })

export const clearHalf = (c: Request): void => setCookie(c, halfName, '', { ...own, maxAge: 0 })

/** A random value that a browser keeps when it has signed in: by it the house knows the browser again. */
export const deviceToken = (c: Request): string | undefined => getCookie(c, deviceCookie)

export function setDevice(c: Request, token: string, maxAgeSeconds: number): void {
  setCookie(c, deviceCookie, token, { ...own, maxAge: maxAgeSeconds })
}

const tabletName = '__Host-tablet'

/** What a shared tablet's browser holds. */
export const tabletToken = (c: Request): string | undefined => getCookie(c, tabletName)

/** Kept as long as browsers keep anything: 400 days. */
export const setTablet = (c: Request, token: string): void =>
  setCookie(c, tabletName, token, { ...own, maxAge: 400 * 24 * 3600 })

export const clearTablet = (c: Request): void => setCookie(c, tabletName, '', { ...own, maxAge: 0 })

const seeAsName = '__Host-see-as'

/** Whose rights this browser looks with: it can only take rights away. */
export const seeAsCookie = (c: Request): string | undefined => getCookie(c, seeAsName)

/** Null ends it; an hour does too. */
export const setSeeAs = (c: Request, as: string | null): void =>
  setCookie(c, seeAsName, as ?? '', { ...own, maxAge: as === null ? 0 : 3600 })

/** What the next page says once: `done` in words, with the form that undoes it. */
export type Flash = { text: string; undo: { action: string; fields: Record<string, string> } | null }

export function setFlash(c: Request, flash: Flash): void {
  setCookie(c, 'flash', encodeURIComponent(JSON.stringify(flash)), { ...own, maxAge: 60 })
}

/** Takes the flash off the request. A cookie that is not ours says nothing. */
export function takeFlash(c: Request): Flash | null {
  const kept = getCookie(c, 'flash')
  if (!kept) return null
  setCookie(c, 'flash', '', { ...own, maxAge: 0 })
  try {
    const { text, undo } = JSON.parse(decodeURIComponent(kept)) as Flash
    return typeof text === 'string' ? { text, undo: undo && typeof undo.action === 'string' ? undo : null } : null
  } catch {
    return null
  }
}

export const themeOf = (c: Request): 'day' | 'night' | 'auto' => {
  const theme = getCookie(c, 'theme')
  return theme === 'day' || theme === 'night' ? theme : 'auto'
}

export function setTheme(c: Request, theme: 'day' | 'night' | 'auto'): void {
  setCookie(c, 'theme', theme, { ...own, httpOnly: false, maxAge: 365 * 24 * 3600 })
}

const own = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const
