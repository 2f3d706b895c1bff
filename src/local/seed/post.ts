import { recordOptIn } from '../../communications/consent.actions'
import { receiveMessage } from '../../communications/inbound/arrival.actions'
import { writeMessage } from '../../communications/message.actions'
import { sendMessage } from '../../communications/outbound'
import { replyAddress } from '../../communications/reply-address'
import { assignThread, labelThread } from '../../communications/thread.actions'
import { findThread } from '../../communications/thread.queries'
import type { Context } from '../../platform/context'

type Answer = { from: string; name: string; text: string; subject: string; marks?: string[] }

/** Seeds what was written with the vendors of the story, and one letter that nobody can place. */
export async function seedPost(
  as: (who: string) => Promise<Context>,
  house: Context,
  ids: { luis: string; vendors: Map<string, string> },
): Promise<void> {
  const luis = await as('luis')
  const ask = async (
    to: string,
    toName: string,
    vendor: string,
    subject: string,
    text: string,
    answer: Answer | null,
  ) => {
    const about = ids.vendors.get(vendor) ?? ''
    const sent = await writeMessage(luis, { channel: 'email', to, toName, subject, text, about })
    await sendMessage(house, { subject: sent.id })
    if (answer) {
      await receiveMessage(
        house,
        {
          channel: 'email',
          from: answer.from,
          fromName: answer.name,
          to: await replyAddress(house, (await findThread(house, sent.threadId)).number),
          subject: answer.subject,
          text: answer.text,
          internetId: `${sent.id}@${answer.from.split('@')[1]}`,
          auth: 'pass',
          authDetail: 'SPF pass, DKIM pass, DMARC pass',
          marks: answer.marks ?? [],
        },
        { key: `seed:${sent.id}` },
      )
    }
    return sent.threadId
  }

  const hartmann = await ask(
    'j.wolff@hartmann-industrie.example',
    'Jürgen Wolff',
    'Hartmann Industrie',
    'RFQ-318: hex bolts M12 × 60 and gasket sheet',
    'Dear Mr Wolff,\n\nplease quote 200 pcs hex bolt M12 × 60 A4-80 and 4 sheets of gasket 2 mm, 1.5 × 1.5 m, delivered to Rotterdam.\n\nReply by 23 November, 15:00, please.\n\nLuis Romero',
    {
      from: 'j.wolff@hartmann-industrie.example',
      name: 'Jürgen Wolff',
      subject: 'AW: RFQ-318: hex bolts M12 × 60 and gasket sheet',
      text: 'Dear Mr Romero,\n\ngasket sheet from stock in Emmerich. Hex bolts M12 × 60 A4-80 at EUR 68.50 per 100 pcs, packed in 100s, two working days. Above EUR 500 we deliver free of charge.\n\nKind regards\nJürgen Wolff\n\nAm 23.11.2026 um 09:02 schrieb Northfield Packaging:\n> please quote 200 pcs hex bolt M12 × 60 A4-80 and 4 sheets of gasket 2 mm',
    },
  )
  await assignThread(luis, { id: hartmann, assigneeId: ids.luis })
  await labelThread(luis, { id: hartmann, label: 'RFQ-318' })
  const seals = await ask(
    'anneke@vandijk-seals.example',
    'Anneke de Wit',
    'Van Dijk Seals',
    'Seal kit SEA-0045-SF for cooling water pump P-204',
    'Hello Anneke,\n\nline 3 stands. How soon can you deliver one seal kit SEA-0045-SF, and at what price?\n\nLuis',
    {
      from: 'anneke@vandijk-seals.example',
      name: 'Anneke de Wit',
      subject: 'Re: Seal kit SEA-0045-SF for cooling water pump P-204',
      text: 'Hi Luis,\n\none kit is on the shelf. EUR 583.32, freight EUR 48.00, with you tomorrow before ten if you order by four.\n\nAnneke',
    },
  )
  await labelThread(luis, { id: seals, label: 'RFQ-318' })
  await ask(
    'a.nowak@balticbearings.example',
    'Agnieszka Nowak',
    'Baltic Bearings',
    'Your new terms in writing',
    'Dear Ms Nowak,\n\non the telephone you said 45 days. Could you send that in writing, please?\n\nLuis Romero',
    null,
  )
  const stray = (from: string, fromName: string, subject: string, text: string, more: Record<string, unknown> = {}) =>
    receiveMessage(
      house,
      {
        channel: 'email',
        from,
        fromName,
        to: `northfield@${house.mailDomain}`,
        subject,
        text,
        internetId: `${subject.length}@${from.split('@')[1]}`,
        ...more,
      },
      { key: `seed:${from}` },
    )
  await stray(
    'accounts@hartrnann-industrie.example',
    'Hartmann Industrie Accounts',
    'Our bank details have changed',
    'Dear customer,\n\nplease pay all open invoices to our new account from today. The details are attached.',
    { auth: 'fail', authDetail: 'SPF fail, DKIM none, DMARC fail', replyTo: 'finance@mailbox.example' },
  )
  await stray(
    'sales@orion-mro.example',
    'Orion MRO Direct',
    'Offer for your seals and bearings',
    'Hello,\n\nseal kit 45 mm from 529.00, bearing 6309 from 44.75. Prices ex works.\n\nOrion MRO Direct',
  )
  await recordOptIn(luis, {
    channel: 'sms',
    address: '+31612345678',
    words: 'Yes, text us about urgent deliveries.',
    source: 'said by Anneke on the telephone',
  })
}
