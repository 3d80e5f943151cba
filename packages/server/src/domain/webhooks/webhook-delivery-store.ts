import type { DeliveryStatus, WaitingDelivery, WebhookDelivery } from './webhook-delivery.ts'

/** Failures of ten minutes that were sent again as often. */
export interface FailureBucket {
  /** ms since 1970, of the beginning. */
  from: number
  replays: number
  count: number
}

/** Stores deliveries that wait or have failed, and some that have succeeded. */
export interface WebhookDeliveryStore {
  add(deliveries: readonly WebhookDelivery[]): Promise<void>
  /** Replaces what is there of it; does nothing if it is gone, or delivered: of attempts at the same time, one that failed says nothing. */
  update(delivery: WebhookDelivery): Promise<void>
  get(app: number, webhook: string, id: string): Promise<WebhookDelivery | undefined>
  /** Those that are pending, by id. */
  pending(app: number, webhook: string, limit: number): Promise<WaitingDelivery[]>
  /** Newest first. @param before only those with lower ids. */
  page(
    app: number,
    webhook: string,
    status: DeliveryStatus | undefined,
    before: string | undefined,
    limit: number,
  ): Promise<WebhookDelivery[]>
  /** Failures of an app by time, oldest first. @param ms length of a bucket. */
  buckets(app: number, ms: number): Promise<FailureBucket[]>
  /**
   * Failures of an app that were stored from one time to another, oldest first.
   * @param after only those with higher ids.
   */
  failures(
    app: number,
    range: { from: number; to: number; replays: number | undefined },
    after: string | undefined,
    limit: number,
  ): Promise<WebhookDelivery[]>
  /** Removes everything of a rule. */
  clear(app: number, webhook: string): Promise<void>
  /** Rules that have deliveries. */
  webhooks(): Promise<{ app: number; webhook: string }[]>
  /**
   * Removes those of a status that are older than an id, and the oldest beyond a number.
   * @returns how many.
   */
  prune(app: number, webhook: string, status: DeliveryStatus, before: string, keep: number): Promise<number>
}
