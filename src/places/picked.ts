import { refuse } from '../kernel/refusal'
import type { Context } from '../platform/context'
import { placesCalled } from './place.queries'

/**
 * A form with the place that its words name, where the browser could not choose one of the list.
 * Refuses 'invalid' ('place.words') for a name that no place has, or several.
 */
export async function withPlace(
  ctx: Context,
  form: Record<string, string>,
  field: string,
): Promise<Record<string, string>> {
  const words = form[`${field}-words`]?.trim() ?? ''
  if (form[field] || words === '') return form
  const called = await placesCalled(ctx, words)
  const [only] = called
  if (only && called.length === 1) return { ...form, [field]: only.id }
  const sentence = only
    ? `Several places are called ${words}: choose one from the list.`
    : 'No place is called so. Choose one from the list.'
  return refuse('invalid', 'place.words', sentence, { [field]: sentence })
}
