/** The door of buying. Higher rooms hear of orders by facts; README.md tells them. */
export { label as orderLabel } from './order'
export { ordersById } from './order.queries'
