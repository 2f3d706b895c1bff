import { refuse } from '../kernel/refusal'

/** A point on the earth in millionths of a degree: a tenth of a metre, and no floats. */
export type Coordinates = { latitudeMicro: number; longitudeMicro: number }

const degrees = (text: string, most: number): number | null => {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d{1,3})(?:\.(\d{1,15}))?$/.exec(text) ?? []
  if (whole === '') return null
  const micro = Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
  return micro <= most * 1_000_000 ? (sign === '-' && micro > 0 ? -micro : micro) : null
}

/**
 * Reads 'latitude, longitude' in degrees, as maps copy it: '51.886900, 4.437000'. Null for nothing.
 * Refuses 'invalid' ('site.coordinates').
 */
export function parseCoordinates(given: string): Coordinates | null {
  const text = given.trim()
  if (text === '') return null
  const [first = '', second = '', ...rest] = text.split(/\s*[,;]\s*|\s+/)
  const [latitudeMicro, longitudeMicro] = [degrees(first, 90), degrees(second, 180)]
  if (latitudeMicro === null || longitudeMicro === null || rest.length > 0) {
    return refuse(
      'invalid',
      'site.coordinates',
      'Write latitude and longitude in degrees, as a map copies them: 51.8869, 4.4370.',
    )
  }
  return { latitudeMicro, longitudeMicro }
}

const writeDegrees = (micro: number) =>
  `${micro < 0 ? '-' : ''}${Math.floor(Math.abs(micro) / 1_000_000)}.${String(Math.abs(micro) % 1_000_000).padStart(6, '0')}`

export const writeCoordinates = ({ latitudeMicro, longitudeMicro }: Coordinates): string =>
  `${writeDegrees(latitudeMicro)}, ${writeDegrees(longitudeMicro)}`
