import { ApiError } from '@ringpost/contract/errors'
import { type CompiledQuery, sql } from 'kysely'
import type { PushLabelStore } from '../domain/push/push-label.ts'
import type { Connection } from './engine.ts'
import { guarded, type Statement } from './guard.ts'

const columns = ['name', 'description', 'created_at as createdAt', 'users as count'] as const

export function pushLabelStore({ reads, writes, together, flavour }: Connection): PushLabelStore {
  const turnOf = (key: string): CompiledQuery[] => {
    const turn = flavour.turn([key])?.compile(writes)
    return turn === undefined ? [] : [turn]
  }

  /** Counts the users again, as the last of the statements that have changed them, and so holds the label. */
  const recount = (app: number, label: string): CompiledQuery<{ users: number }> =>
    writes
      .updateTable('push_label')
      .set((eb) => ({
        users: eb
          .selectFrom('push_label_user as held')
          .select((inner) => inner.fn.countAll<number>().as('users'))
          .where('held.app', '=', app)
          .where('held.label', '=', label),
      }))
      .where('app', '=', app)
      .where('name', '=', label)
      .returning('users')
      .compile()

  const known = (app: number, label: string): Statement =>
    guarded(recount(app, label), 1, () => new ApiError('push.label_unknown', { label }))

  return {
    async create(app, { name, description, createdAt }, limit) {
      const count = sql<number>`count(*)`
      const beyond = writes
        .selectFrom('push_label')
        .select(count.as('labels'))
        .where('app', '=', app)
        // A bound keeps planners on the key.
        .where('name', '>', '')
        .having(count, '>', limit)
        .compile()
      const insertion = writes
        .insertInto('push_label')
        .values({ app, name, description, users: 0, created_at: createdAt })
        .onConflict((conflict) => conflict.columns(['app', 'name']).doNothing())
        .returning('name')
        .compile()
      await together([
        ...turnOf(`${app}/push labels`),
        guarded(insertion, 1, () => new ApiError('push.label_exists', { label: name })),
        guarded(beyond, 0, () => new ApiError('push.limit')),
      ])
    },

    async remove(app, name) {
      const deletion = writes
        .deleteFrom('push_label')
        .where('app', '=', app)
        .where('name', '=', name)
        .returning('name')
        .compile()
      await together([
        guarded(deletion, 1, () => new ApiError('push.label_unknown', { label: name })),
        writes.deleteFrom('push_label_user').where('app', '=', app).where('label', '=', name).compile(),
      ])
    },

    async get(app, name) {
      return reads
        .selectFrom('push_label')
        .select(columns)
        .where('app', '=', app)
        .where('name', '=', name)
        .executeTakeFirst()
    },

    async list(app, limit, after) {
      return reads
        .selectFrom('push_label')
        .select(columns)
        .where('app', '=', app)
        .where('name', '>', after)
        .orderBy('name')
        .limit(limit)
        .execute()
    },

    async add(app, label, users, now, limit) {
      const beyond = writes
        .selectFrom('push_label')
        .select('users')
        .where('app', '=', app)
        .where('name', '=', label)
        .where('users', '>', limit)
        .compile()
      await together([
        // Makes way: two that add at once would each find the number within the limit.
        known(app, label),
        writes
          .insertInto('push_label_user')
          .columns(['app', 'label', 'user', 'created_at'])
          .expression(
            writes
              .selectFrom('user')
              .select((eb) => [
                'app',
                eb.val(label).as('label'),
                'name',
                sql<number>`${sql.lit(now)}`.as('created_at'),
              ])
              .where('app', '=', app)
              .where('name', 'in', users),
          )
          .onConflict((conflict) => conflict.columns(['app', 'label', 'user']).doNothing())
          .compile(),
        known(app, label),
        guarded(beyond, 0, () => new ApiError('push.limit')),
      ])
    },

    async take(app, label, users) {
      await together([
        writes
          .deleteFrom('push_label_user')
          .where('app', '=', app)
          .where('label', '=', label)
          .where('user', 'in', users)
          .compile(),
        known(app, label),
      ])
    },

    async user(app, label, user) {
      return reads
        .selectFrom('push_label_user')
        .select(['user', 'created_at as since'])
        .where('app', '=', app)
        .where('label', '=', label)
        .where('user', '=', user)
        .executeTakeFirst()
    },

    async users(app, label, limit, after) {
      return reads
        .selectFrom('push_label_user')
        .select(['user', 'created_at as since'])
        .where('app', '=', app)
        .where('label', '=', label)
        .where('user', '>', after)
        .orderBy('user')
        .limit(limit)
        .execute()
    },
  }
}
