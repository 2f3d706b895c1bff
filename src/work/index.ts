/** The door of the work room. What rooms above may raise and ask is told in README.md. */

export { type PastJob, planHistory } from './history.plans'
export { listSentence, type OrderFilter, type OrderRow } from './list.queries'
export { findOrder } from './order.queries'
export { planRaise, type RaiseAsk } from './raise.plans'
