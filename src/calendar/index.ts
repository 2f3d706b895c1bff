export { label as taskLabel } from './task'
export { countSentence, listSentence, type Row } from './task.queries'
