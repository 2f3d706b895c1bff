/** A text of any script as it may stand in the path of a link. */
export const wordOf = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('=', '')
    .replaceAll('+', '-')
    .replaceAll('/', '_')

export const textOfWord = (word: string): string =>
  new TextDecoder().decode(
    Uint8Array.from(atob(word.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)),
  )
