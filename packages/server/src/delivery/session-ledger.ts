import type { Peers } from '../domain/cluster/peers.ts'
import {
  type OpenSession,
  type OpenSessionStore,
  SessionsEnded,
} from '../domain/devices/open-session-store.ts'
import { aboutSession } from '../domain/devices/session-facts.ts'
import type { LooseFact } from '../domain/facts/fact.ts'
import type { FactInterest } from '../domain/facts/fact-interest.ts'
import type { Journal } from '../domain/log/journal.ts'
import { KeyedTurns } from '../kernel/keyed-turns.ts'
import { clearTimeout, setTimeout } from '../kernel/machine-time.ts'
import type { KnownSession } from './known-session.ts'

/** Sessions written, or taken over, at a time. */
const PAGE = 200
/**
 * ms from the loss of a node until its sessions are taken over: a node that stops reports them itself. Also the
 * interval between attempts.
 */
const WAIT_MS = 5000

export interface LedgerParts {
  journal: Journal
  store: OpenSessionStore
  interest: FactInterest
  peers: Peers
  /** Whether there can be other nodes. */
  hasOthers: boolean
  /** Sessions of this node. */
  here(): Iterable<KnownSession>
  onError(error: unknown): void
}

/**
 * Reports the sessions of this node, and the end of those whose node has died: by another node, or by the next process
 * if there is none. While somebody follows that, every open session is a row; whoever removes it reports the end, so it
 * is reported once.
 */
export class SessionLedger {
  readonly #parts: LedgerParts
  /** When the row of each session of this node is written, by number. */
  readonly #rows = new Map<number, Promise<void>>()
  /** A user's sessions are written in order: no device comes last that has left first. There are not more than sessions. */
  readonly #turns = new KeyedTurns(Number.POSITIVE_INFINITY)
  /** Reports in progress. */
  readonly #open = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(parts: LedgerParts) {
    this.#parts = parts
    parts.interest.whenChanged(() => this.#writeAll())
    parts.peers.onGone(() => this.#sweepLater())
  }

  /** Resolves when the opening is durable, if anybody follows it. Nobody waits for the end of a session. */
  report(session: KnownSession, fact: LooseFact): Promise<void> {
    if (fact.kind === 'session.opened') return this.#opened(session, fact)
    this.#during(this.#ended(session, fact))
    return Promise.resolve()
  }

  /** Takes over the sessions of nodes that are no longer there. */
  start(): void {
    if (this.#parts.hasOthers) this.#sweepLater()
    else this.#sweepNow()
  }

  /** Resolves when everything has been reported. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await Promise.all([this.#sweeping, ...this.#open])
  }

  #opened(session: KnownSession, fact: LooseFact): Promise<void> {
    const { journal, interest } = this.#parts
    if (!interest.wants(session.app, 'session.ended')) return journal.report([fact])
    return this.#write([session], () =>
      this.#inTurn(session, () =>
        journal.commit(session.app, [{ report: fact }], ({ openSessions }) => [
          openSessions.add([rowOf(session)]),
        ]),
      ),
    )
  }

  async #ended(session: KnownSession, fact: LooseFact): Promise<void> {
    const { journal } = this.#parts
    const written = this.#rows.get(session.number)
    if (written === undefined) return journal.report([fact])
    await written.catch(() => {})
    const hasRow = this.#rows.delete(session.number)
    if (!hasRow) return journal.report([fact])
    await this.#inTurn(session, () => this.#end(session.app, [rowOf(session)], [fact]))
  }

  #inTurn<Result>({ app, user }: KnownSession, work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(`${app}/${user}`, work)
  }

  /** Does nothing, and returns false, if the end of any of these has been reported already. */
  async #end(app: number, rows: readonly OpenSession[], facts: readonly LooseFact[]): Promise<boolean> {
    try {
      await this.#parts.journal.commit(
        app,
        facts.map((report) => ({ report })),
        ({ openSessions }) => [openSessions.remove(rows)],
      )
      return true
    } catch (error) {
      if (error instanceof SessionsEnded) return false
      throw error
    }
  }

  /** Somebody may have begun to follow sessions that are already open. */
  #writeAll(): void {
    const { interest, here, store } = this.#parts
    const missing = [...here()].filter(
      ({ app, number }) => !this.#rows.has(number) && interest.wants(app, 'session.ended'),
    )
    for (let i = 0; i < missing.length; i += PAGE) {
      const page = missing.slice(i, i + PAGE)
      this.#during(this.#write(page, () => store.add(page.map(rowOf))))
    }
  }

  async #write(sessions: readonly KnownSession[], add: () => Promise<unknown>): Promise<void> {
    const written = Promise.resolve(add()).then(() => {})
    for (const { number } of sessions) this.#rows.set(number, written)
    try {
      await written
    } catch (error) {
      for (const { number } of sessions) this.#rows.delete(number)
      throw error
    }
  }

  #during(work: Promise<void>): void {
    const done = work.catch(this.#parts.onError)
    this.#open.add(done)
    void done.finally(() => this.#open.delete(done))
  }

  #sweepLater(): void {
    if (this.#isStopped || this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.#sweepNow(), WAIT_MS)
    this.#timer.unref()
  }

  #sweepNow(): void {
    this.#timer = undefined
    this.#sweeping = this.#sweep().catch((error: unknown) => {
      this.#parts.onError(error)
      this.#sweepLater()
    })
  }

  async #sweep(): Promise<void> {
    const { store, peers } = this.#parts
    for (;;) {
      if (this.#isStopped) return
      if (!peers.hearsAll) return this.#sweepLater()
      const rows = await store.ofOthers([peers.id, ...peers.live], PAGE)
      for (const group of Map.groupBy(rows, ({ node, app }) => `${node} ${app}`).values())
        await this.#takeOver(group[0]!.app, group)
      if (rows.length < PAGE) return
    }
  }

  async #takeOver(app: number, rows: readonly OpenSession[]): Promise<void> {
    const facts = rows.map(({ user, device }) =>
      aboutSession(app, { kind: 'session.ended', user, device, reason: 'lost' }, { kind: 'system' }),
    )
    // A node that was taken for dead, or another one, ended some of them: what is left is looked up again.
    if (!(await this.#end(app, rows, facts))) this.#sweepLater()
  }
}

function rowOf({ node, number, app, user, resource: device }: KnownSession): OpenSession {
  return { node, number, app, user, device }
}
