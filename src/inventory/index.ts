/** The door of the stores. The plans and their shapes are told in README.md. */

export { type IssueAsk, planIssue, planReturn, type ReturnAsk } from './issue.plans'
export { issuedTo, reservedFor } from './issued.queries'
export { binsOf, findPart, namesOfParts, searchParts } from './part.queries'
export { type OnOrder, planOnOrder, planReceive, type ReceiveAsk } from './receipt.plans'
export { listWanting, type Wanting } from './replenishment.queries'
export {
  planPromise,
  planRelease,
  planReserve,
  planStage,
  type ReserveAsk,
  type ReservePlan,
} from './reservation.plans'
export { type ReservationRow, reservationsFor } from './reservation.queries'
export { conditions, inWords } from './stock'
export { type Ask, decidingAgain, type PlannedMove, planMoves, type StockPlan } from './stock.plans'
