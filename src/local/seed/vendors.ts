import { addDays, dayOf } from '../../kernel/local-date'
import type { Context } from '../../platform/context'
import { addContact } from '../../vendors/contact.actions'
import { askForLift } from '../../vendors/lift.actions'
import { addAddress, addDocument } from '../../vendors/paper.actions'
import { changeTier, createVendor } from '../../vendors/vendor.actions'

type Company = {
  name: string
  delivers: string[]
  days: string
  terms?: string
  delivery?: string
  tier?: ['approved' | 'blacklisted', string]
  people: [
    name: string,
    title: string,
    email: string,
    phone: string,
    channel: 'email' | 'sms' | 'phone',
    language: string,
  ][]
  office: [lines: string, postcode: string, city: string, country: string, coordinates: string]
  papers?: [kind: string, number: string, inDays: number][]
  notes?: string
}

/** The vendors of the story: who answers RFQ-318, and those around them. */
export const companies: Company[] = [
  {
    name: 'Van Dijk Seals',
    delivers: ['Seals', 'Gaskets', 'Pumps'],
    days: '30',
    delivery: 'DAP Rotterdam, freight EUR 48.00 flat',
    tier: ['approved', 'Delivers within a day; audited in March.'],
    people: [
      ['Anneke de Wit', 'Inside sales', 'anneke@vandijk-seals.example', '+31786131234', 'email', 'nl'],
      ['Service desk', 'Around the clock', 'service@vandijk-seals.example', '+31612345678', 'sms', 'nl'],
    ],
    office: ['Kerkeplaat 12', '3313 LC', 'Dordrecht', 'NL', '51.787400, 4.709500'],
    papers: [
      ['ISO 9001', 'NL-9001-4471', 212],
      ['Liability insurance', 'AV 88.214.07', 19],
    ],
  },
  {
    name: 'Hartmann Industrie',
    delivers: ['Bearings', 'Fasteners', 'Seals', 'Gaskets'],
    days: '14',
    terms: '2 % within 7 days',
    delivery: 'Freight EUR 35.00, free above EUR 500',
    tier: ['approved', 'Frame contract of 2025.'],
    people: [['Jürgen Wolff', 'Vertrieb', 'j.wolff@hartmann-industrie.example', '+4928227123456', 'email', 'de']],
    office: ['Industriestraße 41', '46446', 'Emmerich am Rhein', 'DE', '51.840300, 6.262800'],
    papers: [['Frame contract', 'HI-2025-118', 37]],
  },
  {
    name: 'Baltic Bearings',
    delivers: ['Bearings', 'Fasteners'],
    days: '45',
    delivery: 'Freight EUR 62.00 flat',
    tier: ['approved', 'Second source for bearings.'],
    people: [['Agnieszka Nowak', 'Export', 'a.nowak@balticbearings.example', '+48586123456', 'email', 'en']],
    office: ['ul. Marynarki Polskiej 96', '80-557', 'Gdańsk', 'PL', '54.384300, 18.628000'],
    papers: [['ISO 9001', 'PL/04/1187', -12]],
  },
  {
    name: 'Orion MRO Direct',
    delivers: ['Seals', 'Bearings', 'Fasteners', 'Gaskets'],
    days: '',
    people: [['Sales desk', '', 'sales@orion-mro.example', '+442071838750', 'email', 'en']],
    office: ['Unit 9, Thameside Park', 'SE28 0AX', 'London', 'GB', '51.499300, 0.105400'],
    notes: 'Found by Kees on the web. Prices say nothing of freight.',
  },
  {
    name: 'Grundfos Nederland',
    delivers: ['Pumps', 'Seals'],
    days: '30',
    tier: ['approved', 'Maker of our cooling water pumps.'],
    people: [['Technical support', '', 'service@grundfos-nl.example', '+31884786336', 'email', 'nl']],
    office: ['Veluwezoom 35', '1327 AE', 'Almere', 'NL', '52.378100, 5.299700'],
  },
  {
    name: 'Rotterdam Belt & Chain',
    delivers: ['Belts', 'Chains'],
    days: '30',
    tier: ['approved', 'Around the corner; counter opens at 06:30.'],
    people: [['Farid Haddad', 'Counter', 'counter@rbc.example', '+31104287711', 'phone', 'nl']],
    office: ['Sluisjesdijk 140', '3087 AE', 'Rotterdam', 'NL', '51.893900, 4.454100'],
  },
  {
    name: 'QuickParts Trading',
    delivers: ['Bearings'],
    days: '0',
    tier: ['blacklisted', 'Bearings with forged SKF laser marks, delivered in May.'],
    people: [['Sales', '', 'deals@quickparts.example', '', 'email', 'en']],
    office: ['Postbus 9911', '1006 AP', 'Amsterdam', 'NL', ''],
  },
]

/** Seeds the vendors: Luis writes them down, Dana says who may be reached. */
export async function seedVendors(as: (who: string) => Promise<Context>): Promise<Map<string, string>> {
  const [luis, dana] = [await as('luis'), await as('dana')]
  const today = dayOf(luis.now, 'Europe/Amsterdam')
  const ids = new Map<string, string>()
  for (const company of companies) {
    const { id } = await createVendor(luis, {
      name: company.name,
      currency: 'EUR',
      categories: company.delivers,
      paymentDays: company.days,
      paymentTerms: company.terms ?? '',
      deliveryTerms: company.delivery ?? '',
      notes: company.notes ?? '',
    })
    ids.set(company.name, id)
    const [lines, postcode, city, country, coordinates] = company.office
    await addAddress(luis, {
      id,
      kind: 'office',
      coordinates,
      'address.lines': lines,
      'address.postcode': postcode,
      'address.city': city,
      'address.country': country,
    })
    for (const [name, jobTitle, email, phone, channel, language] of company.people)
      await addContact(luis, { id, name, jobTitle, email, phone, channel, language })
    for (const [kind, number, inDays] of company.papers ?? [])
      await addDocument(luis, { id, kind, number, expiresOn: addDays(today, inDays) })
    if (company.tier) await changeTier(dana, { id, tier: company.tier[0], reason: company.tier[1] })
  }
  const quick = ids.get('QuickParts Trading') ?? ''
  await askForLift(luis, {
    id: quick,
    tier: 'pending',
    reason: 'Under new owners since October; they ask for a second chance.',
  })
  return ids
}
