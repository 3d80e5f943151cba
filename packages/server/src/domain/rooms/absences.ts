import { ApiError } from '@ringpost/contract/errors'
import type { Alarm, Clock } from '../../kernel/clock.ts'
import type { ChannelDraft } from '../channels/channel-draft.ts'
import type { ChannelStore } from '../channels/channel-store.ts'
import type { ChannelWriter } from '../channels/channel-writer.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { App } from '../tenancy/app.ts'
import type { AppRegistry } from '../tenancy/app-registry.ts'
import { roomRules } from './room-rules.ts'

const { kind } = roomRules
/** Interval between checks for absent users, in ms. */
const PAUSE_MS = 5_000
const PAGE = 1000
/** Limit on users who leave a room in one event, which lists their names. */
const LEAVING_AT_ONCE = 200

export interface AbsenceServices {
  apps: AppRegistry
  clock: Clock
  channels: Pick<ChannelStore, 'ofUser' | 'visitors'>
  writer: ChannelWriter
  sessions: Sessions
  /** Whether the online users of all other nodes are known. */
  hearsAll(): boolean
  onError(error: unknown): void
}

/**
 * Removes users from rooms after they have been offline for some time (rest-groups-rooms.md §2.1). Applies to ordinary
 * members, but not to users on the allow list or users who never logged in. The node that had a user's last connection
 * keeps the time; a starting node does so for all users offline at that moment, whose node may have died.
 */
export class Absences {
  readonly #services: AbsenceServices
  /** By app and user, since when, in ms since 1970; the earliest first. */
  readonly #absences = new Map<number, Map<string, number>>()
  #alarm: Alarm | undefined
  #work: Promise<void> = Promise.resolve()

  constructor(services: AbsenceServices) {
    this.#services = services
  }

  /** The user's last connection to this node, or a node with such a connection, is gone. */
  note(app: number, user: string): void {
    const absent = this.#absences.get(app) ?? new Map<string, number>()
    this.#absences.set(app, absent)
    // Behind all others, even if the user was among them.
    absent.delete(user)
    absent.set(user, this.#services.clock.now())
  }

  /** Starts watching: first everybody in a room who has ever logged in, then users who go offline. */
  start(): void {
    this.noteAll(() => true)
    this.#alarm = this.#services.clock.every(PAUSE_MS, () => {
      this.#work = this.#work.then(() => this.sweep()).catch(this.#services.onError)
      return this.#work
    })
  }

  async stop(): Promise<void> {
    this.#alarm?.cancel()
    await this.#work
  }

  /** Removes users who have been away for too long by `now`; looks at no others. */
  async sweep(now = this.#services.clock.now()): Promise<void> {
    if (!this.#services.hearsAll()) return
    // Those who are noted again are for the next sweep.
    for (const [id, absent] of [...this.#absences]) {
      const app = this.#services.apps.byRow(id)
      const seconds = app?.settings.roomOfflineSeconds ?? 0
      const due: string[] = []
      if (seconds > 0)
        for (const [user, since] of absent) {
          if (now - since < seconds * 1000) break
          due.push(user)
        }
      else absent.clear()
      for (const user of due) absent.delete(user)
      if (absent.size === 0) this.#absences.delete(id)
      for (let i = 0; i < due.length; i += PAGE) await this.#takeOut(app!, due.slice(i, i + PAGE))
    }
  }

  /** Starts the time of everybody in a room who has ever logged in. @param concerns false leaves a user out. */
  noteAll(concerns: (app: number, user: string) => boolean): void {
    this.#work = this.#work.then(() => this.#noteAll(concerns)).catch(this.#services.onError)
  }

  async #noteAll(concerns: (app: number, user: string) => boolean): Promise<void> {
    const { apps, channels } = this.#services
    for (const app of apps.list()) {
      let users = await channels.visitors(app.id, '', PAGE)
      while (users.length > 0) {
        // Users who are online are skipped by the sweep.
        for (const user of users) if (concerns(app.id, user)) this.note(app.id, user)
        users = users.length < PAGE ? [] : await channels.visitors(app.id, users.at(-1)!, PAGE)
      }
    }
  }

  async #takeOut(app: App, users: readonly string[]): Promise<void> {
    const { sessions, channels } = this.#services
    const absent = await sessions.absent(app.id, users)
    // To be looked at again.
    if (absent === undefined) for (const user of users) this.note(app.id, user)
    const byRoom = new Map<string, string[]>()
    for (const user of absent ?? []) {
      for (const { channel, role } of await channels.ofUser(app.id, user, kind, { limit: PAGE, offset: 0 })) {
        if (role !== 'member') continue
        const leaving = byRoom.get(channel.id)
        if (leaving === undefined) byRoom.set(channel.id, [user])
        else leaving.push(user)
      }
    }
    for (const [id, leaving] of byRoom)
      for (let i = 0; i < leaving.length; i += LEAVING_AT_ONCE)
        await this.#leave(app, id, leaving.slice(i, i + LEAVING_AT_ONCE))
  }

  /** Ignores rooms that have been deleted in the meantime. */
  async #leave(app: App, id: string, users: readonly string[]): Promise<void> {
    try {
      await this.#services.writer.change(app, kind, id, users, (draft) => {
        const leaving = users.filter((user) => isTransient(draft, user))
        draft.leave(leaving, {
          user: leaving[0] ?? draft.channel.owner,
          device: null,
          doer: { kind: 'system' },
        })
      })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'channel.unknown')) throw error
    }
  }
}

function isTransient(draft: ChannelDraft, user: string): boolean {
  const { role, allowed } = draft.standing(user)
  return role === 'member' && user !== draft.channel.owner && !allowed
}
