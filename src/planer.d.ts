declare module 'planer' {
  /** The letter without what it quotes. */
  export function extractFromPlain(text: string): string
}
