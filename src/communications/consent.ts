import type { Channel } from './message'

/** Why a message goes out: for the work itself, to sell something, or to answer a STOP, START or HELP. */
export type Purpose = 'work' | 'marketing' | 'consent'

export type ConsentEvent = 'opt-in' | 'opt-out' | 'paused' | 'bounced' | 'complained' | 'blocked' | 'restored'

/** One line of the ledger; the newest first where there are several. */
export type Entry = { event: ConsentEvent; purpose: 'all' | 'work' | 'marketing' }

const stops =
  'STOP|STOPALL|STOP ALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|OPT OUT|REMOVE|ARRET|STOPP|AFMELDEN|ABMELDEN'.split(
    '|',
  )
/** What people put around a STOP without meaning anything else. */
const courtesy = /\b(please|pls|plz|just|now|it|this|thanks|thank you|thx|sir|madam|bitte|svp|alstublieft)\b/g
const starts = 'START|UNSTOP'.split('|')
const helps = 'HELP|INFO|AIDE'.split('|')

/** The one who writes these means STOP, in whichever words: the number is paused at once, and a person confirms. */
const phrases = [
  /\b(stop|quit|cease)\s+(all\s+)?(texting|texts?|messaging|messages?|sms|sending|contacting)\b/,
  /\b(no|don t|dont|do not|never)\s+(more\s+)?(text|texts|message|messages|sms|contact)\b/,
  /\b(opt|take|remove|unsubscribe)\s+(me|us|this number)\b/,
  /\bunsubscribe\b/,
  /\bopt\s?(me\s)?out\b/,
  /\bleave (me|us) alone\b/,
  /\bwrong number\b/,
  /\b(keine|nicht)\s+(weiteren\s+)?(sms|nachrichten)\b/,
  /\bgeen\s+(sms|berichten)\b/,
]

/** A text as keywords are compared: no accents, punctuation or capitals. */
const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^A-Z]+/g, ' ')
    .trim()

export type Keyword = 'stop' | 'start' | 'help' | 'pause'

/**
 * What a text message says of being texted, before anything else reads it; null for anything else.
 *
 * The whole message in a word of the list, with or without words of courtesy; STOP also as its first word before a full
 * stop or line end. Free words that mean it are 'pause'. YES is START only while the number is opted out (`optedOut`): otherwise it answers a question.
 * Sources: 47 CFR 64.1200(a)(10); integrations 6.2.
 */
export function keywordOf(text: string, optedOut = false): Keyword | null {
  const words = bare(text)
  if (stops.includes(words)) return 'stop'
  if (starts.includes(words) || (optedOut && words === 'YES')) return 'start'
  if (helps.includes(words)) return 'help'
  const [first = ''] = text.split(/[.!\n;,]/)
  if (['STOP', 'STOPALL', 'UNSUBSCRIBE'].includes(bare(first))) return 'stop'
  const low = words.toLowerCase()
  const meant = low.replaceAll(courtesy, ' ').replaceAll(/\s+/g, ' ').trim().toUpperCase()
  if (['STOP', 'STOPALL', 'STOP ALL', 'STOP ME', 'UNSUBSCRIBE', 'UNSUBSCRIBE ME', 'OPT OUT', 'STOPP'].includes(meant))
    return 'stop'
  if (stops.includes(meant)) return 'pause'
  return low.length <= 200 && phrases.some((phrase) => phrase.test(low)) ? 'pause' : null
}

export type Gate = { open: true } | { open: false; reason: string; sentence: string }

const shut = (reason: string, sentence: string): Gate => ({ open: false, reason, sentence })

/**
 * Whether an address may be written to, by its ledger (newest first). Asked when a message is written and again at the
 * moment of sending.
 *
 * A text message needs a recorded yes; a letter needs none for the work itself. Marketing needs a yes of its own on every
 * channel. STOP, a pause and a provider's block end everything on that channel; a bounced address or a complaint ends
 * letters to it until a person restores it.
 */
export function gateOf(channel: Channel, purpose: Purpose, ledger: readonly Entry[]): Gate {
  // The one answer to a STOP, a START or a HELP.
  if (purpose === 'consent') return { open: true }
  const general = ledger.find(({ purpose: of }) => of !== 'marketing')?.event ?? null
  if (general === 'opt-out')
    return shut('consent.opted-out', 'They said STOP: nothing is sent to this address until they say START.')
  if (general === 'paused')
    return shut('consent.paused', 'They asked not to be written to. A person looks at it before anything else is sent.')
  if (general === 'blocked') return shut('consent.blocked', 'The provider blocks this address: they opted out there.')
  if (general === 'bounced')
    return shut('consent.bounced', 'Letters to this address bounced. Correct it, or say that it works again.')
  if (general === 'complained')
    return shut('consent.complained', 'They reported a letter as unwanted: nothing more is sent to this address.')
  if (purpose === 'marketing') {
    const own = ledger.find(({ purpose: of }) => of === 'marketing')?.event
    return own === 'opt-in' ? { open: true } : shut('consent.no-marketing', 'They did not agree to offers and news.')
  }
  if (channel === 'sms' && general !== 'opt-in')
    return shut('consent.none', 'They have not agreed to text messages yet. Ask them, and write down their yes.')
  return { open: true }
}

/** Whether an hour of the day lies in the quiet hours; both as '21:00', which may go past midnight. */
export function isQuiet(hour: string, from: string, to: string): boolean {
  if (from === to) return false
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}
