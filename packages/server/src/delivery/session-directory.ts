import type { Peers } from '../domain/cluster/peers.ts'
import { PATIENCE_MS, type SharedCaches } from '../domain/cluster/shared-caches.ts'
import { aboutSession } from '../domain/devices/session-facts.ts'
import type { KickReason, OnlineDevice, Sessions } from '../domain/devices/sessions.ts'
import type { Doer } from '../domain/facts/doer.ts'
import type { LooseFact } from '../domain/facts/fact.ts'
import type { SessionFact } from '../domain/facts/session-fact.ts'
import type { Audience } from '../domain/messages/broadcasts.ts'
import type { CursorKeeper } from './cursor-keeper.ts'
import { type KnownSession, outlasts, replacedBy } from './known-session.ts'
import { type JoinNote, RemoteSessions } from './remote-sessions.ts'
import type { Session } from './session.ts'
import type { SessionRegistry } from './session-registry.ts'

const KICKS = 'kicks'

interface RenewalNote {
  app: number
  user: string
  /** ms since 1970; 0 = never. */
  expiresAt: number
}

interface KickNote {
  app: number
  user: string
  reason: KickReason
  /** Absent in notes of nodes that do not know it yet. */
  by?: Doer
  resource?: string | undefined
}

export type SessionListener = (session: KnownSession, fact: LooseFact) => Promise<void>

/** The sessions of all nodes: admits them, ends them wherever they are, and answers who is online. */
export class SessionDirectory implements Sessions, Audience {
  readonly #registry: SessionRegistry
  readonly #peers: Peers
  readonly #shared: SharedCaches
  readonly #cursors: CursorKeeper
  readonly #remote: RemoteSessions
  /** Sessions of this node, in order of login. */
  readonly #local = new Map<Session, KnownSession>()
  /** Number of changes to the sessions of this node so far. */
  #version = 0
  #lastNumber = 0
  readonly #onChange: SessionListener[] = []

  constructor(registry: SessionRegistry, peers: Peers, shared: SharedCaches, cursors: CursorKeeper) {
    this.#registry = registry
    this.#shared = shared
    this.#peers = peers
    this.#cursors = cursors
    const own = { version: () => this.#version, sessions: () => this.#local.values() }
    this.#remote = new RemoteSessions(peers, own, (join) => this.#heard(join))
    peers.on('kick', (note: KickNote) => this.#kickHere(note))
    // Whose note could not be confirmed: ends a session that has begun since, too.
    shared.add(KICKS, {
      forget: (notes) => {
        for (const note of notes) this.#kickHere(JSON.parse(note) as KickNote)
      },
    })
    peers.on('renewed', (note: RenewalNote) => this.#renewHere(note))
    peers.on('cursorsWanted', async () => {
      await cursors.flush()
      return true
    })
    peers.on('rooms', ({ app }: { app: number }) => registry.rooms(app))
  }

  /**
   * Admits a session and ends those that it replaces. They are told why before they are closed, or the two would evict
   * each other for ever (msync.md, trap 10). Resolves when the session is offered everything that its user follows.
   * @param detail text of the new session for those it replaces.
   */
  async enter(session: Session, detail: string | undefined): Promise<void> {
    const { app, user, resource, uuid, name } = session
    const replaced = replacedBy(resource, this.#all(app.id, user), app.settings.devicesPerPlatform)
    this.#endHere(replaced, resource, detail)
    const known: KnownSession = {
      node: this.#peers.id,
      number: ++this.#lastNumber,
      app: app.id,
      user,
      resource,
      uuid,
      name,
      since: Date.now(),
    }
    this.#local.set(session, known)
    const replaces = replaced.map(({ node, number }) => ({ node, number }))
    this.#tell('joined', { session: known, replaces, detail })
    const ready = this.#registry.add(session)
    // What the same device has acknowledged elsewhere must be saved before the device asks what it has not seen.
    const elsewhere = replaced.filter((each) => each.node !== this.#peers.id && each.resource === resource)
    const opened = { kind: 'session.opened', user, device: resource } as const
    await Promise.all([
      ready,
      this.#report(known, opened, { kind: 'user', name: user, device: resource }),
      this.#peers.ask(new Set(elsewhere.map(({ node }) => node)), 'cursorsWanted', null),
    ])
  }

  /** Ends a session whose client, or its connection, went away; no-op if it has already ended. */
  leave(session: Session): void {
    const { user: name, resource: device } = session
    this.#end(session, 'left', { kind: 'user', name, device })
  }

  #end(session: Session, reason: 'left' | KickReason, by: Doer): void {
    const known = this.#local.get(session)
    if (known === undefined) return
    const { user, resource: device } = known
    void this.#report(known, { kind: 'session.ended', user, device, reason }, by)
    this.#local.delete(session)
    this.#registry.remove(session)
    this.#tell('left', { number: known.number })
    // The device may come back on another node, which reads its cursors; or this node may die.
    void this.#cursors.flush()
  }

  /**
   * Reports changes of the sessions of this node. A session that enters waits until the listener resolves; rejections
   * only affect such sessions.
   */
  whenChanged(listener: SessionListener): void {
    this.#onChange.push(listener)
  }

  /** Sessions of this node, in order of login. */
  here(): Iterable<KnownSession> {
    return this.#local.values()
  }

  /** @param listener called for each user whose session ended with another node. */
  whenLost(listener: (app: number, user: string) => void): void {
    this.#remote.whenLost(listener)
  }

  async online(app: number, user: string): Promise<OnlineDevice[]> {
    const devices = new Map(
      this.#all(app, user).map(({ resource, uuid, name }) => [resource, { resource, uuid, name }]),
    )
    return [...devices.values()]
  }

  async present(app: number, users: readonly string[]): Promise<Set<string>> {
    return new Set(
      users.filter((user) => this.#registry.of(app, user).length > 0 || this.#remote.has(app, user)),
    )
  }

  async onlineUsers(app: number): Promise<string[]> {
    return [...new Set([...this.#registry.users(app), ...this.#remote.users(app)])]
  }

  async openRooms(app: number): Promise<string[]> {
    const { answers } = await this.#peers.askAll<string[]>('rooms', { app })
    return [...new Set([...this.#registry.rooms(app), ...answers.flat()])]
  }

  async kick(app: number, user: string, reason: KickReason, by: Doer, resource?: string): Promise<number> {
    const note: KickNote = { app, user, reason, by, resource }
    const here = this.#kickHere(note)
    const { answers, isComplete } = await this.#peers.askAll<number>('kick', note, PATIENCE_MS)
    await this.#shared.ensure(KICKS, [JSON.stringify(note)], isComplete)
    return answers.reduce((sum, count) => sum + count, here)
  }

  /** SDKs renew with a REST call that names no device (msync.md §3.6): it applies to all sessions of the user. */
  renew(app: number, user: string, expiresAt: number): void {
    this.#renewHere({ app, user, expiresAt })
    this.#peers.tell('renewed', { app, user, expiresAt } satisfies RenewalNote)
  }

  /** Other nodes on which any of the users is online. */
  nodesOf(app: number, users: readonly string[]): Set<string> {
    return new Set(users.flatMap((user) => this.#remote.of(app, user).map(({ node }) => node)))
  }

  /** Longest online first. */
  #all(app: number, user: string): KnownSession[] {
    const here = this.#registry.of(app, user).flatMap((session) => this.#local.get(session) ?? [])
    const elsewhere = this.#remote.of(app, user)
    return elsewhere.length === 0 ? here : [...here, ...elsewhere].sort((a, b) => a.since - b.since)
  }

  #heard({ session, replaces, detail }: Pick<JoinNote, 'session' | 'replaces' | 'detail'>): void {
    const mine = this.#registry.of(session.app, session.user).flatMap((each) => this.#local.get(each) ?? [])
    const ended = mine.filter(
      (each) =>
        replaces.some(({ node, number }) => node === each.node && number === each.number) ||
        (each.resource === session.resource && outlasts(session, each)),
    )
    this.#endHere(ended, session.resource, detail)
  }

  /** @param by the device that replaces them. */
  #endHere(replaced: readonly KnownSession[], by: string, detail: string | undefined): void {
    for (const { app, user, node, number } of replaced) {
      if (node !== this.#peers.id) continue
      const session = this.#registry.of(app, user).find((each) => this.#local.get(each)?.number === number)
      if (session === undefined) continue
      this.#end(session, 'logged-in-elsewhere', { kind: 'user', name: user, device: by })
      session.kick('logged-in-elsewhere', detail)
    }
  }

  #renewHere({ app, user, expiresAt }: RenewalNote): void {
    for (const session of this.#registry.of(app, user)) session.renew(expiresAt)
  }

  #kickHere({ app, user, reason, by = { kind: 'system' }, resource }: KickNote): number {
    const sessions = this.#registry
      .of(app, user)
      .filter((session) => resource === undefined || session.resource === resource)
    for (const session of sessions) {
      this.#end(session, reason, by)
      session.kick(reason)
    }
    return sessions.length
  }

  async #report(session: KnownSession, what: SessionFact, by: Doer): Promise<void> {
    const fact = aboutSession(session.app, what, by)
    await Promise.all(this.#onChange.map((listener) => listener(session, fact)))
  }

  #tell(kind: 'joined' | 'left', note: object): void {
    this.#peers.tell(kind, { version: ++this.#version, ...note })
  }
}
