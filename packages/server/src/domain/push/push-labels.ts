import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { App } from '../tenancy/app.ts'
import type { UserStore } from '../users/user-store.ts'
import type { LabelledUser, PushLabel, PushLabelStore } from './push-label.ts'

/** rest-groups-rooms.md §7.4. */
const LABELS = 100
const USERS = 20_000
const NAME = /^[\w.-]{1,64}$/
const DESCRIPTION = 255

/** Labels that apps give to users, to push to all who have one. */
export class PushLabels {
  readonly #store: PushLabelStore
  readonly #users: Pick<UserStore, 'known'>
  readonly #clock: Clock

  constructor(store: PushLabelStore, users: Pick<UserStore, 'known'>, clock: Clock) {
    this.#store = store
    this.#users = users
    this.#clock = clock
  }

  /** @throws ApiError `push.illegal`, `push.label_exists`, `push.limit`. */
  async create(app: App, name: string, description: string): Promise<PushLabel> {
    if (!NAME.test(name)) throw new ApiError('push.illegal', { detail: 'label name is illegal' })
    if (characterCount(description) > DESCRIPTION)
      throw new ApiError('push.illegal', { detail: 'label description is too long' })
    const label = { name, description, createdAt: this.#clock.now() }
    await this.#store.create(app.id, label, LABELS)
    return { ...label, count: 0 }
  }

  /** @throws ApiError `push.label_unknown`. */
  async get(app: App, name: string): Promise<PushLabel> {
    const label = await this.#store.get(app.id, name)
    if (label === undefined) throw new ApiError('push.label_unknown', { label: name })
    return label
  }

  /** @throws ApiError `push.label_unknown`. */
  remove(app: App, name: string): Promise<void> {
    return this.#store.remove(app.id, name)
  }

  /** @param after name of the last one of the page before. */
  list(app: App, limit: number, after: string): Promise<PushLabel[]> {
    return this.#store.list(app.id, limit, after)
  }

  /** @returns those who exist. @throws ApiError `push.label_unknown`, `push.limit`. */
  async add(app: App, name: string, users: readonly string[]): Promise<Set<string>> {
    const known = await this.#users.known(app.id, users)
    await this.#store.add(app.id, name, users, this.#clock.now(), USERS)
    return known
  }

  /** @returns those who exist. @throws ApiError `push.label_unknown`. */
  async take(app: App, name: string, users: readonly string[]): Promise<Set<string>> {
    await this.#store.take(app.id, name, users)
    return this.#users.known(app.id, users)
  }

  /** @throws ApiError `push.label_unknown`. */
  async user(app: App, name: string, user: string): Promise<LabelledUser | undefined> {
    await this.get(app, name)
    return this.#store.user(app.id, name, user)
  }

  /** @param after name of the last user of the page before. @throws ApiError `push.label_unknown`. */
  async users(app: App, name: string, limit: number, after: string): Promise<LabelledUser[]> {
    await this.get(app, name)
    return this.#store.users(app.id, name, limit, after)
  }
}
