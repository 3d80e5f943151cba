import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { clearTimeout, performance, setTimeout } from '../../kernel/machine-time.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { inboxLog } from '../log/log-key.ts'
import type { LogStore, SeenDevice } from '../log/log-store.ts'
import { newEntry } from '../log/new-entry.ts'
import type { App } from '../tenancy/app.ts'
import type { AppRegistry } from '../tenancy/app-registry.ts'
import type { Departures } from '../users/users.ts'
import type { PresenceState, PresenceStates } from './presence-states.ts'
import type { PresencePlace, PresenceStore, Subscription } from './presence-store.ts'
import { OFFLINE, type UserPresence } from './user-presence.ts'

/** ms from a change until it is told: of several within that time, only the last one is (presence-reactions-pins.md §1.1). */
const DELAY_MS = 1000
/** Users looked at together. */
const AT_ONCE = 200
/** Subscribers who are told; beyond them, those with the least time left are not (presence-reactions-pins.md §1.3). */
const TOLD = 3000

export interface PresenceNewsParts {
  store: PresenceStore
  logs: Pick<LogStore, 'seeDevices'>
  states: PresenceStates
  sessions: Pick<Sessions, 'absent'>
  apps: AppRegistry
  journal: Journal
  ids: IdGenerator
  encoder: EventEncoder
  onError(error: unknown): void
}

/** A user whose presence has changed. */
interface Change extends PresencePlace {
  /** On the monotonic clock. */
  due: number
  /** The user themselves is told, too. */
  isPublished: boolean
  /** Devices that have gone, and when, in ms since 1970. */
  gone: Map<string, number>
}

/**
 * Tells subscribers who are online how the presence of users changes: by the node where it does, or by another one if that
 * node has died. Nothing is kept for those who are offline: their clients ask after the login.
 */
export class PresenceNews implements Departures {
  readonly #parts: PresenceNewsParts
  /** By app and user, the earliest first. */
  readonly #changes = new Map<string, Change>()
  #timer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(parts: PresenceNewsParts) {
    this.#parts = parts
  }

  /** The user has published something. */
  published(app: number, user: string): void {
    this.#change(app, user).isPublished = true
  }

  /** A device has come, or the node of one has died. */
  changed(app: number, user: string): void {
    this.#change(app, user)
  }

  /** A device has gone. */
  went(app: number, user: string, device: string): void {
    this.#change(app, user).gone.set(device, this.#parts.ids.clock.now())
  }

  /** Looks for users whom subscribers think online, and who are not: their node has died. @param concerns false leaves one out. */
  lostAny(concerns: (app: number, user: string) => boolean): void {
    this.#work = this.#work.then(() => this.#lookForLost(concerns)).catch(this.#parts.onError)
  }

  /** Resolves when it is known when the devices have gone. Other nodes tell of it. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#work
    await this.#see([...this.#changes.values()]).catch(this.#parts.onError)
    this.#changes.clear()
  }

  /** Tells subscribers of a user who is about to be deleted that the user is offline. */
  async depart(app: App, user: string): Promise<void> {
    if (!app.settings.presence) return
    const subscribers = await this.#parts.store.subscribers(app.id, user, this.#parts.ids.clock.now(), TOLD)
    if (subscribers.length === 0) return
    const [state] = await this.#parts.states.of(app.id, [user])
    if (state === undefined) return
    const statuses = new Map([...state.presence.statuses.keys()].map((device) => [device, OFFLINE]))
    await this.#tell(app, { ...state.presence, statuses, isOnline: false }, subscribers)
  }

  #change(app: number, user: string): Change {
    const key = `${app}/${user}`
    const known = this.#changes.get(key)
    if (known !== undefined) return known
    const change: Change = {
      ...{ app, user, due: performance.now() + DELAY_MS },
      isPublished: false,
      gone: new Map(),
    }
    this.#changes.set(key, change)
    if (this.#changes.size === 1) this.#wait(DELAY_MS)
    return change
  }

  #wait(ms: number): void {
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#tellDue()).catch(this.#parts.onError)
    }, ms)
    this.#timer.unref()
  }

  async #tellDue(): Promise<void> {
    const now = performance.now()
    const due: Change[] = []
    for (const [key, change] of this.#changes) {
      if (change.due > now || due.length === AT_ONCE) break
      due.push(change)
      this.#changes.delete(key)
    }
    try {
      await this.#see(due)
      for (const [app, changes] of Map.groupBy(due, ({ app }) => app)) await this.#tellOf(app, changes)
    } catch (error) {
      // The database is away or busy. Told twice does no harm; never told, somebody who has gone would seem to be there.
      if (error instanceof ApiError) for (const change of due) this.#again(change)
      throw error
    } finally {
      const [next] = this.#changes.values()
      if (next !== undefined) this.#wait(Math.max(0, next.due - performance.now()))
    }
  }

  #again({ app, user, isPublished, gone }: Change): void {
    const change = this.#change(app, user)
    change.isPublished ||= isPublished
    for (const [device, at] of gone) if (!change.gone.has(device)) change.gone.set(device, at)
  }

  async #see(changes: readonly Change[]): Promise<void> {
    const seen = changes.flatMap(({ app, user, gone }): SeenDevice[] =>
      [...gone].map(([resource, at]) => ({ app, user, resource, at })),
    )
    await this.#parts.logs.seeDevices(seen)
  }

  async #tellOf(id: number, changes: readonly Change[]): Promise<void> {
    const { store, states, apps } = this.#parts
    const app = apps.byRow(id)
    if (app?.settings.presence !== true) return
    const now = this.#parts.ids.clock.now()
    const subscribed = await store.subscribed(
      id,
      changes.map(({ user }) => user),
      now,
    )
    const published = new Set(changes.flatMap(({ user, isPublished }) => (isPublished ? [user] : [])))
    const found = await states.of(id, [...new Set([...subscribed, ...published])])
    for (const { presence } of found) {
      const { user } = presence
      const receivers = subscribed.has(user) ? await store.subscribers(id, user, now, TOLD) : []
      const self = published.has(user) ? [{ user, expiresAt: 0 }] : []
      await this.#tell(app, presence, [...self, ...receivers])
    }
    await this.#remember(id, found, subscribed)
  }

  #tell(app: App, presence: UserPresence, receivers: readonly Subscription[]): Promise<unknown> {
    const { journal, ids, encoder } = this.#parts
    const time = this.#parts.ids.clock.now()
    return journal.push(
      receivers.map(
        ({ user, expiresAt }): NewEntry => ({
          ...newEntry({
            app: app.id,
            log: inboxLog(user),
            id: ids.next(time),
            time,
            kind: entryKind.notice,
            sender: presence.user,
            receiver: user,
            echo: true,
            payload: encoder.encode(app, { presence, expiresAt }),
          }),
          expendable: true,
        }),
      ),
    )
  }

  /** So that somebody tells of the end if this node dies; without subscribers nobody has to. */
  async #remember(
    app: number,
    found: readonly PresenceState[],
    subscribed: ReadonlySet<string>,
  ): Promise<void> {
    const news = found.flatMap(({ presence: { user, isOnline }, toldOnline }) => {
      const isToldOnline = isOnline && subscribed.has(user)
      return isToldOnline === toldOnline ? [] : [{ user, online: isToldOnline }]
    })
    await this.#parts.store.told(app, news)
  }

  async #lookForLost(concerns: (app: number, user: string) => boolean): Promise<void> {
    const { store, sessions } = this.#parts
    let after: PresencePlace | undefined
    do {
      if (this.#isStopped) return
      const page = await store.toldOnline(after, AT_ONCE)
      for (const [app, places] of Map.groupBy(page, ({ app }) => app)) {
        const users = places.map(({ user }) => user).filter((user) => concerns(app, user))
        const absent = await sessions.absent(app, users)
        // While that is not certain, they are told what is known later, whatever it is.
        for (const user of absent ?? users) this.changed(app, user)
      }
      after = page.length < AT_ONCE ? undefined : page.at(-1)
    } while (after !== undefined)
  }
}
