export { issueCodes, mostTargets } from './code.actions'
export { codesOn, liveCodesOf } from './code.queries'
