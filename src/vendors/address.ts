/** What an address of a vendor is for. */
export const addressKinds = ['office', 'warehouse', 'returns', 'payment'] as const
export type AddressKind = (typeof addressKinds)[number]

/** A point on the earth in millionths of a degree. */
export type Point = { latitudeMicro: number; longitudeMicro: number }

/** Kilometres: the mean radius of the earth by IUGG. */
const earthRadiusKm = 6371.0088

/** The distance as the crow flies, in whole kilometres. */
export function distanceKm(one: Point, other: Point): number {
  const radians = (micro: number) => (micro / 1_000_000) * (Math.PI / 180)
  const [latitudeOne, latitudeOther] = [radians(one.latitudeMicro), radians(other.latitudeMicro)]
  const half =
    Math.sin((latitudeOther - latitudeOne) / 2) ** 2 +
    Math.cos(latitudeOne) *
      Math.cos(latitudeOther) *
      Math.sin(radians(other.longitudeMicro - one.longitudeMicro) / 2) ** 2
  return Math.round(2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(half))))
}
