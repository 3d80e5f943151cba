import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { Journal } from '../log/journal.ts'
import { ownNotice } from '../log/own-notice.ts'
import type { App } from '../tenancy/app.ts'
import { isSet, type NotificationSetting, type NotificationTarget, unset } from './notification-setting.ts'
import type { ConversationTarget, NotificationStore, TypedPage } from './notification-store.ts'

/** Settings that one user can have. */
const LIMIT = 10_000

/** What notifies users: their silent mode, for everything and for conversations (push.md §4). */
export class Notifications {
  readonly #store: NotificationStore
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder

  constructor(parts: {
    store: NotificationStore
    journal: Journal
    ids: IdGenerator
    encoder: EventEncoder
  }) {
    this.#store = parts.store
    this.#journal = parts.journal
    this.#ids = parts.ids
    this.#encoder = parts.encoder
  }

  /**
   * Changes parts of a setting; the user's other devices learn of it.
   * @param user folded name of an existing user.
   * @returns the whole setting.
   * @throws ApiError `notification.too_many`.
   */
  async change(
    caller: Caller,
    user: string,
    target: NotificationTarget,
    changes: Partial<NotificationSetting>,
  ): Promise<NotificationSetting> {
    const { app } = caller
    const now = this.#ids.clock.now()
    const setting = current({ ...(await this.get(app, user, target)), ...changes }, now)
    const notice = ownNotice(caller, user, this.#ids, ({ device }) =>
      this.#encoder.encode(app, { notification: { target, setting, device } }),
    )
    await this.#journal.commit(app.id, [{ store: notice }], ({ notifications }) => [
      notifications.change(app.id, user, target, changes, { now, limit: LIMIT }),
    ])
    return setting
  }

  async get(app: App, user: string, target: NotificationTarget): Promise<NotificationSetting> {
    const [setting = unset] = await this.#store.get(app.id, user, [target])
    return current(setting, this.#ids.clock.now())
  }

  /** Returns those conversations that have a setting of their own now. */
  async getMany(
    app: App,
    user: string,
    targets: readonly ConversationTarget[],
  ): Promise<{ target: ConversationTarget; setting: NotificationSetting }[]> {
    const now = this.#ids.clock.now()
    const settings = await this.#store.get(app.id, user, targets)
    return targets.flatMap((target, i) => {
      const setting = settings[i]
      return setting !== undefined && isSet(setting, now) ? [{ target, setting: current(setting, now) }] : []
    })
  }

  /** Conversations with a type of their own. */
  typed(app: App, user: string, page: { limit: number; cursor?: string | undefined }): Promise<TypedPage> {
    return this.#store.typed(app.id, user, page)
  }

  /** Code of the language in which the user wants notifications; empty if none. */
  language(app: App, user: string): Promise<string> {
    return this.#store.language(app.id, user)
  }

  setLanguage(app: App, user: string, language: string): Promise<void> {
    return this.#store.setLanguage(app.id, user, language)
  }
}

/** A setting without a time that is over. */
function current(setting: NotificationSetting, now: number): NotificationSetting {
  return setting.silentUntil > now ? setting : { ...setting, silentUntil: 0 }
}
