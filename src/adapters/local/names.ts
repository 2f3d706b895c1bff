import type { Names } from '../../ports/names'

/** The names that a developer wrote down at /dev/names: no name server is asked. */
export const localNames = (read: (domain: string) => Promise<string[]>): Names => ({ reaches: 'local', texts: read })
