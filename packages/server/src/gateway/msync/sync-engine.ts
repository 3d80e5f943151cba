import { queueDrained, queuePage } from '@ringpost/protocol'
import type { CursorKeeper } from '../../delivery/cursor-keeper.ts'
import type { Entry } from '../../domain/log/entry.ts'
import { Backlog, type BacklogServices } from './backlog.ts'
import { DeviceView } from './device-view.ts'
import { queueJid } from './entry-frames.ts'
import { LivePushes } from './live-pushes.ts'
import { type Outlet, writeNotice } from './outlet.ts'
import { SentEntries } from './sent-entries.ts'
import type { SessionFacts } from './session-facts.ts'

export interface SyncServices extends BacklogServices {
  readonly cursors: CursorKeeper
}

/**
 * Delivers to one device everything in the logs its user follows, once and in order per log (msync.md §4). It has two
 * states: *behind* — the client pulls pages out of the logs, one at a time, and new commits wait there (`Backlog`); *live* —
 * nothing is left to pull, and new entries are pushed as they are committed (`LivePushes`). This class holds the conversation
 * with the client, and changes the state. What either has sent is in `SentEntries`, what both may send in `DeviceView`.
 */
export class SyncEngine {
  readonly #facts: SessionFacts
  readonly #services: SyncServices
  readonly #out: Outlet
  readonly #view: DeviceView
  readonly #sent: SentEntries
  readonly #backlog: Backlog
  readonly #pushes: LivePushes
  /** The client waits to be told that nothing is left. */
  #owed = false
  /** Pulls are answered one after the other. */
  #work: Promise<unknown> = Promise.resolve()
  /** Number of pulls in progress. */
  #underWay = 0

  constructor(facts: SessionFacts, services: SyncServices, out: Outlet) {
    const cursors = services.cursors.open({ app: facts.app.id, user: facts.user, device: facts.resource })
    const view = new DeviceView(facts, services.pieces, out)
    const sent = new SentEntries(cursors)
    const backlog = new Backlog(facts, services, { cursors, view, sent })
    this.#facts = facts
    this.#services = services
    this.#out = out
    this.#view = view
    this.#sent = sent
    this.#backlog = backlog
    this.#pushes = new LivePushes(facts, { view, sent, backlog, out })
  }

  /** Takes a new entry, in commit order per log. */
  offer(entry: Entry): void {
    if (!this.#pushes.take(entry)) this.#fallBehind()
  }

  /** The user follows a log from after `after` on. */
  follow(log: string, after: number): void {
    this.#view.unshield(log)
    this.#sent.startAfter(log, after)
  }

  /** Entries may have been committed without being offered. Whoever says so calls `catchUp` later. */
  miss(): void {
    this.#backlog.miss()
  }

  /**
   * Looks for entries that were committed without being offered; a client that is up to date is asked to pull them.
   * Resolves with false if the database is unavailable or busy; never rejects.
   */
  catchUp(): Promise<boolean> {
    this.#backlog.miss()
    return this.#serially(async () => {
      if (!this.#pushes.isLive) return
      await this.#backlog.look()
      if (!this.#backlog.isEmpty) this.#fallBehind()
      this.#clear()
    }).then(
      () => true,
      () => false,
    )
  }

  /** Looks nothing up before `ready`: from then on entries of the user's logs are offered. */
  waitFor(ready: Promise<void>): void {
    const end = () => this.#underWay--
    this.#underWay++
    this.#work = ready
    ready.then(end, end)
  }

  /**
   * Returns how much waits for the device, for the UNREAD answer: the client pulls unless that is 0. A device with
   * nothing waiting goes live.
   */
  unread(): Promise<number> {
    return this.#serially(async () => {
      if (!this.#pushes.isLive) {
        while (this.#backlog.isEmpty && !this.#backlog.isExhausted) await this.#backlog.look()
        if (this.#backlog.isEmpty && this.#sent.inFlight === 0) this.#pushes.start()
        this.#clear()
      }
      const count = this.#backlog.size + this.#sent.inFlight
      if (count > 0) this.#sent.noteAsked()
      return count
    })
  }

  /**
   * Sends the first page of what waits, to a client that may not ask for it, unless something unacknowledged is in flight. A
   * pull that crosses with it gets nothing twice.
   */
  begin(): Promise<void> {
    return this.#serially(() => this.#answer())
  }

  /**
   * Answers a pull. With a key it acknowledges everything up to that frame and asks for more; without one, after
   * UNREAD or a notice, the client wants everything it has not acknowledged. Only pulls are told that nothing is left,
   * not acknowledgements of pushes: that answer would be half the cost of a delivery, and no SDK wants it (§4.4 row
   * 6).
   */
  pull(key: number | null): Promise<void> | undefined {
    if (key) {
      this.acknowledge(key)
      // Most client frames are acknowledgements that need no answer, and create no promise.
      return this.#underWay === 0 && this.#isAnswered ? undefined : this.#serially(() => this.#answer())
    }
    return this.#serially(async () => {
      // The key of an empty frame is 0 in the client's reading (msync.md §1.1).
      this.#owed = true
      if (key === null) this.#takeBack()
      await this.#answer()
    })
  }

  /**
   * Takes effect at once, whatever else is pending: the connection may end at any moment, and the client does have the
   * entries.
   */
  acknowledge(key: number): void {
    const hasAll = this.#sent.acknowledge(key)
    if (!hasAll || !this.#pushes.isLive) return
    this.#clear()
    if (this.#underWay === 0 && this.#backlog.isOld) void this.catchUp()
  }

  /** The client will acknowledge what is in flight, and so ask again: an answer now would only add to it. */
  get #isAnswered(): boolean {
    return this.#sent.inFlight > 0 || (this.#pushes.isLive && !this.#owed)
  }

  async #answer(): Promise<void> {
    if (this.#isAnswered) return
    if (this.#pushes.isLive) this.#sendDrained()
    else await this.#sendPage()
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const end = () => this.#underWay--
    this.#underWay++
    const result = this.#work.then(work)
    this.#work = result.then(end, end)
    return result
  }

  /**
   * The client gets the rest from the logs: after it has acknowledged what is in flight; if nothing is, a notice asks it to pull.
   * The Android SDK does not react to notices: it is sent a page, or, if that cannot be read, asked at its next heartbeat.
   */
  #fallBehind(): void {
    this.#backlog.miss()
    if (!this.#pushes.isLive) return
    this.#pushes.stop()
    if (this.#sent.inFlight > 0) return
    if (this.#facts.client === 'native') {
      this.begin().catch(() => {})
      return
    }
    this.#sent.noteAsked()
    writeNotice(this.#out, this.#facts.app)
  }

  /** Handles a pull without key. */
  #takeBack(): void {
    if (!this.#sent.takeBack()) return
    this.#pushes.stop()
    this.#backlog.drop()
  }

  #clear(): void {
    if (this.#pushes.isLive && this.#sent.inFlight === 0) this.#backlog.clear()
  }

  async #sendPage(): Promise<void> {
    while (!this.#backlog.isExhausted) {
      const page = await this.#backlog.page()
      if (page !== undefined) {
        const { key, metas, stretches } = page
        this.#sent.record(key, stretches)
        this.#write(
          queuePage({ metas, nextKey: key, queue: queueJid(this.#facts.app), timestamp: this.#now() }),
        )
        return
      }
    }
    this.#pushes.start()
    this.#clear()
    this.#sendDrained()
  }

  #sendDrained(): void {
    this.#owed = false
    this.#write(queueDrained({ queue: queueJid(this.#facts.app), timestamp: this.#now() }))
  }

  #now(): number {
    return this.#services.ids.clock.now()
  }

  #write(frame: Uint8Array): void {
    this.#out.write(this.#out.framing(frame))
  }
}
