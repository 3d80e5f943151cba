import { ApiError } from '@ringpost/contract/errors'
import type { Outgoing } from '../outgoing/outgoing.ts'
import type { App } from '../tenancy/app.ts'
import type { CachedWebhookRules } from './cached-webhook-rules.ts'
import type { WebhookDeliveries } from './webhook-deliveries.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'
import type { FailureBucket, WebhookDeliveryStore } from './webhook-delivery-store.ts'

/** Length of a bucket in ms (webhooks.md §6). */
const BUCKET_MS = 600_000
/** Failures that are read at a time, and sent at once: what happens now goes first. */
const PAGE = 100
const AT_ONCE = 4
/** Buckets of an app that are sent at once. */
const RUNS = 4

interface Parts {
  rules: Pick<CachedWebhookRules, 'find'>
  store: WebhookDeliveryStore
  deliveries: WebhookDeliveries
  outgoing: Pick<Outgoing, 'accepts'>
  onError(error: unknown): void
}

/** Failures of all rules of an app, by the ten minutes in which they were stored (webhooks.md §6). */
export class StoredFailures {
  readonly #parts: Parts
  readonly #runs = new Map<string, Promise<void>>()
  #isStopping = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Oldest first. */
  buckets(app: App): Promise<FailureBucket[]> {
    return this.#parts.store.buckets(app.id, BUCKET_MS)
  }

  /**
   * Begins to send those of a bucket again; what fails again stays.
   * @param from ms since 1970.
   * @param replays only those that were sent again so often.
   * @param url another one than those of the rules.
   * @returns false if too many buckets of the app are being sent.
   * @throws ApiError `webhook.url_illegal`, `webhook.url_internal`.
   */
  retry(app: App, from: number, replays: number | undefined, url: string | undefined): boolean {
    const answer = url === undefined ? 'yes' : this.#parts.outgoing.accepts(url)
    if (answer === 'malformed') throw new ApiError('webhook.url_illegal')
    if (answer === 'internal') throw new ApiError('webhook.url_internal')
    // The same once more is under way already; others of the bucket, or to elsewhere, are another wish.
    const key = `${app.id}/${from}/${replays ?? ''}/${url ?? ''}`
    if (this.#runs.has(key)) return true
    if ([...this.#runs.keys()].filter((each) => each.startsWith(`${app.id}/`)).length >= RUNS) return false
    const run = this.#run(app, from, replays, url)
      .catch(this.#parts.onError)
      .finally(() => this.#runs.delete(key))
    this.#runs.set(key, run)
    return true
  }

  /** Resolves when nothing is being sent. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#runs.values())
  }

  async #run(app: App, from: number, replays: number | undefined, url: string | undefined): Promise<void> {
    const range = { from, to: from + BUCKET_MS, replays }
    let after: string | undefined
    for (let isMore = true; isMore && !this.#isStopping; ) {
      const page = await this.#parts.store.failures(app.id, range, after, PAGE)
      const left = page.values()
      const sendSome = async () => {
        for (const delivery of left) if (!this.#isStopping) await this.#send(delivery, url)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, sendSome))
      after = page.at(-1)?.id
      isMore = page.length === PAGE
    }
  }

  async #send(delivery: WebhookDelivery, url: string | undefined): Promise<void> {
    const rule = await this.#parts.rules.find(delivery.app, delivery.webhook)
    if (rule !== undefined) await this.#parts.deliveries.sendAgain(rule, delivery, url)
  }
}
