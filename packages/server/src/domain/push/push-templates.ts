import { ApiError } from '@ringpost/contract/errors'
import { ReadThrough } from '../../kernel/read-through.ts'
import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import type { App } from '../tenancy/app.ts'
import type { PushTemplate, PushTemplateStore } from './push-template.ts'

/** Templates of an app, and apps whose templates are kept ready. */
const LIMIT = 100
const APPS = 1000
const CACHE = 'push templates'

/** How the notifications of apps read, and which users have chosen what. */
export class PushTemplates implements Forgetful {
  readonly #store: PushTemplateStore
  readonly #chosen: Pick<NotificationStore, 'template' | 'setTemplate'>
  readonly #shared: SharedCaches
  readonly #cache: ReadThrough<ReadonlyMap<string, PushTemplate>>

  constructor(
    store: PushTemplateStore,
    chosen: Pick<NotificationStore, 'template' | 'setTemplate'>,
    shared: SharedCaches,
  ) {
    this.#store = store
    this.#chosen = chosen
    this.#shared = shared
    this.#cache = new ReadThrough(APPS, shared.areTrusted)
    shared.add(CACHE, this)
  }

  /** By name. @param app row number. */
  async all(app: number): Promise<ReadonlyMap<string, PushTemplate>> {
    return this.#cache.get(
      String(app),
      async () => new Map((await this.#store.list(app)).map((template) => [template.name, template])),
    )
  }

  /** @throws ApiError `push.template_unknown`. */
  async get(app: App, name: string): Promise<PushTemplate> {
    const template = (await this.all(app.id)).get(name)
    if (template === undefined) throw new ApiError('push.template_unknown', { name })
    return template
  }

  /** Creates a template, or changes the one of its name. @throws ApiError `push.templates_too_many`. */
  async put(app: App, patterns: Pick<PushTemplate, 'name' | 'title' | 'content'>): Promise<PushTemplate> {
    const now = Date.now()
    const template = await this.#store.put(app.id, { ...patterns, createdAt: now, updatedAt: now }, LIMIT)
    await this.#changed(app)
    return template
  }

  /** Returns the template as it was. @throws ApiError `push.template_unknown`. */
  async remove(app: App, name: string): Promise<PushTemplate> {
    const template = await this.get(app, name)
    await this.#store.remove(app.id, name)
    await this.#changed(app)
    return template
  }

  /** Name of the template that a user has chosen; empty: none. */
  chosenBy(app: App, user: string): Promise<string> {
    return this.#chosen.template(app.id, user)
  }

  /** @param name empty: none. @throws ApiError `push.template_unknown`. */
  async choose(app: App, user: string, name: string): Promise<void> {
    if (name !== '') await this.get(app, name)
    await this.#chosen.setTemplate(app.id, user, name)
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.#cache.delete(key)
  }

  forgetAll(): void {
    this.#cache.clear()
  }

  async #changed({ id }: App): Promise<void> {
    this.forget([String(id)])
    await this.#shared.changed(CACHE, [String(id)])
  }
}
