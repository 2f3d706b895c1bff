/** The door of the stores. The plans and their shapes are told in README.md. */

export { type IssueAsk, planIssue, planReturn, type ReturnAsk } from './issue.plans'
export { issuedTo, nothingIssued, reservedFor, spentOn, spentStill } from './issued.queries'
export { amount, partId } from './ledger-action'
export { binsOf, findPart, namesOfParts, searchParts } from './part.queries'
export { Reader } from './reader'
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
export { missingFor, openPromises, promisesStill, type ReservationRow, reservationsFor } from './reservation.queries'
export { conditions, inWords } from './stock'
export { type Ask, decidingAgain, type PlannedMove, planMoves, type StockPlan } from './stock.plans'
