import { currencyDecimals } from '../../src/kernel/currency'
import { formatMoney, type Money } from '../../src/kernel/money'
import { formatQuantity } from '../../src/kernel/quantity'
import { formatPriceNumber } from '../../src/kernel/unit-price'
import type { UnitCode } from '../../src/kernel/units'
import { Tabs, useRender } from '../kit'

/** An amount with its currency, as the reader writes it. */
export const Amount = ({ minor, currency }: { minor: number; currency: string }) => {
  const { locale } = useRender()
  const amount: Money = { minor, currency }
  return <span class="n">{formatMoney(amount, locale)}</span>
}

/** A price of one unit in millionths: as many decimals as it has, at least those of its currency. */
export const Price = ({ scaled, currency, unit }: { scaled: number; currency: string; unit: UnitCode }) => {
  const { locale } = useRender()
  // Four decimals tell two prices apart; what was rounded is only shown so.
  const step = 10 ** (6 - Math.max(currencyDecimals(currency), scaled < 10_000_000 ? 3 : 2))
  const shown = Math.round(scaled / step) * step
  return <span class="n">{formatPriceNumber({ scaled: shown, currency, per: unit }, locale)}</span>
}

export const Count = ({ scaled, unit }: { scaled: number; unit: UnitCode }) => {
  const { locale } = useRender()
  return <span class="n">{formatQuantity({ scaled, unit }, locale)}</span>
}

export const workingDays = (days: number): string => (days === 1 ? '1 working day' : `${days} working days`)

/** The rooms of buying, above each of its lists. */
export const BuyingTabs = ({ current }: { current: 'needs' | 'rfqs' | 'orders' }) => {
  const { may } = useRender()
  const tabs = [
    { key: 'needs', href: '/requisitions', label: 'Needs', may: 'procurement.requisition.see' },
    { key: 'rfqs', href: '/rfqs', label: 'RFQs', may: 'procurement.rfq.see' },
    { key: 'orders', href: '/purchase-orders', label: 'Orders', may: 'procurement.order.see' },
  ]
  return (
    <Tabs
      label="Buying"
      tabs={tabs
        .filter((tab) => may(tab.may))
        .map(({ key, href, label }) => ({ href, label, current: key === current }))}
    />
  )
}
