/** The door of the work room. What rooms above may raise and ask is told in README.md. */
export { listSentence, type OrderFilter, type OrderRow } from './list.queries'
export { planHistory, type PastJob } from './history.plans'
export { findOrder } from './order.queries'
export { planRaise, type RaiseAsk } from './raise.plans'
