import { type CompiledQuery, sql } from 'kysely'
import type { ContactStore } from '../domain/contacts/contact-store.ts'
import { type Ceiling, isForgotten, type PairChange, type RosterList } from '../domain/contacts/relation.ts'
import { Outdated } from '../domain/outdated.ts'
import { decodePageCursor, encodePageCursor } from '../domain/query/page-cursor.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'
import { type RelationRow, relationRows } from './relation-row.ts'

/** The column that says whether and where a peer is in the list. */
const places = { contacts: 'contact', blocked: 'blocked' } as const satisfies Record<RosterList, string>

/**
 * Contacts, requests and block lists. For each pair the rows of both directions exist, with the same version, or
 * neither does.
 */
export function contactStore({ reads, writes, together, flavour }: Connection): ContactStore {
  function insertion({ app, user, peer, contact, remark, requested, blocked, version }: RelationRow) {
    return sql`
      insert into relation (app, "user", peer, contact, remark, requested, blocked, version)
      select me.app, me.name, you.name, ${contact}, ${remark}, ${requested}, ${blocked}, ${version}
      from "user" as me cross join "user" as you
      where me.app = ${app} and me.name = ${user} and you.app = ${app} and you.name = ${peer}
      on conflict (app, "user", peer) do nothing
      returning 1 as saved`.compile(writes)
  }

  function update({ app, user, peer, ...values }: RelationRow, replaces: number) {
    return writes
      .updateTable('relation')
      .set(values)
      .where('app', '=', app)
      .where('user', '=', user)
      .where('peer', '=', peer)
      .where('version', '=', replaces)
      .returning(sql.lit(1).as('saved'))
      .compile()
  }

  function deletion({ app, user, peer }: RelationRow, replaces: number) {
    return writes
      .deleteFrom('relation')
      .where('app', '=', app)
      .where('user', '=', user)
      .where('peer', '=', peer)
      .where('version', '=', replaces)
      .returning(sql.lit(1).as('saved'))
      .compile()
  }

  function statementsOf(app: number, change: PairChange): CompiledQuery[] {
    const { pair, replaces } = change
    return relationRows(app, change).map((row) => {
      if (isForgotten(pair)) return deletion(row, replaces)
      return replaces === 0 ? insertion(row) : update(row, replaces)
    })
  }

  return {
    async between(app, user, peers) {
      if (peers.length === 0) return new Map()
      const rows = await reads
        .selectFrom('relation as mine')
        .innerJoin('relation as theirs', (join) =>
          join
            .onRef('theirs.app', '=', 'mine.app')
            .onRef('theirs.user', '=', 'mine.peer')
            .onRef('theirs.peer', '=', 'mine.user'),
        )
        .select([
          'mine.peer',
          'mine.version',
          'mine.contact',
          'mine.remark',
          'mine.requested',
          'mine.blocked',
          'theirs.contact as their_contact',
          'theirs.remark as their_remark',
          'theirs.requested as their_requested',
          'theirs.blocked as their_blocked',
        ])
        .where('mine.app', '=', app)
        .where('mine.user', '=', user)
        .where('mine.peer', 'in', peers)
        .execute()
      return new Map(
        rows.map((row) => [
          row.peer,
          {
            mine: {
              contact: row.contact,
              remark: row.remark,
              requested: row.requested === 1,
              blocked: row.blocked,
            },
            theirs: {
              contact: row.their_contact,
              remark: row.their_remark,
              requested: row.their_requested === 1,
              blocked: row.their_blocked,
            },
            version: row.version,
          },
        ]),
      )
    },

    async list(app, user, list, { limit, cursor }) {
      const place = places[list]
      let query = reads
        .selectFrom('relation')
        .select(['peer', 'remark', `${place} as place`])
        .where('app', '=', app)
        .where('user', '=', user)
        .where(place, 'is not', null)
        .orderBy(place, 'desc')
      if (limit !== undefined) query = query.limit(limit + 1)
      const reached = decodePageCursor(list, cursor, ['number'])
      if (reached !== undefined) query = query.where(place, '<', reached[0])
      const rows = await query.execute()
      const contacts = rows.slice(0, limit).map(({ peer, remark }) => ({ name: peer, remark }))
      const isFull = limit !== undefined && rows.length > limit
      return { contacts, ...(isFull && { cursor: encodePageCursor(list, [rows[limit - 1]!.place!]) }) }
    },

    async roster(app, user, { limit, below }) {
      const rows = await reads
        .selectFrom('relation')
        .select(['peer', 'remark', 'contact', 'version'])
        .where('app', '=', app)
        .where('user', '=', user)
        .where('contact', 'is not', null)
        .where('contact', '<', below)
        .orderBy('contact', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ peer, remark, contact, version }) => ({
        name: peer,
        remark,
        place: contact!,
        version,
      }))
    },

    async rosterState(app, user) {
      const { count, newest } = await reads
        .selectFrom('relation')
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('version').as('newest')])
        .where('app', '=', app)
        .where('user', '=', user)
        .where('contact', 'is not', null)
        .executeTakeFirstOrThrow()
      return { count, newest: newest ?? 0 }
    },

    async lengths(app, list, users) {
      const rows = await reads
        .selectFrom('relation')
        .select(({ fn }) => ['user', fn.countAll<number>().as('length')])
        .where('app', '=', app)
        .where('user', 'in', users)
        .where(places[list], 'is not', null)
        .groupBy('user')
        .execute()
      return new Map(rows.map(({ user, length }) => [user, length]))
    },

    async peers(app, user, limit) {
      const rows = await reads
        .selectFrom('relation')
        .select('peer')
        .where('app', '=', app)
        .where('user', '=', user)
        .limit(limit)
        .execute()
      return rows.map(({ peer }) => peer)
    },

    async save(app, changes, ceiling) {
      const statements = changes
        .flatMap((change) => statementsOf(app, change))
        .map((statement) => guarded(statement, 1, () => new Outdated()))
      await together([...turnOf(app, ceiling), ...statements, ...boundOf(app, ceiling)])
    },
  }

  /** Two concurrent writers to one list would each find it short enough. */
  function turnOf(app: number, ceiling: Ceiling | null): CompiledQuery[] {
    if (ceiling === null || ceiling.of.length === 0) return []
    const turn = flavour.turn(ceiling.of.map((user) => `${app}/${user}`))
    return turn === undefined ? [] : [turn.compile(writes)]
  }

  function boundOf(app: number, ceiling: Ceiling | null): Statement[] {
    if (ceiling === null || ceiling.of.length === 0) return []
    const beyond = writes
      .selectFrom('relation')
      .select('user')
      .where('app', '=', app)
      .where('user', 'in', ceiling.of)
      .where(places[ceiling.list], 'is not', null)
      .groupBy('user')
      .having(({ fn }) => fn.countAll(), '>', ceiling.most)
      .compile()
    return [guarded(beyond, 0, () => new Outdated())]
  }
}
