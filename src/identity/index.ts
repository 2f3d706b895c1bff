export { addressInput, addressOf } from './organization.actions'
export { type Address, members } from './schema'
