import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { Rounds } from '../rounds.ts'
import type { App } from '../tenancy/app.ts'
import type { AppRegistry } from '../tenancy/app-registry.ts'
import type { ClientLogFiles } from './client-log-files.ts'

const ROUND_MS = 3600_000
const DAY_MS = 24 * 3600_000
/** Bytes that the clients of one app can leave on one node in a day. */
const DAY_BYTES = 256 * 1024 * 1024

export interface ClientLogParts {
  files: ClientLogFiles
  apps: AppRegistry
  clock: Clock
  onError(error: unknown): void
}

/**
 * Keeps what the SDKs of users have logged, for the operator to look into: texts of messages and tokens may be in it, so apps must
 * ask for it, and it goes after a few days (search-streams-translation.md §6).
 */
export class ClientLogs {
  readonly #parts: ClientLogParts
  readonly #rounds: Rounds

  constructor(parts: ClientLogParts) {
    this.#parts = parts
    this.#rounds = new Rounds(parts.clock, () => this.removeOld(), parts.onError)
  }

  /** Does nothing if the app keeps no logs. @throws ApiError `service.client_logs_full`. */
  async take(app: App, log: { user: string; resource: string; content: string }): Promise<void> {
    if (app.settings.clientLogDays === 0) return
    const at = new Date(this.#parts.clock.now()).toISOString()
    const line = `${JSON.stringify({ at, ...log })}\n`
    if (!(await this.#parts.files.append(app.uuid, dayOf(at), line, DAY_BYTES)))
      throw new ApiError('service.client_logs_full')
  }

  start(): void {
    void this.#rounds.run()
    this.#rounds.start(ROUND_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Removes what is older than each app wants. @param now ms since 1970. */
  async removeOld(now = this.#parts.clock.now()): Promise<void> {
    for (const { uuid, settings } of this.#parts.apps.list()) {
      const first = new Date(now - (settings.clientLogDays - 1) * DAY_MS).toISOString()
      await this.#parts.files.removeBefore(uuid, dayOf(first))
    }
  }
}

/** @param time ISO 8601. */
function dayOf(time: string): string {
  return time.slice(0, 'YYYY-MM-DD'.length)
}
