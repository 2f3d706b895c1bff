/** What was asked, as a reader needs it to say which line an answer is about. */
export type AskedLine = { position: number; words: string; partNumber: string; quantity: string; unit: string }

/** A value that was read: as a machine writes it, how sure the reader is (0 to 1), and exactly where it stands. */
export type ReadField = {
  value: string
  confidence: number
  /** Where it stands in the source: letters from the beginning. `source.slice(from, to)` says it. */
  from: number
  to: number
}

/** One line of an answer. What is not stated is null, never zero. */
export type ReadLine = {
  /** The asked line; null where the reader cannot say which. */
  position: number | null
  price: ReadField | null
  /** For how many the price is: 100 for “per 100”. */
  per: ReadField | null
  quantity: ReadField | null
  minimum: ReadField | null
  /** Working days. */
  leadDays: ReadField | null
  noBid: boolean
  flags: string[]
}

export type ReadQuote = {
  currency: ReadField | null
  freight: ReadField | null
  freightIncluded: boolean
  freeAbove: ReadField | null
  /** An ISO date. */
  validUntil: ReadField | null
  terms: ReadField | null
  total: ReadField | null
  lines: ReadLine[]
  /** What a person must look at before anything else. */
  flags: string[]
}

/** Turns an answer in somebody's words into lines. It reads only: no tools, and nothing in the text is an order to it. */
export type QuoteReader = {
  /** Refuses 'unavailable' ('quote-reader.unreachable', 'quote-reader.busy') for now. */
  read(source: string, asked: readonly AskedLine[]): Promise<ReadQuote>
}
