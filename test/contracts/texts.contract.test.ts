import { describe, expect, it } from 'vitest'
import { localTexts } from '../../src/adapters/local/post-office'
import type { TextMessage, Texts } from '../../src/ports/texts'
import { outcomeOf, realShelf } from './shelves'

type Exchange = { texts: Texts; delivered: () => Promise<{ from: string; to: string; text: string }[]> }

const message = (changes: Partial<TextMessage> = {}): TextMessage => ({
  key: 'rfq:1',
  from: '+15550100100',
  to: '+31101234567',
  text: 'RFQ-1042: can you quote?',
  ...changes,
})

async function localExchange(): Promise<Exchange> {
  const shelf = await realShelf()
  return {
    texts: localTexts(shelf),
    delivered: async () =>
      (await shelf.list('text', 100)).map(({ sender, recipient, body }) => ({
        from: sender,
        to: recipient,
        text: body.text ?? '',
      })),
  }
}

describe.each<[string, () => Promise<Exchange>]>([['the local exchange', localExchange]])(
  'texts over %s',
  (_, open) => {
    it('carry what was written, in every script', async () => {
      const { texts, delivered } = await open()
      const text = 'Größe ½″ 泵 🔧\nلا يعمل'
      expect((await texts.send(message({ text }))).providerId).not.toBe('')
      expect(await delivered()).toEqual([{ from: '+15550100100', to: '+31101234567', text }])
    })

    it('go out once a key, in a row and at once', async () => {
      const { texts, delivered } = await open()
      const first = await texts.send(message())
      expect(await texts.send(message())).toEqual(first)
      await Promise.all([1, 2, 3].map(() => texts.send(message({ key: 'at once', from: '12345' }))))
      expect(await delivered()).toHaveLength(2)
    })

    it.each<[string, Partial<TextMessage>]>([
      ['a number without its country', { to: '0101234567' }],
      ['a number with spaces', { to: '+31 10 123 4567' }],
      ['two numbers', { to: '+31101234567,+31101234568' }],
      ['no number', { to: '' }],
      ['a sender that is a name', { from: 'MRO' }],
      ['nothing said', { text: ' \n' }],
      ['more than twelve parts', { text: 'x'.repeat(805) }],
    ])('refuse %s for good, and nothing goes out', async (_, changes) => {
      const { texts, delivered } = await open()
      expect(await outcomeOf(texts.send(message(changes)))).toBe('invalid text.refused')
      expect(await delivered()).toEqual([])
    })
  },
)
