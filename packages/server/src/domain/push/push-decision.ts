import type { Clock } from '../../kernel/clock.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { Entry } from '../log/entry.ts'
import { unset } from '../notifications/notification-setting.ts'
import type { ConversationTarget } from '../notifications/notification-store.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { Users } from '../users/users.ts'
import type { PushBinding } from './push-binding.ts'
import { mentionsUser, type PushExt, passesFilter } from './push-ext.ts'
import { isSilent, isSilentByPreference } from './silence.ts'
import { zoneTime } from './zone-time.ts'

/** Receivers looked at together. */
const PAGE = 500

/** A message, and what it says about its notifications. */
export interface PushedMessage {
  app: App
  entry: Entry
  ext: PushExt
  /** Id of the group; null: between users. */
  group: string | null
}

/** A device that is to be notified, or why a user is not. */
export type Verdict = { binding: PushBinding } | { user: string; binding: PushBinding | null; detail: string }

export interface PushDecisionParts {
  stores: Pick<Stores, 'channels' | 'pushBindings' | 'notifications'>
  cache: ChannelCache
  sessions: Sessions
  clock: Clock
  users: Users
}

/** Decides who is notified of a message: as things are now (push.md §2). */
export class PushDecision {
  readonly #parts: PushDecisionParts

  constructor(parts: PushDecisionParts) {
    this.#parts = parts
  }

  /**
   * Yields verdicts about receivers, page by page.
   * @param wantsAll whether verdicts are wanted about users without a binding, too.
   */
  async *about(message: PushedMessage, wantsAll: boolean): AsyncGenerator<Verdict[]> {
    for await (const page of this.#receivers(message)) {
      const receivers = page.filter((user) => user !== message.entry.sender)
      const verdicts = await this.#judge(message, receivers, wantsAll)
      if (verdicts.length > 0) yield verdicts
    }
  }

  /** Receivers who want messages of the group. */
  async *#receivers({ app, entry, group }: PushedMessage): AsyncGenerator<readonly string[]> {
    if (group === null) return yield [entry.receiver]
    const { channels } = this.#parts.stores
    const { audience } = entry
    if (audience !== null) {
      for (let from = 0; from < audience.length; from += PAGE) yield audience.slice(from, from + PAGE)
      return
    }
    const channel = await this.#parts.cache.channel(app.id, group)
    if (channel === undefined) return
    let cursor: string | undefined
    do {
      const page = await channels.members(channel, PAGE, { cursor })
      const names = page.members.map(({ user }) => user)
      const standings = await channels.standings(app.id, group, names)
      yield names.filter((name) => standings.get(name)?.shielded !== true)
      cursor = page.cursor
    } while (cursor !== undefined)
  }

  async #judge(message: PushedMessage, receivers: readonly string[], wantsAll: boolean): Promise<Verdict[]> {
    const { app, entry, ext, group } = message
    const { stores, sessions } = this.#parts
    const bindings = Map.groupBy(await stores.pushBindings.of(app.id, receivers), ({ user }) => user)
    const reachable = wantsAll ? receivers : receivers.filter((user) => bindings.has(user))
    if (reachable.length === 0) return []
    const online = await sessions.devices(app.id, reachable)
    const isEach = app.settings.pushWhen === 'any-offline'
    const away = reachable.filter((user) => isEach || !online.has(user))
    const target: ConversationTarget =
      group === null ? { kind: 'user', id: entry.sender } : { kind: 'group', id: group }
    const wishes = await stores.notifications.wishes(app.id, away, target)
    const { minutes } = zoneTime(this.#parts.clock.now(), app.settings.pushTimeZone)
    const verdicts: Verdict[] = []
    for (const user of away) {
      const none = (detail: string, binding: PushBinding | null = null) =>
        verdicts.push({ user, binding, detail })
      if (ext.ignores) {
        none('message ignore push')
        continue
      }
      const devices = bindings.get(user)
      if (devices === undefined) {
        none('no push binding')
        continue
      }
      const { everything = unset, conversation = unset } = wishes.get(user) ?? {}
      const state = { now: this.#parts.clock.now(), minutes, isMentioned: mentionsUser(ext, user) }
      const isQuiet =
        isSilent({ everything, conversation }, state) ||
        (await this.#isQuietByPreference(app, user, group, minutes))
      if (isQuiet && !ext.forces) {
        none('user ignore push')
        continue
      }
      const here = online.get(user) ?? []
      for (const binding of devices) {
        const { device, certificate, kicked } = binding
        const isHere = here.some(
          ({ resource, uuid }) => device === resource || device === uuid || resource.endsWith(`_${device}`),
        )
        if (isHere) continue
        if (kicked) none('user ignore push', binding)
        else if (!passesFilter(ext, device, certificate)) none('ignore push device id', binding)
        else verdicts.push({ binding })
      }
    }
    return verdicts
  }

  async #isQuietByPreference(
    app: App,
    user: string,
    group: string | null,
    minutes: number,
  ): Promise<boolean> {
    const found = await this.#parts.users.find(app, user)
    return found !== undefined && isSilentByPreference(found.preferences, group, minutes)
  }
}
