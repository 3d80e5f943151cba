import type { Peers } from '../domain/cluster/peers.ts'
import { performance } from '../kernel/machine-time.ts'
import { type KnownSession, outlasts } from './known-session.ts'
import { SessionIndex } from './session-index.ts'
import { slotOf, type UserOwners } from './user-owners.ts'

/**
 * ms after a change among nodes in which the new owner of a slot may not have been told all: longer than nodes differ in noticing the
 * change.
 */
const SETTLE_MS = 5000

/** A numbered note about a session that has begun, or ended. */
export interface EnteredNote {
  version: number
  session: KnownSession
}
export interface LeftNote {
  version: number
  number: number
}
/** Sessions that a node has; with `begins` and `ends`, first and last page of all that concern the owner. */
export interface SessionsNote {
  version: number
  sessions: KnownSession[]
  begins?: boolean
  ends?: boolean
}

/** What was heard from a node. */
interface Heard {
  /** Number of the last note. */
  version: number
  /** While pages of all its sessions arrive: those that were not among them yet. */
  unconfirmed: Set<number>
}

export interface OwnedSessionsServices {
  peers: Peers
  slots: UserOwners
  /** Sessions of this node. */
  here(app: number, user: string): KnownSession[]
  /** Ends sessions that a newer one of their device replaces, wherever they are. */
  end(sessions: readonly KnownSession[], by: string): void
}

/**
 * What this node knows of the users that it owns: their sessions on other nodes, as these tell it. Notes are numbered, so that a
 * missed one is noticed.
 */
export class OwnedSessions {
  readonly #services: OwnedSessionsServices
  readonly #index = new SessionIndex()
  readonly #heard = new Map<string, Heard>()
  /** On the clock of this process: until when this node may not have been told all about a slot, or about any. */
  readonly #settling = new Map<number, number>()
  #allSettle = -Infinity
  /** Sessions of users that this node did not own at the last look. */
  #strange = new Set<KnownSession>()

  constructor(services: OwnedSessionsServices) {
    const { peers } = services
    this.#services = services
    peers.on('entered', ({ version, session }: EnteredNote, from) => {
      const others = this.of(session.app, [session.user])
      this.#hear(from, version)
      this.#index.add(session)
      return others
    })
    peers.on('left', ({ version, number }: LeftNote, from) => {
      this.#hear(from, version)
      this.#index.remove(from, number)
    })
    peers.on('sessions', (note: SessionsNote, from) => this.#take(note, from))
    peers.on('sessionsTold', (version: number, from) => {
      if (this.#heardFrom(from).version !== version) this.want(from)
    })
    peers.on('sessionsOf', ({ app, users }: { app: number; users: string[] }) => this.of(app, users))
  }

  /** All sessions of users; null if this node does not own them all, or may not have been told all. */
  of(app: number, users: readonly string[]): KnownSession[] | null {
    const { here } = this.#services
    if (!users.every((user) => this.#isSettled(slotOf(app, user)))) return null
    return users.flatMap((user) => [...here(app, user), ...this.#index.of(app, user)])
  }

  /** Nodes may have told others, or nobody, what this one should know. */
  unsettle(slots?: ReadonlySet<number>): void {
    const until = performance.now() + SETTLE_MS
    if (slots === undefined) this.#allSettle = until
    else for (const slot of slots) this.#settling.set(slot, until)
  }

  /** Asks a node for all that concerns this one. */
  want(node: string): void {
    this.#services.peers.tell('sessionsWanted', null, node)
  }

  /** A node is gone. @returns the sessions that it had. */
  lose(node: string): KnownSession[] {
    const lost = this.#index.on(node)
    for (const { number } of lost) this.#index.remove(node, number)
    this.#heard.delete(node)
    return lost
  }

  /**
   * Forgets sessions of users that others own, and did when this was last called: some nodes notice before this one that it owns
   * them.
   */
  prune(): void {
    const { peers, slots } = this.#services
    const strange = this.#index.nodes
      .flatMap((node) => this.#index.on(node))
      .filter(({ app, user }) => slots.owner(slotOf(app, user)) !== peers.id)
    for (const session of strange)
      if (this.#strange.has(session)) this.#index.remove(session.node, session.number)
    this.#strange = new Set(strange)
  }

  #isSettled(slot: number): boolean {
    const { peers, slots } = this.#services
    const now = performance.now()
    if (slots.owner(slot) !== peers.id || now < this.#allSettle) return false
    if (now < (this.#settling.get(slot) ?? now)) return false
    this.#settling.delete(slot)
    return true
  }

  #take({ version, sessions, begins, ends }: SessionsNote, from: string): void {
    const { here } = this.#services
    const heard = this.#heardFrom(from)
    if (begins) {
      heard.unconfirmed = new Set(this.#index.on(from).map(({ number }) => number))
      heard.version = version
    } else this.#hear(from, version)
    for (const session of sessions) {
      heard.unconfirmed.delete(session.number)
      this.#order(session, [...here(session.app, session.user), ...this.#index.of(session.app, session.user)])
      this.#index.add(session)
    }
    if (!ends) return
    for (const number of heard.unconfirmed) this.#index.remove(from, number)
    heard.unconfirmed.clear()
  }

  /** Of two sessions of one device that did not know of each other, the newer one stays. */
  #order(session: KnownSession, others: readonly KnownSession[]): void {
    const ended = others
      .filter(({ node, number, resource }) => {
        const isSame = node === session.node && number === session.number
        return resource === session.resource && !isSame
      })
      .map((other) => (outlasts(session, other) ? other : session))
    if (ended.length > 0) this.#services.end([...new Set(ended)], session.resource)
  }

  #hear(node: string, version: number): void {
    const heard = this.#heardFrom(node)
    const isNext = heard.version === version - 1
    heard.version = version
    if (!isNext) this.want(node)
  }

  #heardFrom(node: string): Heard {
    let heard = this.#heard.get(node)
    if (heard === undefined) {
      heard = { version: 0, unconfirmed: new Set() }
      this.#heard.set(node, heard)
    }
    return heard
  }
}
