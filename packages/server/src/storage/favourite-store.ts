import { ApiError } from '@ringpost/contract/errors'
import { type Selectable, sql } from 'kysely'
import type { Favourite, FavouriteStore } from '../domain/favourites/favourite-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import type { FavouriteTable } from './schema.ts'

export function favouriteStore({ reads, writes, together, flavour }: Connection): FavouriteStore {
  const ofUser = (app: number, user: string) =>
    reads.selectFrom('favourite').selectAll().where('app', '=', app).where('user', '=', user)

  return {
    async get(app, user, id) {
      const row = await ofUser(app, user).where('id', '=', id).executeTakeFirst()
      return row && toFavourite(row)
    },

    async list(app, user, { within, type, descending, limit }) {
      const direction = descending ? 'desc' : 'asc'
      let query = ofUser(app, user)
      if ('from' in within)
        query = query.where('created_at', '>=', within.from).where('created_at', '<=', within.until)
      else {
        const { createdAt, id } = within.start
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('created_at', 'id'), descending ? '<=' : '>=', tuple(createdAt, id)),
        )
      }
      if (type !== null) query = query.where('type', '=', type)
      const rows = await query
        .orderBy('created_at', direction)
        .orderBy('id', direction)
        .limit(limit)
        .execute()
      return rows.map(toFavourite)
    },

    async save(app, user, favourites, most) {
      const turn = flavour.turn([`${app}/favourites/${user}`])?.compile(writes)
      const insert = writes
        .insertInto('favourite')
        .values(
          favourites.map(({ id, type, data, ext, createdAt, updatedAt }) => ({
            ...{ app, user, id, type, data, ext },
            created_at: createdAt,
            updated_at: updatedAt,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['app', 'user', 'id']).doUpdateSet(({ ref }) => ({
            type: ref('excluded.type'),
            data: ref('excluded.data'),
            ext: ref('excluded.ext'),
            updated_at: ref('excluded.updated_at'),
          })),
        )
        .returningAll()
        .compile()
      const count = sql<number>`count(*)`
      const beyond = reads
        .selectFrom('favourite')
        .select(count.as('favourites'))
        .where('app', '=', app)
        .where('user', '=', user)
        .having(count, '>', most)
        .compile()
      const rows = await together<Selectable<FavouriteTable> & { turns?: number }>([
        ...(turn === undefined ? [] : [turn]),
        insert,
        guarded(beyond, 0, () => new ApiError('favourite.too_many', { limit: most })),
      ])
      const saved = new Map(rows.map((row) => [row.id, row]))
      return favourites.map(({ id }) => toFavourite(saved.get(id)!))
    },

    async setExt(app, user, id, ext, at) {
      const row = await writes
        .updateTable('favourite')
        .set({ ext, updated_at: at })
        .where('app', '=', app)
        .where('user', '=', user)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      return row && toFavourite(row)
    },

    async delete(app, user, ids) {
      const rows = await writes
        .deleteFrom('favourite')
        .where('app', '=', app)
        .where('user', '=', user)
        .where('id', 'in', ids)
        .returning('id')
        .execute()
      return rows.length
    },
  }
}

function toFavourite({ id, type, data, ext, created_at, updated_at }: Selectable<FavouriteTable>): Favourite {
  return { id, type, data, ext, createdAt: created_at, updatedAt: updated_at }
}
