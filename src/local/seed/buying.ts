import { receiveMessage } from '../../communications/inbound/arrival.actions'
import { replyAddress } from '../../communications/reply-address'
import { findThread } from '../../communications/thread.queries'
import { searchParts } from '../../inventory'
import { addDays, dayOf } from '../../kernel/local-date'
import type { Context } from '../../platform/context'
import { awardRfq } from '../../procurement/award.actions'
import { answerInvitation, declineInvitation } from '../../procurement/invitation.actions'
import { enterInvoice } from '../../procurement/invoice.actions'
import { approveOrder, sendOrder } from '../../procurement/order.actions'
import { findOrder } from '../../procurement/order.queries'
import { noteReply } from '../../procurement/reply.actions'
import { createRequisition } from '../../procurement/requisition.actions'
import { createRfq, markAsked, sendRfq } from '../../procurement/rfq.actions'
import { rfqWhole } from '../../procurement/rfq.queries'

type As = (who: string) => Promise<Context>

/** Price of one, working days, and what else a vendor says of a line. */
type Said = [
  position: number,
  price: string,
  days: number | null,
  more?: { minimum?: number; per?: number; note?: string },
]

type Asked = {
  title: string
  parts: [number: string, quantity: string, specification?: string][]
  waitingMinor?: number
  notes?: string
  /** By the name of the vendor: freight in cents (null is not stated), free above, days valid, lines. */
  answers: [vendor: string, freight: number | null, freeAbove: number | null, validDays: number | null, lines: Said[]][]
  silent?: string[]
}

const millionths = (price: string): number => Math.round(Number(price) * 1_000_000)

/** Writes an RFQ, asks, and lets the vendors answer by their links. */
async function ask(as: As, visitor: Context, vendors: Map<string, string>, site: string, it: Asked): Promise<string> {
  const luis = await as('luis')
  const today = dayOf(luis.now, 'Europe/Amsterdam')
  const lines = []
  for (const [number, quantity, specification = ''] of it.parts) {
    const [part] = await searchParts(luis, number, 1)
    lines.push({
      partId: part?.id ?? '',
      words: part?.name ?? number,
      quantity,
      unit: part?.unit ?? 'EA',
      specification,
      alternates: true,
    })
  }
  const { id } = await createRfq(luis, {
    title: it.title,
    shipTo: site,
    neededOn: addDays(today, 6),
    replyOn: addDays(today, 2),
    waitingMinor: it.waitingMinor ?? null,
    notes: it.notes ?? '',
    lines,
  })
  const chosen = [...it.answers.map(([vendor]) => vendor), ...(it.silent ?? [])]
  await sendRfq(luis, { id, vendors: chosen.flatMap((name) => vendors.get(name) ?? []) })
  const { invitations, lines: asked } = await rfqWhole(luis, id)
  for (const { id: invitation } of invitations) await markAsked(visitor, { id: invitation, trouble: '' })
  for (const [vendor, freight, freeAbove, validDays, said] of it.answers) {
    const invitation = invitations.find((one) => one.vendorId === vendors.get(vendor))
    if (!invitation) continue
    if (said.length === 0) {
      await declineInvitation(visitor, { id: invitation.id, reason: 'We do not carry these.' })
      continue
    }
    await answerInvitation(visitor, {
      id: invitation.id,
      currency: 'EUR',
      freightKind: freight === null ? 'unknown' : freight === 0 ? 'included' : 'flat',
      freightMinor: freight || null,
      freeAboveMinor: freeAbove,
      validUntil: validDays === null ? '' : addDays(today, validDays),
      terms: '30 days net',
      lines: asked.map((line) => {
        const [, price, days, more] = said.find(([position]) => position === line.position) ?? []
        const per = more?.per ?? 1
        return {
          lineId: line.id,
          offer: price === undefined ? ('none' as const) : ('exact' as const),
          price: price ? millionths(price) : null,
          per,
          minimum: more?.minimum ? more.minimum * 100_000 : null,
          leadDays: days ?? null,
          note: more?.note ?? '',
          evidence: price ? { price: `${(Number(price) * per).toFixed(2)} per ${per}` } : {},
        }
      }),
    })
  }
  return id
}

/** Awards everything to one vendor and answers the order. */
async function award(as: As, rfq: string, vendor: string, reason = ''): Promise<string> {
  const luis = await as('luis')
  const { lines } = await rfqWhole(luis, rfq)
  const [quote] = await luis.db.all<{ id: string }>(
    `SELECT id FROM quotes WHERE rfq_id = '${rfq}' AND vendor_id = '${vendor}'`,
  )
  const picks = lines.map(({ id }) => ({ lineId: id, quoteId: quote?.id ?? '' }))
  const { orders } = await awardRfq(luis, { id: rfq, picks, reason })
  return orders[0] ?? ''
}

async function approveAndSend(as: As, id: string): Promise<void> {
  const { order } = await findOrder(await as('dana'), id)
  if (order.state === 'approval')
    await approveOrder(await as('dana'), { id, contentHash: order.contentHash, decision: 'approve' })
  await sendOrder(await as('luis'), { id })
}

/** An invoice for what has not come: it waits for somebody who releases it. */
async function billTooSoon(as: As, id: string): Promise<void> {
  const luis = await as('luis')
  const { order, lines } = await findOrder(luis, id)
  await enterInvoice(luis, {
    orderId: order.id,
    number: 'RBC-88213',
    currency: order.currency,
    invoicedOn: dayOf(luis.now, 'Europe/Amsterdam'),
    totalMinor: order.totalMinor,
    freightMinor: order.freightMinor,
    lines: lines.map(({ id: orderLineId, quantity, price }) => ({ orderLineId, quantity, price })),
  })
}

/** A vendor answers by mail instead of by its link: its words wait beside what was read of them. */
async function writeBack(as: As, house: Context, rfq: string, vendor: string): Promise<void> {
  const { invitations } = await rfqWhole(await as('luis'), rfq)
  const asked = invitations.find(({ vendorId }) => vendorId === vendor)
  if (!asked?.threadId || !asked.email) return
  const { number } = await findThread(house, asked.threadId)
  const came = await receiveMessage(
    house,
    {
      channel: 'email',
      from: asked.email,
      fromName: asked.person,
      to: await replyAddress(house, number),
      subject: `Re: ${asked.disclosed.number}`,
      text: 'Dear Luis,\n\nSEA-0045-SF: EUR 512,00, 4 working days\nSLV-0045-62: EUR 166,40, 4 working days\nBearings and bolts we do not offer.\n\nFreight EUR 25,00\nValid until 11 Dec 2026\n\nKind regards',
      internetId: `${asked.id}@mail.example`,
      auth: 'pass',
      authDetail: 'SPF pass, DKIM pass, DMARC pass',
    },
    { key: `seed:${asked.id}` },
  )
  await noteReply(house, {
    invitationId: asked.id,
    messageId: came.id,
    threadId: came.threadId,
    channel: 'email',
    trusted: came.trusted,
    guessed: false,
  })
}

/** Seeds the buying of the story: one to compare, one to approve, one on its way, one to receive, and some needs. */
export async function seedBuying(as: As, visitor: Context, vendors: Map<string, string>, site: string): Promise<void> {
  const of = (name: string) => vendors.get(name) ?? ''
  const [filter] = await searchParts(await as('kees'), 'FLT-HYD-10', 1)
  await createRequisition(await as('kees'), {
    needs: [
      { partId: filter?.id ?? '', words: 'Hydraulic return filter', quantity: '6', neededOn: '' },
      { words: 'Torn curtain for the welding bay, 2 × 2.5 m, orange', quantity: '1', neededOn: '' },
    ],
  })

  // On its way.
  const belts = await ask(as, visitor, vendors, site, {
    title: 'Timing belts and V-belts',
    parts: [
      ['BLT-HTD8M-1440', '6'],
      ['FAN-BLT-SPZ', '12'],
    ],
    answers: [
      [
        'Rotterdam Belt & Chain',
        0,
        null,
        30,
        [
          [1, '46.10', 2],
          [2, '8.95', 2],
        ],
      ],
      ['Orion MRO Direct', null, null, null, [[1, '52.00', 5]]],
    ],
  })
  const belted = await award(as, belts, of('Rotterdam Belt & Chain'))
  await approveAndSend(as, belted)
  await billTooSoon(as, belted)

  // To receive.
  const bearings = await ask(as, visitor, vendors, site, {
    title: 'Bearings and seals for the stores',
    parts: [
      ['BRG-6205-2RS', '20'],
      ['SEA-0045-SF', '1'],
      ['SNS-M12-PNP', '4'],
    ],
    answers: [
      [
        'Hartmann Industrie',
        3500,
        50_000,
        14,
        [
          [1, '7.20', 1],
          [2, '548.00', 1],
          [3, '27.90', 1],
        ],
      ],
    ],
  })
  await approveAndSend(as, await award(as, bearings, of('Hartmann Industrie')))

  // To approve.
  const motors = await ask(as, visitor, vendors, site, {
    title: 'Spare gear motor and knives',
    parts: [
      ['MOT-1K5-4P', '1'],
      ['KNF-L3-220', '10'],
    ],
    answers: [
      [
        'Grundfos Nederland',
        2500,
        null,
        20,
        [
          [1, '735.00', 8],
          [2, '84.50', 4],
        ],
      ],
      ['Van Dijk Seals', 4800, null, 12, []],
    ],
  })
  await award(as, motors, of('Grundfos Nederland'))

  // The pump that is down: four quotes to compare, and one that came by mail.
  const pump = await ask(as, visitor, vendors, site, {
    title: 'Cooling water pump P-204: seal, bearings, sleeve',
    waitingMinor: 656_000,
    notes: 'Line 3 stands. The earliest day counts more than the price.',
    parts: [
      ['SEA-0045-SF', '1', 'For Grundfos CR 32-4'],
      ['BRG-6309-2Z', '2'],
      ['SLV-0045-62', '1'],
      ['BLT-M12-60', '200'],
    ],
    answers: [
      [
        'Van Dijk Seals',
        4800,
        null,
        12,
        [
          [1, '600.00', 1],
          [2, '57.25', 1],
          [3, '180.40', 1],
          [4, '1.10', 3],
        ],
      ],
      [
        'Hartmann Industrie',
        3500,
        50_000,
        5,
        [
          [1, '548.00', 6],
          [2, '46.20', 2],
          [3, '171.00', 6],
          [4, '0.685', 2, { per: 100 }],
        ],
      ],
      [
        'Baltic Bearings',
        6200,
        null,
        9,
        [
          [2, '41.90', 2, { minimum: 10 }],
          [4, '0.74', 3, { minimum: 500 }],
        ],
      ],
      [
        'Orion MRO Direct',
        null,
        null,
        null,
        [
          [1, '529.00', null],
          [2, '44.75', 4],
          [4, '0.69', 5],
        ],
      ],
    ],
    silent: ['Grundfos Nederland'],
  })
  await writeBack(as, visitor, pump, of('Grundfos Nederland'))
}
