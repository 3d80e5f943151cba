import { ApiError } from '@ringpost/contract/errors'
import { type CompiledQuery, type Selectable, sql } from 'kysely'
import type { MutedUser, UserStore } from '../domain/users/user-store.ts'
import { UsersExist } from '../domain/users/users-exist.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import { membershipRemoval } from './membership-removal.ts'
import { prepared } from './prepared.ts'
import { reactorRemoval } from './reaction-removal.ts'
import type { UserTable } from './schema.ts'
import { userList } from './user-list.ts'
import { toUser, toUserChanges, toUserRow } from './user-row.ts'
import { userTurn } from './user-turn.ts'

/** Values per statement: engines limit the number of parameters. */
const AT_ONCE = 1000

const findUser = prepared(({ reads }, of: { app: number; name: string }) =>
  reads.selectFrom('user').selectAll().where('app', '=', of.app).where('name', '=', of.name).compile(),
)

export function userStore(connection: Connection): UserStore {
  const { reads, writes, flavour } = connection
  return {
    async create(users) {
      const inserts = slices(users).map((slice) => {
        const names = new Set(slice.map(({ name }) => name))
        const insert = writes
          .insertInto('user')
          .values(slice.map(toUserRow))
          .onConflict((conflict) => conflict.columns(['app', 'name']).doNothing())
          .returning('name')
          .compile()
        return guarded(insert, names.size, (created) => {
          for (const { name } of created) names.delete(name)
          return new UsersExist([...names])
        })
      })
      await connection.together(inserts)
    },

    async get(app, name) {
      const { rows } = await reads.executeQuery(findUser(connection, { app, name }))
      return rows[0] && toUser(rows[0])
    },

    async getByUuid(app, uuid) {
      const row = await reads
        .selectFrom('user')
        .selectAll()
        .where('app', '=', app)
        .where('uuid', '=', uuid)
        .executeTakeFirst()
      return row && toUser(row)
    },

    async known(app, names) {
      const found = await Promise.all(
        slices(names).map((slice) =>
          reads.selectFrom('user').select('name').where('app', '=', app).where('name', 'in', slice).execute(),
        ),
      )
      return new Set(found.flat().map((row) => row.name))
    },

    async everKnown(app, names) {
      const former = await Promise.all(
        slices(names).map((slice) =>
          reads
            .selectFrom('former_user')
            .select('name')
            .where('app', '=', app)
            .where('name', 'in', slice)
            .execute(),
        ),
      )
      return new Set([...(await this.known(app, names)), ...former.flat().map((row) => row.name)])
    },

    list: userList(connection),

    async muted(app, { limit, offset }) {
      const until = sql<number>`case kinds.kind when 'user' then muted_user when 'group' then muted_group else muted_room end`
      // The condition of the partial index, in its words.
      const { rows } = await sql<MutedUser>`
        select name, kinds.kind as kind, ${until} as until
        from "user" cross join (select 'group' as kind union all select 'room' union all select 'user') as kinds
        where app = ${app} and (muted_user is not null or muted_group is not null or muted_room is not null)
          and ${until} is not null
        order by id, kinds.kind desc limit ${limit} offset ${offset}`.execute(reads)
      return rows
    },

    async update(app, name, patch, modifiedAt) {
      const update = writes
        .updateTable('user')
        .set((eb) => ({
          ...toUserChanges(patch),
          ...(patch.preferences !== undefined && {
            preferences: flavour.mergedJson(sql.ref('preferences'), JSON.stringify(patch.preferences)),
          }),
          ...(patch.nextTokenGeneration && { token_generation: eb('token_generation', '+', 1) }),
          modified_at: modifiedAt,
        }))
        .where('app', '=', app)
        .where('name', '=', name)
        .returningAll()
        .compile()
      const [row] = await connection.together<Selectable<UserTable>>([
        guarded(update, 1, () => new ApiError('user.unknown')),
      ])
      return toUser(row!)
    },

    async delete(app, names) {
      const turn = userTurn(flavour, app, names)?.compile(writes)
      await connection.together([
        // All at once, as turns that are taken one after the other can be waited for in a circle.
        ...(turn === undefined ? [] : [turn]),
        ...slices(names).flatMap((slice) => deletion(app, slice)),
      ])
    },
  }

  function deletion(app: number, names: readonly string[]): CompiledQuery[] {
    const devices = writes.selectFrom('device').select('id').where('app', '=', app).where('user', 'in', names)
    const peers = writes
      .selectFrom('relation')
      .select('peer')
      .where('app', '=', app)
      .where('user', 'in', names)
    return [
      writes.deleteFrom('cursor').where('app', '=', app).where('device', 'in', devices).compile(),
      writes.deleteFrom('device').where('app', '=', app).where('user', 'in', names).compile(),
      // First what others share with the users: it is found through the users' own rows.
      writes
        .deleteFrom('relation')
        .where('app', '=', app)
        .where('peer', 'in', names)
        .where('user', 'in', peers)
        .compile(),
      writes.deleteFrom('relation').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('super_admin').where('app', '=', app).where('user', 'in', names).compile(),
      ...membershipRemoval(writes, app, names),
      writes.deleteFrom('erased').where('app', '=', app).where('user', 'in', names).compile(),
      // The sign keeps SQLite from using the key that begins with the app.
      writes.deleteFrom('attribute').where(sql`+app`, '=', app).where('holder', 'in', names).compile(),
      writes.deleteFrom('report').where('app', '=', app).where('reporter', 'in', names).compile(),
      writes.deleteFrom('moderation_record').where('app', '=', app).where('sender', 'in', names).compile(),
      writes.deleteFrom('notification').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('push_binding').where('app', '=', app).where('user', 'in', names).compile(),
      writes
        .updateTable('push_label')
        .set((eb) => ({
          users: eb
            .selectFrom('push_label_user as held')
            .select((inner) => inner.fn.countAll<number>().as('users'))
            .whereRef('held.app', '=', 'push_label.app')
            .whereRef('held.label', '=', 'push_label.name')
            .where('held.user', 'not in', names),
        }))
        .where('app', '=', app)
        .where(
          'name',
          'in',
          writes
            .selectFrom('push_label_user')
            .select('label')
            .where('app', '=', app)
            .where('user', 'in', names),
        )
        .compile(),
      writes.deleteFrom('push_label_user').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('push_job').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('profile_follower').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('profile_follower').where('app', '=', app).where('follower', 'in', names).compile(),
      writes.deleteFrom('rtc_uid').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('presence').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('presence_status').where('app', '=', app).where('user', 'in', names).compile(),
      writes.deleteFrom('presence_subscription').where('app', '=', app).where('user', 'in', names).compile(),
      writes
        .deleteFrom('presence_subscription')
        .where('app', '=', app)
        .where('subscriber', 'in', names)
        .compile(),
      writes.deleteFrom('favourite').where('app', '=', app).where('user', 'in', names).compile(),
      ...reactorRemoval(flavour, app, names).map((each) => each.compile(writes)),
      writes
        .insertInto('former_user')
        .columns(['app', 'name'])
        .expression(
          writes.selectFrom('user').select(['app', 'name']).where('app', '=', app).where('name', 'in', names),
        )
        .onConflict((conflict) => conflict.columns(['app', 'name']).doNothing())
        .compile(),
      writes.deleteFrom('user').where('app', '=', app).where('name', 'in', names).compile(),
      writes
        .updateTable('follow')
        .set(({ fn, selectFrom }) => {
          const head = selectFrom('entry')
            .select(({ fn }) => fn.max('seq').as('head'))
            .whereRef('entry.app', '=', 'follow.app')
            .whereRef('entry.log', '=', 'follow.log')
          const closed = flavour.greatest(fn.coalesce(head, sql.lit(0)), sql.ref('follow.delivered'))
          return {
            start: closed,
            delivered: closed,
            hidden: closed,
            cleared: closed,
            forgotten: null,
            pinned_at: null,
            marks: 0,
          }
        })
        .where('app', '=', app)
        .where('user', 'in', names)
        .compile(),
    ]
  }
}

function slices<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, index) =>
    items.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  )
}
