import { hourOf } from '../../domain/log/active-hour.ts'
import {
  APPENDED_NUMBERS,
  type AppendedRows,
  batchRows,
  type EntryBatch,
  numberAt,
  textAt,
} from '../../domain/log/entry-batch.ts'
import { LruCache } from '../../kernel/lru-cache.ts'
import { appendSql, appendToldSql } from './append-statement.ts'
import { storableJson, storableText } from './flavour.ts'
import type { Query } from './pooled-connection.ts'

const KNOWN_LOGS = 20_000

interface KnownLog {
  /** Users known to have a row in `follow`. Such rows are never deleted where entries name followers. */
  followers: Set<string>
  /** The hour with which this node has marked its followers; 0: none. */
  hour: number
}

export type KnownLogs = LruCache<string, KnownLog>

export function knownLogs(): KnownLogs {
  return new LruCache(KNOWN_LOGS)
}

interface AppendedRow {
  place: number
  seq: number
  id: number
  time: number
  repeat: number
}

/** A batch as the parameters of one statement, and the interpretation of its rows. */
export class PostgresAppend {
  /** Log of each entry, unique across all apps. */
  readonly logs: readonly string[]
  readonly query: Query
  readonly #batch: EntryBatch
  /** Entries to send; of those with the same origin only the first. */
  readonly #sent: number[] = []
  /** For each entry, the one sent in its place. */
  readonly #sentFor: number[]

  constructor(batch: EntryBatch, known: KnownLogs) {
    this.#batch = batch
    this.logs = batch.followers.map((_, index) => `${this.#number(index, 'app')} ${this.#text(index, 'log')}`)
    this.#sentFor = this.#choose()
    const values = this.#values(known)
    this.query =
      batch.facts === null
        ? { name: 'append', text: appendSql, values }
        : { name: 'append-told', text: appendToldSql, values: [...values, ...this.#facts(batch.facts)] }
  }

  /** @returns the result of the batch, from the rows of the statement. */
  appended(rows: readonly AppendedRow[]): AppendedRows {
    const byPlace = new Map(rows.map((row) => [this.#sent[row.place - 1]!, row]))
    const appended: AppendedRows = new Float64Array(this.logs.length * APPENDED_NUMBERS)
    for (const [index, sent] of this.#sentFor.entries()) {
      const { seq, id, time, repeat } = byPlace.get(sent)!
      appended.set([seq, id, time, sent === index ? repeat : 1], index * APPENDED_NUMBERS)
    }
    return appended
  }

  /** Reports the first position in each log. */
  place(appended: AppendedRows, place: (log: string, position: number) => void): void {
    for (const [index, log] of this.logs.entries()) {
      const [seq, , , repeat] = appended.subarray(index * APPENDED_NUMBERS)
      if (repeat === 0 && seq! > 0) place(log, seq!)
    }
  }

  /** Called when the batch has been committed. */
  remember(appended: AppendedRows, known: KnownLogs): void {
    for (const [index, users] of this.#batch.followers.entries()) {
      if (appended[index * APPENDED_NUMBERS + 3] === 1) continue
      const name = this.logs[index]!
      let log = known.get(name)
      if (log === undefined) {
        log = { followers: new Set(), hour: 0 }
        known.set(name, log)
      }
      for (const user of users) log.followers.add(user)
      log.hour = Math.max(log.hour, this.#hour(index))
    }
  }

  /** The hour of which its followers must be marked; 0 for a message that is not for them. */
  #hour(index: number): number {
    return this.#number(index, 'past') === 1 ? 0 : hourOf(this.#number(index, 'id'))
  }

  #number(index: number, name: keyof typeof numberAt): number {
    return this.#batch.numbers[index * batchRows.numbers + numberAt[name]]!
  }

  #text(index: number, name: keyof typeof textAt): string | null {
    return this.#batch.texts[index * batchRows.texts + textAt[name]]!
  }

  #choose(): number[] {
    const first = new Map<string, number>()
    return this.logs.map((_, index) => {
      const origin = this.#text(index, 'origin')
      const key = origin === null ? undefined : `${this.#number(index, 'app')} ${origin}`
      const earlier = key === undefined ? undefined : first.get(key)
      if (earlier !== undefined) return earlier
      if (key !== undefined) first.set(key, index)
      this.#sent.push(index)
      return index
    })
  }

  #values(known: KnownLogs): unknown[] {
    const { bytes, followers } = this.#batch
    const numbers = (name: keyof typeof numberAt) =>
      `{${this.#sent.map((index) => this.#number(index, name)).join(',')}}`
    const texts = (name: keyof typeof textAt) =>
      this.#sent.map((index) => {
        const text = this.#text(index, name)
        return text === null ? null : name === 'audience' ? storableJson(text) : storableText(text)
      })
    const unknown = this.#sent.map((index) => {
      const there = known.get(this.logs[index]!)?.followers
      const users = followers[index]!.filter((user) => there?.has(user) !== true)
      return users.length === 0 ? null : storableJson(JSON.stringify(users))
    })
    const hours = this.#sent.map((index) => {
      const hour = this.#hour(index)
      return hour > (known.get(this.logs[index]!)?.hour ?? 0) ? hour : 0
    })
    return [
      ...(['app', 'id', 'time', 'kind', 'contentType', 'echo', 'payload', 'attributes', 'past'] as const).map(
        numbers,
      ),
      `{${this.#offsets().join(',')}}`,
      ...(['log', 'sender', 'senderDevice', 'receiver', 'receiverDevice', 'audience', 'origin'] as const).map(
        texts,
      ),
      unknown,
      `{${hours.join(',')}}`,
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    ]
  }

  /** Returns kinds and texts. */
  #facts(facts: readonly (string | null)[]): (string | null)[][] {
    return [0, 1].map((column) =>
      this.#sent.map((index) => {
        const text = facts[index * batchRows.facts + column]!
        return text === null ? null : storableText(text)
      }),
    )
  }

  /** Returns where the bytes of each sent entry begin. */
  #offsets(): number[] {
    let offset = 0
    const offsets = this.logs.map((_, index) => {
      const start = offset
      offset += this.#number(index, 'payload') + Math.max(this.#number(index, 'attributes'), 0)
      return start
    })
    return this.#sent.map((index) => offsets[index]!)
  }
}
