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
  return <span class="n">{formatPriceNumber({ scaled, currency, per: unit }, locale)}</span>
}

/** What one unit comes to when a sum is divided: rounded where it is shown, two decimals finer than its currency. */
export const UnitCost = ({ scaled, currency, unit }: { scaled: number; currency: string; unit: UnitCode }) => {
  const step = 10 ** Math.max(0, 6 - currencyDecimals(currency) - (scaled < 10_000_000 ? 2 : 0))
  return <Price scaled={Math.round(scaled / step) * step} currency={currency} unit={unit} />
}

export const Count = ({ scaled, unit }: { scaled: number; unit: UnitCode }) => {
  const { locale } = useRender()
  return <span class="n">{formatQuantity({ scaled, unit }, locale)}</span>
}

export const workingDays = (days: number): string => (days === 1 ? '1 working day' : `${days} working days`)

/** The rooms of buying, above each of its lists. */
export const BuyingTabs = ({ current }: { current: 'needs' | 'rfqs' | 'orders' | 'invoices' }) => {
  const { may } = useRender()
  const tabs = [
    { key: 'needs', href: '/requisitions', label: 'Needs', may: 'procurement.requisition.see' },
    { key: 'rfqs', href: '/rfqs', label: 'RFQs', may: 'procurement.rfq.see' },
    { key: 'orders', href: '/purchase-orders', label: 'Orders', may: 'procurement.order.see' },
    { key: 'invoices', href: '/invoices', label: 'Invoices', may: 'procurement.invoice.see' },
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
