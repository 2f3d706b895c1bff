import { sql } from 'drizzle-orm'
import type { Context } from '../../platform/context'
import { approveVersion, createProcedure, writeStep } from '../../procedures/procedure.actions'
import { answerStep, pinProcedure } from '../../work/step.actions'

type As = (who: string) => Promise<Context>

const steps: Record<string, unknown>[] = [
  { kind: 'check', text: 'Isolate the fan and try to start it', help: 'It must not turn.', required: true },
  {
    kind: 'inspect',
    text: 'Belts: wear and tension',
    help: 'A finger wide at the middle of the long side.',
    required: true,
  },
  { kind: 'choice', text: 'Inlet grid', choices: ['clean', 'dusty', 'blocked'], bad: ['blocked'], required: true },
  {
    kind: 'number',
    text: 'Measure bearing temperature, drive end',
    help: 'Infrared gun at 10 cm. Fan has run 15 min.',
    unit: '°C',
    low: 20,
    high: 80,
    required: true,
  },
  {
    kind: 'number',
    text: 'Vibration, drive end',
    help: 'Horizontal, at the bearing cap.',
    unit: 'mm/s',
    high: 4.5,
    required: true,
  },
  { kind: 'photo', text: 'Photo of the belts' },
  { kind: 'text', text: 'What else did you see?' },
]

/** The monthly round of fan F-03: its approved version, half done on the order that waits for Amara. */
export async function seedProcedures(as: As): Promise<void> {
  const dana = await as('dana')
  const amara = await as('amara')
  const { id } = await createProcedure(dana, {
    title: 'Monthly round of a belt-driven fan',
    about: 'With an infrared gun and the vibration pen. Twenty minutes, the fan running at the end.',
  })
  for (const step of steps) await writeStep(dana, { ...step, id })
  await approveVersion(dana, { id, revision: steps.length + 1 })
  const [order] = await dana.db.all<{ id: string }>(
    sql`SELECT id FROM work_orders WHERE asset_tag = 'F-03' AND status = 'approved' ORDER BY id LIMIT 1`,
  )
  if (!order) return
  await pinProcedure(dana, { orderId: order.id, procedureId: id })
  const hung = await dana.db.all<{ id: string }>(
    sql`SELECT id FROM work_steps WHERE order_id = ${order.id} ORDER BY position LIMIT 3`,
  )
  const answers = [{}, { result: 'pass' }, { words: 'clean' }]
  for (const [index, step] of hung.entries()) await answerStep(amara, { id: step.id, ...answers[index] })
}
