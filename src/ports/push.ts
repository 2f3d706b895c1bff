/** A note on a person's own device. */
export type PushNote = {
  key: string
  /** The member it is for. */
  to: string
  title: string
  text: string
  /** Where a tap leads: a path within the house. */
  href: string
}

export type Push = {
  readonly reaches: 'people' | 'local'
  /** Refuses 'invalid' ('push.gone') for a device that is no more, 'unavailable' for now. */
  send(note: PushNote): Promise<{ providerId: string }>
}
