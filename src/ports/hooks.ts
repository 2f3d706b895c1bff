/** What a provider tells, as it came over the wire. `url` is the public one, as the provider called it. */
export type RawHook = { url: string; headers: Headers; body: string }

export type HookStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'bounced'

/** What a provider told, in our words. `ref` is the mark that went out with the message; empty where it tells none. */
export type HookEvent = { eventId: string } & (
  | {
      kind: 'status'
      channel: 'email' | 'sms'
      providerId: string
      ref: string
      status: HookStatus
      detail: string
      /** The address is no good for ever; a full mailbox is not. */
      permanent: boolean
      /** The letter's Message-ID, where the provider tells it. */
      messageId: string | null
    }
  | { kind: 'complaint' | 'blocked'; channel: 'email' | 'sms'; providerId: string; ref: string; detail: string }
  | {
      kind: 'text'
      providerId: string
      from: string
      to: string
      text: string
      segments: number | null
      media: { url: string; type: string }[]
      /** What the provider itself took it for, and has answered: then we stay silent. */
      answered: boolean
    }
  | {
      kind: 'letter'
      providerId: string
      /** By what the bytes are fetched. */
      fetchRef: string
      from: string
      to: string[]
      auth: 'pass' | 'fail' | 'unknown'
      authDetail: string
    }
)

/** The ears of the house at one provider. */
export type Hooks = {
  readonly provider: string
  /**
   * Answers what the provider told; nothing for what is of no interest. `now` in milliseconds.
   * Refuses 'forbidden' ('hook.unsigned') for whoever is not the provider, or says something old.
   */
  read(hook: RawHook, now: number): Promise<HookEvent[]>
  /** The bytes of a letter that the provider keeps. Refuses 'unavailable' ('hook.no-letter'). */
  fetchLetter?(ref: string): Promise<Uint8Array<ArrayBuffer>>
  /**
   * The bytes of a picture that came with a text message; null where the provider has it no more, where the address is
   * not the provider's, or where it is larger than five megabytes. Refuses 'unavailable' ('hook.no-media').
   */
  fetchMedia?(url: string): Promise<Uint8Array<ArrayBuffer> | null>
}
