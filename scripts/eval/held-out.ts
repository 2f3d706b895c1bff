import { type Answer, chance, type Truth } from './quotes.ts'

/*
 * Answers that no rule of the reader was written for: other words, other orders of words, other shapes than the corpus
 * has. They are for measuring only; when the reader learns one of them, write a new one.
 */
type Drawn = { prices: string[]; days: number[]; freight: string; day: number; minimum: number }
type Way = {
  name: string
  currency: string
  comma: boolean
  write: (of: Drawn, number: (text: string) => string) => string
  /** What of it the words leave out or say otherwise. */
  truth?: (of: Drawn) => Partial<Omit<Truth, 'lines'>> & { lines?: Partial<Truth['lines'][number]>[] }
}

const ways: Way[] = [
  {
    name: 'a chatty salesman',
    currency: 'EUR',
    comma: false,
    write: ({ prices, days, freight, day }, number) =>
      `Hi there,\n\nGood to hear from you. The seal kit (SEA-0045-SF) we can do at €${number(prices[0] ?? '')} each and it would be with you in ${days[0]} working days. For the bearings BRG-6309-2Z you pay €${number(prices[1] ?? '')} a piece, ${days[1]} working days. Bolts BLT-M12-60: €${number(prices[2] ?? '')} each; ${days[2]} working days.\n\nCarriage would be €${number(freight)} on top. We can hold this until ${day} December 2026.\n\nCheers, Tom`,
    truth: () => ({ lines: [{}, {}, {}] }),
  },
  {
    name: 'a till receipt',
    currency: 'GBP',
    comma: false,
    write: ({ prices, days, freight, day }, number) =>
      `QUOTE 55213\nSEA-0045-SF   Qty 1     @ GBP ${number(prices[0] ?? '')}   Lead: ${days[0]} wd\nBRG-6309-2Z   Qty 2     @ GBP ${number(prices[1] ?? '')}   Lead: ${days[1]} wd\nBLT-M12-60    Qty 200   @ GBP ${number(prices[2] ?? '')}   Lead: ${days[2]} wd\nShipping GBP ${number(freight)}\nOffer valid till 2026-12-${day}`,
  },
  {
    name: 'a German reply in sentences',
    currency: 'EUR',
    comma: true,
    write: ({ prices, days, freight, day }, number) =>
      `Hallo Herr Romero,\n\ndie Dichtung SEA-0045-SF kostet ${number(prices[0] ?? '')} €, Lieferzeit ${days[0]} Werktage.\nDas Lager BRG-6309-2Z liegt bei ${number(prices[1] ?? '')} € pro Stück und ist in ${days[1]} Werktagen bei Ihnen.\nSchrauben BLT-M12-60 zu ${number(prices[2] ?? '')} €, ${days[2]} Werktage.\n\nVersandkosten pauschal ${number(freight)} €. Unser Angebot ist gültig bis ${day}.12.2026.\n\nGruß\nWolff`,
  },
  {
    name: 'a Dutch table with tabs',
    currency: 'EUR',
    comma: true,
    write: ({ prices, days, freight, day }, number) =>
      `Artikel\tPrijs\tLevertijd\nSEA-0045-SF\t€ ${number(prices[0] ?? '')}\t${days[0]} werkdagen\nBRG-6309-2Z\t€ ${number(prices[1] ?? '')}\t${days[1]} werkdagen\nBLT-M12-60\t€ ${number(prices[2] ?? '')}\t${days[2]} werkdagen\n\nTransportkosten: € ${number(freight)}\nDeze offerte is geldig tot ${day}-12-2026`,
  },
  {
    name: 'prices per fifty',
    currency: 'EUR',
    comma: false,
    write: ({ prices, days }, number) =>
      `SEA-0045-SF EUR ${number(prices[0] ?? '')}, ${days[0]} working days\nBRG-6309-2Z EUR ${number(prices[1] ?? '')}, ${days[1]} working days\nBLT-M12-60 EUR ${number(prices[2] ?? '')} per 50, ${days[2]} working days\nEx works.`,
    truth: () => ({ freight: null, validUntil: null, lines: [{}, {}, { per: '50' }] }),
  },
  {
    name: 'French with weeks',
    currency: 'EUR',
    comma: true,
    write: ({ prices, freight, day }, number) =>
      `Bonjour,\n\nSEA-0045-SF : ${number(prices[0] ?? '')} € HT, délai 2 semaines\nBRG-6309-2Z : ${number(prices[1] ?? '')} € HT, délai 1 semaine\nBLT-M12-60 : ${number(prices[2] ?? '')} € HT, délai 3 semaines\n\nPort : ${number(freight)} €\nOffre valable jusqu'au ${day}/12/2026`,
    truth: () => ({ lines: [{ lead: '10' }, { lead: '5' }, { lead: '15' }] }),
  },
  {
    name: 'one line only, by text message',
    currency: 'EUR',
    comma: false,
    write: ({ prices, days }, number) =>
      `Bearing 6309-2Z/C3 eur ${number(prices[1] ?? '')} ea, ${days[1]} working days`,
    truth: () => ({
      freight: null,
      validUntil: null,
      lines: [{ price: null, lead: null }, {}, { price: null, lead: null }],
    }),
  },
  {
    name: 'Polish with minimums',
    currency: 'PLN',
    comma: true,
    write: ({ prices, days, freight, minimum, day }, number) =>
      `Szanowny Panie,\n\nSEA-0045-SF: cena ${number(prices[0] ?? '')} zł, dostawa ${days[0]} dni roboczych\nBRG-6309-2Z: cena ${number(prices[1] ?? '')} zł, dostawa ${days[1]} dni roboczych\nBLT-M12-60: cena ${number(prices[2] ?? '')} zł, minimalna ilość ${minimum} szt., dostawa ${days[2]} dni roboczych\n\nTransport ${number(freight)} zł. Oferta ważna do 2026-12-${day}.`,
    truth: ({ minimum }) => ({ lines: [{}, {}, { minimum: String(minimum) }] }),
  },
  {
    name: 'a declined line in a sentence',
    currency: 'EUR',
    comma: false,
    write: ({ prices, days, freight, day }, number) =>
      `Dear Sir,\nSEA-0045-SF: 1 x ${number(prices[0] ?? '')} EUR. Delivery ${days[0]} business days.\nBRG-6309-2Z: unfortunately we cannot offer this one.\nBLT-M12-60: 200 x ${number(prices[2] ?? '')} EUR. Delivery ${days[2]} business days.\nFreight ${number(freight)} EUR\nValid to ${day} Dec 2026`,
    truth: () => ({ lines: [{}, { price: null, lead: null, noBid: true }, {}] }),
  },
  {
    name: 'a deadline in calendar words',
    currency: 'EUR',
    comma: false,
    write: ({ prices, freight, day }, number) =>
      `1) ${number(prices[0] ?? '')} EUR, two weeks\n2) ${number(prices[1] ?? '')} EUR, one week\n3) ${number(prices[2] ?? '')} EUR, ex stock\nfreight: ${number(freight)} EUR\nprices valid until ${day} December 2026\npayment 30 days net`,
    truth: () => ({ lines: [{ lead: '10' }, { lead: '5' }, { lead: '1' }] }),
  },
]

/** Ten ways, six times each. */
export function heldOut(): Answer[] {
  const next = chance(2207)
  const draw = () => next.next().value as number
  return ways.flatMap((way) =>
    Array.from({ length: 6 }, (_, round) => {
      const of: Drawn = {
        prices: [600, 50, 2].map((size) => (size * (0.8 + draw() * 1.5) + (round === 5 ? 1000 : 0)).toFixed(2)),
        days: [0, 1, 2].map(() => 2 + Math.floor(draw() * 12)),
        freight: (20 + Math.round(draw() * 80)).toFixed(2),
        day: 13 + Math.floor(draw() * 15),
        minimum: 500,
      }
      const number = (decimal: string) => (way.comma ? decimal.replace('.', ',') : decimal)
      const { lines = [], ...head } = way.truth?.(of) ?? {}
      return {
        name: `${way.name} ${round + 1}`,
        text: way.write(of, number),
        truth: {
          currency: way.currency,
          freight: of.freight,
          validUntil: `2026-12-${of.day}`,
          ...head,
          lines: of.prices.map((price, at) => ({
            position: at + 1,
            price,
            per: '1',
            minimum: null,
            lead: String(of.days[at]),
            noBid: false,
            ...lines[at],
          })),
        },
      }
    }),
  )
}
