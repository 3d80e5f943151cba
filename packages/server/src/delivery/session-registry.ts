import type { Entry } from '../domain/log/entry.ts'
import type { EntryFeed } from '../domain/log/entry-feed.ts'
import { idOf, inboxLog, kindOf, usersOf } from '../domain/log/log-key.ts'
import type { Ears } from './ears.ts'
import { Interest, type Memberships } from './interest.ts'
import { LookQueue } from './look-queue.ts'
import type { Session } from './session.ts'

/** The sessions of this node: hands committed entries to them. */
export class SessionRegistry implements EntryFeed {
  /** Sessions by `app/user`, in order of login. */
  readonly #sessions = new Map<string, Session[]>()
  readonly #interest: Interest
  readonly #ears: Ears
  readonly #looks: LookQueue
  readonly #refreshes: LookQueue
  #onGone: (app: number, user: string) => void = () => {}
  #count = 0

  constructor(memberships: Memberships, ears: Ears) {
    this.#interest = new Interest(memberships, ears)
    this.#ears = ears
    const isOpen = (session: Session) => this.of(session.app.id, session.user).includes(session)
    this.#looks = new LookQueue(isOpen)
    this.#refreshes = new LookQueue(isOpen, (session) => this.#refresh(session))
  }

  get size(): number {
    return this.#count
  }

  /** @param listener called when a user in a room has lost their last session on this node. */
  whenGone(listener: (app: number, user: string) => void): void {
    this.#onGone = listener
  }

  /** Resolves when the session is offered everything that its user follows. */
  add(session: Session): Promise<void> {
    const key = keyOf(session.app.id, session.user)
    const sessions = this.#sessions.get(key)
    if (sessions === undefined) this.#sessions.set(key, [session])
    else sessions.push(session)
    this.#count++
    this.#ears.hold(session.app.id, inboxLog(session.user))
    return this.#interest.open(session)
  }

  /** Removing a session twice is harmless. */
  remove(session: Session): void {
    const key = keyOf(session.app.id, session.user)
    const sessions = this.#sessions.get(key) ?? []
    const at = sessions.indexOf(session)
    if (at < 0) return
    this.#count--
    this.#ears.release(session.app.id, inboxLog(session.user))
    const isInRoom = this.#interest.close(session).some((log) => kindOf(log) === 'room')
    if (sessions.length > 1) sessions.splice(at, 1)
    else {
      this.#sessions.delete(key)
      if (isInRoom) this.#onGone(session.app.id, session.user)
    }
  }

  /** All sessions of this node. */
  all(): Session[] {
    return [...this.#sessions.values()].flat()
  }

  /** Sessions of a user on this node, oldest login first. */
  of(app: number, user: string): readonly Session[] {
    return this.#sessions.get(keyOf(app, user)) ?? []
  }

  publish(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const users = usersOf(entry.log)
      if (users === undefined) this.#publishToMembers(entry)
      else for (const user of users) for (const session of this.of(entry.app, user)) session.offer(entry)
    }
  }

  /** Sessions of users who cannot read what the entry is about advance past it. */
  #publishToMembers(entry: Entry): void {
    const { app, log, about } = entry
    if (about === undefined) for (const session of this.#interest.of(app, log)) session.offer(entry)
    else
      for (const [session, start] of this.#interest.reachOf(app, log))
        session.offer(start < about || session.user === entry.sender ? entry : { ...entry, audience: [] })
  }

  follow(app: number, log: string, users: readonly string[], after: number): void {
    for (const user of users) {
      for (const session of this.of(app, user)) {
        this.#interest.add(session, log, after)
        session.follow(log, after)
      }
    }
  }

  unfollow(app: number, log: string, users: readonly string[]): void {
    for (const user of users) for (const session of this.of(app, user)) this.#interest.remove(session, log)
  }

  /** Publishes an entry that is never stored to one of the users of its log. */
  publishTo(user: string, entry: Entry): void {
    for (const session of this.of(entry.app, user)) session.offer(entry)
  }

  /** Makes the sessions that want a log look for entries they were not offered. */
  catchUp(app: number, log: string): void {
    const users = usersOf(log)
    this.#looks.add(users?.flatMap((user) => this.of(app, user)) ?? this.#interest.of(app, log))
  }

  /** The same for all sessions of these users. */
  catchUpUsers(app: number, users: readonly string[]): void {
    this.#looks.add(users.flatMap((user) => this.of(app, user)))
  }

  /** Makes the sessions of a user look for what the user has joined or left meanwhile, too. */
  refreshUser(app: number, user: string): void {
    this.#refreshes.add(this.of(app, user))
  }

  /** The same for all sessions; resolves when they have looked. */
  refreshAll(): Promise<void> {
    this.#refreshes.add(this.all())
    return this.#refreshes.idle()
  }

  /** All sessions have missed something, and `refreshAll` is called later: it takes a while until all sessions have looked. */
  missAll(): void {
    for (const session of this.all()) session.miss()
  }

  async #refresh(session: Session): Promise<boolean> {
    const isRefreshed = await this.#interest.refresh(session).then(
      () => true,
      () => false,
    )
    return isRefreshed && session.catchUp()
  }

  /** Users of an app with a session here. */
  users(app: number): string[] {
    const prefix = keyOf(app, '')
    return [...this.#sessions.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  }

  /** Rooms of an app that a session here wants. */
  rooms(app: number): string[] {
    return this.#interest.logs(app).flatMap((log) => (kindOf(log) === 'room' ? [idOf(log)] : []))
  }
}

function keyOf(app: number, user: string): string {
  return `${app}/${user}`
}
