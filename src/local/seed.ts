import { sql } from 'drizzle-orm'
import { createTask, moveTask } from '../calendar/task.actions'
import { openOrganization } from '../identity/login'
import { changeOrganization } from '../identity/organization.actions'
import { hashPassword } from '../identity/password'
import { grantOf } from '../identity/roles'
import { addSharedDevice, setPin } from '../identity/tablet/tablet.actions'
import { newId, secret } from '../kernel/ids'
import { addDays, dayOf } from '../kernel/local-date'
import { createSite } from '../places/site.actions'
import type { Platform } from '../platform/platform'
import { seedCodes } from './codes'
import { seedMachines } from './machines'
import { emailOf, password, people } from './people'
import { seedAccess } from './seed/access'
import { seedBuying } from './seed/buying'
import { seedDirectory } from './seed/directory'
import { seedEquipment } from './seed/equipment'
import { seedImports } from './seed/imports'
import { seedMeters } from './seed/meters'
import { seedPlans } from './seed/plans'
import { seedPost } from './seed/post'
import { seedProcedures } from './seed/procedures'
import { seedVendors } from './seed/vendors'
import { seedWork } from './seed/work'
import { seedSpares, seedStores } from './stores'

export type Seeded = {
  organization: string
  password: string
  people: { name: string; title: string; email: string; link: string }[]
}

const slug = 'northfield'

/** Seeds Northfield Packaging once. Everything that has an action is done by it, so the story has its audit log. */
export async function seed(platform: Platform): Promise<Seeded> {
  const { env, now } = platform
  const answer: Seeded = {
    organization: `${env.ORIGIN}/${slug}/`,
    password,
    people: people.map(({ who, name, title }) => ({
      name,
      title,
      email: emailOf(who),
      link: `${env.ORIGIN}/dev/enter/${who}`,
    })),
  }
  const there = await env.CONTROL.prepare('SELECT 1 AS there FROM organizations WHERE slug = ?').bind(slug).first()
  if (there) return answer

  const [dana, ...others] = people
  const passwordHash = await hashPassword(password, env.PEPPER)
  const signUp = {
    organizationName: 'Northfield Packaging',
    name: dana.name,
    jobTitle: dana.title,
    email: emailOf(dana.who),
    emailWritten: emailOf(dana.who),
    phone: '',
    timeZone: 'Europe/Amsterdam',
    currency: 'EUR',
    passwordHash,
  }
  await openOrganization(platform, signUp, slug)
  const { id: organizationId } = (await env.CONTROL.prepare('SELECT id FROM organizations WHERE slug = ?')
    .bind(slug)
    .first<{ id: string }>()) ?? { id: '' }
  const ctx = await platform.openTenant(organizationId, { kind: 'system', id: 'house' }, 'seed')

  const ids: Record<string, string> = {}
  for (const { who, name, title, role } of others) {
    const loginId = newId('lg', now())
    const memberId = newId('mb', now())
    ids[who] = memberId
    await env.CONTROL.batch([
      env.CONTROL.prepare(
        'INSERT INTO logins (id, email, email_written, name, password_hash, created_at) VALUES (?1, ?2, ?2, ?3, ?4, ?5)',
      ).bind(loginId, emailOf(who), name, passwordHash, now()),
      env.CONTROL.prepare(
        'INSERT INTO memberships (login_id, organization_id, member_id, grants, created_at) VALUES (?, ?, ?, ?, ?)',
      ).bind(loginId, organizationId, memberId, JSON.stringify([{ role, sites: null }]), now()),
    ])
    await ctx.db.run(
      sql`INSERT INTO members (id, login_id, name, email, job_title, joined_at) VALUES (${memberId}, ${loginId}, ${name}, ${emailOf(who)}, ${title}, ${now()})`,
    )
    await ctx.db.run(
      sql`INSERT INTO role_assignments (member_id, role, granted_at, granted_by) VALUES (${memberId}, ${role}, ${now()}, 'house')`,
    )
  }
  const founder = await env.CONTROL.prepare(
    'SELECT member_id AS id FROM memberships WHERE organization_id = ? AND grants LIKE \'%"owner"%\'',
  )
    .bind(organizationId)
    .first<{ id: string }>()
  ids.dana = founder?.id ?? ''
  const as = (who: string) =>
    platform.openTenant(
      organizationId,
      {
        kind: 'member',
        id: ids[who] ?? '',
        loginId: '',
        sessionId: 'seed',
        name: who,
        grants: [grantOf({ role: 'admin', sites: null })],
      },
      'seed',
    )

  const asDana = await as('dana')
  await changeOrganization(asDana, {
    name: 'Northfield Packaging',
    legalName: 'Northfield Packaging B.V.',
    taxNumber: 'NL004495445B01',
    email: 'office@northfield.example',
    phone: '+31101234567',
    website: 'https://northfield.example',
    timeZone: 'Europe/Amsterdam',
    currency: 'EUR',
    locale: 'en-GB',
    units: 'metric',
    fiscalYearStartMonth: '1',
    'address.lines': 'Waalhaven Oostzijde 12',
    'address.postcode': '3087 BM',
    'address.city': 'Rotterdam',
    'address.country': 'NL',
  })
  const sites: string[] = []
  for (const site of [
    {
      name: 'Rotterdam plant',
      coordinates: '51.889400, 4.437100',
      'address.lines': 'Waalhaven Oostzijde 12',
      'address.postcode': '3087 BM',
      'address.city': 'Rotterdam',
      receives: 'on',
      contact: 'Kees Mulder',
      instructions: 'Gate 3, ring at the stores. Pallets before 15:00.',
    },
    {
      name: 'Venlo warehouse',
      coordinates: '51.395300, 6.100700',
      'address.lines': 'Celsiusweg 44',
      'address.postcode': '5928 PR',
      'address.city': 'Venlo',
      receives: 'on',
      contact: '',
      instructions: '',
    },
  ]) {
    const made = await createSite(asDana, { ...site, 'address.country': 'NL', timeZone: 'Europe/Amsterdam' })
    if (site.name === 'Rotterdam plant') await seedStores(as, made.id)
    sites.push(made.id)
  }
  await seedEquipment(as, { rotterdam: sites[0] ?? '', venlo: sites[1] ?? '' })
  await seedSpares(await as('kees'))
  await seedImports(await as('dana'), ctx)

  const vendors = await seedVendors(as)
  await seedWork(as, ids)
  await seedPlans(as, ids)
  await seedMeters(as)
  await seedProcedures(as)

  // A tablet that stands on the floor, and two who open it by PIN (481516).
  await addSharedDevice(asDana, { name: 'Line 3, left', standsAt: 'Rotterdam plant, line 3', hash: secret() })
  const pinHash = await hashPassword('481516', env.PEPPER)
  for (const who of ['amara', 'kees']) await setPin(await as(who), { pinHash })
  await seedMachines(asDana)

  await seedAccess(asDana, ids, Object.fromEntries(people.map(({ who, name }) => [who, name])))

  const today = dayOf(now(), 'Europe/Amsterdam')
  for (const [by, title, notes, days, who, status] of tasks) {
    const context = await as(by)
    const { id } = await createTask(context, {
      title,
      notes,
      dueOn: days === null ? null : addDays(today, days),
      assigneeId: who ? ids[who] : '',
    })
    if (status !== 'to-do') await moveTask(await as(who || by), { id, status })
  }
  const visitor = await platform.openTenant(organizationId, { kind: 'system', id: 'visitor' }, 'seed')
  await seedPost(as, ctx, { luis: ids.luis ?? '', vendors })
  await seedBuying(as, visitor, vendors, sites[0] ?? '')
  await seedDirectory(platform, await as('dana'), ids)
  await seedCodes(await as('dana'), visitor)
  return answer
}

type Line = [
  by: string,
  title: string,
  notes: string,
  days: number | null,
  who: string,
  status: 'to-do' | 'doing' | 'done',
]

const tasks: Line[] = [
  [
    'dana',
    'Order the seal kit for cooling water pump P-204',
    'Line 3 stands. Ask Van Dijk Seals and Hartmann Industrie for price and the earliest day. The old kit is SEA-0045-SF.',
    -1,
    'luis',
    'doing',
  ],
  [
    'dana',
    'Walk line 3 with the insurer’s inspector',
    'He comes at 10:00 and wants to see the guards of the case packer and the lock-out boards.',
    0,
    'dana',
    'to-do',
  ],
  [
    'kees',
    'Recount bin E-02-6: BLT-M12-60',
    'Count found 40, book says 64. Somebody else than me should count.',
    0,
    'amara',
    'to-do',
  ],
  ['amara', 'Photograph the nameplate of compressor C-02', '', 1, 'amara', 'to-do'],
  ['dana', 'Ask operators of line 2 why the photo eye is dirty every Monday', '', 2, 'amara', 'to-do'],
  [
    'luis',
    'Get the new terms of Baltic Bearings in writing',
    'They said 45 days on the telephone.',
    3,
    'luis',
    'to-do',
  ],
  ['dana', 'Plan the shutdown of week 52 with production', '', 9, 'dana', 'to-do'],
  ['kees', 'Label the new shelves in room G', 'G-01-1 to G-04-6.', null, 'kees', 'to-do'],
  ['amara', 'Replace the torn curtain at the welding bay', '', null, '', 'to-do'],
  ['kees', 'Return the wrong filter elements to the vendor', '', 4, '', 'to-do'],
  ['amara', 'Grease the bearings of fan F-03', 'Two strokes each, SKF LGHP 2.', -2, 'amara', 'done'],
  ['kees', 'Send the cracked sight glass back under warranty', '', -1, 'kees', 'done'],
]
