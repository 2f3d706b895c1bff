/**
 * The door of the post office. A room that wants something to go out calls `planSend` inside its own commit; what comes in
 * about its records it hears as `communications.message-received`. The README says more.
 */
export { findMessage, messagesSentence } from './message.queries'
export { segmentsOf } from './segments'
export { planSend, type Sending, type SendPlan, whyNotReach } from './sending'
export { findThread, listThreads } from './thread.queries'
