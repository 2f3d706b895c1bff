import { Refusal } from '../../kernel/refusal'

/** Troubles with our key or our domain: no letter's fault, and mended by whoever runs the installation. */
const ours = ['missing_api_key', 'invalid_api_key', 'restricted_api_key', 'invalid_from_address', 'not_found']

/**
 * Permanent or temporary: what a refused letter means for its next try.
 *
 * Too many at once: it waits a moment ('limit'). Temporary: in work already, a quota, theirs to mend (5xx and redirects), ours to mend (401, 403, a wrong key or
 * domain). Permanent: the letter itself (other 4xx), and a key that another letter went out with.
 */
export function refusalOf(status: number, name: string, retryAfterSeconds: number | null): Refusal {
  if (name === 'invalid_idempotent_request') {
    return new Refusal('conflict', 'mail.key-used', 'Another letter went out under this key already.')
  }
  if (ours.includes(name) || [401, 403, 404].includes(status)) {
    const sentence = `The mail provider refuses this installation (${status} ${name}). The letter is tried again.`
    return new Refusal('unavailable', 'mail.misconfigured', sentence, {}, retryAfterSeconds)
  }
  // A day's or a month's quota is another matter: it does not come back in seconds.
  if (status === 429 && !name.includes('quota')) {
    const sentence = 'The mail provider takes no more at once. The letter waits a moment.'
    return new Refusal('limit', 'mail.limit', sentence, {}, retryAfterSeconds)
  }
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500 || status < 400) {
    const sentence = `The mail provider is busy (${status}). The letter is tried again.`
    return new Refusal('unavailable', 'mail.busy', sentence, {}, retryAfterSeconds)
  }
  return new Refusal('invalid', 'mail.refused', `The mail provider refuses this letter (${status} ${name}).`)
}
