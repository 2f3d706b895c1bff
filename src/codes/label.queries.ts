import { asc, eq, sql } from 'drizzle-orm'
import type { Id } from '../kernel/ids'
import { Refusal, refuse } from '../kernel/refusal'
import type { Guard, Write } from '../platform/commit'
import type { Context } from '../platform/context'
import { labelPrinters } from './schema'

export type Printer = typeof labelPrinters.$inferSelect

/** All printers; an organization has a handful, and at most a hundred. */
export const listPrinters = (ctx: Context) =>
  ctx.db.select().from(labelPrinters).orderBy(asc(labelPrinters.name)).limit(mostPrinters)

export const mostPrinters = 100

/** Refuses 'not-found'. */
export async function findPrinter(ctx: Context, id: string): Promise<Printer> {
  const [printer] = await ctx.db
    .select()
    .from(labelPrinters)
    .where(eq(labelPrinters.id, id as Id<'lp'>))
  return printer ?? refuse('not-found', 'printer.unknown', 'There is no such printer.')
}

export const insertPrinter = (ctx: Context, printer: Printer): Write => ctx.db.insert(labelPrinters).values(printer)

export const updatePrinter = (ctx: Context, { id, ...printer }: Printer): Write =>
  ctx.db.update(labelPrinters).set(printer).where(eq(labelPrinters.id, id))

export const deletePrinter = (ctx: Context, id: Printer['id']): Write =>
  ctx.db.delete(labelPrinters).where(eq(labelPrinters.id, id))

export const printerAt = (printer: Printer): Guard => ({
  count: sql`SELECT count(*) FROM label_printers WHERE id = ${printer.id} AND version = ${printer.version}`,
  refusal: () => printerChanged(printer),
})

export const printerChanged = ({ name }: Pick<Printer, 'name'>) =>
  new Refusal('conflict', 'printer.changed', `Somebody changed ${name} meanwhile. Look at what it says now.`)

export const nameIsFree = (name: string, id: string): Guard => ({
  count: sql`SELECT count(*) = 0 FROM label_printers WHERE name = ${name} COLLATE NOCASE AND id <> ${id}`,
  refusal: () => {
    const sentence = 'Another printer is called so. Give this one a name of its own.'
    return new Refusal('conflict', 'printer.name', sentence, { name: sentence })
  },
})
