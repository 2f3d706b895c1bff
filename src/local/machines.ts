import { newText } from '../identity/machines/key'
import { makeApiKey } from '../identity/machines/key.actions'
import { createService, disableService } from '../identity/machines/service.actions'
import { hashOf } from '../kernel/ids'
import type { Context } from '../platform/context'

/** The programs of the plant. Nobody has the texts of these keys: they are there to be looked at. */
export async function seedMachines(ctx: Context): Promise<void> {
  const key = async (name: string, kind: 'key' | 'rotating', serviceId: string, scopes: string[], days: number) => {
    const text = newText(kind)
    const kept = { hash: await hashOf(text), hint: text.slice(-4) }
    await makeApiKey(ctx, { name, kind, serviceId, scopes, days, ...kept })
  }
  const reads = ['calendar.task.see']
  const writes = ['calendar.task.create', 'calendar.task.see']
  const gateway = await createService(ctx, {
    name: 'SCADA gateway',
    about: 'Writes a task when a limit of the cooling water pumps is passed',
    permissions: writes,
  })
  await key('Line 3, cabinet C-12', 'key', gateway.id, writes, 365)
  await key('Pump house', 'key', gateway.id, writes, 7)
  const boards = await createService(ctx, {
    name: 'Hall boards',
    about: 'Shows the open tasks on the screens of lines 1 to 3',
    permissions: reads,
  })
  await key('Screens', 'key', boards.id, reads, 90)
  const old = await createService(ctx, {
    name: 'Old maintenance system',
    about: 'Copied tasks until October',
    permissions: reads,
  })
  await disableService(ctx, { id: old.id })
  await key('Handheld of the day shift', 'rotating', '', writes, 180)
}
