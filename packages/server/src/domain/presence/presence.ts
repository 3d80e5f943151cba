import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import type { Caller } from '../caller.ts'
import type { ChannelStore } from '../channels/channel-store.ts'
import type { Channels } from '../channels/channels.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { Journal } from '../log/journal.ts'
import type { App } from '../tenancy/app.ts'
import { aboutUser } from '../users/user-facts.ts'
import { foldUserName, foldUserNames, isLegalUserName } from '../users/user-name.ts'
import type { Users } from '../users/users.ts'
import type { PresenceNews } from './presence-news.ts'
import type { PresenceStates } from './presence-states.ts'
import type { PresenceStore, Subscription } from './presence-store.ts'
import { ONLINE, type UserPresence } from './user-presence.ts'

/** Bytes of the text that a user publishes, and characters of other texts. */
const EXT_BYTES = 1024
const DEVICE_LENGTH = 255
const STATUS = /^\d{1,9}$/
/** Devices of one user with a status of their own. */
const STATUSES = 20
/** Users whom one user can be subscribed to, and for how long: ms (presence-reactions-pins.md §1.3). */
const SUBSCRIPTIONS = 3000
const LONGEST_MS = 30 * 24 * 3600_000

export interface PresenceParts {
  store: PresenceStore
  states: PresenceStates
  clock: Clock
  news: PresenceNews
  users: Users
  sessions: Pick<Sessions, 'present'>
  groups: Channels
  channels: Pick<ChannelStore, 'everyone'>
  journal: Journal
}

/** What users publish about themselves, and who is told (presence-reactions-pins.md §1). Names may be in any case. */
export class Presence {
  readonly #parts: PresenceParts

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  /**
   * @param device null: the caller does not know it; then only `ext` is published.
   * @param status digits: `1` is that of a device that is online.
   * @param ext replaces the text for all devices.
   * @throws ApiError `presence.closed`, `presence.ext_too_big`, `presence.parameter_illegal`, `user.unknown`.
   */
  async publish(
    { app, actor }: Caller,
    username: string,
    { device, status, ext }: { device: string | null; status: string; ext: string },
  ): Promise<void> {
    requirePresence(app)
    if (!STATUS.test(status)) throw new ApiError('presence.parameter_illegal', { name: 'status' })
    if (device !== null && (device === '' || device.length > DEVICE_LENGTH))
      throw new ApiError('presence.parameter_illegal', { name: 'resource' })
    if (Buffer.byteLength(ext) > EXT_BYTES) throw new ApiError('presence.ext_too_big')
    const { store: _, journal, news, users } = this.#parts
    const { name: user } = await users.get(app, username)
    // Of a client that says it is online, the server knows for how long.
    const own = device === null || (actor.kind === 'user' && status === ONLINE) ? null : status
    const publication = { device, status: own, ext, at: this.#parts.clock.now() }
    const fact = aboutUser(app, { kind: 'presence.published', user, device, status: own, ext }, actor)
    await journal.commit(app.id, [{ report: fact }], ({ presence }) => [
      presence.publish(app.id, user, publication, STATUSES),
    ])
    news.published(app.id, user)
  }

  /**
   * Returns the presence of those of the users who exist, in the order of the names; nothing if the asking user does not exist.
   * @throws ApiError `presence.closed`.
   */
  async of(app: App, asking: string, usernames: readonly string[]): Promise<(UserPresence & Subscription)[]> {
    requirePresence(app)
    const { store, users } = this.#parts
    const subscriber = foldUserName(asking)
    if ((await users.find(app, subscriber)) === undefined) return []
    const found = await this.#find(app, usernames)
    const names = found.map(({ user }) => user)
    const expiries = await store.expiries(app.id, subscriber, names, this.#parts.clock.now())
    return found.map((presence) => ({ ...presence, expiresAt: expiries.get(presence.user) ?? 0 }))
  }

  /**
   * Subscribes a user to those of the users who exist; earlier subscriptions end at the new time.
   * @param ms how long; at most 30 days.
   * @returns their presence.
   * @throws ApiError `presence.closed`, `presence.parameter_illegal`, `presence.subscribes_self`.
   */
  async subscribe(
    app: App,
    username: string,
    usernames: readonly string[],
    ms: number,
  ): Promise<(UserPresence & Subscription)[]> {
    requirePresence(app)
    if (!(ms > 0)) throw new ApiError('presence.parameter_illegal', { name: 'expiry' })
    const { store, users } = this.#parts
    const subscriber = foldUserName(username)
    if (usernames.some((name) => foldUserName(name) === subscriber))
      throw new ApiError('presence.subscribes_self')
    if ((await users.find(app, subscriber)) === undefined) return []
    const found = await this.#find(app, usernames)
    const now = this.#parts.clock.now()
    const expiresAt = now + Math.min(ms, LONGEST_MS)
    await store.subscribe(
      app.id,
      subscriber,
      found.map(({ user }) => user),
      { expiresAt, now, limit: SUBSCRIPTIONS },
    )
    return found.map((presence) => ({ ...presence, expiresAt }))
  }

  /** @throws ApiError `presence.closed`. */
  async unsubscribe(app: App, username: string, usernames: readonly string[]): Promise<void> {
    requirePresence(app)
    await this.#parts.store.unsubscribe(app.id, foldUserName(username), foldUserNames(usernames))
  }

  /** By name. @throws ApiError `presence.closed`. */
  async subscriptions(
    app: App,
    username: string,
    page: { limit: number; offset: number },
  ): Promise<{ total: number; subscriptions: Subscription[] }> {
    requirePresence(app)
    return this.#parts.store.subscriptions(app.id, foldUserName(username), this.#parts.clock.now(), page)
  }

  /**
   * Number of members of a group who have a device online.
   * @throws ApiError `presence.count_closed`, `channel.unknown`.
   */
  async countOnline(app: App, group: string): Promise<number> {
    if (!app.settings.presence) throw new ApiError('presence.count_closed')
    const { groups, channels, sessions } = this.#parts
    const members = await channels.everyone(await groups.get(app, group))
    return (await sessions.present(app.id, members)).size
  }

  async #find(app: App, usernames: readonly string[]): Promise<UserPresence[]> {
    const names = foldUserNames(usernames.filter(isLegalUserName))
    const states = await this.#parts.states.of(app.id, names)
    return states.map(({ presence }) => presence)
  }
}

function requirePresence({ settings }: App): void {
  if (!settings.presence) throw new ApiError('presence.closed')
}
