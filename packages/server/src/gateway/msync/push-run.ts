import { queuePage } from '@ringpost/protocol'
import type { Entry } from '../../domain/log/entry.ts'
import { isKept } from '../../domain/log/visibility.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { entryMeta, queueJid } from './entry-frames.ts'
import type { Framing } from './framing.ts'
import { PAGE_BYTES, PAGE_ENTRIES } from './page-limits.ts'

/**
 * Entries that leave for a client in one frame, in order, and are acknowledged with one frame. Clients that get the
 * same entries in the same turn share the run, and so the bytes: every run leads to those with one more entry.
 */
export class PushRun {
  /** The run of the entry being handed out: all its receivers are served before the next entry comes. */
  static #newest: PushRun | undefined
  readonly #app: App
  readonly #entry: Entry
  readonly #meta: Uint8Array
  readonly #before: PushRun | undefined
  readonly #metas: number
  readonly #bytes: number
  #longer: Map<Entry, PushRun> | undefined
  readonly #framed = new Map<Framing, Buffer>()

  static of(app: App, entry: Entry): PushRun {
    const newest = PushRun.#newest
    if (newest !== undefined && newest.#entry === entry) return newest
    const run = new PushRun(app, entry, entryMeta(app, entry, 'online'))
    PushRun.#newest = run
    return run
  }

  private constructor(app: App, entry: Entry, meta: Uint8Array, before?: PushRun) {
    this.#app = app
    this.#entry = entry
    this.#meta = meta
    this.#before = before
    this.#metas = 1 + (before === undefined ? 0 : before.#metas)
    this.#bytes = meta.length + (before === undefined ? 0 : before.#bytes)
  }

  /** Whether the frame has reached its limits: the next entry begins another run. */
  get isFull(): boolean {
    return this.#metas >= PAGE_ENTRIES || this.#bytes >= PAGE_BYTES
  }

  with(entry: Entry): PushRun {
    this.#longer ??= new Map()
    let run = this.#longer.get(entry)
    if (run === undefined) {
      run = new PushRun(this.#app, entry, PushRun.of(this.#app, entry).#meta, this)
      this.#longer.set(entry, run)
    }
    return run
  }

  /**
   * Returns the whole frame. Its key is the id of the last entry with a stored position; entries without one have no
   * key, so that a thousand clients in a room do not send a thousand acknowledgements (trap 5).
   */
  framed(framing: Framing): Buffer {
    let framed = this.#framed.get(framing)
    if (framed === undefined) {
      const runs = this.#runs()
      const last = runs.findLast((run) => isKept(run.#entry))
      const page = queuePage({
        metas: runs.map((run) => run.#meta),
        nextKey: last === undefined ? 0 : last.#entry.id,
        queue: queueJid(this.#app),
        timestamp: this.#entry.time,
      })
      framed = framing(page)
      this.#framed.set(framing, framed)
    }
    return framed
  }

  /** Returns the runs from the first entry to this one. */
  #runs(): PushRun[] {
    const runs: PushRun[] = []
    for (let run: PushRun | undefined = this; run !== undefined; run = run.#before) runs.push(run)
    return runs.reverse()
  }
}
