import { type RawBuilder, sql } from 'kysely'
import { type MessageIndex, NEW_INDEX, type TermQuery } from '../../domain/search/message-index.ts'
import type { Connection } from '../engine.ts'
import { storableJson, storableText } from './flavour.ts'

/**
 * The index in the database itself: a row per message whose terms are a text search vector, built here rather than by a
 * configuration of PostgreSQL, which cannot separate Chinese words.
 */
export function postgresMessageIndex({ bulkReads, longReads, together, writes }: Connection): MessageIndex {
  const ids = (wanted: readonly number[]) =>
    sql`(select value::bigint as id from json_array_elements_text(${JSON.stringify(wanted)}::json) as value)`
  const write = async (...statements: RawBuilder<unknown>[]) => {
    await together(statements.map((each) => each.compile(writes)))
  }

  return {
    async reach() {
      const { rows } = await sql<{ reach: number }>`select reach from search_reach`.execute(bulkReads)
      return rows[0]?.reach ?? NEW_INDEX
    },

    moveReach: (from, to) =>
      write(
        from === NEW_INDEX
          ? sql`insert into search_reach (one, reach) values (1, ${to}) on conflict (one) do nothing`
          : sql`update search_reach set reach = ${to} where reach = ${from}`,
      ),

    lowerReach: (id) => write(sql`update search_reach set reach = ${id} where reach > ${id}`),

    async put(messages, removed = []) {
      const rows = storableJson(JSON.stringify(messages.map(({ id, terms }) => ({ id, terms }))))
      const statements = [
        ...(messages.length === 0
          ? []
          : [
              sql`insert into search_message (id, terms)
                select (value ->> 'id')::bigint,
                  array_to_tsvector(array(select json_array_elements_text(value -> 'terms')))
                from json_array_elements(${rows}::json) as value
                on conflict (id) do update set terms = excluded.terms`,
            ]),
        ...(removed.length === 0
          ? []
          : [sql`delete from search_message where id in (select id from ${ids(removed)} as gone)`]),
      ]
      if (statements.length > 0) await write(...statements)
    },

    async known(wanted) {
      const { rows } = await sql<{ id: number }>`
        select id from search_message where id in (select id from ${ids(wanted)} as wanted)`.execute(
        bulkReads,
      )
      return new Set(rows.map(({ id }) => id))
    },

    async find(query, { from, before, descending, limit }) {
      const { rows } = await sql<{ id: number }>`
        select id from search_message where terms @@ ${written(query)}::tsquery and id >= ${from} and id < ${before}
        order by id ${descending ? sql`desc` : sql`asc`} limit ${limit}`.execute(longReads)
      return rows.map(({ id }) => id)
    },

    async idsAfter(id, limit) {
      const { rows } = await sql<{ id: number }>`
        select id from search_message where id > ${id} order by id limit ${limit}`.execute(bulkReads)
      return rows.map(({ id }) => id)
    },

    clear: () => write(sql`truncate search_message, search_reach`),

    async close() {},
  }
}

/** A query as PostgreSQL reads it. */
function written(query: TermQuery): string {
  if ('term' in query) return quoted(query.term)
  if ('any' in query) return `(${query.any.map(written).join(' | ')})`
  return `(${query.all.map(written).join(' & ')})`
}

function quoted(term: string): string {
  return `'${storableText(term).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
