import { sql } from 'kysely'
import type { SqlFlavour } from '../sql-flavour.ts'

/** STRICT tables refuse values of the wrong type, as PostgreSQL does. */
export const sqliteFlavour: SqlFlavour = {
  integer: sql`integer`,
  text: sql`text`,
  bytes: sql`blob`,
  rowNumber: (column) => column.primaryKey().autoIncrement(),
  timeOrdered: (table) => table.addColumn('id', sql`integer`, (column) => column.primaryKey()),
  // One writer, one lane: rows are in the order of their numbers, which continue from the newest.
  laned: (table) =>
    table
      .addColumn('lane', sql`integer`, (column) => column.notNull().defaultTo(1))
      .addColumn('pos', sql`integer`, (column) => column.primaryKey()),
  lane: sql`1`,
  lanes: sql`(select 1 as lane where exists (select 1 from fact))`,
  factsBehind: (cursor, limit) =>
    sql`(select * from fact where pos > ${cursor[1] ?? 0} order by pos limit ${limit})`,
  // A file in use is never replaced.
  incarnation: sql`''`,
  reference: (column, table) => column.references(`${table}.id`),
  table: sql`strict`,
  keyedTable: sql`strict, without rowid`,
  // Updating a row of the log with every message would write a second page for most of them.
  head: (app, log) =>
    sql`coalesce((select seq from entry where entry.app = ${app} and entry.log = ${log} and seq > 0 order by seq desc limit 1),
      (select ended.floor - 1 from log as ended where ended.id = ${log}))`,
  messageIndex: undefined,
  fillHeads: undefined,
  greatest: (a, b) => sql`max(${a}, ${b})`,
  list: JSON.stringify,
  listHas: (list, value) => sql`exists (select 1 from json_each(${list}) where value = ${value})`,
  mergedJson: (object, changes) => sql`json_patch(${object}, ${changes})`,
  arrays: (values, order) =>
    sql`nullif(json_group_array(json_array(${sql.join(values)}) order by ${order}), '[]')`,
  fromHex: (text) => sql`unhex(${text})`,
  now: sql`cast(unixepoch('subsec') * 1000 as integer)`,
  rows: (json, columns) =>
    sql`(select ${sql.join(
      Object.keys(columns).map((name, index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`),
    )} from json_each(${json}))`,
  ids: (json) => sql`(select value as id from json_each(${json}))`,
  numbers: (json) => sql`(select key, value from json_each(${json}))`,
  // The file is locked while the engine is open.
  turn: () => undefined,
  rowLock: undefined,
  underWay: undefined,
  excludeOthers: undefined,
}
