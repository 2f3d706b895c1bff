/** Where to go afterwards: only a path of this house. */
export const nextOf = (next: string | undefined, otherwise = '/'): string =>
  next && next.length < 2000 && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : otherwise
