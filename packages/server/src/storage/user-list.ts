import { type Selectable, sql } from 'kysely'
import { possibleValues } from '../domain/query/condition.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { UserStore } from '../domain/users/user-store.ts'
import { conditionSql, type FieldColumns, plainColumn } from './condition-sql.ts'
import type { Connection } from './engine.ts'
import type { UserTable } from './schema.ts'
import { toUser } from './user-row.ts'

/** Users examined by one statement: a few ms. */
const EXAMINED = 5000
/**
 * Limit on statements for one page: if few of many users match, the page is short and its cursor says where to
 * continue.
 */
const SCANS = 20

const flag = sql.ref('activated')
const columns: FieldColumns<'username' | 'created' | 'modified' | 'activated'> = {
  username: plainColumn(sql.ref('name')),
  created: plainColumn(sql.ref('created_at')),
  modified: plainColumn(sql.ref('modified_at')),
  activated: { compare: (_, value) => sql`${flag} = ${value === true ? 1 : 0}` },
}

/** A row number or a name. */
type Place = number | string

/** Before all places, in either direction: a condition on the key keeps planners on its index. */
const starts = {
  id: { asc: 0, desc: Number.MAX_SAFE_INTEGER },
  name: { asc: '', desc: '\u{10ffff}' },
} as const

export function userList({ reads, bulkReads }: Connection): UserStore['list'] {
  return async (app, { limit, cursor, query: { where, order } = {} }) => {
    const key = order?.by === 'username' ? 'name' : 'id'
    const direction = order?.descending === true ? 'desc' : 'asc'
    const [behind, upTo] = direction === 'asc' ? (['>', '<='] as const) : (['<', '>='] as const)
    const list = `users ${key} ${direction}`
    const from = (place: Place) =>
      (where === undefined ? reads : bulkReads)
        .selectFrom('user')
        .where('app', '=', app)
        .where(sql.ref<Place>(key), behind, place)
        .orderBy(key, direction)

    /** Returns the last of the next users to examine; undefined if no more than those are left. */
    async function stretchEnd(place: Place): Promise<Place | undefined> {
      const row = await from(place)
        .select(['id', 'name'])
        .limit(1)
        .offset(EXAMINED - 1)
        .executeTakeFirst()
      return row?.[key]
    }

    const names = possibleValues(where, 'username')
    if (names?.size === 0) return { users: [] }
    let place =
      decodePageCursor(list, cursor, [key === 'id' ? 'number' : 'text'])?.[0] ?? starts[key][direction]
    const found: Selectable<UserTable>[] = []
    for (let scans = 1; ; scans++) {
      // Without a condition users are read directly, and a few names are looked up. Everything else is examined a
      // stretch at a time.
      const end = where === undefined || names !== undefined ? undefined : await stretchEnd(place)
      let query = from(place).selectAll()
      if (end !== undefined) query = query.where(sql.ref<Place>(key), upTo, end)
      if (names !== undefined) query = query.where('name', 'in', [...names])
      if (where !== undefined) query = query.where(conditionSql(where, columns))
      // One more than requested shows that something is left.
      found.push(...(await query.limit(limit + 1 - found.length).execute()))
      const users = found.slice(0, limit).map(toUser)
      if (found.length > limit) return { users, cursor: encodePageCursor(list, [found[limit - 1]![key]]) }
      if (end === undefined) return { users }
      if (scans === SCANS) return { users, cursor: encodePageCursor(list, [end]) }
      place = end
    }
  }
}
