import type { Clock } from '../../kernel/clock.ts'
import { idFloor } from '../../kernel/id-generator.ts'
import type { Leases } from '../cluster/leases.ts'
import { Rounds } from '../rounds.ts'
import type { AppRegistry } from '../tenancy/app-registry.ts'
import type { ModerationRecordStore } from './moderation-record-store.ts'

const ROUND_MS = 3600_000
const DAY_MS = 24 * 3600_000
/** Records of an app, and how long they are kept. */
const RECORDS = 100_000
const RECORD_MS = 30 * DAY_MS
/** How long an export can be fetched. */
export const EXPORT_MS = 7 * DAY_MS
/** Records removed at a time: others who write wait for it. */
const STEP = 1000

interface Parts {
  store: Pick<ModerationRecordStore, 'prune' | 'pruneExports'>
  apps: Pick<AppRegistry, 'list'>
  leases: Leases
  clock: Clock
  onError(error: unknown): void
}

/** Removes records of moderation that are old or too many, and exports that have expired. */
export class RecordPruner {
  readonly #parts: Parts
  readonly #rounds: Rounds

  constructor(parts: Parts) {
    this.#parts = parts
    this.#rounds = new Rounds(parts.clock, () => this.pruneAll(), parts.onError)
  }

  start(): void {
    this.#rounds.start(ROUND_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Runs one round, unless another node is running one. @param now ms since 1970. */
  async pruneAll(now = this.#parts.clock.now()): Promise<void> {
    await this.#parts.leases.during('moderation/records', async () => {
      for (const { id } of this.#parts.apps.list()) {
        if (this.#rounds.isStopped) return
        await this.prune(id, now)
        await this.#parts.store.pruneExports(id, idFloor(now - EXPORT_MS))
      }
    })
  }

  /** Removes the records of one app that are old or too many. */
  async prune(app: number, now = this.#parts.clock.now()): Promise<void> {
    const before = idFloor(now - RECORD_MS)
    while (!this.#rounds.isStopped && (await this.#parts.store.prune(app, before, RECORDS, STEP)) === STEP);
  }
}
