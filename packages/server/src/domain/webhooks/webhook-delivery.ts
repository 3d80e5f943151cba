/** `pending`: waits for its next attempt; `failed`: kept for whoever wants to send it again. */
export type DeliveryStatus = 'pending' | 'failed' | 'delivered'

/** An event on its way to a receiver, or what came of it. Not every event has one: most are delivered at once. */
export interface WebhookDelivery {
  /** Row number of the app. */
  app: number
  /** Ids of the rule and of the delivery: decimal digits. */
  webhook: string
  id: string
  /** Those of one order are delivered in that of their ids, if the rule wants it. */
  order: string
  callId: string
  body: string
  status: DeliveryStatus
  attempts: number
  /** Times that it was sent again after it had failed. */
  replays: number
  /** ms since 1970: when it happened, and when it was last tried, 0 for never. */
  at: number
  triedAt: number
  /** ms since 1970; null unless it is pending. */
  nextAt: number | null
  /** Of the last attempt. */
  answerStatus: number | null
  answer: string
  fault: string | null
}

/** What is kept in memory of a delivery that waits. */
export type WaitingDelivery = Pick<WebhookDelivery, 'id' | 'order' | 'attempts' | 'nextAt'>
