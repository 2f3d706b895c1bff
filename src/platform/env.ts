import type { LimiterObject } from './limiter.object'
import type { Envelope } from './queue'
import type { TenantObject } from './tenant.object'

/** What the runtime hands to the worker. Rooms never see it. */
export type Env = {
  CONTROL: D1Database
  FILES: R2Bucket
  WORK: Queue<Envelope>
  TENANT: DurableObjectNamespace<TenantObject>
  LIMITER: DurableObjectNamespace<LimiterObject>
  ASSETS: Fetcher
  /** The one address that the house answers at, as `https://app.example.com`. */
  ORIGIN: string
  /** Signs CSRF values and queue envelopes. Required. */
  SECRET: string
  /** Goes into every password hash. Required. */
  PEPPER: string
  /** Where new organizations live: a database of the pool, or a Durable Object each. */
  TENANT_DRIVER: 'pool' | 'object'
  /** The e-mail addresses of the people who run this installation, with commas between. */
  OPERATORS?: string
  RESEND_API_KEY?: string
  /** Reads nameplates by a language model; without it the browser reads them and rules make fields of it. */
  OPENAI_API_KEY?: string
  AI_MODEL_VISION?: string
  OPENAI_BASE_URL?: string
  /** The domain at which organizations have mailboxes; without it that of MAIL_FROM. */
  MAIL_DOMAIN?: string
  /** Telephone numbers of the installation in E.164, with commas between: each organization gets one. */
  SMS_NUMBERS?: string
  /** Verifies what providers tell: Resend, Bird (and its older channels), Twilio. */
  RESEND_WEBHOOK_SECRET?: string
  BIRD_API_KEY?: string
  BIRD_WEBHOOK_SECRET?: string
  BIRD_CHANNELS_SIGNING_KEY?: string
  TWILIO_ACCOUNT_SID?: string
  TWILIO_AUTH_TOKEN?: string
  /** Cloudflare's own sending of letters. */
  EMAIL?: { send(letter: unknown): Promise<{ messageId: string }> }
  /** Who letters come from. */
  MAIL_FROM?: string
} & { [binding: `TENANT_DB_${string}`]: D1Database }
