/** The door of the imports: what rooms need to say what kind of records come in by files. */
export { folded } from './cell'
