import type { Peers } from '../domain/cluster/peers.ts'
import type { KnownSession } from './known-session.ts'

/** Limit on sessions in one note. */
const PAGE = 1000
/** ms after which an unfinished lookup starts over. */
const LOOK_MS = 5000

/** Note of a node about its sessions: changes are numbered, so that a missed one is noticed. */
export interface JoinNote {
  version: number
  session: KnownSession
  /** Sessions on any node that it replaces. */
  replaces: readonly { node: string; number: number }[]
  /** Text for the replaced sessions. */
  detail?: string | undefined
}

interface LeaveNote {
  version: number
  number: number
}

interface PageNote {
  version: number
  sessions: KnownSession[]
  last: boolean
}

/** Another node. */
interface Remote {
  /** Number of the last known change; -1 = unknown. */
  version: number
  sessions: Map<number, KnownSession>
  /** Sessions found by a lookup in progress. */
  look: { found: Map<number, KnownSession>; begun: number } | undefined
}

/**
 * The sessions of all other nodes, kept in memory: updated with every change, and looked up in full after one was
 * missed.
 */
export class RemoteSessions {
  readonly #peers: Peers
  readonly #remotes = new Map<string, Remote>()
  /** By `app/user`. */
  readonly #users = new Map<string, Set<KnownSession>>()
  readonly #own: { version(): number; sessions(): Iterable<KnownSession> }
  /** Called when a session has begun elsewhere, or was found to have. */
  readonly #onJoin: (join: Pick<JoinNote, 'session' | 'replaces' | 'detail'>) => void
  #onLost: (app: number, user: string) => void = () => {}

  constructor(
    peers: Peers,
    own: { version(): number; sessions(): Iterable<KnownSession> },
    onJoin: (join: Pick<JoinNote, 'session' | 'replaces' | 'detail'>) => void,
  ) {
    this.#peers = peers
    this.#own = own
    this.#onJoin = onJoin
    peers.fact('sessions', () => own.version())
    peers.on('sessions', (version: number, from) => this.#compare(version, from))
    peers.on('joined', (note: JoinNote, from) => this.#joined(note, from))
    peers.on('left', (note: LeaveNote, from) => this.#left(note, from))
    peers.on('sessionsWanted', ({ after }: { after: number }, from) => this.#sendPage(after, from))
    peers.on('sessionsPage', (page: PageNote, from) => this.#page(page, from))
    peers.onGone((node) => this.#lose(node))
  }

  /** @param listener called for each user whose session ended with its node. */
  whenLost(listener: (app: number, user: string) => void): void {
    this.#onLost = listener
  }

  of(app: number, user: string): KnownSession[] {
    return [...(this.#users.get(`${app}/${user}`) ?? [])]
  }

  has(app: number, user: string): boolean {
    return this.#users.has(`${app}/${user}`)
  }

  users(app: number): string[] {
    const prefix = `${app}/`
    return [...this.#users.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
  }

  #remote(node: string): Remote {
    let remote = this.#remotes.get(node)
    if (remote === undefined) {
      remote = { version: -1, sessions: new Map(), look: undefined }
      this.#remotes.set(node, remote)
    }
    return remote
  }

  #joined(note: JoinNote, node: string): void {
    this.#advance(node, note.version)
    this.#add(node, note.session)
    this.#remote(node).look?.found.set(note.session.number, note.session)
    this.#onJoin(note)
  }

  #left({ version, number }: LeaveNote, node: string): void {
    this.#advance(node, version)
    this.#remove(node, number)
    this.#remote(node).look?.found.delete(number)
  }

  #advance(node: string, version: number): void {
    const remote = this.#remote(node)
    const inOrder = remote.version === version - 1
    remote.version = version
    if (!inOrder && remote.look === undefined) this.#startLook(node)
  }

  #compare(version: number, node: string): void {
    const remote = this.#remote(node)
    const lasts = remote.look !== undefined && performance.now() - remote.look.begun < LOOK_MS
    if (remote.look === undefined ? remote.version !== version : !lasts) this.#startLook(node)
  }

  #startLook(node: string): void {
    this.#remote(node).look = { found: new Map(), begun: performance.now() }
    this.#peers.tell('sessionsWanted', { after: 0 }, node)
  }

  #sendPage(after: number, to: string): void {
    const sessions: KnownSession[] = []
    for (const session of this.#own.sessions()) {
      if (session.number <= after) continue
      sessions.push(session)
      if (sessions.length > PAGE) break
    }
    const last = sessions.length <= PAGE
    this.#peers.tell(
      'sessionsPage',
      { version: this.#own.version(), sessions: sessions.slice(0, PAGE), last },
      to,
    )
  }

  #page({ version, sessions, last }: PageNote, node: string): void {
    const remote = this.#remote(node)
    const { look } = remote
    if (look === undefined) return
    for (const session of sessions) look.found.set(session.number, session)
    // Notes of a node arrive in order: changes made after the page was written come after it.
    remote.version = version
    if (!last) {
      this.#peers.tell('sessionsWanted', { after: sessions.at(-1)!.number }, node)
      return
    }
    remote.look = undefined
    for (const number of [...remote.sessions.keys()]) if (!look.found.has(number)) this.#remove(node, number)
    for (const session of look.found.values()) {
      if (remote.sessions.has(session.number)) continue
      this.#add(node, session)
      this.#onJoin({ session, replaces: [] })
    }
  }

  #lose(node: string): void {
    const lost = [...(this.#remotes.get(node)?.sessions.values() ?? [])]
    for (const { number } of lost) this.#remove(node, number)
    this.#remotes.delete(node)
    for (const { app, user } of lost) this.#onLost(app, user)
  }

  #add(node: string, session: KnownSession): void {
    this.#remove(node, session.number)
    this.#remote(node).sessions.set(session.number, session)
    const key = `${session.app}/${session.user}`
    const sessions = this.#users.get(key)
    if (sessions === undefined) this.#users.set(key, new Set([session]))
    else sessions.add(session)
  }

  #remove(node: string, number: number): void {
    const { sessions } = this.#remote(node)
    const session = sessions.get(number)
    if (session === undefined) return
    sessions.delete(number)
    const key = `${session.app}/${session.user}`
    const ofUser = this.#users.get(key)
    ofUser?.delete(session)
    if (ofUser?.size === 0) this.#users.delete(key)
  }
}
