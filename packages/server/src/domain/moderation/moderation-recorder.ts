import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Person } from '../actor.ts'
import type { Journal } from '../log/journal.ts'
import { type Moderated, type ModerationRecord, recordOf } from './moderation-record.ts'
import type { ModerationRecordStore } from './moderation-record-store.ts'
import type { RecordPruner } from './record-pruner.ts'

/** Records that wait to be written: what is hit beyond them is not recorded. */
const WAITING = 10_000
/** Records written at a time. */
const BATCH = 200
/** Records after which the oldest make way for them. */
const PRUNE_AFTER = 1000

interface Parts {
  store: Pick<ModerationRecordStore, 'add'>
  pruner: Pick<RecordPruner, 'prune'>
  journal: Pick<Journal, 'report'>
  ids: IdGenerator
  onError(error: unknown): void
}

/**
 * Keeps records of what lists of words and hooks have found fault with. Who sends a message does not wait for its record, but for
 * the fact: an event of a refusal that was told is never lost.
 */
export class ModerationRecorder {
  readonly #parts: Parts
  #waiting: { app: number; record: ModerationRecord }[] = []
  #writing: Promise<void> | undefined
  /** Since the last time that old records made way. */
  #written = 0
  readonly #apps = new Set<number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @param log of the conversation. @throws ApiError `server.busy`. */
  note(app: number, log: string, by: Person, moderated: Moderated): Promise<void> {
    if (this.#waiting.length < WAITING) {
      this.#waiting.push({
        app,
        record: recordOf(this.#parts.ids.next(), this.#parts.ids.clock.now(), moderated),
      })
      this.#writing ??= this.#writeAll()
    }
    const { kind: _, sender: __, ...fact } = moderated
    return this.#parts.journal.report([{ app, subject: log, kind: 'message.moderated', by, ...fact }])
  }

  /** Resolves when everything that has been noted is written. */
  async written(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0)
      await this.#write(this.#waiting.splice(0, BATCH)).catch(this.#parts.onError)
    this.#writing = undefined
  }

  async #write(batch: readonly { app: number; record: ModerationRecord }[]): Promise<void> {
    for (const [app, noted = []] of Map.groupBy(batch, ({ app }) => app)) {
      await this.#parts.store.add(
        app,
        noted.map(({ record }) => record),
      )
      this.#apps.add(app)
      this.#written += noted.length
    }
    if (this.#written < PRUNE_AFTER) return
    const apps = [...this.#apps]
    this.#apps.clear()
    this.#written = 0
    for (const app of apps) await this.#parts.pruner.prune(app)
  }
}
