import { randomBytes } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { SealError, type Sealer } from '../../kernel/sealer.ts'
import type { Outgoing } from '../outgoing/outgoing.ts'
import type { App } from '../tenancy/app.ts'
import { type CachedWebhookRules, secretPlace } from './cached-webhook-rules.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts'
import { checkedSettings, type WebhookSettings } from './webhook-settings.ts'
import type { StoredWebhook, WebhookStore } from './webhook-store.ts'
import type { WebhookSubscriptions } from './webhook-subscriptions.ts'

/** Rules of an app; the vendor allows 4. */
const RULES = 100
/** ms that a former secret still signs, for receivers that have not been told the new one. */
const PREVIOUS_MS = 24 * 3600_000

interface Parts {
  store: WebhookStore
  deliveries: Pick<WebhookDeliveryStore, 'clear'>
  rules: CachedWebhookRules
  subscriptions: WebhookSubscriptions
  ids: IdGenerator
  sealer: Sealer
  outgoing: Pick<Outgoing, 'accepts'>
}

/** A rule, and its secret if it is new. */
export interface WebhookAndSecret {
  webhook: Webhook
  secret: string | undefined
}

/** Keeps the rules of apps (webhooks.md §1). */
export class Webhooks {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * @param secret undefined: a random one.
   * @throws ApiError `webhook.field_illegal`, `webhook.url_illegal`, `webhook.url_internal`, `webhook.exists`,
   *   `webhook.too_many`, `webhook.secrets_unavailable`.
   */
  async create(
    app: App,
    settings: WebhookSettings,
    secret = newSecret(),
  ): Promise<{ webhook: Webhook; secret: string }> {
    this.#requireReachable(settings.url)
    const now = this.#parts.ids.clock.now()
    const id = String(this.#parts.ids.next())
    const webhook = { ...checkedSettings(settings), app: app.id, id, createdAt: now, modifiedAt: now }
    await this.#parts.store.create({ webhook, secret: this.#seal(webhook, secret), previous: null }, RULES)
    await this.#changed(app, webhook)
    return { webhook, secret }
  }

  /** All rules of the app, oldest first; at most {@link RULES}. */
  async list(app: App): Promise<Webhook[]> {
    return (await this.#parts.store.list(app.id)).map(({ webhook }) => webhook)
  }

  /** @throws ApiError `webhook.unknown`. */
  async get(app: App, id: string): Promise<Webhook> {
    return (await this.#stored(app, id)).webhook
  }

  /**
   * Changes a rule.
   * @param changesOf what changes of the rule as it is.
   * @param secret a new one; `random`: one that is made here. The former still signs for 24 hours.
   * @throws ApiError those of {@link create}, `webhook.unknown`, `webhook.changed`.
   */
  async change(
    app: App,
    id: string,
    changesOf: (webhook: Webhook) => Partial<WebhookSettings>,
    secret?: string | { random: true },
  ): Promise<WebhookAndSecret> {
    const stored = await this.#stored(app, id)
    const { modifiedAt } = stored.webhook
    const changes = changesOf(stored.webhook)
    if (changes.url !== undefined) this.#requireReachable(changes.url)
    const webhook = {
      ...stored.webhook,
      ...checkedSettings({ ...stored.webhook, ...changes }),
      modifiedAt: Math.max(this.#parts.ids.clock.now(), modifiedAt + 1),
    }
    const next = typeof secret === 'object' ? newSecret() : secret
    const secrets = next === undefined ? stored : this.#rotated(stored, next)
    await this.#parts.store.update({ ...secrets, webhook }, modifiedAt)
    await this.#changed(app, webhook)
    return { webhook, secret: next }
  }

  /** @throws ApiError `webhook.unknown`. */
  async remove(app: App, id: string): Promise<void> {
    const { webhook } = await this.#stored(app, id)
    await this.#parts.store.remove(app.id, id)
    await this.#changed(app, { ...webhook, enabled: false })
    await this.#parts.deliveries.clear(app.id, id)
  }

  async #stored(app: App, id: string): Promise<StoredWebhook> {
    const found = (await this.#parts.store.list(app.id)).find(({ webhook }) => webhook.id === id)
    if (found === undefined) throw new ApiError('webhook.unknown')
    return found
  }

  async #changed(app: App, webhook: Webhook): Promise<void> {
    await this.#parts.rules.changed(app.id)
    await this.#parts.subscriptions.follow(webhook)
  }

  #rotated({ webhook, secret }: StoredWebhook, next: string): Omit<StoredWebhook, 'webhook'> {
    const previous = { secret, until: this.#parts.ids.clock.now() + PREVIOUS_MS }
    return { secret: this.#seal(webhook, next), previous }
  }

  #seal(webhook: Pick<Webhook, 'app' | 'id'>, secret: string): string {
    try {
      return this.#parts.sealer.seal(secret, secretPlace(webhook))
    } catch (error) {
      throw error instanceof SealError ? new ApiError('webhook.secrets_unavailable') : error
    }
  }

  #requireReachable(url: string): void {
    const answer = this.#parts.outgoing.accepts(url)
    if (answer === 'malformed') throw new ApiError('webhook.url_illegal')
    if (answer === 'internal') throw new ApiError('webhook.url_internal')
  }
}

function newSecret(): string {
  return randomBytes(24).toString('base64url')
}
