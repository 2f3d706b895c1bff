import { isConvertible, units } from '../kernel/units'
import type { Context } from '../platform/context'
import type { Part } from './part'
import { vendorsOf } from './part-details.queries'

/** The units in which an amount of a part can be said: its own first, its packs, and what measures the same. */
export async function unitsOf(
  ctx: Context,
  part: Pick<Part, 'id' | 'unit'>,
): Promise<{ value: string; label: string }[]> {
  const packs = await vendorsOf(ctx, part.id)
  const rank = (code: string) => (code === part.unit ? 0 : packs.some(({ unit }) => unit === code) ? 1 : 2)
  return units()
    .filter(({ code }) => rank(code) < 2 || isConvertible(code, part.unit))
    .sort((one, other) => rank(one.code) - rank(other.code))
    .map(({ code, name }) => {
      const pack = packs.find(({ unit }) => unit === code)
      return { value: code, label: pack && code !== part.unit ? `${name} of ${pack.factor / 100_000}` : name }
    })
}
