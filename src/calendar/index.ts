export { countSentence, listSentence } from './task.queries'
