import type { Bus } from '../domain/cluster/bus.ts'
import type { Peers } from '../domain/cluster/peers.ts'
import { clearInterval, setInterval } from '../kernel/machine-time.ts'
import { type KnownSession, outlasts } from './known-session.ts'
import { type EnteredNote, type LeftNote, OwnedSessions, type SessionsNote } from './owned-sessions.ts'
import { slotOf, UserOwners } from './user-owners.ts'

/** Limits on sessions that one note tells, and on users that one asks for. */
const PAGE = 1000
const ASKED = 250
/** ms that an owner has to answer, and that all nodes have if it does not. */
export const OWNER_MS = 200
const EVERYBODY_MS = 500
/** ms between comparisons of what was told with what was heard. */
const CHECK_MS = 10_000

/** Sessions, and whether these are all. */
export interface Found {
  sessions: KnownSession[]
  isComplete: boolean
}

const NOTHING: Found = { sessions: [], isComplete: false }

export interface SessionLookupServices {
  bus: Bus
  peers: Peers
  /** Sessions of this node. */
  here: {
    all(): Iterable<KnownSession>
    of(app: number, user: string): KnownSession[]
  }
  /** Ends sessions that a newer one of their device replaces, wherever they are. */
  end(sessions: readonly KnownSession[], by: string): void
}

/**
 * Where the sessions of users are. Each user has an owner among the nodes, which the others tell of their sessions with that user
 * and ask for them. An owner that does not answer, or may not have been told all, is no authority: then all nodes are asked.
 */
export class SessionLookup {
  readonly #services: SessionLookupServices
  readonly #slots: UserOwners
  readonly #owned: OwnedSessions
  /** Number of the last note to each owner. */
  readonly #told = new Map<string, number>()
  readonly #timer: NodeJS.Timeout
  readonly #onLost: ((app: number, user: string) => void)[] = []
  readonly #onMoved: ((owns: (app: number, user: string) => boolean) => void)[] = []

  constructor(services: SessionLookupServices) {
    const { bus, peers, here, end } = services
    this.#services = services
    this.#slots = new UserOwners(peers.id)
    this.#owned = new OwnedSessions({ peers, slots: this.#slots, here: here.of, end })
    // Earlier versions own nothing: they do not know that they would.
    peers.fact('slots', () => true)
    peers.on('slots', (_: unknown, from) => this.#join(from))
    peers.onGone((node) => this.#leave(node))
    peers.on('sessionsWanted', (_: unknown, from) => this.#tellAll(from))
    peers.on('sessionsHere', ({ app, users }: { app: number; users: string[] }) =>
      users.flatMap((user) => here.of(app, user)),
    )
    bus.watch((connected) => {
      if (!connected) return
      this.#owned.unsettle()
      for (const node of peers.live) {
        this.#tellAll(node)
        this.#owned.want(node)
      }
    })
    this.#timer = setInterval(() => this.#check(), CHECK_MS)
    this.#timer.unref()
  }

  /** @param listener called for users of this node whose session ended with another node. */
  whenLost(listener: (app: number, user: string) => void): void {
    this.#onLost.push(listener)
  }

  /**
   * @param listener called when this node has become the owner of users after the death of another, which may have had sessions of
   *   theirs that nobody else was told of.
   */
  whenMoved(listener: (owns: (app: number, user: string) => boolean) => void): void {
    this.#onMoved.push(listener)
  }

  /** Tells of a session that has begun. @returns the sessions of its user on other nodes that it comes after. */
  async entered(session: KnownSession): Promise<KnownSession[]> {
    if (!this.#slots.areShared) return []
    const { app, user, resource, node } = session
    const known = await this.#enter(session)
    if (known !== null) return known.filter((other) => other.node !== node)
    // Two sessions of a device that begin at once see each other then: only one may end the other.
    const { sessions } = await this.#ofEverybody(app, [user])
    return sessions.filter((other) => other.resource !== resource || outlasts(session, other))
  }

  /** Tells that a session has ended. */
  left(session: KnownSession): void {
    const owner = this.#ownerOf(session)
    if (owner === this.#services.peers.id) return
    const note: LeftNote = { version: this.#nextVersion(owner), number: session.number }
    this.#services.peers.tell('left', note, owner)
  }

  /** Sessions of the users on other nodes. */
  async elsewhere(app: number, users: readonly string[]): Promise<Found> {
    const found = await this.#ofOwners(app, users, (some) => this.#ofEverybody(app, some))
    return {
      sessions: found.sessions.filter(({ node }) => node !== this.#services.peers.id),
      isComplete: found.isComplete,
    }
  }

  /** Other nodes on which any of the users is online; undefined if that would take asking all of them. */
  async nodesOf(app: number, users: readonly string[]): Promise<Set<string> | undefined> {
    const { sessions, isComplete } = await this.#ofOwners(app, users, () => NOTHING)
    const nodes = new Set(sessions.map(({ node }) => node))
    nodes.delete(this.#services.peers.id)
    return isComplete ? nodes : undefined
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** @returns the sessions that the owner knows of; null if it may not know all. */
  async #enter(session: KnownSession): Promise<KnownSession[] | null> {
    const { peers } = this.#services
    const owner = this.#ownerOf(session)
    if (owner === peers.id) return this.#owned.of(session.app, [session.user])
    const note: EnteredNote = { version: this.#nextVersion(owner), session }
    const { answers } = await peers.ask<KnownSession[] | null>([owner], 'entered', note, OWNER_MS)
    return answers[0] ?? null
  }

  /** @param otherwise finds what an owner that is no authority does not tell. */
  async #ofOwners(
    app: number,
    users: readonly string[],
    otherwise: (users: readonly string[]) => Found | Promise<Found>,
  ): Promise<Found> {
    const { peers } = this.#services
    if (!this.#slots.areShared) return { sessions: [], isComplete: true }
    const ask = async (owner: string, some: readonly string[]) => {
      const asked = { app, users: some }
      const sessions =
        owner === peers.id
          ? this.#owned.of(app, some)
          : (await peers.ask<KnownSession[] | null>([owner], 'sessionsOf', asked, OWNER_MS)).answers[0]
      return sessions ? { sessions, isComplete: true } : otherwise(some)
    }
    const groups = Map.groupBy(users, (user) => this.#ownerOf({ app, user }))
    const found = await Promise.all(
      [...groups].flatMap(([owner, all]) => pagesOf(all, ASKED).map((some) => ask(owner, some))),
    )
    return {
      sessions: found.flatMap(({ sessions }) => sessions),
      isComplete: found.every(({ isComplete }) => isComplete),
    }
  }

  async #ofEverybody(app: number, users: readonly string[]): Promise<Found> {
    const { peers } = this.#services
    const asked = { app, users }
    const { answers, isComplete } = await peers.askAll<KnownSession[] | null>(
      'sessionsHere',
      asked,
      EVERYBODY_MS,
    )
    return {
      sessions: answers.flatMap((sessions) => sessions ?? []),
      isComplete: isComplete && peers.knowsAll,
    }
  }

  #ownerOf({ app, user }: Pick<KnownSession, 'app' | 'user'>): string {
    return this.#slots.owner(slotOf(app, user))
  }

  #join(node: string): void {
    // Whoever was there before may have been told of sessions that this node has not.
    const wasAlone = !this.#slots.areShared
    if (!this.#slots.join(node)) return
    if (wasAlone) this.#owned.unsettle()
    this.#tellAll(node)
  }

  #leave(node: string): void {
    const { peers, here } = this.#services
    const moved = this.#slots.leave(node)
    const lost = this.#owned.lose(node)
    this.#told.delete(node)
    const mine = new Set([...moved].filter((slot) => this.#slots.owner(slot) === peers.id))
    this.#owned.unsettle(mine)
    const sessions = [...here.all()].filter(({ app, user }) => moved.has(slotOf(app, user)))
    for (const [owner, some] of Map.groupBy(sessions, (session) => this.#ownerOf(session)))
      if (owner !== peers.id) for (const page of pagesOf(some, PAGE)) this.#tell(owner, { sessions: page })
    for (const listener of this.#onLost) for (const { app, user } of lost) listener(app, user)
    if (mine.size > 0)
      for (const listener of this.#onMoved) listener((app, user) => mine.has(slotOf(app, user)))
  }

  /** Tells an owner of all sessions of this node that concern it. */
  #tellAll(owner: string): void {
    const all = [...this.#services.here.all()].filter((session) => this.#ownerOf(session) === owner)
    const pages = all.length === 0 ? [[]] : pagesOf(all, PAGE)
    for (const [i, sessions] of pages.entries())
      this.#tell(owner, { sessions, begins: i === 0, ends: i === pages.length - 1 })
  }

  #tell(owner: string, note: Omit<SessionsNote, 'version'>): void {
    this.#services.peers.tell('sessions', { ...note, version: this.#nextVersion(owner) }, owner)
  }

  #nextVersion(owner: string): number {
    const version = (this.#told.get(owner) ?? 0) + 1
    this.#told.set(owner, version)
    return version
  }

  #check(): void {
    for (const [owner, version] of this.#told) this.#services.peers.tell('sessionsTold', version, owner)
    this.#owned.prune()
  }
}

function pagesOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}
