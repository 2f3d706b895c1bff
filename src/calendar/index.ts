export { countSentence, listSentence, type Row } from './task.queries'
export { label as taskLabel } from './task'
