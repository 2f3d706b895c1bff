import { eq } from 'drizzle-orm'
import type * as z from 'zod'
import { hashOf } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import { commit, type Deed, type Try } from './commit'
import type { Context } from './context'
import { auditEntries } from './schema'

type Definition<I extends z.ZodType, R> = {
  /** `room.noun.verb`; it is also the name of the permission. */
  name: string
  /** One sentence that says what it does, for people, for the API's pages, and for an assistant. */
  about: string
  input: I
  /** Loads, then decides. It writes nothing: what it answers is committed. */
  run: (ctx: Context, input: z.output<I>) => Promise<Deed<R>>
}

/** A named, permitted, audited function that loads, decides and commits once. */
export type Action<I extends z.ZodType = z.ZodType, R = unknown> = {
  (ctx: Context, input: unknown, options?: { key?: string | undefined }): Promise<R>
  readonly action: string
  readonly about: string
  readonly input: I
}

/**
 * Makes an action. Calling it refuses
 * - 'forbidden' when the actor may not do it,
 * - 'invalid' with one sentence a field when the input is not of the schema, or when a key comes back with another
 *   input ('key.reused'),
 * - and whatever its own rules refuse.
 * With a `key` a second call answers what the first one did and changes nothing.
 */
export function action<I extends z.ZodType, R>(definition: Definition<I, R>): Action<I, R> {
  const { name, about, input: schema, run } = definition

  const perform = async (ctx: Context, input: unknown, options: { key?: string | undefined } = {}): Promise<R> => {
    if (!ctx.may(name))
      refuse('forbidden', 'not-permitted', `Your role does not include “${name}”. Ask an administrator.`)
    if (name !== endOfSeeing) checkNotSeeing(ctx)
    const checked = checkedInput(schema, input)

    const attempted = options.key
      ? { key: `${name}:${ctx.actor.id}:${options.key}`, fingerprint: await hashOf(JSON.stringify(checked)) }
      : null
    const before = attempted ? await earlier<R>(ctx, attempted) : null
    if (before) return before.result

    let deed: Deed<R>
    try {
      deed = await run(ctx, checked)
      if ((await commit(ctx, name, deed, attempted)) === 'done') return deed.result
    } catch (error) {
      // The twin of this request may have been faster: then its answer is ours too.
      const twin = attempted && error instanceof Refusal ? await earlier<R>(ctx, attempted) : null
      if (twin) return twin.result
      throw error
    }
    const first = attempted && (await earlier<R>(ctx, attempted))
    if (!first) throw new Error('The key is taken by nobody')
    return first.result
  }

  return Object.assign(perform, { action: name, about, input: schema })
}

/** The one deed of somebody who only looks. */
export const endOfSeeing = 'identity.see-as.end'

/** Refuses 'forbidden' ('seeing-as') for a member who looks through other rights: they only look. */
export function checkNotSeeing({ actor }: Pick<Context, 'actor'>): void {
  if (actor.kind !== 'member' || actor.seeing === undefined) return
  refuse('forbidden', 'seeing-as', `You see as ${actor.seeing}, and only look. End that first, then change things.`)
}

async function earlier<R>(ctx: Context, { key, fingerprint }: NonNullable<Try>): Promise<{ result: R } | null> {
  const [entry] = await ctx.db
    .select({ fingerprint: auditEntries.fingerprint, result: auditEntries.result })
    .from(auditEntries)
    .where(eq(auditEntries.key, key))
  if (!entry) return null
  if (entry.fingerprint !== fingerprint) {
    refuse('invalid', 'key.reused', 'This was already sent with other contents. Open the form again and send it once.')
  }
  return { result: entry.result as R }
}

/** The input as the schema has it. Refuses 'invalid' with one sentence a field. */
export function checkedInput<I extends z.ZodType>(schema: I, input: unknown): z.output<I> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data

  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.') || 'form'] ??= sentenceOf(issue)
  return refuse('invalid', 'input', 'There is a problem with what was entered.', fields)
}

type Issue = z.core.$ZodIssue

/** Our own schemas speak in sentences; what a library says of a wrong type is not for people. */
function sentenceOf(issue: Issue): string {
  if (/[.?!]$/.test(issue.message)) return issue.message
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'This is missing.'
  if (issue.code === 'unrecognized_keys') return `There is no field ${issue.keys.join(', ')} here.`
  if (issue.code === 'invalid_value') return `Choose one of: ${issue.values.map(String).join(', ')}.`
  if (issue.code === 'too_big') return `This must be at most ${issue.maximum}.`
  if (issue.code === 'too_small') return `This must be at least ${issue.minimum}.`
  return 'This does not have the form that is expected here.'
}
