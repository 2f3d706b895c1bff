import { hashOf, newId, secret } from '../kernel/ids'
import { deviceToken, setDevice } from '../platform/cookies'
import { addressPrefix } from '../platform/http'
import type { Platform } from '../platform/platform'
import type { Request, Way } from '../platform/routes'
import { newDeviceLetter, post } from './letters'

/** A browser keeps its device for a year after it was last used; then it is a new one. */
export const deviceMs = 365 * 24 * 3_600_000
/** Sign-ins are kept as long as activity logs. Source: MRO Command Privacy Policy §6. */
export const historyMs = 2 * 365 * 24 * 3_600_000

/** Where a request comes from and with what, as coarse as it is kept. */
export function traceOf(c: Request): { browser: string; prefix: string; country: string; city: string } {
  const { country, city } = (c.req.raw as { cf?: { country?: unknown; city?: unknown } }).cf ?? {}
  return {
    browser: (c.req.header('User-Agent') ?? '').slice(0, 200),
    prefix: addressPrefix(c),
    country: typeof country === 'string' && /^[A-Z]{2}$/.test(country) ? country : '',
    city: typeof city === 'string' ? city.slice(0, 80) : '',
  }
}

/**
 * The hash of this browser's device when it has signed in with the address before, else null. Asks the same of
 * every address.
 */
export async function knownDevice({ env }: Platform, c: Request, email: string): Promise<string | null> {
  const token = deviceToken(c)
  if (!token) return null
  const hash = await hashOf(token)
  const row = await env.CONTROL.prepare(
    'SELECT 1 AS known FROM devices JOIN logins ON logins.id = login_id WHERE email = ? AND devices.hash = ?',
  )
    .bind(email, hash)
    .first()
  return row ? hash : null
}

/** What a sign-in tells of itself beside that it was right. */
export type Arrival = {
  loginId: string
  name: string
  email: string
  newDevice: boolean
  /** Set when the login was never seen in this country before, though in others. */
  newCountry: string | null
  /** Set when the login was seen before, and never from this network. */
  newNetwork: string | null
}

type Seen = {
  name: string
  email: string
  devices: number
  deviceId: string | null
  before: number
  here: number
  signIns: number
  fromHere: number
}

/** As many sign-ins back as a network is remembered. */
const networksOf = 200

/**
 * Knows the browser again or makes it known, and writes down the sign-in. Answers the statements for the session's own
 * batch, and what is new about it.
 */
export async function arrive(
  platform: Platform,
  c: Request,
  loginId: string,
  sessionId: string,
  ways: Way[],
): Promise<{ writes: D1PreparedStatement[]; deviceId: string; arrival: Arrival | null }> {
  const { CONTROL } = platform.env
  const now = platform.now()
  const { browser, prefix, country, city } = traceOf(c)
  const token = deviceToken(c) ?? secret()
  const hash = await hashOf(token)
  const seen = await CONTROL.prepare(
    `SELECT name, email, (SELECT count(*) FROM (SELECT 1 FROM devices WHERE login_id = ?1 LIMIT 1)) AS devices,
       (SELECT id FROM devices WHERE login_id = ?1 AND hash = ?2) AS deviceId,
       EXISTS (SELECT 1 FROM devices WHERE login_id = ?1 AND country <> '') AS before,
       EXISTS (SELECT 1 FROM devices WHERE login_id = ?1 AND country = ?3) AS here,
       EXISTS (SELECT 1 FROM sign_ins WHERE login_id = ?1 AND outcome = 'in') AS signIns,
       EXISTS (SELECT 1 FROM (SELECT address_prefix FROM sign_ins WHERE login_id = ?1 AND outcome = 'in'
         ORDER BY id DESC LIMIT ${networksOf}) WHERE address_prefix = ?4) AS fromHere
     FROM logins WHERE id = ?1`,
  )
    .bind(loginId, hash, country, prefix)
    .first<Seen>()
  const deviceId = seen?.deviceId ?? newId('dv', now)
  setDevice(c, token, deviceMs / 1000)
  return {
    deviceId,
    writes: [
      CONTROL.prepare(
        `INSERT INTO devices (id, login_id, hash, browser, address_prefix, country, city, first_at, seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT (login_id, hash)
         DO UPDATE SET browser = ?4, address_prefix = ?5, country = ?6, city = ?7, seen_at = ?8`,
      ).bind(deviceId, loginId, hash, browser, prefix, country, city, now),
      CONTROL.prepare(
        `INSERT INTO sign_ins (id, login_id, at, way, outcome, session_id, device_id, browser, address_prefix, country, city)
         VALUES (?, ?, ?, ?, 'in', ?, ?, ?, ?, ?, ?)`,
      ).bind(newId('si', now), loginId, now, ways.join('+'), sessionId, deviceId, browser, prefix, country, city),
    ],
    arrival: seen && {
      loginId,
      name: seen.name,
      email: seen.email,
      newDevice: seen.deviceId === null && seen.devices > 0,
      newCountry: country !== '' && seen.before === 1 && seen.here === 0 ? country : null,
      newNetwork: prefix !== 'unknown' && seen.signIns === 1 && seen.fromHere === 0 ? prefix : null,
    },
  }
}

/** Tells the person by mail that a browser signed in which never did before. */
export function tellOfNewDevice(platform: Platform, c: Request, { name, email }: Arrival, deviceId: string): void {
  post(platform, `device:${deviceId}`, { address: email, name }, newDeviceLetter(platform, traceOf(c)))
}

/** Writes down that somebody failed to sign in to a login that exists. After the answer: its time tells nothing. */
export async function noteFailure(platform: Platform, c: Request, loginId: string, way: Way): Promise<void> {
  const now = platform.now()
  const { browser, prefix, country, city } = traceOf(c)
  await platform.env.CONTROL.prepare(
    `INSERT INTO sign_ins (id, login_id, at, way, outcome, browser, address_prefix, country, city)
     VALUES (?, ?, ?, ?, 'wrong', ?, ?, ?, ?)`,
  )
    .bind(newId('si', now), loginId, now, way, browser, prefix, country, city)
    .run()
}
