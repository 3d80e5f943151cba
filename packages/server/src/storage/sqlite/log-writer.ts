import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { firstMark, hourOf } from '../../domain/log/active-hour.ts'
import { pastPosition } from '../../domain/log/entry.ts'
import {
  APPENDED_NUMBERS,
  type AppendedRows,
  batchRows,
  type EntryBatch,
  numberAt,
  textAt,
} from '../../domain/log/entry-batch.ts'
import { LruCache } from '../../kernel/lru-cache.ts'

/** What the writer, as the only one, knows of a log without a query. */
interface Log {
  /** Row number. */
  id: number
  head: number
  /** The hour with which its followers are marked; 0: unknown. */
  hour: number
  /** 1: its followers are not marked. */
  large: number
  /** Users known to have a row in `follow`, as far as batches have named them: the two of a pair. */
  followers: string[]
}

/** About 250 bytes each. A log that is not cached costs two reads from the file. */
const KNOWN_LOGS = 100_000

/** Appends batches of entries with prepared statements. Runs in the writer thread. */
export class LogWriter {
  readonly #logs = new LruCache<string, Log>(KNOWN_LOGS)
  readonly #findLog: StatementSync
  readonly #addLog: StatementSync
  readonly #addEntry: StatementSync
  readonly #findOrigin: StatementSync
  readonly #addFollow: StatementSync
  readonly #mark: StatementSync
  readonly #addFact: StatementSync

  constructor(db: DatabaseSync) {
    this.#findLog = db.prepare(
      `SELECT id, max(floor - 1, coalesce((SELECT max(seq) FROM entry WHERE app = log.app AND log = log.id), 0)) AS head, large
       FROM log WHERE app = ? AND key = ?`,
    )
    this.#addLog = db.prepare('INSERT INTO log (app, key) VALUES (?, ?)')
    this.#addEntry = db.prepare(
      `INSERT INTO entry (id, app, log, seq, time, kind, content_type, sender, sender_device, receiver, receiver_device,
         echo, audience, origin, attributes, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (app, origin) WHERE origin IS NOT NULL DO NOTHING`,
    )
    this.#findOrigin = db.prepare('SELECT seq, id, time FROM entry WHERE app = ? AND origin = ?')
    this.#addFollow = db.prepare(
      'INSERT INTO follow (app, user, log, start, delivered, active) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    // The sign keeps SQLite from using the key that begins with the app.
    this.#mark = db.prepare(
      'UPDATE follow SET active = ? WHERE +app = ? AND log = ? AND until IS NULL AND active < ?',
    )
    // `pos` continues from the newest row, whatever has been rolled back.
    this.#addFact = db.prepare(
      `INSERT INTO fact (at, app, kind, subject, seq, entry, data) VALUES (max(cast(unixepoch('subsec') * 1000 as integer),
         coalesce((SELECT at FROM fact ORDER BY pos DESC LIMIT 1), 0)), ?, ?, ?, ?, ?, ?)`,
    )
  }

  /** Called when anything appended has been rolled back. */
  forget(): void {
    this.#logs.clear()
  }

  /** Row number of a log; undefined if it does not exist. */
  idOf(app: number, key: string): number | undefined {
    return this.#find(app, key)?.id
  }

  /** Must run within a transaction. */
  append({ numbers, texts, followers, bytes, facts }: EntryBatch): AppendedRows {
    const appended: AppendedRows = new Float64Array(followers.length * APPENDED_NUMBERS)
    let offset = 0
    for (const [index, users] of followers.entries()) {
      const n = index * batchRows.numbers
      const t = index * batchRows.texts
      const app = numbers[n + numberAt.app]!
      const key = texts[t + textAt.log]!
      const origin = texts[t + textAt.origin]!
      const payloadEnd = offset + numbers[n + numberAt.payload]!
      const attributesLength = numbers[n + numberAt.attributes]!
      const end = payloadEnd + Math.max(attributesLength, 0)

      const found = this.#find(app, key)
      const first = found === undefined && origin !== null ? this.#findFirst(app, origin) : undefined
      if (first !== undefined) {
        appended.set([...first, 1], index * APPENDED_NUMBERS)
      } else {
        const log = found ?? this.#create(app, key)
        const id = numbers[n + numberAt.id]!
        const seq = numbers[n + numberAt.past] === 1 ? pastPosition(id) : log.head + 1
        const time = numbers[n + numberAt.time]!
        const { changes } = this.#addEntry.run(
          id,
          app,
          log.id,
          seq,
          time,
          numbers[n + numberAt.kind]!,
          numbers[n + numberAt.contentType]!,
          texts[t + textAt.sender]!,
          texts[t + textAt.senderDevice]!,
          texts[t + textAt.receiver]!,
          texts[t + textAt.receiverDevice]!,
          numbers[n + numberAt.echo]!,
          texts[t + textAt.audience]!,
          origin,
          attributesLength < 0 ? null : bytes.subarray(payloadEnd, end),
          bytes.subarray(offset, payloadEnd),
        )
        if (changes === 0) {
          appended.set([...this.#findFirst(app, origin!)!, 1], index * APPENDED_NUMBERS)
        } else {
          // New followers start here: imported messages are already before their position.
          const start = log.head
          if (seq > 0) {
            log.head = seq
            this.#markFollowers(app, log, hourOf(id))
          }
          for (const user of users) {
            if (log.followers.includes(user)) continue
            this.#addFollow.run(app, user, log.id, start, start, firstMark(id))
            log.followers.push(user)
          }
          const f = index * batchRows.facts
          if (facts !== null && facts[f] !== null)
            this.#addFact.run(app, facts[f]!, key, seq, id, facts[f + 1]!)
          appended.set([seq, id, time, 0], index * APPENDED_NUMBERS)
        }
      }
      offset = end
    }
    return appended
  }

  #markFollowers(app: number, log: Log, hour: number): void {
    if (hour <= log.hour) return
    if (log.large === 0) this.#mark.run(hour, app, log.id, hour)
    log.hour = hour
  }

  #find(app: number, key: string): Log | undefined {
    const name = `${app} ${key}`
    let log = this.#logs.get(name)
    if (log === undefined) {
      const row = this.#findLog.get(app, key) as Pick<Log, 'id' | 'head' | 'large'> | undefined
      if (row === undefined) return undefined
      log = { ...row, hour: 0, followers: [] }
      this.#logs.set(name, log)
    }
    return log
  }

  #create(app: number, key: string): Log {
    const log: Log = {
      id: Number(this.#addLog.run(app, key).lastInsertRowid),
      head: 0,
      hour: 0,
      large: 0,
      followers: [],
    }
    this.#logs.set(`${app} ${key}`, log)
    return log
  }

  /** Returns seq, id and time of the first entry with this origin. */
  #findFirst(app: number, origin: string): [number, number, number] | undefined {
    const row = this.#findOrigin.get(app, origin) as { seq: number; id: number; time: number } | undefined
    return row && [row.seq, row.id, row.time]
  }
}
