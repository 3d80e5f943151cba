import { whenNotBusy } from '../domain/when-not-busy.ts'
import type { Ears } from './ears.ts'
import type { Session } from './session.ts'

/** Where the store says which logs a user follows by membership. */
export interface Memberships {
  /** Keys of the logs of all groups and rooms that the user is in. */
  logsOf(app: number, user: string): Promise<string[]>
}

/**
 * Which sessions want the entries of which logs with membership. The cost of an entry depends on the users online,
 * however many follow its log.
 */
export class Interest {
  readonly #memberships: Memberships
  readonly #ears: Ears
  /** Sessions by `app/log`. */
  readonly #sessions = new Map<string, Set<Session>>()
  /** Logs by session, for when it ends; undefined for none. */
  readonly #logs = new Map<Session, Set<string> | undefined>()
  /** Sessions whose logs are being looked up, with what changed in the meantime: true for logs that their users have joined. */
  readonly #opening = new Map<Session, Map<string, boolean>>()

  constructor(memberships: Memberships, ears: Ears) {
    this.#memberships = memberships
    this.#ears = ears
  }

  of(app: number, log: string): Iterable<Session> {
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
    const changes = new Map<string, boolean>()
    this.#opening.set(session, changes)
    try {
      // Subscribed before the lookup, or something could be missed in between.
      await this.#ears.ready()
      const { app, user } = session
      const found = new Set(await whenNotBusy(() => this.#memberships.logsOf(app.id, user)))
      for (const log of found) if (changes.get(log) !== false) this.#add(session, log)
      for (const log of [...(this.#logs.get(session) ?? [])])
        if (!found.has(log) && !changes.has(log)) this.#remove(session, log)
      await this.#ears.ready()
    } finally {
      this.#opening.delete(session)
    }
  }

  add(session: Session, log: string): void {
    this.#opening.get(session)?.set(log, true)
    this.#add(session, log)
  }

  remove(session: Session, log: string): void {
    this.#opening.get(session)?.set(log, false)
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

  #add(session: Session, log: string): void {
    // The session ended while its logs were looked up.
    if (!this.#logs.has(session)) return
    const logs = this.#logs.get(session)
    if (logs === undefined) this.#logs.set(session, new Set([log]))
    else logs.add(log)
    const key = `${session.app.id}/${log}`
    const sessions = this.#sessions.get(key)
    if (sessions === undefined) {
      this.#sessions.set(key, new Set([session]))
      this.#ears.hold(session.app.id, log)
    } else sessions.add(session)
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
