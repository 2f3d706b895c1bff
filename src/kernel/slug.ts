/** First path segments that are the house's own. No organization may be named so. */
export const reserved: readonly string[] = (
  'api app assets admin auth billing blog css dev docs download files health help home hooks icons img js kit login ' +
  'logout mail me new offline operator privacy public q r robots search settings shop sign-in sign-out sign-up static ' +
  'status support terms theme verify reset www wo po a well-known organizations undefined null'
).split(' ')

/**
 * A name as a segment of an address: 'Łódź Stal & Söhne' → 'lodz-stal-sohne'. At most 40 characters.
 * Answers 'plant' for a name without a Latin letter or digit, and never a reserved word.
 */
export function slugOf(name: string): string {
  const plain = name
    .replaceAll('ß', 'ss')
    .replaceAll(/[Łł]/g, 'l')
    .replaceAll(/[Øø]/g, 'o')
    .replaceAll(/[Ææ]/g, 'ae')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
  const slug = plain.length > 1 ? plain : `plant${plain ? `-${plain}` : ''}`
  return reserved.includes(slug) ? `${slug}-plant` : slug
}
