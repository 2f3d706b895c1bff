/** How a provider has answered lately. Instants in milliseconds. */
export type Circuit = { failures: number; firstFailureAt: number; openUntil: number; detail: string }

/** Failures within this time open the circuit; so long it stays open; then one message tries. Source: security E2. */
const withinMs = 30_000
const failuresMost = 5
const openMs = 30_000

/** A provider did not take a message. */
export function failed(circuit: Circuit, now: number, detail: string): Circuit {
  const probing = circuit.openUntil > 0
  const again = probing || now - circuit.firstFailureAt <= withinMs
  const failures = again ? circuit.failures + 1 : 1
  const firstFailureAt = again && circuit.firstFailureAt > 0 ? circuit.firstFailureAt : now
  return { failures, firstFailureAt, openUntil: probing || failures >= failuresMost ? now + openMs : 0, detail }
}

/** Whether messages wait: `open` until the time is over, then `probe` for one of them. */
export const stateOf = (circuit: Circuit | null, now: number): 'closed' | 'open' | 'probe' =>
  !circuit || circuit.openUntil === 0 ? 'closed' : circuit.openUntil > now ? 'open' : 'probe'
