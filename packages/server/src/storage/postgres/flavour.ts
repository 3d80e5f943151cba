import { sql } from 'kysely'
import type { SqlFlavour } from '../sql-flavour.ts'

/** Any number that nothing else in the database locks by. */
const MIGRATIONS = 7_246_501
const TURNS = 7_246_502
/** A power of two. */
const TURN_COUNT = 256

/** Jumps from lane to lane in the index: there are few lanes with many facts each. */
const LANES = `
  with recursive step (lane) as (
    (select lane from fact order by lane limit 1)
    union all
    select (select fact.lane from fact where fact.lane > step.lane order by fact.lane limit 1) from step where step.lane is not null
  ) select lane from step where lane is not null`

/**
 * Text is compared byte by byte, whatever the collation of the database: order and keys match SQLite, and an upgrade
 * of the system's locales cannot corrupt an index.
 */
export const postgresFlavour: SqlFlavour = {
  integer: sql`bigint`,
  text: sql`text collate "C"`,
  bytes: sql`bytea`,
  rowNumber: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  timeOrdered: (table) =>
    table
      .addColumn('id', sql`bigint`, (column) => column.notNull())
      .addPrimaryKeyConstraint('entry_key', ['id', 'app' as 'id']),
  laned: (table) =>
    table
      .addColumn('lane', sql`bigint`, (column) => column.notNull())
      .addColumn('pos', sql`bigint`, (column) => column.notNull())
      .addPrimaryKeyConstraint('fact_key', ['lane', 'pos'] as never),
  lane: sql`current_setting('ringpost.lane')::bigint`,
  lanes: sql`(${sql.raw(LANES)})`,
  // One statement, and so one snapshot: if it contains a position of a log, it contains all before it.
  factsBehind: (cursor, limit) =>
    sql`(select fact.* from (${sql.raw(LANES)}) as lanes cross join lateral (
      select * from fact where fact.lane = lanes.lane
        and fact.pos > coalesce((${JSON.stringify(cursor)}::json ->> lanes.lane::text)::bigint, 0)
      order by fact.pos limit ${limit}
    ) as fact)`,
  incarnation: sql`extract(epoch from pg_postmaster_start_time())::text`,
  // A reference would keep the tables from being partitioned by app. `append` creates the logs, whose rows are never
  // deleted.
  reference: (column) => column,
  table: sql``,
  keyedTable: sql``,
  head: (_, log) => sql`(select ended.head from log as ended where ended.id = ${log})`,
  messageIndex: [
    sql`create table search_message (id bigint primary key, terms tsvector not null)`,
    sql`create index search_message_terms on search_message using gin (terms)`,
    sql`create table search_reach (one smallint primary key check (one = 1), reach bigint not null)`,
  ],
  fillHeads: sql`
    update log set head = coalesce(newest.seq, log.head, 0), head_id = newest.id
    from log as every
    left join lateral (select seq, id from entry where entry.app = every.app and entry.log = every.id and seq > 0
      order by seq desc limit 1) as newest on true
    where every.id = log.id`,
  greatest: (a, b) => sql`greatest(${a}, ${b})`,
  list: (values) => storableJson(JSON.stringify(values)),
  listHas: (list, value) => sql`${list}::jsonb ? ${value}`,
  mergedJson: (object, changes) => sql`(${object}::jsonb || ${storableJson(changes)}::jsonb)::text`,
  arrays: (values, order) => sql`json_agg(json_build_array(${sql.join(values)}) order by ${order})::text`,
  fromHex: (text) => sql`decode(${text}, 'hex')`,
  now: sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  rows: (json, columns) =>
    sql`(select ${sql.join(
      Object.entries(columns).map(
        ([name, type], index) =>
          sql`(value ->> ${sql.lit(index)})::${sql.raw(type === 'integer' ? 'bigint' : 'text')} as ${sql.ref(name)}`,
      ),
    )} from json_array_elements(${storableJson(json)}::json))`,
  ids: (json) => sql`(select value::bigint as id from json_array_elements_text(${json}::json) as value)`,
  numbers: (json) => sql`(select key, value::bigint as value from json_each_text(${json}::json))`,
  // Locks are held in a table of limited size, so thousands of keys share a few; in order, to avoid deadlocks.
  turn: (keys) =>
    sql`select count(pg_advisory_xact_lock(${sql.lit(TURNS)}, turn)) as turns
      from (select distinct hashtext(key) & ${sql.lit(TURN_COUNT - 1)} as turn
        from json_array_elements_text(${storableJson(JSON.stringify(keys))}::json) as key order by turn) as turns`,
  rowLock: sql`for no key update`,
  // Not the snapshot's: it holds those of the server's other databases too, which may take hours. A role sees only its own.
  underWay: sql`(select backend_xid::text as id from pg_stat_activity
    where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid())`,
  excludeOthers: sql`select pg_advisory_xact_lock(${sql.lit(MIGRATIONS)})`,
}

/**
 * In JSON: what PostgreSQL cannot store, a null character or half of a surrogate pair, after any number of complete
 * `\\`.
 */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi

/** Returns JSON whose texts PostgreSQL can store. */
export function storableJson(json: string): string {
  return json.includes('\\u') ? json.replace(UNSTORABLE, '$1\\ufffd') : json
}

/**
 * Replaces U+0000, which PostgreSQL cannot store in text, with U+FFFD: in what is written and in what is searched for.
 */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text
}
