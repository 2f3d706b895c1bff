import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { type Id, newId } from '../kernel/ids'
import { quantity as readQuantity } from '../kernel/quantity'
import { Refusal, refuse } from '../kernel/refusal'
import { localDate, optionalLine, textLine } from '../kernel/schemas'
import type { UnitCode } from '../kernel/units'
import type { Context } from '../platform/context'
import { todayOf } from './day'
import { planIssue, planReturn } from './issue.plans'
import { amount, binId, condition, deed, ledgerAction, lot, partId, reason } from './ledger-action'
import { findPart } from './part.queries'
import { checkOpenSubject } from './subject'

export const lendTool = ledgerAction({
  name: 'inventory.tool.lend',
  about: 'Hands a tool out to somebody who brings it back by a day.',
  input: z.object({
    partId,
    quantity: amount,
    binId: optionalLine(40),
    lot,
    borrower: textLine(60, 'Say who takes it.'),
    dueOn: localDate,
    reason,
  }),
  run: async (ctx, { partId, quantity, borrower, dueOn, ...said }) => {
    await checkOpenSubject(ctx, borrower)
    if (dueOn < (await todayOf(ctx))) {
      const sentence = 'This day is past. Write the day on which it comes back.'
      refuse('invalid', 'loan.past', sentence, { dueOn: sentence })
    }
    const part = await findPart(ctx, partId)
    const plan = await planIssue(ctx, [{ partId, quantity, subject: borrower, ...said }], {
      permission: 'inventory.tool.lend',
    })
    if (plan.moves.length > 1) {
      const sentence = 'They lie in several bins. Choose one bin, and lend what is there.'
      refuse('conflict', 'loan.bins', sentence, { spot: sentence })
    }
    const id = newId('ln', ctx.now)
    const { scaled } = readQuantity(quantity, part.unit)
    return {
      ...deed(plan, partId, said.reason),
      // After the move that it names.
      plans: [
        plan,
        {
          writes: [
            ctx.db.run(sql`INSERT INTO stock_loans (id, part_id, move_id, quantity, borrower, due_on, lent_at, lent_by)
          VALUES (${id}, ${partId}, ${plan.moveIds[0] ?? ''}, ${scaled}, ${borrower}, ${dueOn}, ${ctx.now}, ${ctx.actor.id})`),
          ],
        },
      ],
      facts: [{ name: 'inventory.tool-lent', subject: partId, loan: id, for: borrower, dueOn, by: ctx.actor.id }],
    }
  },
})

export type Loan = {
  id: Id<'ln'>
  partId: Id<'pt'>
  moveId: Id<'mv'>
  quantity: number
  borrower: string
  dueOn: string
  backAt: number | null
}

/** Refuses 'not-found' ('loan.unknown'). */
export async function findLoan(ctx: Context, id: string): Promise<Loan> {
  const [loan] = await ctx.db.all<Loan>(
    sql`SELECT id, part_id AS partId, move_id AS moveId, quantity, borrower, due_on AS dueOn, back_at AS backAt FROM stock_loans WHERE id = ${id}`,
  )
  return loan ?? refuse('not-found', 'loan.unknown', 'There is no such loan.')
}

export const takeToolBack = ledgerAction({
  name: 'inventory.tool.take-back',
  about: 'Takes back a tool that was lent.',
  input: z.object({ loanId: textLine(40), binId, condition, reason }),
  run: async (ctx, { loanId, binId, condition, reason }) => {
    const loan = await findLoan(ctx, loanId)
    const over = () => new Refusal('conflict', 'loan.back', 'It is back already.')
    if (loan.backAt !== null) throw over()
    const part = await findPart(ctx, loan.partId)
    const quantity = (loan.quantity / 100_000).toString()
    const plan = await planReturn(
      ctx,
      { moveId: loan.moveId, quantity, binId, condition, reason },
      'inventory.tool.take-back',
    )
    return {
      ...deed(plan, part.id, reason, [
        { count: sql`SELECT count(*) FROM stock_loans WHERE id = ${loan.id} AND back_at IS NULL`, refusal: over },
      ]),
      writes: [ctx.db.run(sql`UPDATE stock_loans SET back_at = ${ctx.now} WHERE id = ${loan.id}`)],
      facts: [
        { name: 'inventory.tool-returned', subject: part.id, loan: loan.id, for: loan.borrower, by: ctx.actor.id },
      ],
    }
  },
})

/** What is lent and not back, the longest overdue first. Two hundred at most. */
export const listLoans = (ctx: Context) =>
  ctx.db.all<{
    id: Id<'ln'>
    partId: Id<'pt'>
    number: string
    name: string
    quantity: number
    unit: UnitCode
    borrower: string
    dueOn: string
    lentAt: number
  }>(sql`
    SELECT stock_loans.id, part_id AS partId, parts.number, parts.name, parts.unit, quantity, borrower, due_on AS dueOn, lent_at AS lentAt
    FROM stock_loans JOIN parts ON parts.id = part_id WHERE back_at IS NULL ORDER BY due_on, stock_loans.id LIMIT 200`)
