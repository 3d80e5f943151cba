import type { KickReason, OnlineDevice, Sessions } from '../domain/devices/sessions.ts'
import type { Entry } from '../domain/log/entry.ts'
import type { EntryFeed } from '../domain/log/entry-feed.ts'
import { usersOfLog } from '../domain/log/visibility.ts'
import type { Audience } from '../domain/messages/broadcasts.ts'
import { Interest, type Memberships } from './interest.ts'
import type { Session } from './session.ts'

/** The sessions of this node: hands committed entries to them, answers who is online, ends sessions. */
export class SessionRegistry implements Sessions, EntryFeed, Audience {
  /** Sessions by `app/user`, in order of login. */
  readonly #sessions = new Map<string, Session[]>()
  readonly #interest: Interest
  #count = 0

  constructor(memberships: Memberships) {
    this.#interest = new Interest(memberships)
  }

  get size(): number {
    return this.#count
  }

  /** Resolves when the session is offered everything that its user follows. */
  add(session: Session): Promise<void> {
    const key = keyOf(session.app.id, session.user)
    const sessions = this.#sessions.get(key)
    if (sessions === undefined) this.#sessions.set(key, [session])
    else sessions.push(session)
    this.#count++
    return this.#interest.open(session)
  }

  /** Removing a session twice is harmless. */
  remove(session: Session): void {
    const key = keyOf(session.app.id, session.user)
    const sessions = this.#sessions.get(key) ?? []
    const at = sessions.indexOf(session)
    if (at < 0) return
    this.#count--
    this.#interest.close(session)
    if (sessions.length === 1) this.#sessions.delete(key)
    else sessions.splice(at, 1)
  }

  /** Sessions of a user on this node, oldest login first. */
  of(app: number, user: string): readonly Session[] {
    return this.#sessions.get(keyOf(app, user)) ?? []
  }

  publish(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const users = usersOfLog(entry.log)
      if (users === undefined)
        for (const session of this.#interest.of(entry.app, entry.log)) session.offer(entry)
      else for (const user of users) for (const session of this.of(entry.app, user)) session.offer(entry)
    }
  }

  follow(app: number, log: string, users: readonly string[], after: number): void {
    for (const user of users) {
      for (const session of this.of(app, user)) {
        this.#interest.add(session, log)
        session.follow(log, after)
      }
    }
  }

  unfollow(app: number, log: string, users: readonly string[]): void {
    for (const user of users) for (const session of this.of(app, user)) this.#interest.remove(session, log)
  }

  async online(app: number, user: string): Promise<OnlineDevice[]> {
    const devices = new Map(
      this.of(app, user).map(({ resource, uuid, name }) => [resource, { resource, uuid, name }]),
    )
    return [...devices.values()]
  }

  async present(app: number, users: readonly string[]): Promise<Set<string>> {
    return new Set(users.filter((user) => this.#sessions.has(keyOf(app, user))))
  }

  async onlineUsers(app: number): Promise<string[]> {
    const prefix = keyOf(app, '')
    return [...this.#sessions.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  }

  async openRooms(app: number): Promise<string[]> {
    return this.#interest.logs(app).flatMap((log) => (log.startsWith('r:') ? [log.slice(2)] : []))
  }

  async kick(app: number, user: string, reason: KickReason, resource?: string): Promise<number> {
    const sessions = this.of(app, user).filter(
      (session) => resource === undefined || session.resource === resource,
    )
    for (const session of sessions) {
      this.remove(session)
      session.kick(reason)
    }
    return sessions.length
  }
}

function keyOf(app: number, user: string): string {
  return `${app}/${user}`
}
