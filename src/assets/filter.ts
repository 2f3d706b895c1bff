import { shownStates } from './asset'
import type { AssetFilter } from './list.queries'

/** The filters of an address; what is not known is left out. */
export function filterOf(query: Record<string, string>): AssetFilter {
  const state = shownStates.find((name) => name === query.state)
  const criticality = (['A', 'B', 'C'] as const).find((rank) => rank === query.criticality)
  const id = (name: string, prefix: RegExp) => (prefix.test(query[name] ?? '') ? query[name] : undefined)
  return {
    place: id('place', /^(st|pl)_[0-9a-z]{26}$/),
    class: id('class', /^ac_[0-9a-z]{26}$/),
    owner: id('owner', /^mb_[0-9a-z]{26}$/),
    state,
    criticality,
    q: query.q?.trim().slice(0, 100) || undefined,
  }
}
