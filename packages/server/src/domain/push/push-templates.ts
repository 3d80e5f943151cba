import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { AppCache } from '../cluster/app-cache.ts'
import type { SharedCaches } from '../cluster/shared-caches.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import type { App } from '../tenancy/app.ts'
import type { PushTemplate, PushTemplateStore } from './push-template.ts'

/** Templates of an app, and apps whose templates are kept ready. */
const LIMIT = 100
const APPS = 1000

/** How the notifications of apps read, and which users have chosen what. */
export class PushTemplates {
  readonly #store: PushTemplateStore
  readonly #clock: Clock
  readonly #chosen: Pick<NotificationStore, 'template' | 'setTemplate'>
  readonly #cache: AppCache<ReadonlyMap<string, PushTemplate>>

  constructor(parts: {
    store: PushTemplateStore
    chosen: Pick<NotificationStore, 'template' | 'setTemplate'>
    shared: SharedCaches
    clock: Clock
  }) {
    const { store } = parts
    this.#store = store
    this.#clock = parts.clock
    this.#chosen = parts.chosen
    this.#cache = new AppCache<ReadonlyMap<string, PushTemplate>>('push templates', parts.shared, {
      max: APPS,
      load: async (app) => new Map((await store.list(app)).map((template) => [template.name, template])),
    })
  }

  /** By name. @param app row number. */
  async all(app: number): Promise<ReadonlyMap<string, PushTemplate>> {
    return this.#cache.get(app)
  }

  /** @throws ApiError `push.template_unknown`. */
  async get(app: App, name: string): Promise<PushTemplate> {
    const template = (await this.all(app.id)).get(name)
    if (template === undefined) throw new ApiError('push.template_unknown', { name })
    return template
  }

  /** Creates a template, or changes the one of its name. @throws ApiError `push.templates_too_many`. */
  async put(app: App, patterns: Pick<PushTemplate, 'name' | 'title' | 'content'>): Promise<PushTemplate> {
    const now = this.#clock.now()
    const template = await this.#store.put(app.id, { ...patterns, createdAt: now, updatedAt: now }, LIMIT)
    await this.#cache.changed(app.id)
    return template
  }

  /** Returns the template as it was. @throws ApiError `push.template_unknown`. */
  async remove(app: App, name: string): Promise<PushTemplate> {
    const template = await this.get(app, name)
    await this.#store.remove(app.id, name)
    await this.#cache.changed(app.id)
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
}
