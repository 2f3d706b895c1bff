import type { Access } from './context'

/**
 * Kinds of fields that take a right of their own beside the right to look at the record.
 * Rooms that have such fields name their kind; who lacks the right does not get the field at all.
 */
export const sensitive = {
  /** How a person is reached, and other data of persons that colleagues need not know. */
  personal: { permission: 'identity.field.personal', about: 'Sees how people are reached: e-mail and telephone.' },
  /** What people earn. */
  pay: { permission: 'identity.field.pay', about: 'Sees what people are paid.' },
  /** What things and work cost the organization. */
  cost: { permission: 'identity.field.cost', about: 'Sees what things and work cost.' },
  /** What vendors ask. */
  'vendor-price': { permission: 'identity.field.vendor-price', about: 'Sees the prices of vendors.' },
} as const satisfies Record<string, { permission: string; about: string }>

export type Sensitive = keyof typeof sensitive

export const maySee = (ctx: Access, kind: Sensitive): boolean => ctx.may(sensitive[kind].permission)

type Readable<C, K> = Omit<C, keyof K> & Partial<Pick<C, keyof K & keyof C>>

/**
 * The columns of a select that this actor may read. A field without its right is never asked of the database, so it is
 * absent from the page, the JSON, the export and the search alike: not blank, not starred.
 *
 *     ctx.db.select(readable(ctx, { id: parts.id, cost: parts.cost }, { cost: 'cost' })).from(parts)
 *
 * What comes back has such fields as optional, so that a template must say what it shows without them.
 */
export function readable<C extends Record<string, unknown>, K extends Partial<Record<keyof C, Sensitive>>>(
  ctx: Access,
  columns: C,
  kinds: K,
): Readable<C, K> {
  return Object.fromEntries(
    Object.entries(columns).filter(([name]) => {
      const kind = kinds[name as keyof C]
      return kind === undefined || maySee(ctx, kind)
    }),
  ) as Readable<C, K>
}
