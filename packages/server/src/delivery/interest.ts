import type { FollowedLog } from '../domain/channels/channel-store.ts'
import { whenNotBusy } from '../domain/when-not-busy.ts'
import type { Ears } from './ears.ts'
import type { Session } from './session.ts'

/** Where the store says which logs a user follows by membership. */
export interface Memberships {
  /** The logs of all groups and rooms that the user is in. */
  logsOf(app: number, user: string): Promise<FollowedLog[]>
}

/**
 * Which sessions want the entries of which logs with membership. The cost of an entry depends on the users online,
 * however many follow its log.
 */
export class Interest {
  readonly #memberships: Memberships
  readonly #ears: Ears
  /** Sessions by `app/log`, each with the position after which its user's part of the log begins. */
  readonly #sessions = new Map<string, Map<Session, number>>()
  /** Logs by session, for when it ends; undefined for none. */
  readonly #logs = new Map<Session, Set<string> | undefined>()
  /** Sessions whose logs are being looked up, with the logs that changed in the meantime. */
  readonly #opening = new Map<Session, Set<string>>()

  constructor(memberships: Memberships, ears: Ears) {
    this.#memberships = memberships
    this.#ears = ears
  }

  of(app: number, log: string): Iterable<Session> {
    return this.#sessions.get(`${app}/${log}`)?.keys() ?? []
  }

  /** The same, each with the position after which its user's part of the log begins. */
  reachOf(app: number, log: string): Iterable<[Session, number]> {
    return this.#sessions.get(`${app}/${log}`) ?? []
  }

  /** Returns the keys of the logs of an app that any session wants. */
  logs(app: number): string[] {
    const prefix = `${app}/`
    return [...this.#sessions.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  }

  /**
   * Starts for a session; resolves when it is interested in all that its user follows and hears other nodes about it.
   * What the user joins or leaves during the lookup takes effect at once and overrides its result, which may be older.
   */
  async open(session: Session): Promise<void> {
    this.#logs.set(session, undefined)
    await this.refresh(session)
  }

  /** Does the same for a session that may have missed that its user has joined or left something. */
  async refresh(session: Session): Promise<void> {
    // Two look-ups at once would each miss what the other has been told.
    if (!this.#logs.has(session) || this.#opening.has(session)) return
    const changed = new Set<string>()
    this.#opening.set(session, changed)
    try {
      // Subscribed before the lookup, or something could be missed in between.
      await this.#ears.ready()
      const { app, user } = session
      const found = await whenNotBusy(() => this.#memberships.logsOf(app.id, user))
      // Of what was joined meanwhile, nothing was offered so far.
      session.miss()
      for (const { log, start } of found) if (!changed.has(log)) this.#add(session, log, start)
      const kept = new Set([...found.map(({ log }) => log), ...changed])
      for (const log of [...(this.#logs.get(session) ?? [])]) if (!kept.has(log)) this.#remove(session, log)
      await this.#ears.ready()
    } finally {
      this.#opening.delete(session)
    }
  }

  /** @param start position after which the user's part of the log begins. */
  add(session: Session, log: string, start: number): void {
    this.#opening.get(session)?.add(log)
    this.#add(session, log, start)
  }

  remove(session: Session, log: string): void {
    this.#opening.get(session)?.add(log)
    this.#remove(session, log)
  }

  #remove(session: Session, log: string): void {
    this.#logs.get(session)?.delete(log)
    this.#drop(session, log)
  }

  /** Ends for a session. @returns what it was interested in. */
  close(session: Session): string[] {
    const logs = [...(this.#logs.get(session) ?? [])]
    for (const log of logs) this.#drop(session, log)
    this.#logs.delete(session)
    return logs
  }

  #add(session: Session, log: string, start: number): void {
    // The session ended while its logs were looked up.
    if (!this.#logs.has(session)) return
    const logs = this.#logs.get(session)
    if (logs === undefined) this.#logs.set(session, new Set([log]))
    else logs.add(log)
    const key = `${session.app.id}/${log}`
    const sessions = this.#sessions.get(key)
    if (sessions === undefined) {
      this.#sessions.set(key, new Map([[session, start]]))
      this.#ears.hold(session.app.id, log)
    } else sessions.set(session, start)
  }

  #drop(session: Session, log: string): void {
    const key = `${session.app.id}/${log}`
    const sessions = this.#sessions.get(key)
    sessions?.delete(session)
    if (sessions?.size !== 0) return
    this.#sessions.delete(key)
    this.#ears.release(session.app.id, log)
  }
}
