import Bowser from 'bowser'

/** “Chrome on Android”, “Firefox on Windows”; what a browser says of itself, which it may choose. */
export function browserName(userAgent: string): string {
  if (userAgent.trim() === '') return 'A browser that does not say which'
  const { browser, os } = Bowser.parse(userAgent)
  if (browser.name && os.name) return `${browser.name} on ${os.name}`
  return browser.name ?? os.name ?? 'Another program'
}

const regions = new Intl.DisplayNames('en', { type: 'region' })

/** “Arnhem, Netherlands”; only the country where the town is not known; null where nothing is. */
export function placeName(country: string, city: string): string | null {
  if (country === '') return null
  const name = regions.of(country) ?? country
  return city === '' ? name : `${city}, ${name}`
}
