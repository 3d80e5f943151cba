import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Clear, Cursor } from '../../domain/log/log-store.ts'

/** A cursor, and a clear, as they cross to the writer. */
export type CursorValues = [app: number, user: string, device: string, log: string, seq: number]

export type ClearValues = [app: number, user: string, device: string, hour: number]

/** Returns cursors as JSON: a single text crosses threads faster than many values. */
export function cursorsAsText(cursors: readonly Cursor[], clears: readonly Clear[]): string {
  const values: [CursorValues[], ClearValues[]] = [
    cursors.map(({ app, user, device, log, seq }) => [app, user, device, log, seq]),
    clears.map(({ app, user, device, hour }) => [app, user, device, hour]),
  ]
  return JSON.stringify(values)
}

/** Writes cursors with prepared statements, logs by row number. Runs in the writer thread. */
export class CursorWriter {
  readonly #logId: (app: number, key: string) => number | undefined
  readonly #leave: StatementSync
  readonly #deliver: StatementSync
  readonly #save: StatementSync
  readonly #clear: StatementSync

  /** @param logId returns the row number of a log. */
  constructor(db: DatabaseSync, logId: (app: number, key: string) => number | undefined) {
    this.#logId = logId
    // Other devices without a cursor are where their user was: they get one before the user moves on.
    this.#leave = db.prepare(
      `INSERT INTO cursor (app, device, log, seq) SELECT follow.app, device.id, follow.log, follow.delivered
       FROM follow JOIN device ON device.app = follow.app AND device.user = follow.user AND device.resource <> ?
       WHERE follow.app = ? AND follow.user = ? AND follow.log = ? AND follow.delivered < ? ON CONFLICT DO NOTHING`,
    )
    this.#deliver = db.prepare(
      'UPDATE follow SET delivered = ? WHERE app = ? AND user = ? AND log = ? AND delivered < ?',
    )
    this.#save = db.prepare(
      `INSERT INTO cursor (app, device, log, seq) SELECT app, id, ?, ? FROM device WHERE app = ? AND user = ? AND resource = ?
       ON CONFLICT (app, device, log) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > cursor.seq`,
    )
    this.#clear = db.prepare(
      'UPDATE device SET clear = ? WHERE app = ? AND user = ? AND resource = ? AND clear < ?',
    )
  }

  /** Skips logs and devices that do not exist. Must run within a transaction. @param text from {@link cursorsAsText}. */
  save(text: string): void {
    const [cursors, clears] = JSON.parse(text) as [CursorValues[], ClearValues[]]
    for (const [app, user, device, key, seq] of cursors) {
      const log = this.#logId(app, key)
      if (log === undefined) continue
      this.#leave.run(device, app, user, log, seq)
      this.#deliver.run(seq, app, user, log, seq)
      if (seq > 0) this.#save.run(log, seq, app, user, device)
    }
    for (const [app, user, device, hour] of clears) this.#clear.run(hour, app, user, device, hour)
  }
}
