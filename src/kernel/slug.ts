/** First path segments that are the house's own. No organization may be named so. */
export const reserved: readonly string[] = (
  'api app assets admin auth billing blog css dev docs download files health help home hooks icons img js kit login ' +
  'logout mail me new oauth offline operator privacy public q r robots scim invitations join search settings shop sign-in sign-out sign-up sso static ' +
  'new-login passkey-options prove security tablet status support terms theme verify reset www wo po a well-known organizations undefined null'
).split(' ')

/** Letters that lose no accent and yet have a Latin spelling, in pairs: Latin, Cyrillic, Greek. */
const spellings: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'ß ss ł l ø o æ ae œ oe đ d ð d þ th ı i ' +
    'а a б b в v г g д d е e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ы y э e ' +
    'ю yu я ya є ye і i ї yi ґ g ђ dj ј j љ lj њ nj ћ c џ dz ѓ gj ќ kj ѕ dz ў u ' +
    'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o'
  )
    .split(' ')
    .reduce<[string, string][]>((pairs, word, index, words) => {
      if (index % 2 === 0) pairs.push([word, words[index + 1] ?? ''])
      return pairs
    }, []),
)

const longest = 40

/**
 * A name as a segment of an address: 'Łódź Stal & Söhne' → 'lodz-stal-sohne'. At most 40 characters.
 * Answers 'plant' for a name without a letter or digit that it can spell, and never a reserved word.
 */
export function slugOf(name: string): string {
  const plain = [...name.normalize('NFC').toLowerCase()]
    .map((letter) => spellings[letter] ?? letter)
    .join('')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    // An accent may have stood on a letter of another script: Greek ώ is ω by now.
    .replaceAll(/\p{L}/gu, (letter) => spellings[letter] ?? letter)
    .replaceAll(/['’.ьъ]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longest)
    .replace(/-+$/, '')
  const slug = plain.length > 1 ? plain : `plant${plain ? `-${plain}` : ''}`
  return reserved.includes(slug) ? `${slug}-plant` : slug
}
