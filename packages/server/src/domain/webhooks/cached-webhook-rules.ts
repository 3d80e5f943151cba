import type { Clock } from '../../kernel/clock.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { AppCache } from '../cluster/app-cache.ts'
import type { SharedCaches } from '../cluster/shared-caches.ts'
import type { Webhook, WebhookKind, WebhookSecrets } from './webhook.ts'
import type { WebhookRules } from './webhook-rules.ts'
import type { StoredWebhook, WebhookStore } from './webhook-store.ts'

/** Apps whose rules are kept in memory. */
const APPS = 10_000

type RulesOfApp = Readonly<Record<WebhookKind | 'all', readonly Webhook[]>>

/** Most apps have none. */
const NONE: RulesOfApp = { before: [], after: [], all: [] }

/** Keeps the rules of apps in memory, on every node. */
export class CachedWebhookRules implements WebhookRules {
  readonly #store: Pick<WebhookStore, 'list'>
  readonly #sealer: Sealer
  readonly #clock: Clock
  readonly #apps: AppCache<RulesOfApp>
  /** Secrets stay sealed in memory. */
  readonly #sealed = new WeakMap<Webhook, StoredWebhook>()

  constructor(parts: {
    store: Pick<WebhookStore, 'list'>
    shared: SharedCaches
    sealer: Sealer
    clock: Clock
  }) {
    this.#store = parts.store
    this.#sealer = parts.sealer
    this.#clock = parts.clock
    this.#apps = new AppCache('webhooks', parts.shared, { max: APPS, load: (app) => this.#load(app) })
  }

  enabled(app: number, kind: WebhookKind): readonly Webhook[] | Promise<readonly Webhook[]> {
    return onceKnown(this.#apps.get(app), (found) => found[kind])
  }

  /** Any rule of the app, enabled or not. */
  async find(app: number, id: string): Promise<Webhook | undefined> {
    return (await this.#apps.get(app)).all.find((each) => each.id === id)
  }

  /** @throws SealError if the key is another one. */
  secretsOf(webhook: Webhook): WebhookSecrets {
    const { secret, previous } = this.#sealed.get(webhook)!
    const open = (sealed: string) => this.#sealer.open(sealed, secretPlace(webhook))
    const isOver = previous === null || previous.until <= this.#clock.now()
    return {
      current: open(secret),
      previous: isOver ? null : { ...previous, secret: open(previous.secret) },
    }
  }

  /** Call when a change of the app's rules is committed. Resolves when all nodes act on it. */
  changed(app: number): Promise<void> {
    return this.#apps.changed(app)
  }

  async #load(app: number): Promise<RulesOfApp> {
    const stored = await this.#store.list(app)
    if (stored.length === 0) return NONE
    for (const each of stored) this.#sealed.set(each.webhook, each)
    const all = stored.map(({ webhook }) => webhook)
    const enabled = all.filter((each) => each.enabled)
    return {
      before: enabled.filter(({ kind }) => kind === 'before'),
      after: enabled.filter(({ kind }) => kind === 'after'),
      all,
    }
  }
}

/** Where the secret of a rule is sealed for. */
export function secretPlace({ app, id }: Pick<Webhook, 'app' | 'id'>): string {
  return `webhook/${app}/${id}`
}
