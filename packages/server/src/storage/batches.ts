import type { AppendedRows } from '../domain/log/entry-batch.ts'
import { Batch } from './batch.ts'
import type { Connection, Engine, Outcome, Step } from './engine.ts'
import type { Statement } from './guard.ts'

/**
 * Collects commits: what is written through the connection while a commit is being described becomes part of it, so
 * the stores need not be created for each commit.
 */
export class Batches {
  readonly connection: Connection
  readonly #engine: Engine
  #open: Batch | undefined

  constructor(engine: Engine) {
    this.#engine = engine
    const db = engine.over(async () => {
      throw new Error('a commit cannot read, and writes with `together`')
    })
    const together = async <Row>(statements: readonly Statement[]) =>
      (await this.#add(statements)).flat() as Row[]
    this.connection = {
      reads: db,
      longReads: db,
      bulkReads: db,
      writes: db,
      flavour: engine.flavour,
      together,
      append: async (append) => (await this.#add([{ append }]))[0] as AppendedRows,
    }
  }

  /** @param say writes through the connection, without awaiting in between. */
  async commit<Parts extends readonly unknown[]>(
    say: () => { [Part in keyof Parts]: Promise<Parts[Part]> },
  ): Promise<Parts> {
    if (this.#open !== undefined) throw new Error('commits cannot be nested')
    const batch = new Batch()
    this.#open = batch
    let parts: ReturnType<typeof say>
    try {
      parts = say()
    } finally {
      this.#open = undefined
    }
    const [results] = await Promise.all([Promise.all(parts), batch.commit(this.#engine)])
    return results as readonly unknown[] as Parts
  }

  #add(steps: readonly Step[]): Promise<Outcome[]> {
    if (this.#open === undefined) throw new Error('a commit must be described without awaiting in between')
    return this.#open.add(steps)
  }
}
