import type { Box, PlateField, PlateFieldName, PlateLine, PlateWord } from '../../ports/plate-reader'

/**
 * Makes fields of the lines that were read from a nameplate: by the labels that stand on plates in six languages, by the
 * form of ratings with their units, and by where a maker's name stands. Pure: the same lines give the same fields.
 */
export function fieldsOfPlate(lines: PlateLine[]): PlateField[] {
  const read = lines.map(lineOf).filter(({ text }) => text.trim() !== '')
  const labelled = read.flatMap((line, index) => labelledIn(line, read[index + 1]))
  const found: PlateField[] = []
  for (const field of labelled) if (!found.some(({ name }) => name === field.name)) found.push(field)
  if (!found.some(({ name }) => name === 'year')) found.push(...bareYear(read))
  if (!found.some(({ name }) => name === 'manufacturer')) found.push(...makerByPlace(read))
  found.push(...ratingsIn(read))
  return found.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
}

const order: PlateFieldName[] = ['manufacturer', 'model', 'orderCode', 'serial', 'year', 'country', 'rating']

type Line = { text: string; words: PlateWord[]; starts: number[]; box: Box }

/** A line as text, knowing where each word of it begins. */
function lineOf({ words }: PlateLine): Line {
  const kept = words.filter(({ text }) => text.trim() !== '')
  const starts: number[] = []
  let text = ''
  for (const word of kept) {
    starts.push(text.length + (text ? 1 : 0))
    text += (text ? ' ' : '') + word.text.trim()
  }
  return { text, words: kept, starts, box: around(kept.map(({ box }) => box)) }
}

function around(boxes: Box[]): Box {
  const left = Math.min(...boxes.map(({ x }) => x))
  const top = Math.min(...boxes.map(({ y }) => y))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** The words of a piece of a line, as a field has them. */
function pieceOf(line: Line, from: number, to: number): { confidence: number; box: Box } | null {
  const words = line.words.filter((word, index) => {
    const start = line.starts[index] ?? 0
    return start < to && start + word.text.trim().length > from
  })
  if (words.length === 0) return null
  return {
    confidence: Math.min(...words.map(({ confidence }) => confidence)),
    box: around(words.map(({ box }) => box)),
  }
}

type Label = { name: PlateFieldName; label: string; pattern: string; value: RegExp }

const codes = /[A-Z0-9][A-Z0-9 ./_+-]*/i

/** Labels in English, German, French, Italian, Spanish and Dutch. */
const labels: Label[] = [
  {
    name: 'serial',
    label: 'Serial number',
    pattern:
      'serial(?: ?(?:no|nr|num(?:ber)?|#))?|ser\\.? ?(?:no|nr|#)|s ?\\/ ?n|serien-? ?n(?:umme)?r|fabr(?:ik)?\\.? ?-? ?n(?:umme)?r|masch\\.? ?-? ?nr|n[°ºo]?\\.? ?(?:de )?s[eé]rie|matricola|serienummer|n[uú]mero de serie',
    value: /[A-Z0-9][A-Z0-9./_-]*(?: [A-Z]?[0-9][A-Z0-9./_-]*)*/i,
  },
  {
    name: 'orderCode',
    label: 'Order code',
    pattern:
      'order(?:ing)? ?(?:code|no|nr|number)|art(?:icle|ikel)?\\.? ?-? ?(?:no|nr|number)|p ?\\/ ?n|part ?(?:no|nr|number)|prod(?:uct)?\\.? ?(?:no|nr|number)|cat(?:alog)?\\.? ?(?:no|nr)|best(?:ell)?\\.? ?-? ?nr|r[eé]f(?:[eé]rence)?',
    value: codes,
  },
  {
    name: 'model',
    label: 'Model',
    pattern: 'model(?:l|lo|e)?(?: ?(?:no|nr|number|#))?|mod(?:[eè]le)?\\.?|type|typ|tipo|baureihe',
    value: codes,
  },
  {
    name: 'year',
    label: 'Year of construction',
    pattern:
      'year(?: of (?:construction|manufacture|build))?|baujahr|bj|mfg\\.?(?: ?date)?|date of man(?:ufacture|uf\\.?)|manufactured|ann[eé]e(?: de fab(?:rication)?)?|anno(?: di (?:costruzione|fabbricazione))?|a[nñ]o|bouwjaar',
    value: /(?:\d{1,2}[./-])?(?:19[5-9]\d|20[0-4]\d)(?:[./-]\d{1,2})?/,
  },
  {
    name: 'manufacturer',
    label: 'Manufacturer',
    pattern:
      'manufacture[rd](?: by)?|mfr|maker|made by|hersteller|fabricant|constructeur|costruttore|fabbricante|fabrikant|produced by',
    value: /[^:].*/,
  },
  {
    name: 'country',
    label: 'Country of origin',
    pattern: 'made in|country of origin|fabriqu[eé] en|hergestellt in',
    value: /[\p{L}. ]{2,40}/u,
  },
]

const anyLabel = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${labels.map(({ name, pattern }) => `(?<${name}>${pattern})`).join('|')})(?![\\p{L}])`,
  'giu',
)

/** What stands behind the labels of a line; where nothing does, what stands below them. */
function labelledIn(line: Line, below: Line | undefined): PlateField[] {
  const marks = [...line.text.matchAll(anyLabel)]
  return marks.flatMap((mark, index): PlateField[] => {
    const label = labels.find(({ name }) => mark.groups?.[name] !== undefined)
    if (!label) return []
    const start = mark.index + mark[0].length
    const end = marks[index + 1]?.index ?? line.text.length
    const beside = valueIn(line, start, end, label)
    if (beside) return [beside]
    // Nothing but a colon beside it: the value may stand under its label.
    if (below && /^[\s.:#]*$/.test(line.text.slice(start, end)) && [...below.text.matchAll(anyLabel)].length === 0) {
      const own = pieceOf(line, mark.index, start)?.box
      const under = below.words.findIndex(
        ({ box }) => own && box.x + box.width > own.x && box.x < own.x + Math.max(own.width, 1) * 2,
      )
      const from = below.starts[Math.max(0, under)] ?? 0
      const found = valueIn(below, from, below.text.length, label)
      return found ? [{ ...found, confidence: found.confidence * 0.9 }] : []
    }
    return []
  })
}

function valueIn(line: Line, start: number, end: number, { name, label, value }: Label): PlateField | null {
  const rest = line.text.slice(start, end)
  const skip = /^[\s.:#=\-–|]*/.exec(rest)?.[0].length ?? 0
  const match = value.exec(rest.slice(skip))
  if (!match || match.index > 1) return null
  const text = trimmed(match[0])
  // A label without a figure or a letter behind it is a word of a sentence.
  if (text.length < 2 || (name === 'serial' && !/\d/.test(text))) return null
  const from = start + skip + match.index
  const piece = pieceOf(line, from, from + text.length)
  return piece && { name, label, value: text, ...piece }
}

const trimmed = (text: string) => text.replace(/[\s.,:;|_/-]+$/, '').trim()

/** A year that stands alone, without its label: less sure. */
function bareYear(lines: Line[]): PlateField[] {
  for (const line of lines) {
    const match = /(?<![\d.,-])(19[6-9]\d|20[0-4]\d)(?![\d.,-]|\s*(?:rpm|min|V|W|kW|Hz))/.exec(line.text)
    const piece = match && pieceOf(line, match.index, match.index + 4)
    if (match && piece) {
      return [
        { name: 'year', label: 'Year of construction', value: match[0], ...piece, confidence: piece.confidence * 0.6 },
      ]
    }
  }
  return []
}

const companyForm =
  /\b(?:gmbh(?: & co\.? kg)?|ag|kg|inc|ltd|limited|llc|corp(?:oration)?|co|s\.?p\.?a|s\.?r\.?l|b\.?v|n\.?v|a\/s|ab|oy|s\.?a\.?s?|plc|k\.?k|industries|works|manufacturing)\b\.?/i

/** Makers whose name stands on plates without more words. */
const makers =
  /\b(?:grundfos|siemens|abb|sew[- ]eurodrive|skf|atlas copco|bosch(?: rexroth)?|danfoss|weg|ksb|wilo|festo|parker|eaton|schneider(?: electric)?|mitsubishi(?: electric)?|omron|rockwell|allen[- ]bradley|lenze|nord|flender|alfa laval|sulzer|xylem|flygt|ebara|kaeser|ingersoll[- ]?rand|baldor|emerson|honeywell|yaskawa|fanuc|kuka|caterpillar|cummins|trane|carrier|york|daikin|haas|mazak|okuma)\b/i

/** The maker's name: one that is known, one with a company's form, else the tallest words on top. */
function makerByPlace(lines: Line[]): PlateField[] {
  const label = 'Manufacturer'
  for (const [pattern, trust] of [
    [makers, 0.95],
    [companyForm, 0.85],
  ] as const) {
    for (const line of lines) {
      const match = pattern.exec(line.text)
      if (!match) continue
      const whole = pattern === makers ? match[0] : line.text
      const piece = pieceOf(
        line,
        pattern === makers ? match.index : 0,
        (pattern === makers ? match.index : 0) + whole.length,
      )
      if (piece)
        return [{ name: 'manufacturer', label, value: trimmed(whole), ...piece, confidence: piece.confidence * trust }]
    }
  }
  const top = lines
    .slice(0, 3)
    .filter(({ text }) => /^[\p{Lu}][\p{L}&.' -]{2,30}$/u.test(text) && [...text.matchAll(anyLabel)].length === 0)
    .sort((one, other) => other.box.height - one.box.height)[0]
  const piece = top && pieceOf(top, 0, top.text.length)
  return top && piece
    ? [{ name: 'manufacturer', label, value: trimmed(top.text), ...piece, confidence: piece.confidence * 0.6 }]
    : []
}

const figure = '\\d{1,6}(?:[.,]\\d{1,4})?'
const span = `${figure}(?:\\s?(?:-|–|\\/|\\.\\.\\.|to)\\s?${figure})?`

/** Ratings by their unit. The first that fits a place has it. */
const ratings: { label: string; pattern: RegExp }[] = [
  { label: 'Apparent power', pattern: new RegExp(`${span}\\s?kVA\\b`, 'g') },
  { label: 'Power', pattern: new RegExp(`${span}\\s?(?:kW|W|HP|hp|PS|CV)\\b`, 'g') },
  { label: 'Voltage', pattern: new RegExp(`(?:\\d\\s?[x×~]\\s?)?${span}\\s?V(?:\\s?(?:AC|DC)|~)?(?![A-Za-z])`, 'g') },
  { label: 'Current', pattern: new RegExp(`${span}\\s?A(?![A-Za-z0-9-])`, 'g') },
  { label: 'Frequency', pattern: new RegExp(`${span}\\s?Hz\\b`, 'gi') },
  { label: 'Speed', pattern: new RegExp(`${span}\\s?(?:rpm|r\\/min|min-1|min⁻¹|1\\/min|U\\/min|tr\\/min)`, 'gi') },
  { label: 'Flow', pattern: new RegExp(`${span}\\s?(?:m3\\/h|m³\\/h|l\\/min|l\\/s|gpm|cfm)\\b`, 'gi') },
  { label: 'Pressure', pattern: new RegExp(`${span}\\s?(?:bar|psi|MPa|kPa)\\b`, 'gi') },
  { label: 'Head', pattern: new RegExp(`\\bH(?:max)?\\s?[:=]?\\s?${span}\\s?m\\b`, 'g') },
  { label: 'Temperature', pattern: new RegExp(`-?${span}\\s?°\\s?[CF]\\b`, 'g') },
  { label: 'Weight', pattern: new RegExp(`${span}\\s?(?:kg|lbs?)\\b`, 'gi') },
  { label: 'Power factor', pattern: /cos\s?(?:φ|phi|o|@)\s?[:=]?\s?0?[.,]\d{1,2}/gi },
  { label: 'Protection', pattern: /\bIP\s?\d[\dX]\b/g },
]

function ratingsIn(lines: Line[]): PlateField[] {
  const found: PlateField[] = []
  for (const line of lines) {
    for (const { label, pattern } of ratings) {
      for (const match of line.text.matchAll(pattern)) {
        // A figure within another one or within a code is none.
        if (/[\p{L}\d.,-]$/u.test(line.text.slice(0, match.index))) continue
        const piece = pieceOf(line, match.index, match.index + match[0].length)
        if (piece && found.length < 16 && !found.some(({ value }) => value === match[0]))
          found.push({ name: 'rating', label, value: match[0].replaceAll(/\s+/g, ' '), ...piece })
      }
    }
  }
  return found
}
