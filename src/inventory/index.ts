export { findPart, namesOfParts, searchParts } from './part.queries'
export { conditions, inWords } from './stock'
export { type Ask, decidingAgain, planMoves, type StockPlan } from './stock.plans'
