import { LruCache } from '../../kernel/lru-cache.ts'
import { type PackedRows, unpackRows } from './packed-rows.ts'
import type { WorkerLink } from './worker-link.ts'

/** Statements that a reader keeps prepared. */
const KEPT = 500

interface Known {
  number: number
  columns: readonly string[]
}

/** The event loop's end of a thread that reads. Statements have numbers, so their text crosses only once. */
export class Reader {
  readonly #link: WorkerLink
  readonly #known = new LruCache<string, Known>(KEPT)

  constructor(link: WorkerLink) {
    this.#link = link
  }

  /** @throws StorageError */
  async read<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    let known = this.#known.get(sql)
    const isNew = known === undefined
    known ??= this.#add(sql)
    const command = { act: 'read', number: known.number, parameters, ...(isNew && { sql }) } as const
    const packed = await this.#link.call<PackedRows>(command)
    if (packed.columns !== undefined) known.columns = packed.columns
    return unpackRows(known.columns, packed)
  }

  /** Completes what was sent before. */
  close(): Promise<void> {
    return this.#link.close()
  }

  /** Takes the number of the statement that has not been used for the longest time, if all are taken. */
  #add(sql: string): Known {
    const number = this.#known.size < KEPT ? this.#known.size : this.#known.pop()!.number
    const known = { number, columns: [] }
    this.#known.set(sql, known)
    return known
  }
}
