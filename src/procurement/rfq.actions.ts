import * as z from 'zod'
import { findPart } from '../inventory'
import { type Id, newId, secret } from '../kernel/ids'
import { addDays, startOfDay } from '../kernel/local-date'
import { refuse } from '../kernel/refusal'
import { localDate, optionalBlock, optionalDate, optionalLine, textLine, ticked } from '../kernel/schemas'
import { findSite } from '../places'
import { action } from '../platform/action'
import type { Plan } from '../platform/commit'
import type { Context } from '../platform/context'
import { reachable } from '../vendors'
import { checkAbout } from './about'
import { about, amount, partId, requisitionId, rfqId, scaledOf, unit } from './fields'
import { type Invitation, reached, whyNoReminder } from './invitation'
import { askLetter, remindLetter } from './letters'
import { linkOf, planLetter } from './post'
import { disclosed } from './preview'
import { nothingWaitsOf } from './reply.queries'
import { consolidated } from './requisition'
import { openNeedsOf, requisitionStillAt, requisitionsById, updateRequisition } from './requisition.queries'
import { cancelled, closed, label, type Rfq, type RfqLine, replyPassed, sent } from './rfq'
import {
  endInvitations,
  findInvitation,
  findRfq,
  insertInvitation,
  insertRfq,
  invitationStillAt,
  rfqStillAt,
  rfqWhole,
  updateInvitation,
  updateRfq,
} from './rfq.queries'

const line = z.object({
  partId,
  words: textLine(200, 'Write what you need.'),
  specification: optionalBlock(2000),
  quantity: amount,
  unit,
  alternates: ticked,
})

/** Needs become lines, the same part once. */
async function linesOfNeeds(ctx: Context, ids: string[], rfq: Rfq['id'], alternates: boolean) {
  const needs = (await requisitionsById(ctx, ids)).sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
  if (needs.length < ids.length) refuse('not-found', 'requisition.unknown', 'One of these needs is not there any more.')
  const lines: RfqLine[] = []
  const lineOf = new Map<string, RfqLine['id']>()
  for (const { needs: group, quantity } of consolidated(needs)) {
    const [first] = group
    if (!first) continue
    const part = first.partId ? await findPart(ctx, first.partId) : null
    const id = newId('ry', ctx.now)
    for (const need of group) lineOf.set(need.id, id)
    lines.push({
      id,
      rfqId: rfq,
      position: lines.length + 1,
      requisitionId: first.id,
      partId: first.partId,
      partNumber: part?.manufacturerNumber || part?.number || '',
      words: part?.name ?? first.words,
      specification: part ? [part.manufacturer, part.description].filter(Boolean).join('. ') : '',
      quantity,
      unit: first.unit,
      alternates,
    })
  }
  return { needs, lines, lineOf }
}

export const createRfq = action({
  name: 'procurement.rfq.create',
  about: 'Writes an RFQ from needs or from lines: where it goes, by when it is needed, until when vendors answer.',
  input: z.object({
    title: textLine(160, 'Write what it is about, in a few words.'),
    shipTo: textLine(40, 'Choose where it is delivered.'),
    neededOn: optionalDate,
    replyOn: localDate,
    about,
    waitingMinor: z.number().int().min(0).nullable().default(null).describe('What a working day of waiting costs.'),
    notes: optionalBlock(2000).describe('For the vendors.'),
    alternates: ticked,
    needs: z.array(requisitionId).max(50).default([]),
    lines: z.array(line).max(50, 'Write at most fifty lines.').default([]),
  }),
  run: async (ctx, { needs: ids, lines: written, alternates, about: what, ...head }) => {
    const site = await findSite(ctx, head.shipTo)
    if (what) await checkAbout(ctx, [what])
    const id = newId('rf', ctx.now)
    const { needs, lines, lineOf } = await linesOfNeeds(ctx, ids, id, alternates)
    for (const { quantity, partId: part, ...rest } of written) {
      const own = part ? await findPart(ctx, part) : null
      lines.push({
        id: newId('ry', ctx.now),
        rfqId: id,
        position: lines.length + 1,
        requisitionId: null,
        partId: part as Id<'pt'> | null,
        partNumber: own ? own.manufacturerNumber || own.number : '',
        ...rest,
        unit: own?.unit ?? rest.unit,
        quantity: scaledOf(quantity, own?.unit ?? rest.unit),
      })
    }
    const replyBy = startOfDay(addDays(head.replyOn, 1), site.timeZone)
    if (replyBy <= ctx.now) refuse('invalid', 'rfq.reply-by', replyPassed, { replyOn: replyPassed })
    if (lines.length === 0) refuse('invalid', 'rfq.no-lines', 'Say first what you need: an RFQ has at least one line.')
    const rfq: Omit<Rfq, 'number'> = {
      id,
      ...head,
      state: 'draft',
      revision: 0,
      replyBy,
      about: what || null,
      ownerId: ctx.actor.id,
      createdAt: ctx.now,
      sentAt: null,
      closedAt: null,
      awardReason: '',
      version: 1,
    }
    return {
      subject: id,
      guards: needs.map(requisitionStillAt),
      writes: [
        ...insertRfq(ctx, rfq, lines),
        ...needs.map((need) =>
          updateRequisition(ctx, {
            ...need,
            state: 'asked',
            rfqId: id,
            rfqLineId: lineOf.get(need.id) ?? null,
            version: need.version + 1,
          }),
        ),
      ],
      facts: [{ name: 'procurement.rfq-written', subject: id }],
      result: { id, version: 1 },
    }
  },
})

/**
 * Sends: one invitation a vendor and revision, by a key of the database, whoever presses and however often. Its letter is
 * handed to the post office in the same commit and goes from there; who cannot be written to stands on the list with why.
 */
export const sendRfq = action({
  name: 'procurement.rfq.send',
  about: 'Asks the chosen vendors for quotes. Each is asked once, and what each is told is kept.',
  input: z.object({
    id: rfqId,
    vendors: z.array(z.string().regex(/^vd_[0-9a-hjkmnp-tv-z]{26}$/, 'There is no such vendor.')).max(50),
  }),
  run: async (ctx, { id, vendors: chosen }) => {
    const { rfq: before, lines, invitations } = await rfqWhole(ctx, id)
    const revision = Math.max(before.revision, 1)
    const already = new Set(
      invitations.filter((one) => one.revision === revision).map(({ vendorId }) => String(vendorId)),
    )
    const fresh = [...new Set(chosen)].filter((one) => !already.has(one))
    const after = sent(before, lines.length, already.size + fresh.length, ctx.now)
    if (fresh.length === 0)
      refuse('conflict', 'rfq.asked-already', 'These vendors were asked already. Choose others, or remind them.')
    const told = await disclosed(ctx, after, lines)
    const codes = await ctx.takeCodes(fresh.length)
    const made: Invitation[] = []
    const plans: Plan[] = []
    const guards = [rfqStillAt(before)]
    for (const [at, vendorId] of fresh.entries()) {
      const reach = await reachable(ctx, vendorId, 'ask')
      guards.push(reach.guard)
      const invitation: Invitation = {
        id: newId('rn', ctx.now),
        rfqId: before.id,
        vendorId: reach.vendor.id,
        revision,
        contactId: reach.contact?.id ?? null,
        person: reach.contact?.name ?? '',
        email: reach.contact?.email ?? '',
        disclosed: told,
        code: codes[at] ?? '',
        token: secret(),
        state: 'queued',
        trouble: '',
        sentAt: null,
        openedAt: null,
        answeredAt: null,
        reminders: 0,
        remindedAt: null,
        draft: null,
        threadId: null,
        messageId: null,
      }
      const { plan, trouble } = await planLetter(ctx, {
        key: `rfq:${invitation.id}`,
        to: { address: invitation.email, name: invitation.person },
        letter: askLetter(invitation, linkOf(ctx, invitation)),
        about: before.id,
        threadId: invitations.find((one) => one.vendorId === vendorId)?.threadId ?? null,
      })
      if (plan) plans.push(plan)
      made.push({
        ...invitation,
        state: plan ? 'queued' : 'bounced',
        trouble,
        threadId: plan?.threadId ?? null,
        messageId: plan?.messageId ?? null,
      })
    }
    return {
      subject: before.id,
      guards,
      writes: [updateRfq(ctx, after), ...made.map((one) => insertInvitation(ctx, one))],
      plans,
      facts: [
        { name: 'procurement.rfq-sent', subject: before.id, revision },
        ...made
          .filter(({ state }) => state === 'queued')
          .map((one) => ({ name: 'procurement.vendor-asked', subject: one.id, rfq: before.id, vendor: one.vendorId })),
      ],
      result: {
        id: before.id,
        asked: made.length,
        unwritten: made.filter(({ state }) => state === 'bounced').length,
        version: after.version,
      },
    }
  },
})

export const markAsked = action({
  name: 'procurement.invitation.mark-sent',
  about: 'Notes that the letter to a vendor has gone out, or why it has not.',
  input: z.object({ id: z.string(), trouble: optionalLine(300) }),
  run: async (ctx, { id, trouble }) => {
    const before = await findInvitation(ctx, id)
    return {
      subject: before.rfqId,
      guards: [invitationStillAt(before)],
      writes: [updateInvitation(ctx, reached(before, trouble, ctx.now))],
      facts: [
        {
          name: trouble ? 'procurement.vendor-not-reached' : 'procurement.vendor-reached',
          subject: before.rfqId,
          vendor: before.vendorId,
        },
      ],
      result: { id: before.id },
    }
  },
})

export const remindVendor = action({
  name: 'procurement.invitation.remind',
  about: 'Reminds a vendor that has not answered: at most twice, and not within a day.',
  input: z.object({ id: z.string() }),
  run: async (ctx, { id }) => {
    const before = await findInvitation(ctx, id)
    const rfq = await findRfq(ctx, before.rfqId)
    const why = whyNoReminder(before, rfq, ctx.now)
    if (why) refuse('conflict', 'invitation.no-reminder', why)
    const { guard } = await reachable(ctx, before.vendorId, 'ask')
    const reminders = before.reminders + 1
    const { plan, trouble } = await planLetter(ctx, {
      key: `rfq:${before.id}:${reminders}`,
      to: { address: before.email, name: before.person },
      letter: remindLetter(before, linkOf(ctx, before)),
      about: rfq.id,
      threadId: before.threadId,
    })
    if (!plan) return refuse('conflict', 'invitation.no-reminder', trouble)
    const { threadId, messageId } = plan
    const after = { ...before, reminders, remindedAt: ctx.now, threadId, messageId }
    return {
      subject: rfq.id,
      guards: [invitationStillAt(before), guard, nothingWaitsOf(before.id)],
      writes: [updateInvitation(ctx, after)],
      plans: [plan],
      facts: [
        {
          name: 'procurement.vendor-reminded',
          subject: before.id,
          rfq: rfq.id,
          vendor: before.vendorId,
          count: after.reminders,
        },
      ],
      result: { id: before.id, reminders: after.reminders },
    }
  },
})

export const closeRfq = action({
  name: 'procurement.rfq.close',
  about: 'Waits for no more answers. Late ones are kept and marked.',
  input: z.object({ id: rfqId }),
  run: async (ctx, { id }) => {
    const before = await findRfq(ctx, id)
    const after = closed(before, ctx.now)
    return {
      subject: before.id,
      guards: [rfqStillAt(before)],
      writes: [updateRfq(ctx, after), endInvitations(ctx, before.id, 'expired')],
      facts: [{ name: 'procurement.rfq-closed', subject: before.id }],
      result: { id: before.id, number: label(before), version: after.version },
    }
  },
})

export const cancelRfq = action({
  name: 'procurement.rfq.cancel',
  about: 'Buys nothing by an RFQ: its links end, and its needs are open again.',
  input: z.object({ id: rfqId, reason: textLine(300, 'Write why, in a few words.') }),
  run: async (ctx, { id, reason }) => {
    const before = await findRfq(ctx, id)
    const after = cancelled(before, ctx.now)
    return {
      subject: before.id,
      guards: [rfqStillAt(before)],
      writes: [updateRfq(ctx, after), endInvitations(ctx, before.id, 'withdrawn'), openNeedsOf(ctx, before.id)],
      facts: [{ name: 'procurement.rfq-cancelled', subject: before.id }],
      reason,
      result: { id: before.id, number: label(before), version: after.version },
    }
  },
})
