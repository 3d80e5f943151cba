import type {
  ColumnDefinitionBuilder,
  CreateTableBuilder,
  Expression,
  RawBuilder,
  Selectable,
  SqlBool,
} from 'kysely'
import type { FactTable } from './schema.ts'

/** Everything in which the SQL of the engines differs. */
export interface SqlFlavour {
  /** Type of an integer below 2^53. */
  integer: RawBuilder<unknown>
  text: RawBuilder<unknown>
  bytes: RawBuilder<unknown>
  /** Makes a column the row number, given out in rising order. */
  rowNumber(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /**
   * Gives a table of time-ordered rows its `id` and the key by which ranges of it are read. The table has a column `app`, and
   * where tables can be split by app the key says it too.
   */
  timeOrdered<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ): CreateTableBuilder<Table, Column | 'id'>
  /** Gives a table of facts its `lane` and `pos`, and the key of both. */
  laned<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ): CreateTableBuilder<Table, Column | 'lane' | 'pos'>
  /** The lane that is this connection's alone. */
  lane: RawBuilder<number>
  /** The lanes with facts in them, as a table. */
  lanes: RawBuilder<{ lane: number }>
  /** Facts behind a position in each lane, at most `limit` of each, as a table. */
  factsBehind(cursor: Readonly<Record<number, number>>, limit: number): RawBuilder<Selectable<FactTable>>
  /** A reference to the ids of a table that grows with every message, where a database can check it for nothing. */
  reference(column: ColumnDefinitionBuilder, table: 'log' | 'entry'): ColumnDefinitionBuilder
  /** End of `create table`. */
  table: RawBuilder<unknown>
  /** End of `create table` for narrow rows that are only ever reached by their primary key. */
  keyedTable: RawBuilder<unknown>
  greatest(a: Expression<number>, b: Expression<number>): RawBuilder<number>
  /** Whether a JSON array of strings holds a value. */
  listHas(list: Expression<string | null>, value: string): RawBuilder<SqlBool>
  /** A JSON object with the fields of another over its own; none of them is null. */
  mergedJson(object: Expression<string>, changes: string): RawBuilder<string>
  /** ms since 1970 by the clock of the database, at this moment. */
  now: RawBuilder<number>
  /** A JSON array of arrays as a table: one parameter, so that the statement's text does not depend on how many rows there are. */
  rows<Row>(json: string, columns: Readonly<Record<keyof Row & string, 'integer' | 'text'>>): RawBuilder<Row>
  /**
   * Until the transaction ends, who wants the turn of one of these keys waits; what is read after it is as they left it. Undefined
   * where transactions follow one another anyway.
   */
  turn(keys: readonly string[]): RawBuilder<{ turns: number }> | undefined
  /** Until the transaction ends, no other process gets past this with the same database. Undefined where there is no other. */
  excludeOthers: RawBuilder<unknown> | undefined
}
