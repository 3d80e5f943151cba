import type {
  ColumnDefinitionBuilder,
  CreateTableBuilder,
  Expression,
  RawBuilder,
  Selectable,
  SqlBool,
} from 'kysely'
import type { FactTable } from './schema.ts'

/** Differences in SQL between the engines. */
export interface SqlFlavour {
  /** Type of an integer below 2^53. */
  integer: RawBuilder<unknown>
  text: RawBuilder<unknown>
  bytes: RawBuilder<unknown>
  /** Makes a column the row number, assigned in ascending order. */
  rowNumber(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /**
   * Gives a table of time-ordered rows its `id` and the key for reading ranges of them. The table has a column `app`,
   * which is part of the key where tables can be split by app.
   */
  timeOrdered<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ): CreateTableBuilder<Table, Column | 'id'>
  /** Gives a table of facts its `lane` and `pos`, and the key of both. */
  laned<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ): CreateTableBuilder<Table, Column | 'lane' | 'pos'>
  /** The lane that belongs to this connection alone. */
  lane: RawBuilder<number>
  /** The lanes that have facts, as a table. */
  lanes: RawBuilder<{ lane: number }>
  /** Facts after a position in each lane, at most `limit` per lane, as a table. */
  factsBehind(cursor: Readonly<Record<number, number>>, limit: number): RawBuilder<Selectable<FactTable>>
  /**
   * Tells the running server of the database from any other, and from itself before a restart: what follows in another
   * one may not be what followed in this.
   */
  incarnation: RawBuilder<string>
  /** A reference to the ids of a table that grows with every message, for databases that check it at no cost. */
  reference(column: ColumnDefinitionBuilder, table: 'log' | 'entry'): ColumnDefinitionBuilder
  /** End of `create table`. */
  table: RawBuilder<unknown>
  /** End of `create table` for narrow rows that are only accessed by primary key. */
  keyedTable: RawBuilder<unknown>
  /** Creates the tables of the index of messages; undefined where it has a file of its own. */
  messageIndex: readonly RawBuilder<unknown>[] | undefined
  /** The last position assigned in a log, by row number of app and log; 0 if there is none. Never falls. */
  head(app: Expression<number>, log: Expression<number>): RawBuilder<number>
  /** Sets the columns `head` and `head_id` of all logs from their entries; undefined where they are not stored. */
  fillHeads: RawBuilder<unknown> | undefined
  greatest(a: Expression<number>, b: Expression<number>): RawBuilder<number>
  /** A JSON array of strings that the database can read: a value of {@link listHas}. */
  list(values: readonly string[]): string
  /** Whether a JSON array of strings holds a value. */
  listHas(list: Expression<string | null>, value: string | Expression<string>): RawBuilder<SqlBool>
  /** A JSON object with the fields of another merged over its own; none of them is null. */
  mergedJson(object: Expression<string>, changes: string): RawBuilder<string>
  /** Values of each row of a group as a JSON array of arrays; null if there is no row. */
  arrays(values: readonly RawBuilder<unknown>[], order: RawBuilder<unknown>): RawBuilder<string | null>
  /** Bytes that stand in a text. */
  fromHex(text: Expression<string>): RawBuilder<Uint8Array>
  /** The current time, ms since 1970 by the clock of the database. */
  now: RawBuilder<number>
  /**
   * A JSON array of arrays as a table: a single parameter, so the statement's text does not depend on the number of
   * rows.
   */
  rows<Row>(json: string, columns: Readonly<Record<keyof Row & string, 'integer' | 'text'>>): RawBuilder<Row>
  /** A JSON array of ids as a table with the column `id`; prepared statements can be filled in with it. */
  ids(json: string): RawBuilder<{ id: number }>
  /** A JSON object of numbers as a table with the columns `key` and `value`; prepared statements can be filled in with it. */
  numbers(json: string): RawBuilder<{ key: string; value: number }>
  /**
   * Until the transaction ends, others that ask for the turn of one of these keys wait, and perhaps some more, and then
   * read what this transaction has written. Undefined if transactions are serial anyway.
   */
  turn(keys: readonly string[]): RawBuilder<{ turns: number }> | undefined
  /**
   * End of a query whose rows nobody else changes until the transaction ends; it waits for those who are changing them, and then reads
   * what they have written. Undefined if transactions are serial anyway.
   */
  rowLock: RawBuilder<unknown> | undefined
  /**
   * The transactions of this database that have written something and not ended, as a table. Undefined if one begins only when the
   * one before it has ended.
   */
  underWay: RawBuilder<{ id: string }> | undefined
  /** Until the transaction ends, no other process gets past this on the same database. Undefined if there is no other. */
  excludeOthers: RawBuilder<unknown> | undefined
}
