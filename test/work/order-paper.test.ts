import { describe, expect, it } from 'vitest'
import { type PaperOf, paperOf } from '../../src/work/order-paper'

const words = { locale: 'en-GB', timeZone: 'Europe/Amsterdam', currency: 'EUR' }
const at = (hour: number) => Date.UTC(2026, 10, 24, hour) as never

/** What the paper reads; the rest of a page is not its business. */
const page = (order: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  ({
    order: {
      number: 7,
      title: 'Replace the seal',
      description: 'Two drops a second.\nAt the drive end.',
      outcome: '',
      failure: '',
      reason: '',
      status: 'in-progress',
      assetTag: 'P-204',
      assetName: 'Cooling pump',
      placeName: 'Line 1',
      dueAt: null,
      assignee: 'Bo',
      helpers: [{ id: 'x', name: 'Di' }],
      author: 'Ana',
      closer: null,
      createdAt: at(7),
      completedAt: null,
      hazards: ['Hot water'],
      ...order,
    },
    locks: [
      { phase: 'isolation', text: 'Breaker off', signedAt: at(8), signer: 'Bo' },
      { phase: 'restoration', text: 'Breaker on', signedAt: null, signer: null },
    ],
    labor: { entries: [] },
    parts: { needed: [{ number: 'SEA-1', name: 'Seal', quantity: '1 ea', bin: 'A-1' }], moves: [] },
    costs: null,
    ...more,
  }) as unknown as PaperOf

const said = (blocks: ReturnType<typeof paperOf>) =>
  Object.fromEntries(blocks.map(({ heading, rows }) => [heading, rows]))

describe('the paper of an order', () => {
  it('is a job card while the work is to be done: hazards, boxes, lines to write on', () => {
    const paper = paperOf(page(), words)
    expect(paper.map(({ heading }) => heading)).toEqual([
      '',
      'Hazards',
      'Lock out',
      'What is known',
      'Parts needed',
      'Bring back',
      'Done, time, signature',
    ])
    expect(said(paper)['Lock out']).toEqual([{ text: 'Breaker off (Bo, 24 Nov 2026, 09:00)', box: 'ticked' }])
    expect(said(paper)['Bring back']).toEqual([{ text: 'Breaker on', box: 'open' }])
    expect(said(paper)['What is known']?.map(({ text }) => text)).toEqual(['Two drops a second.', 'At the drive end.'])
    expect(paper.at(-1)).toMatchObject({ lines: 6 })
  })

  it('is a record once it is done, with its cost for who may see it and no voided line', () => {
    const done = { status: 'closed', completedAt: at(12), closer: 'Bo', outcome: 'Seal replaced', failure: 'Leakage' }
    const entry = { name: 'Bo', startedAt: at(9), endedAt: at(11), voided: false }
    const labor = { entries: [entry, { ...entry, voided: true }] }
    const moves = [{ kind: 'issue', number: 'SEA-1', name: 'Seal', quantity: '1 ea', costMinor: 18_440 }]
    const costs = {
      laborMinor: 9300,
      partsMinor: 18_440,
      others: [
        { what: 'Crane', counts: true, amountMinor: 12_000, voided: false },
        { what: 'Warranty', counts: false, amountMinor: 500, voided: false },
        { what: 'Wrong', counts: true, amountMinor: 1, voided: true },
      ],
      totalMinor: 39_740,
      final: true,
    }
    const paper = said(paperOf(page(done, { labor, costs, parts: { needed: [], moves } }), words))
    expect(paper['What was done']).toEqual([{ text: 'Leakage', bold: true }, { text: 'Seal replaced' }])
    expect(paper.Time).toEqual([{ text: 'Bo, 24 Nov 2026, 10:00', right: '2:00 h' }])
    expect(paper.Cost).toEqual([
      { text: 'Labor', right: '€93.00' },
      { text: 'Parts', right: '€184.40' },
      { text: 'Crane', right: '€120.00' },
      { text: 'Warranty (paid by somebody else)', right: '€5.00' },
      { text: 'Total', right: '€397.40', bold: true },
    ])
    expect(Object.keys(paper)).not.toContain('Done, time, signature')
    expect(Object.keys(said(paperOf(page(done), words)))).not.toContain('Cost')
  })
})
