export type Channel = 'mail' | 'text' | 'push'

/** A message that the local post office keeps instead of sending. */
export type Kept = {
  id: string
  channel: Channel
  direction: 'out' | 'in'
  key: string
  sender: string
  recipient: string
  body: Record<string, string>
  at: number
}

/** Where the local defaults keep what would have gone out. The same channel and key twice is one message. */
export type Shelf = {
  keep(message: Omit<Kept, 'id' | 'at'>): Promise<{ id: string }>
  /** Newest first. */
  list(channel: Channel, most: number): Promise<Kept[]>
  find(id: string): Promise<Kept | null>
}
