import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'
import type { UserStore } from '../users/user-store.ts'
import { type InstantMessage, notificationOf } from './instant-message.ts'
import type { PushDispatch, Pushed } from './push-dispatch.ts'
import type { PushLabels } from './push-labels.ts'
import type { PushStatistics } from './push-statistics.ts'
import type { PushAudience, PushTaskStore } from './push-task.ts'

/** "3 tasks per 5 minutes" (push.md §7). */
const TASKS = 3
export const TASKS_MS = 5 * 60_000
/** ms ahead that a task may be. */
const SOONEST_MS = 3_600_000
const LATEST_MS = 30 * 24 * 3_600_000

export interface InstantPushParts {
  dispatch: PushDispatch
  statistics: PushStatistics
  tasks: PushTaskStore
  users: Pick<UserStore, 'known'>
  labels: PushLabels
  ids: IdGenerator
  /** There is a task to run. */
  wake(): void
}

/** Notifications that an app sends itself (push.md §7), whether or not the user is online. All but those that are waited for are tasks. */
export class InstantPush {
  readonly #parts: InstantPushParts

  constructor(parts: InstantPushParts) {
    this.#parts = parts
  }

  /** Pushes to all devices of a user, and waits. @returns undefined if there is no such user. */
  async now(app: App, username: string, message: InstantMessage): Promise<Pushed[] | undefined> {
    const user = foldUserName(username)
    const known = await this.#parts.users.known(app.id, [user])
    if (!known.has(user)) return undefined
    const { dispatch, statistics } = this.#parts
    const pushed = await dispatch.toUser(
      app,
      user,
      (certificate) => notificationOf(message, user, certificate, this.#parts.ids.clock.now()),
      // What a device was thrown out of does not wake it.
      { takes: ({ kicked }) => !kicked },
    )
    await statistics.count(app, pushed)
    return pushed
  }

  /** Pushes to users, as soon as may be. Resolves when that is durable. @returns those who exist. */
  async soon(app: App, usernames: readonly string[], message: InstantMessage): Promise<Set<string>> {
    const names = [...new Set(usernames.map(foldUserName))]
    const known = await this.#parts.users.known(app.id, names)
    if (known.size > 0) await this.#accept(app, { users: [...known] }, message, undefined, false)
    return known
  }

  /**
   * Pushes to many, now or later.
   * @param startDate `yyyy-MM-dd HH:mm:ss` in the time zone of this server.
   * @returns the id of the task.
   * @throws ApiError `push.illegal`, `push.label_unknown`, `push.limit`.
   */
  async task(
    app: App,
    audience: PushAudience,
    message: InstantMessage,
    startDate: string | undefined,
  ): Promise<number> {
    if ('label' in audience) await this.#parts.labels.get(app, audience.label)
    return this.#accept(app, audience, message, startDate, true)
  }

  async #accept(
    app: App,
    audience: PushAudience,
    message: InstantMessage,
    startDate: string | undefined,
    counts: boolean,
  ): Promise<number> {
    const { tasks, ids, wake } = this.#parts
    const acceptedAt = this.#parts.ids.clock.now()
    const dueAt = startDate === undefined ? acceptedAt : timeOf(startDate, acceptedAt)
    const id = ids.next()
    await tasks.accept(
      { app: app.id, id, audience, message, acceptedAt, dueAt, cursor: '' },
      counts ? { since: acceptedAt - TASKS_MS, tasks: TASKS } : undefined,
    )
    wake()
    return id
  }
}

/** @throws ApiError `push.illegal`. */
function timeOf(text: string, now: number): number {
  const parts = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text)?.slice(1).map(Number)
  const [year = 0, month = 0, ...rest] = parts ?? []
  const time = parts === undefined ? Number.NaN : new Date(year, month - 1, ...rest).getTime()
  if (!(time >= now + SOONEST_MS && time <= now + LATEST_MS))
    throw new ApiError('push.illegal', { detail: 'startDate must be 1 hour to 30 days ahead' })
  return time
}
