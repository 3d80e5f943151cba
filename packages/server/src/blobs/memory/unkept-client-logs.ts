import type { ClientLogFiles } from '../../domain/client-logs/client-log-files.ts'

/** Takes logs of clients as far as files would, and keeps none: operators read them as files, and there are none in memory. */
export class UnkeptClientLogs implements ClientLogFiles {
  /** Bytes taken, by app and day. */
  readonly #taken = new Map<string, Map<string, number>>()

  async append(app: string, day: string, line: string, limit: number): Promise<boolean> {
    const days = this.#taken.get(app) ?? new Map<string, number>()
    const size = (days.get(day) ?? 0) + Buffer.byteLength(line)
    if (size > limit) return false
    this.#taken.set(app, days.set(day, size))
    return true
  }

  async removeBefore(app: string, day: string): Promise<void> {
    const days = this.#taken.get(app)
    for (const taken of days?.keys() ?? []) if (taken < day) days?.delete(taken)
  }
}
