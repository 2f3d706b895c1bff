export { send as sendLetter } from './letters'
export { countTry } from './limits'
export { addressInput, addressOf } from './organization.actions'
export { type Address, members } from './schema'
