import { refuse } from './refusal'

/*
 * ISO 4217, the currencies in use. The list is ours and not that of Intl: Intl follows custom, not the standard (it
 * gives the forint and the rupiah no decimals), and changes with the runtime. An amount that is kept as a whole number
 * of the smallest unit must never change its meaning by an upgrade.
 */
const byDecimals: readonly (readonly [decimals: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
     CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
     KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
     NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
     TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
]

const codesOf = (codes: string) => codes.split(/\s+/)

/** The codes that a person chooses from, in the alphabet's order. */
export const currencies = (): string[] => byDecimals.flatMap(([, codes]) => codesOf(codes)).sort()

/**
 * How many decimals the currency's smallest unit stands for: 2 for EUR, 0 for JPY.
 * Refuses 'invalid' ('currency.unknown').
 */
export function currencyDecimals(code: string): number {
  for (const [decimals, codes] of byDecimals) {
    if (/^[A-Z]{3}$/.test(code) && codes.includes(code)) return decimals
  }
  return refuse('invalid', 'currency.unknown', 'Choose a currency by its code, such as EUR.')
}

/** Reads a currency's code, in whichever case. Refuses 'invalid' ('currency.unknown'). */
export function currencyCode(given: string): string {
  const code = given.trim().toUpperCase()
  currencyDecimals(code)
  return code
}
