/** A letter that goes out. Lines of subject and names hold no line breaks: an adapter refuses them. */
export type Letter = {
  /** The same key twice is the same letter: it goes out once. */
  key: string
  from: { address: string; name: string }
  to: { address: string; name: string }
  replyTo?: string
  subject: string
  /** Reads well alone. */
  text: string
  html: string
}

export type Mail = {
  /** Whether letters reach people, or stay in the local post office. */
  readonly reaches: 'people' | 'local'
  /**
   * Hands a letter over; answers the provider's name for it.
   * Refuses 'invalid' ('mail.refused') for what will never be taken, 'unavailable' for what may be taken later.
   */
  send(letter: Letter): Promise<{ providerId: string }>
}
