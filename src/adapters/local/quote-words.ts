/*
 * The words by which answers are read, in the languages of the vendors around: English, German, Dutch, French, Polish.
 */
export const currencyMarks: readonly [RegExp, string][] = [
  [/€|\bEUR\b|\beuros?\b/iu, 'EUR'],
  [/\bUSD\b|US\$/u, 'USD'],
  [/£|\bGBP\b/u, 'GBP'],
  [/\bPLN\b|zł/u, 'PLN'],
  [/\bCHF\b/u, 'CHF'],
  [/\bSEK\b/u, 'SEK'],
  [/\bDKK\b/u, 'DKK'],
]

export const money = '(?:€|EUR|euro|US\\$|USD|\\$|£|GBP|PLN|zł|CHF|SEK|DKK)'
export const figure = "\\d{1,3}(?:[.,' \\u00a0]\\d{3})+(?:[.,]\\d{1,6})?|\\d+(?:[.,]\\d{1,6})?"

const some = (words: string[]) => `(?:${words.join('|')})`

export const perWord = some(['per', 'pro', 'je', 'par', 'za', 'voor', 'for', 'les', 'pour', '/', '%'])
export const working = some([
  'working days?',
  'business days?',
  'work days?',
  'werkdag(?:en)?',
  'arbeitstage?n?',
  'werktage?n?',
  'jours? ouvrés?',
  'jours? ouvrables?',
  'dni robocz\\w+',
  'dzień roboczy',
  'wd',
])
export const calendar = some(['calendar days?', 'days?', 'dag(?:en)?', 'tage?n?', 'jours?', 'dni', 'dzień'])
export const weeks = some(['weeks?', 'wks?', 'we(?:ek|ken)', 'wochen?', 'semaines?', 'tygodni\\w*', 'tydzień'])
export const minimumWord = some([
  'min(?:imum)?\\.?(?: order)?(?: qty| quantity)?',
  'moq',
  'mindest(?:menge|abnahme|bestellmenge)',
  'minimale? (?:afname|bestelling)',
  'minimaal',
  'quantité min\\w*',
  'minimalna ilość',
  'min\\. ilość',
])
export const noBid =
  /\b(?:no bid|cannot offer|can not offer|can't offer|do not (?:carry|offer|supply)|don't (?:carry|offer)|not available|kein angebot|nicht lieferbar|können wir nicht|führen wir nicht|niet leverbaar|leveren wij niet|kunnen we niet|pas disponible|non disponible|ne proposons pas|brak oferty|nie oferujemy|niedostępn\w+)\b/iu
export const freightWord = some([
  'freight',
  'shipping',
  'delivery costs?',
  'carriage',
  'transport(?:kosten|costs?)?',
  'fracht(?:kosten)?',
  'versand(?:kosten)?',
  'verzend(?:kosten|ing)?',
  'vracht(?:kosten)?',
  'frais de port',
  'port',
  'livraison',
  'koszt(?:y)? (?:transportu|dostawy)',
  'transport',
])
export const includedWord =
  /\b(?:included|incl\.?|free|frei haus|franko|franco|kostenlos|gratis|inclus|inbegrepen|inklusive|w cenie|DAP|DDP)\b/iu
export const freeAbove = some([
  'free (?:of charge )?(?:over|above|from)',
  'free delivery (?:over|above|from)',
  'frei ab',
  'franko vanaf',
  'gratis vanaf',
  'franco à partir de',
  'gratis od',
  'above',
])
export const validWord = some([
  'valid(?: until| till| to)?',
  'validity',
  'gültig(?: bis)?',
  'geldig(?: tot)?',
  'valable(?: jusqu.au)?',
  'ważn\\w+(?: do)?',
])
export const termsWord = some([
  'payment(?: terms)?',
  'terms',
  'zahlung(?:sziel|sbedingungen)?',
  'betal(?:ing|ingstermijn|ingsconditie)',
  'paiement',
  'płatność',
])
export const totalWord = some([
  'total',
  'grand total',
  'gesamt(?:betrag|summe|preis)?',
  'summe',
  'totaal',
  'montant total',
  'razem',
  'suma',
])
export const stock =
  /\b(?:ex stock|from stock|in stock|ab lager|auf lager|uit voorraad|op voorraad|en stock|z magazynu|od ręki)\b/iu

/** Words that want to be an order to whoever reads. They change nothing; a person is told. */
export const orders =
  /ignore (?:all |the )?(?:previous|above|earlier)|disregard (?:all|the)|you are an? (?:ai|assistant)|award (?:us|this|the (?:order|contract))|accept this quote automatically|send (?:us |me )?(?:the )?(?:other|competing|competitors?'?) (?:prices|quotes)|do not tell|system prompt|mark (?:this|us) as (?:approved|the best)/iu
export const bank =
  /\bIBAN\b|new bank|bank (?:account|details)|bankverbindung|bankrekening|coordonnées bancaires|numer konta/iu

/** Numbers of pieces as words. */
export const manyWords: Record<string, string> = {
  hundred: '100',
  hundert: '100',
  honderd: '100',
  cent: '100',
  sto: '100',
  thousand: '1000',
  tausend: '1000',
  duizend: '1000',
  mille: '1000',
  tysiąc: '1000',
  dozen: '12',
  dutzend: '12',
  dozijn: '12',
  douzaine: '12',
  tuzin: '12',
}

export const smallNumbers: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  ein: 1,
  eine: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  fünf: 5,
  sechs: 6,
  acht: 8,
  zehn: 10,
  een: 1,
  één: 1,
  twee: 2,
  drie: 3,
  vijf: 5,
  zes: 6,
  zeven: 7,
  negen: 9,
  tien: 10,
  un: 1,
  une: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  jeden: 1,
  dwa: 2,
  trzy: 3,
  cztery: 4,
  pięć: 5,
  sześć: 6,
}

export const months: Record<string, number> = {
  jan: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  maa: 3,
  mrt: 3,
  apr: 4,
  avr: 4,
  may: 5,
  mai: 5,
  mei: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
  déc: 12,
}
