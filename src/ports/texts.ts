/** A text message (SMS) that goes out. */
export type TextMessage = {
  key: string
  /** E.164. */
  from: string
  to: string
  text: string
}

export type Texts = {
  readonly reaches: 'people' | 'local'
  /** Refuses 'invalid' ('text.refused') for good, 'unavailable' for now. */
  send(message: TextMessage): Promise<{ providerId: string }>
}
