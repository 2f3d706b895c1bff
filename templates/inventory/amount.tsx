import { formatNumberOf, type Quantity } from '../../src/kernel/quantity'
import { type UnitCode, unit as unitOf } from '../../src/kernel/units'
import { useRender } from '../kit'

export type { UnitCode } from '../../src/kernel/units'

/** A quantity of scaled units with its unit's sign, as the reader writes numbers. */
export const Amount = ({ scaled, unit }: { scaled: number; unit: UnitCode }) => {
  const { locale } = useRender()
  const quantity: Quantity = { scaled, unit }
  return (
    <span class={scaled === 0 ? 'n muted' : 'n'}>
      {formatNumberOf(quantity, locale)}
      <span class="unit"> {unitOf(unit).sign}</span>
    </span>
  )
}
