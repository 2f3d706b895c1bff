import { Refusal } from '../../kernel/refusal'

/**
 * What OpenAI's errors mean for us: 'unavailable' for what another try may do, 'invalid' for what it will not. A wrong
 * key is our own trouble and not the person's, so it is 'unavailable' with words that say so.
 */
export function refusalOf(error: unknown): Refusal {
  const status = (error as { status?: number }).status
  if (status === 429)
    return new Refusal('unavailable', 'plate.busy', 'The reader is busy. Try again in a minute.', {}, 60)
  if (status === 401 || status === 403 || status === 404) {
    const sentence = 'The reader is not set up rightly: its key or its model is refused. Tell an administrator.'
    return new Refusal('unavailable', 'plate.misconfigured', sentence)
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return new Refusal('invalid', 'plate.refused', 'The reader does not take this picture. Type what the plate says.')
  }
  return new Refusal(
    'unavailable',
    'plate.unreachable',
    'The reader does not answer. Type what the plate says.',
    {},
    60,
  )
}
