import { readDecimal } from './decimal'
import { refuse } from './refusal'

/*
 * The units that parts are counted in and meters read in: UN/ECE Recommendation 20, and packages of Recommendation 21
 * under their `X` codes. Each row: code, name, sign, what it measures, and how many of that dimension's base unit it is
 * (a decimal or a quotient of two; the SI brochure and NIST SP 811 have them exactly). A unit that measures `itself`
 * converts into nothing: a box holds what its maker put in.
 */
const table = [
  ['C62', 'one', '1', 'count', '1'],
  ['EA', 'each', 'ea', 'count', '1'],
  ['H87', 'piece', 'pc', 'count', '1'],
  ['PR', 'pair', 'pair', 'count', '2'],
  ['DZN', 'dozen', 'doz', 'count', '12'],
  ['CEN', 'hundred', '100', 'count', '100'],
  ['GRO', 'gross', 'gro', 'count', '144'],
  ['MIL', 'thousand', '1000', 'count', '1000'],
  ['SET', 'set', 'set', 'itself', '1'],
  ['KT', 'kit', 'kit', 'itself', '1'],
  ['LO', 'lot', 'lot', 'itself', '1'],
  ['XBX', 'box', 'box', 'itself', '1'],
  ['XCT', 'carton', 'carton', 'itself', '1'],
  ['XPA', 'packet', 'packet', 'itself', '1'],
  ['XPK', 'package', 'package', 'itself', '1'],
  ['XBG', 'bag', 'bag', 'itself', '1'],
  ['XRO', 'roll', 'roll', 'itself', '1'],
  ['XRL', 'reel', 'reel', 'itself', '1'],
  ['XTU', 'tube', 'tube', 'itself', '1'],
  ['XCA', 'can', 'can', 'itself', '1'],
  ['XBO', 'bottle', 'bottle', 'itself', '1'],
  ['XDR', 'drum', 'drum', 'itself', '1'],
  ['XPX', 'pallet', 'pallet', 'itself', '1'],

  ['MTR', 'metre', 'm', 'length', '1'],
  ['CMT', 'centimetre', 'cm', 'length', '0.01'],
  ['MMT', 'millimetre', 'mm', 'length', '0.001'],
  ['4H', 'micrometre', 'µm', 'length', '0.000001'],
  ['KMT', 'kilometre', 'km', 'length', '1000'],
  ['INH', 'inch', 'in', 'length', '0.0254'],
  ['FOT', 'foot', 'ft', 'length', '0.3048'],
  ['YRD', 'yard', 'yd', 'length', '0.9144'],
  ['SMI', 'mile', 'mi', 'length', '1609.344'],

  ['MTK', 'square metre', 'm²', 'area', '1'],
  ['CMK', 'square centimetre', 'cm²', 'area', '0.0001'],
  ['INK', 'square inch', 'in²', 'area', '0.00064516'],
  ['FTK', 'square foot', 'ft²', 'area', '0.09290304'],

  ['LTR', 'litre', 'l', 'volume', '1'],
  ['CLT', 'centilitre', 'cl', 'volume', '0.01'],
  ['MLT', 'millilitre', 'ml', 'volume', '0.001'],
  ['MTQ', 'cubic metre', 'm³', 'volume', '1000'],
  ['INQ', 'cubic inch', 'in³', 'volume', '0.016387064'],
  ['FTQ', 'cubic foot', 'ft³', 'volume', '28.316846592'],
  ['OZA', 'fluid ounce (US)', 'fl oz', 'volume', '0.0295735295625'],
  ['PTL', 'pint (US)', 'pt', 'volume', '0.473176473'],
  ['QTL', 'quart (US)', 'qt', 'volume', '0.946352946'],
  ['GLL', 'gallon (US)', 'gal', 'volume', '3.785411784'],
  ['GLI', 'gallon (UK)', 'gal (UK)', 'volume', '4.54609'],

  ['KGM', 'kilogram', 'kg', 'mass', '1'],
  ['GRM', 'gram', 'g', 'mass', '0.001'],
  ['MGM', 'milligram', 'mg', 'mass', '0.000001'],
  ['TNE', 'tonne', 't', 'mass', '1000'],
  ['LBR', 'pound', 'lb', 'mass', '0.45359237'],
  ['ONZ', 'ounce', 'oz', 'mass', '0.028349523125'],
  ['STN', 'ton (US)', 'ton (US)', 'mass', '907.18474'],

  ['SEC', 'second', 's', 'time', '1'],
  ['C26', 'millisecond', 'ms', 'time', '0.001'],
  ['MIN', 'minute', 'min', 'time', '60'],
  ['HUR', 'hour', 'h', 'time', '3600'],
  ['DAY', 'day', 'd', 'time', '86400'],
  ['WEE', 'week', 'wk', 'time', '604800'],
  ['MON', 'month', 'mo', 'months', '1'],
  ['ANN', 'year', 'yr', 'months', '12'],

  ['KEL', 'kelvin', 'K', 'temperature', '1'],
  ['CEL', 'degree Celsius', '°C', 'temperature', '1'],
  ['FAH', 'degree Fahrenheit', '°F', 'temperature', '5/9'],

  ['PAL', 'pascal', 'Pa', 'pressure', '1'],
  ['KPA', 'kilopascal', 'kPa', 'pressure', '1000'],
  ['MPA', 'megapascal', 'MPa', 'pressure', '1000000'],
  ['BAR', 'bar', 'bar', 'pressure', '100000'],
  ['PS', 'pound per square inch', 'psi', 'pressure', '4.4482216152605/0.00064516'],

  ['MTS', 'metre per second', 'm/s', 'speed', '1'],
  ['C16', 'millimetre per second', 'mm/s', 'speed', '0.001'],
  ['HTZ', 'hertz', 'Hz', 'frequency', '1'],
  ['RPM', 'revolutions per minute', 'rpm', 'frequency', '1/60'],
  ['L2', 'litre per minute', 'l/min', 'flow', '1'],
  ['MQH', 'cubic metre per hour', 'm³/h', 'flow', '1000/60'],
  ['G2', 'gallon (US) per minute', 'gpm', 'flow', '3.785411784'],
  ['2L', 'cubic foot per minute', 'cfm', 'flow', '28.316846592'],
  ['NU', 'newton metre', 'N·m', 'torque', '1'],
  ['85', 'foot pound-force', 'ft·lbf', 'torque', '1.3558179483314004'],

  ['JOU', 'joule', 'J', 'energy', '1'],
  ['3B', 'megajoule', 'MJ', 'energy', '1000000'],
  ['KWH', 'kilowatt hour', 'kWh', 'energy', '3600000'],
  ['MWH', 'megawatt hour', 'MWh', 'energy', '3600000000'],
  ['WTT', 'watt', 'W', 'power', '1'],
  ['KWT', 'kilowatt', 'kW', 'power', '1000'],
  ['BHP', 'horsepower', 'hp', 'power', '745.69987158227022'],
  ['KVA', 'kilovolt-ampere', 'kVA', 'itself', '1'],
  ['AMP', 'ampere', 'A', 'current', '1'],
  ['4K', 'milliampere', 'mA', 'current', '0.001'],
  ['VLT', 'volt', 'V', 'voltage', '1'],
  ['KVT', 'kilovolt', 'kV', 'voltage', '1000'],
  ['OHM', 'ohm', 'Ω', 'itself', '1'],
  ['P1', 'percent', '%', 'itself', '1'],
  ['2N', 'decibel', 'dB', 'itself', '1'],
] as const

export type UnitCode = (typeof table)[number][0]
export type Dimension = (typeof table)[number][3]
export type Unit = { code: UnitCode; name: string; sign: string; dimension: Dimension }

/** Added to a reading before its factor: the base unit counts from absolute zero. Exact, as '273.15'. */
const addedFirst: Partial<Record<UnitCode, string>> = { CEL: '273.15', FAH: '459.67' }

const unitOfRow = ([code, name, sign, dimension]: (typeof table)[number]): Unit => ({ code, name, sign, dimension })

/** Every unit, in the order in which a person chooses. */
export const units = (): Unit[] => table.map(unitOfRow)

const rowOf = (code: UnitCode) => {
  const row = table.find(([known]) => known === code)
  if (!row) throw new RangeError(`no such unit: ${code}`)
  return row
}

/** The unit of a code. */
export const unit = (code: UnitCode): Unit => unitOfRow(rowOf(code))

/** Reads a unit's code. Refuses 'invalid' ('unit.unknown'). */
export function unitCode(given: string): UnitCode {
  const code = given.trim().toUpperCase()
  const row = table.find(([known]) => known === code)
  return row ? row[0] : refuse('invalid', 'unit.unknown', 'Choose a unit from the list.')
}

/** Whether an amount of the one can be said in the other. */
export const isConvertible = (one: UnitCode, other: UnitCode): boolean => {
  const dimension = rowOf(one)[3]
  return one === other || (dimension !== 'itself' && dimension === rowOf(other)[3])
}

type Rational = { numerator: bigint; denominator: bigint }

const digits = 20
const rational = (text: string): Rational => {
  const [over = '', under = '1'] = text.split('/')
  const [numerator, denominator] = [readDecimal(over, digits), readDecimal(under, digits)]
  if (numerator === null || denominator === null) throw new RangeError(`not a ratio: ${text}`)
  return { numerator, denominator }
}

/**
 * How a reading of one unit becomes one of another, exactly: `(reading + added) × factor - subtracted`.
 * The shifts are scaled by `scale` and not zero for temperatures only.
 *
 * Refuses 'invalid' ('unit.mismatch') where the two measure different things.
 */
export function conversion(
  from: UnitCode,
  to: UnitCode,
  scale: number,
): Rational & { added: bigint; subtracted: bigint } {
  const [[, fromName, , , fromRatio], [, toName, , , toRatio]] = [rowOf(from), rowOf(to)]
  if (!isConvertible(from, to)) {
    return refuse('invalid', 'unit.mismatch', `An amount in ${fromName} cannot be given in ${toName}.`)
  }
  const [one, other] = [rational(fromRatio), rational(toRatio)]
  const shift = (code: UnitCode) => readDecimal(addedFirst[code] ?? '0', scale) ?? 0n
  return {
    numerator: one.numerator * other.denominator,
    denominator: one.denominator * other.numerator,
    added: shift(from),
    subtracted: shift(to),
  }
}
