import { hashOf } from '../kernel/ids'

/**
 * A key as a header carries it. Providers take at most 256 letters of ASCII; any other key is named by its hash, so that
 * no two keys become one.
 */
export const headerKey = async (key: string): Promise<string> =>
  /^[\x21-\x7e]{1,256}$/.test(key) ? key : `sha256-${await hashOf(key)}`
