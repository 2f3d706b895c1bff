/** A moment: whole milliseconds since 1970 in UTC. */
export type Instant = number & { readonly instant: unique symbol }

/** The number as a moment. Only clocks, databases and parsers may say so. */
export const instant = (milliseconds: number): Instant => Math.trunc(milliseconds) as Instant

export const clock = (): Instant => Date.now() as Instant
