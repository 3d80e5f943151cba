import type { Bus } from '../domain/cluster/bus.ts'
import type { Answers, Peers } from '../domain/cluster/peers.ts'
import { PATIENCE_MS, type SharedCaches } from '../domain/cluster/shared-caches.ts'
import { aboutSession } from '../domain/devices/session-facts.ts'
import type { KickReason, OnlineDevice, Sessions } from '../domain/devices/sessions.ts'
import type { Doer } from '../domain/facts/doer.ts'
import type { LooseFact } from '../domain/facts/fact.ts'
import type { SessionFact } from '../domain/facts/session-fact.ts'
import type { Audience } from '../domain/messages/broadcasts.ts'
import type { Clock } from '../kernel/clock.ts'
import type { CursorKeeper } from './cursor-keeper.ts'
import { type KnownSession, replacedBy } from './known-session.ts'
import type { Session } from './session.ts'
import { SessionLookup } from './session-lookup.ts'
import type { SessionRegistry } from './session-registry.ts'

const KICKS = 'kicks'

/** Users named in one note. */
const USERS = 5000

interface RenewalNote {
  app: number
  user: string
  /** ms since 1970; 0 = never. */
  expiresAt: number
}

/** Sessions of a node that newer ones replace. */
interface ReplacedNote {
  sessions: KnownSession[]
  /** The device that replaces them, and its text for them. */
  by: string
  detail?: string | undefined
}

interface KickNote {
  app: number
  user: string
  reason: KickReason
  /** Absent in notes of nodes that do not know it yet. */
  by?: Doer
  resource?: string | undefined
}

/** How far a session that enters is. Both reject if the session cannot learn what its user follows. */
export interface Entered {
  /** It is offered everything that happens from now on in what its user follows. */
  hears: Promise<void>
  /** Besides, what it replaces has ended, and its device can ask for what it has not seen. */
  ready: Promise<void>
}

export type SessionListener = (session: KnownSession, fact: LooseFact) => Promise<void>

/** The sessions of all nodes: admits them, ends them wherever they are, and answers who is online. */
export class SessionDirectory implements Sessions, Audience {
  readonly #registry: SessionRegistry
  readonly #peers: Peers
  readonly #shared: SharedCaches
  readonly #cursors: CursorKeeper
  readonly #clock: Clock
  readonly #lookup: SessionLookup
  /** Sessions of this node, in order of login. */
  readonly #local = new Map<Session, KnownSession>()
  #lastNumber = 0
  readonly #onChange: SessionListener[] = []

  constructor(parts: {
    registry: SessionRegistry
    bus: Bus
    peers: Peers
    shared: SharedCaches
    cursors: CursorKeeper
    clock: Clock
  }) {
    const { registry, bus, peers, shared, cursors } = parts
    this.#registry = registry
    this.#clock = parts.clock
    this.#shared = shared
    this.#peers = peers
    this.#cursors = cursors
    this.#lookup = new SessionLookup({
      ...{ bus, peers },
      here: { all: () => this.#local.values(), of: (app, user) => this.#here(app, user) },
      end: (sessions, by) => this.#replace(sessions, by, undefined),
    })
    peers.on('replaced', ({ sessions, by, detail }: ReplacedNote) => this.#endHere(sessions, by, detail))
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
    peers.on('users', ({ app, after }: { app: number; after: string }) => this.#usersHere(app, after))
    peers.on('rooms', ({ app }: { app: number }) => registry.rooms(app))
  }

  /**
   * Admits a session and ends those that it replaces. They are told why before they are closed, or the two would evict
   * each other for ever (msync.md, trap 10).
   * @param detail text of the new session for those it replaces.
   */
  enter(session: Session, detail: string | undefined): Entered {
    const { app, user, resource, uuid, name, about: client } = session
    const here = this.#here(app.id, user)
    const known: KnownSession = {
      node: this.#peers.id,
      number: ++this.#lastNumber,
      app: app.id,
      user,
      resource,
      uuid,
      name,
      since: this.#clock.now(),
    }
    // Those of this device on this node end in any case, and without waiting.
    this.#replace(
      here.filter((other) => other.resource === resource),
      resource,
      detail,
    )
    this.#local.set(session, known)
    const hears = this.#registry.add(session)
    const opened = { kind: 'session.opened', user, device: resource, client } as const
    const reported = this.#report(known, opened, { kind: 'user', name: user, device: resource })
    // Whoever waits for it later must not leave a rejection unhandled until then.
    const begun = Promise.all([hears, reported])
    begun.catch(() => {})
    return { hears, ready: this.#settle(session, known, { here, detail, begun }) }
  }

  /** Ends what a session replaces on any node, and waits for all that its device has acknowledged there. */
  async #settle(
    session: Session,
    known: KnownSession,
    { here, detail, begun }: { here: KnownSession[]; detail: string | undefined; begun: Promise<unknown> },
  ): Promise<void> {
    const { app, resource } = session
    const others = [...here, ...(await this.#lookup.entered(known))].sort((a, b) => a.since - b.since)
    if (!this.#local.has(session)) return
    const replaced = replacedBy(resource, others, app.settings.devicesPerPlatform)
    this.#replace(replaced, resource, detail)
    // What the same device has acknowledged elsewhere must be saved before the device asks what it has not seen.
    const elsewhere = replaced.filter((each) => each.node !== this.#peers.id && each.resource === resource)
    await Promise.all([
      begun,
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
    const ended = { kind: 'session.ended', user, device, reason, client: session.about } as const
    // Nobody waits for it: an unhandled rejection would end the process.
    this.#report(known, ended, by).catch(() => {})
    this.#local.delete(session)
    this.#registry.remove(session)
    this.#lookup.left(known)
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

  /** @param listener called for users whose session ended with another node. */
  whenLost(listener: (app: number, user: string) => void): void {
    this.#lookup.whenLost(listener)
  }

  /** @param listener called when a node has died, with the users for whom only this node can tell whether they are gone. */
  whenMoved(listener: (owns: (app: number, user: string) => boolean) => void): void {
    this.#lookup.whenMoved(listener)
  }

  async online(app: number, user: string): Promise<OnlineDevice[]> {
    return (await this.devices(app, [user])).get(user) ?? []
  }

  async devices(app: number, users: readonly string[]): Promise<Map<string, OnlineDevice[]>> {
    const { sessions } = await this.#lookup.elsewhere(app, users)
    const all = [...users.flatMap((user) => this.#here(app, user)), ...sessions]
    const devices = new Map<string, Map<string, OnlineDevice>>()
    for (const { user, resource, uuid, name } of all.sort((a, b) => a.since - b.since)) {
      const ofUser = devices.get(user) ?? new Map<string, OnlineDevice>()
      devices.set(user, ofUser.set(resource, { resource, uuid, name }))
    }
    return new Map([...devices].map(([user, ofUser]) => [user, [...ofUser.values()]]))
  }

  async present(app: number, users: readonly string[]): Promise<Set<string>> {
    return (await this.#present(app, users)).present
  }

  async absent(app: number, users: readonly string[]): Promise<string[] | undefined> {
    const { present, isComplete } = await this.#present(app, users)
    return isComplete ? users.filter((user) => !present.has(user)) : undefined
  }

  async #present(
    app: number,
    users: readonly string[],
  ): Promise<{ present: Set<string>; isComplete: boolean }> {
    const present = new Set(users.filter((user) => this.#registry.of(app, user).length > 0))
    const others = users.filter((user) => !present.has(user))
    const { sessions, isComplete } = await this.#lookup.elsewhere(app, others)
    for (const { user } of sessions) present.add(user)
    return { present, isComplete }
  }

  async onlineUsers(app: number): Promise<string[]> {
    const pages = this.#peers.live.map(async (node) => {
      const users: string[] = []
      for (let after: string | undefined = ''; after !== undefined; ) {
        const { answers }: Answers<string[] | null> = await this.#peers.ask([node], 'users', { app, after })
        const page: string[] = answers[0] ?? []
        users.push(...page)
        after = page.length < USERS ? undefined : page.at(-1)
      }
      return users
    })
    return [...new Set([...this.#registry.users(app), ...(await Promise.all(pages)).flat()])]
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

  /** Other nodes on which any of the users is online; undefined if that would take asking all of them. */
  nodesOf(app: number, users: readonly string[]): Promise<Set<string> | undefined> {
    return this.#lookup.nodesOf(app, users)
  }

  close(): void {
    this.#lookup.close()
  }

  /** Longest online first. */
  #here(app: number, user: string): KnownSession[] {
    return this.#registry.of(app, user).flatMap((session) => this.#local.get(session) ?? [])
  }

  /** A page of the users with a session here. */
  #usersHere(app: number, after: string): string[] {
    return this.#registry
      .users(app)
      .filter((user) => user > after)
      .sort()
      .slice(0, USERS)
  }

  /** Ends sessions wherever they are. @param by the device that replaces them. */
  #replace(sessions: readonly KnownSession[], by: string, detail: string | undefined): void {
    for (const [node, some] of Map.groupBy(sessions, ({ node }) => node)) {
      if (node === this.#peers.id) this.#endHere(some, by, detail)
      else this.#peers.tell('replaced', { sessions: some, by, detail } satisfies ReplacedNote, node)
    }
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
}
