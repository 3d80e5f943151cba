import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type IndexRange, NEW_INDEX, type TermQuery } from '../../domain/search/message-index.ts'
import { atomically } from './atomically.ts'
import { openDatabase } from './open-database.ts'

/** Of the tables, and of what terms are made of (domain/search/index-terms.ts). Raise it, and the index is written again. */
const VERSION = 1

const TABLES = `
  create virtual table message using fts5 (terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
  create table reach (reach integer not null);
  insert into reach (reach) values (${NEW_INDEX});
  pragma user_version = ${VERSION}`

/**
 * The index in a database of its own, as the thread that holds it sees it. Neither texts nor positions of terms are stored: finding
 * says which messages may match (docs/decisions/0039-search.md).
 */
export class TermIndex {
  readonly #db: DatabaseSync

  private constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Opens the file, or begins anew if it is none of this version. */
  static inFile(file: string): TermIndex {
    return new TermIndex(opened(file) ?? created(file))
  }

  static inMemory(): TermIndex {
    return new TermIndex(withTables(new DatabaseSync(':memory:')))
  }

  get isOpen(): boolean {
    return this.#db.isOpen
  }

  reach(): number {
    return (this.#db.prepare('select reach from reach').get() as { reach: number }).reach
  }

  moveReach(from: number, to: number): void {
    this.#db.prepare('update reach set reach = ? where reach = ?').run(to, from)
  }

  lowerReach(id: number): void {
    this.#db.prepare('update reach set reach = ?1 where reach > ?1').run(id)
  }

  /** @param messages ids, and terms separated by spaces. */
  put(messages: readonly (readonly [id: number, terms: string])[], removed: readonly number[]): void {
    atomically(this.#db, () => {
      const remove = this.#db.prepare('delete from message where rowid = ?')
      for (const id of removed) remove.run(id)
      const put = this.#db.prepare('replace into message (rowid, terms) values (?, ?)')
      for (const [id, terms] of messages) put.run(id, terms)
    })
  }

  known(ids: readonly number[]): number[] {
    return this.#ids(
      'select id from message_docsize where id in (select value from json_each(?))',
      JSON.stringify(ids),
    )
  }

  find(query: TermQuery, { from, before, descending, limit }: IndexRange): number[] {
    const order = descending ? 'desc' : 'asc'
    return this.#ids(
      `select rowid as id from message where message match ? and rowid >= ? and rowid < ? order by rowid ${order} limit ?`,
      ...[written(query), from, before, limit],
    )
  }

  idsAfter(id: number, limit: number): number[] {
    return this.#ids('select id from message_docsize where id > ? order by id limit ?', id, limit)
  }

  clear(): void {
    atomically(this.#db, () => {
      this.#db.exec(
        `insert into message (message) values ('delete-all'); update reach set reach = ${NEW_INDEX}`,
      )
    })
  }

  close(): void {
    this.#db.close()
  }

  #ids(sql: string, ...parameters: (string | number)[]): number[] {
    return this.#db
      .prepare(sql)
      .all(...parameters)
      .map(({ id }) => id as number)
  }
}

function opened(file: string): DatabaseSync | undefined {
  try {
    const db = openDatabase(file, 'index')
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number }
    if (version === VERSION) return db
    db.close()
  } catch {
    // What cannot be read can be written again.
  }
  return undefined
}

function created(file: string): DatabaseSync {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  return withTables(openDatabase(file, 'index'))
}

function withTables(db: DatabaseSync): DatabaseSync {
  db.exec(TABLES)
  return db
}

/** A query as FTS5 reads it. */
function written(query: TermQuery): string {
  if ('term' in query) return quoted(query.term)
  if ('any' in query) return `(${query.any.map(written).join(' OR ')})`
  return `(${query.all.map(written).join(' AND ')})`
}

function quoted(term: string): string {
  return `"${term.replaceAll('"', '""')}"`
}
