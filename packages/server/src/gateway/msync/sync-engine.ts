import { notice, queueDrained, queuePage } from '@ringpost/protocol'
import type { CursorKeeper } from '../../delivery/cursor-keeper.ts'
import type { Entry } from '../../domain/log/entry.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import { isVisible } from '../../domain/log/visibility.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { metaOf, pushOf, queueJid } from './entry-frames.ts'
import { webSocketFrame } from './web-socket-frame.ts'

/** Most entries and bytes of one page. */
const PAGE_ENTRIES = 100
const PAGE_BYTES = 256 * 1024
/** Unacknowledged pushes after which the client is left to pull at its own pace. */
const IN_FLIGHT_LIMIT = 512

/** A stretch of a log: what stands after `after` up to and including `seq`. */
interface Stretch {
  log: string
  after: number
  seq: number
}

/** A frame the client has not acknowledged, and what it acknowledges with it. */
interface InFlight {
  key: number
  stretches: Stretch[]
}

export interface SyncContext {
  readonly app: App
  readonly user: string
  readonly resource: string
  readonly logs: LogStore
  readonly cursors: CursorKeeper
  readonly ids: IdGenerator
}

/**
 * Brings one device everything in the logs its user follows, once and in order per log (msync.md §4). Two states:
 * *behind* — the client pulls pages out of the logs; what is committed meanwhile waits there;
 * *live* — nothing is left to pull, new entries are pushed as they are committed.
 */
export class SyncEngine {
  readonly #context: SyncContext
  readonly #write: (frame: Buffer) => void
  #live = false
  /** Something was committed after the last look into the logs. */
  #missed = false
  #inFlight: InFlight[] = []
  /** Last position sent per log, of the logs touched since login. */
  readonly #sent = new Map<string, number>()
  /** Logs still to be paged through. */
  #backlog: { log: string; seq: number; head: number }[] = []
  /** Pulls are answered one after the other. */
  #work: Promise<unknown> = Promise.resolve()

  constructor(context: SyncContext, write: (frame: Buffer) => void) {
    this.#context = context
    this.#write = write
  }

  /** A new entry, in commit order per log. */
  offer(entry: Entry): void {
    const { app, user, resource } = this.#context
    const visible = isVisible(entry, user, resource)
    if (entry.seq === 0) {
      // Never stored: pushed in any state, acknowledged by nobody.
      if (visible) this.#write(pushOf(app, entry))
      return
    }
    if (!this.#live) {
      this.#missed = true
      return
    }
    const before = this.#sent.get(entry.log) ?? entry.seq - 1
    if (entry.seq <= before) return
    if (entry.seq !== before + 1 || this.#inFlight.length >= IN_FLIGHT_LIMIT) {
      this.#fallBehind()
      return
    }
    const stretch = { log: entry.log, after: before, seq: entry.seq }
    this.#sent.set(entry.log, entry.seq)
    if (visible) {
      this.#inFlight.push({ key: entry.id, stretches: [stretch] })
      this.#write(pushOf(app, entry))
    } else this.#skip(stretch)
  }

  /** Entries waiting, for the UNREAD answer; a device with none goes live. */
  unread(): Promise<number> {
    return this.#serially(async () => {
      if (this.#live) return this.#inFlight.length
      await this.#look()
      if (this.#backlog.length === 0 && this.#inFlight.length === 0) {
        this.#live = true
        return 0
      }
      return this.#backlog.reduce((sum, { seq, head }) => sum + head - seq, this.#inFlight.length)
    })
  }

  /**
   * Answers a pull. With a key it acknowledges everything up to that frame and asks for more; without one the client
   * wants all it has not acknowledged, again.
   */
  pull(key: number | null): Promise<void> {
    return this.#serially(async () => {
      if (key === null) this.#restart()
      else this.#acknowledge(key)
      if (!this.#live) return this.#sendPage()
      if (this.#inFlight.length === 0) this.#sendDrained()
    })
  }

  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work)
    this.#work = result.catch(() => {})
    return result
  }

  /** Lets the client pull from the logs again. While frames are in flight their acknowledgement does it, else a notice must. */
  #fallBehind(): void {
    this.#live = false
    this.#missed = true
    if (this.#inFlight.length === 0) this.#write(webSocketFrame(notice(queueJid(this.#context.app))))
  }

  #restart(): void {
    if (this.#inFlight.length === 0) return
    this.#live = false
    for (const { stretches } of this.#inFlight) {
      for (const { log, after } of stretches)
        this.#sent.set(log, Math.min(this.#sent.get(log) ?? after, after))
    }
    this.#inFlight = []
    this.#backlog = []
  }

  #acknowledge(key: number): void {
    const at = this.#inFlight.findIndex((frame) => frame.key === key)
    for (const { stretches } of this.#inFlight.splice(0, at + 1))
      for (const stretch of stretches) this.#settle(stretch)
  }

  /** An entry that is not for this device: its position is settled together with what was sent before it. */
  #skip(stretch: Stretch): void {
    const last = this.#inFlight.at(-1)
    if (last === undefined) this.#settle(stretch)
    else last.stretches.push(stretch)
  }

  #settle({ log, seq }: Stretch): void {
    const { app, user, resource, cursors } = this.#context
    cursors.acknowledge({ app: app.id, user, device: resource, log, seq })
  }

  /** Finds the logs that have more than was sent. */
  async #look(): Promise<void> {
    const { app, user, resource, logs } = this.#context
    this.#missed = false
    const behind = await logs.behind(app.id, user, resource)
    this.#backlog = behind
      .map(({ log, acknowledged, head }) => ({
        log,
        head,
        seq: Math.max(acknowledged, this.#sent.get(log) ?? 0),
      }))
      .filter(({ seq, head }) => seq < head)
  }

  async #sendPage(): Promise<void> {
    const { app, user, resource, ids } = this.#context
    for (;;) {
      if (this.#backlog.length === 0) await this.#look()
      const page: Entry[] = []
      const stretches: Stretch[] = []
      let bytes = 0
      while (this.#backlog.length > 0 && page.length < PAGE_ENTRIES && bytes < PAGE_BYTES) {
        const { entries, stretch } = await this.#readOn(PAGE_ENTRIES - page.length)
        stretches.push(stretch)
        for (const entry of entries) {
          if (!isVisible(entry, user, resource)) continue
          page.push(entry)
          bytes += entry.payload.length
        }
      }
      if (page.length > 0) {
        // A key of its own: a client does not acknowledge one that it has seen before (trap 5).
        const key = ids.next()
        this.#inFlight.push({ key, stretches })
        const metas = page.map((entry) => metaOf(app, entry))
        this.#write(
          webSocketFrame(queuePage({ metas, nextKey: key, queue: queueJid(app), timestamp: Date.now() })),
        )
        return
      }
      for (const stretch of stretches) this.#skip(stretch)
      if (this.#backlog.length === 0 && !this.#missed) break
    }
    if (this.#inFlight.length === 0) this.#live = true
    this.#sendDrained()
  }

  /** Reads on in the first log of the backlog. */
  async #readOn(limit: number): Promise<{ entries: Entry[]; stretch: Stretch }> {
    const { app, logs } = this.#context
    const next = this.#backlog[0]!
    const after = next.seq
    const entries = await logs.read(app.id, next.log, after, limit)
    next.seq = entries.at(-1)?.seq ?? next.head
    this.#sent.set(next.log, next.seq)
    if (next.seq >= next.head) this.#backlog.shift()
    return { entries, stretch: { log: next.log, after, seq: next.seq } }
  }

  #sendDrained(): void {
    this.#write(webSocketFrame(queueDrained({ queue: queueJid(this.#context.app), timestamp: Date.now() })))
  }
}
