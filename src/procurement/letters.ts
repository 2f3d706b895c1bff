import type { LetterText as Letter } from '../../templates/layouts/mail'
import { formatQuantity } from '../kernel/quantity'
import type { Disclosure, Invitation } from './invitation'
import { type Order, type OrderLine, label as orderLabel } from './order'

/*
 * What vendors are written, each made of what the record says and nothing else. `post.tsx` hands them to the post office
 * in the commit of the deed; the wording is here. No letter has a price in it: threads are read by more people than
 * prices are.
 */
const items = (count: number) => (count === 1 ? '1 item' : `${count} items`)

const dayWords = (day: string) =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))

const lineWords = ({
  position,
  quantity,
  unit,
  words,
  partNumber,
  specification,
  alternates,
}: Disclosure['lines'][number]) =>
  [
    `${position}. ${formatQuantity({ scaled: quantity, unit }, 'en-GB')} ${words}`,
    partNumber ? `part no. ${partNumber}` : '',
    specification,
    alternates ? 'an equal part will do' : 'no other part, please',
  ]
    .filter(Boolean)
    .join(', ')

/** Asks for quotes: the ask and its day first, the lines, three ways to answer. */
export function askLetter({ disclosed: told }: Pick<Invitation, 'disclosed'>, link: string): Letter {
  return {
    subject: `${told.number} – ${items(told.lines.length)} – reply by ${dayWords(told.replyOn)}`,
    preheader: `${told.from} asks you to quote ${items(told.lines.length)} by ${dayWords(told.replyOn)}.`,
    lines: [
      `${told.from} asks for your quote for ${items(told.lines.length)} by ${dayWords(told.replyOn)}.`,
      ...told.lines.map(lineWords),
      ...(told.neededOn ? [`Needed by ${dayWords(told.neededOn)}.`] : []),
      `Deliver to ${[told.shipTo.name, told.shipTo.lines].filter(Boolean).join(', ')}.`,
      ...(told.notes ? [told.notes] : []),
      'Please give unit price, lead time, validity and freight. Your answer takes about three minutes; no account is needed.',
    ],
    button: { label: 'Give your quote', href: link },
    footer: [
      told.from,
      `Asked by ${told.person}. You get this letter because ${told.from} would like to buy from you. If you do not quote, say so by the same link: there will be no reminder.`,
    ],
  }
}

export function remindLetter(invitation: Pick<Invitation, 'disclosed'>, link: string): Letter {
  const { disclosed: told } = invitation
  return {
    subject: `Reminder: ${told.number} – reply by ${dayWords(told.replyOn)}`,
    preheader: `${told.from} has no answer from you yet.`,
    lines: [
      `We have no answer to ${told.number} yet. The day to reply by is ${dayWords(told.replyOn)}.`,
      'If you do not want to quote, one press on the same page says so, and we will not ask again.',
    ],
    button: { label: 'Give your quote', href: link },
    footer: [told.from, `Asked by ${told.person}.`],
  }
}

/** Tells a vendor that somebody else got it: no prices, no names. */
export const thanksLetter = (organization: string, number: string): Letter => ({
  subject: `${number}: thank you for your quote`,
  preheader: 'This time we have decided for another offer.',
  lines: [
    `Thank you for your quote for ${number}. This time we have decided for another offer.`,
    'We would be glad to ask you again.',
  ],
  footer: [organization],
})

export const receiptLetter = (told: Disclosure, link: string): Letter => ({
  subject: `${told.number}: your quote has arrived`,
  preheader: 'Keep this letter: the link shows what you sent.',
  lines: [
    `Your quote for ${told.number} has arrived at ${told.from}. The link shows what you sent, and lets you change it.`,
  ],
  button: { label: 'See your quote', href: link },
  footer: [told.from],
})

export const orderLetter = (organization: string, order: Order, lines: OrderLine[], link: string): Letter => ({
  subject: `${orderLabel(order)} – ${items(lines.length)}`,
  preheader: `${organization} orders ${items(lines.length)}. Please say when they come.`,
  lines: [
    `${organization} orders ${items(lines.length)}${order.revision > 1 ? `, revision ${order.revision}` : ''}.`,
    ...lines.map(
      ({ position, quantity, unit, words, partNumber, promisedOn }) =>
        `${position}. ${formatQuantity({ scaled: quantity, unit }, 'en-GB')} ${words}${partNumber ? `, part no. ${partNumber}` : ''}${promisedOn ? `, by ${dayWords(promisedOn)}` : ''}`,
    ),
    'Please open the order: prices and terms are there, and the order as a PDF. Confirm the days on which you deliver.',
  ],
  button: { label: 'Open the order', href: link },
  footer: [organization],
})

export const chaseLetter = (organization: string, order: Order, link: string): Letter => ({
  subject: `${orderLabel(order)}: when does it come?`,
  preheader: `It was due on ${order.dueOn ? dayWords(order.dueOn) : 'an earlier day'}.`,
  lines: [
    `${orderLabel(order)} was due on ${order.dueOn ? dayWords(order.dueOn) : 'an earlier day'}, and not all of it is here.`,
    'Please say by the link on which day it comes.',
  ],
  button: { label: 'Give the day', href: link },
  footer: [organization],
})
