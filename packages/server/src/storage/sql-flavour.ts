import type { ColumnDefinitionBuilder, Expression, RawBuilder, SqlBool } from 'kysely'

/** Everything in which the SQL of the engines differs. */
export interface SqlFlavour {
  /** Type of an integer below 2^53. */
  integer: RawBuilder<unknown>
  text: RawBuilder<unknown>
  bytes: RawBuilder<unknown>
  /** Makes a column the row number, given out in rising order. */
  rowNumber(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
  /** End of `create table`. */
  table: RawBuilder<unknown>
  /** End of `create table` for narrow rows that are only ever reached by their primary key. */
  keyedTable: RawBuilder<unknown>
  greatest(a: Expression<number>, b: Expression<number>): RawBuilder<number>
  /** Whether a JSON array of strings holds a value. */
  listHas(list: Expression<string | null>, value: string): RawBuilder<SqlBool>
  /** A JSON array of arrays as a table: one parameter, so that the statement's text does not depend on how many rows there are. */
  rows<Row>(json: string, columns: Readonly<Record<keyof Row & string, 'integer' | 'text'>>): RawBuilder<Row>
}
