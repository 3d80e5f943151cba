import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Cursor } from '../../domain/log/log-store.ts'

/** A cursor as it crosses to the writer. */
export type CursorValues = [app: number, user: string, device: string, log: string, seq: number]

/** Returns cursors as JSON: a single text crosses threads faster than many values. */
export function cursorsAsText(cursors: readonly Cursor[]): string {
  const values = cursors.map(({ app, user, device, log, seq }): CursorValues => [app, user, device, log, seq])
  return JSON.stringify(values)
}

/** Writes cursors with prepared statements, logs by row number. Runs in the writer thread. */
export class CursorWriter {
  readonly #logId: (app: number, key: string) => number | undefined
  readonly #deliver: StatementSync
  readonly #save: StatementSync

  /** @param logId returns the row number of a log. */
  constructor(db: DatabaseSync, logId: (app: number, key: string) => number | undefined) {
    this.#logId = logId
    this.#deliver = db.prepare(
      'UPDATE follow SET delivered = ? WHERE app = ? AND user = ? AND log = ? AND delivered < ?',
    )
    this.#save = db.prepare(
      `INSERT INTO cursor (app, device, log, seq) SELECT app, id, ?, ? FROM device WHERE app = ? AND user = ? AND resource = ?
       ON CONFLICT (app, device, log) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > cursor.seq`,
    )
  }

  /** Skips logs and devices that do not exist. Must run within a transaction. @param text from {@link cursorsAsText}. */
  save(text: string): void {
    for (const [app, user, device, key, seq] of JSON.parse(text) as CursorValues[]) {
      const log = this.#logId(app, key)
      if (log === undefined) continue
      this.#deliver.run(seq, app, user, log, seq)
      if (seq > 0) this.#save.run(log, seq, app, user, device)
    }
  }
}
