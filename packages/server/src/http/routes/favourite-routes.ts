import { ApiError, favourites as operations } from '@ringpost/contract'
import type { FavouriteRequest, Favourites } from '../../domain/favourites/favourites.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import type { Users } from '../../domain/users/users.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE_LIMIT = 200
const DEFAULT_PAGE = '100'

/** What users keep for themselves (presence-reactions-pins.md §3). */
export function favouriteRoutes({ favourites, users }: { favourites: Favourites; users: Users }): Binding[] {
  const nameOf = async (app: App, username: string) => (await users.get(app, username)).name

  return [
    bind(operations.addFavourite, async ({ app, params, body }) => {
      const { id, type, data, ext } = body
      const user = await nameOf(app, params.username)
      const made = { id: id ?? undefined, type, data, ext: ext || null }
      const [collection] = await favourites.save(app, user, [made])
      return { reply: { collection: collection! } }
    }),

    bind(operations.addFavourites, async ({ app, body: { username, collections } }) => {
      const user = await users.find(app, foldUserName(username))
      if (user === undefined) throw new ApiError('favourite.user_illegal', { username })
      const made = collections.map((each) => ({ ...each, ext: each.ext || null }))
      return { reply: { collections: await favourites.save(app, user.name, made) } }
    }),

    bind(operations.listFavourites, async ({ app, params, query, now }) => {
      const user = await nameOf(app, params.username)
      return { reply: { collections: await favourites.list(app, user, requestOf(query, now)) } }
    }),

    bind(operations.updateFavourite, async ({ app, params, body }) => {
      const user = await nameOf(app, params.username)
      return { reply: { collection: await favourites.setExt(app, user, params.collection, body.ext) } }
    }),

    bind(operations.deleteFavourites, async ({ app, params, body }) => {
      await favourites.delete(app, await nameOf(app, params.username), body.collection_ids)
      return { reply: { result: true as const } }
    }),
  ]
}

/** @throws ApiError `favourite.limit_illegal`, `favourite.direction_illegal`, `favourite.field_illegal`. */
function requestOf(query: Readonly<Record<string, string>>, now: number): FavouriteRequest {
  const { direction = 'desc', type, limit = DEFAULT_PAGE, collection_id: start } = query
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > PAGE_LIMIT)
    throw new ApiError('favourite.limit_illegal')
  if (direction !== 'desc' && direction !== 'asc') throw new ApiError('favourite.direction_illegal')
  if (type && !/^-?\d{1,10}$/.test(type)) throw new ApiError('favourite.field_illegal', { field: 'type' })
  const [from, until] = [timeOf(query, 'begin_time', 0), timeOf(query, 'end_time', now)]
  return {
    within: start ? { start } : { from, until },
    type: type ? Number(type) : null,
    descending: direction === 'desc',
    limit: Number(limit),
  }
}

function timeOf(query: Readonly<Record<string, string>>, field: string, fallback: number): number {
  const text = query[field]
  if (!text) return fallback
  if (!/^\d{1,15}$/.test(text)) throw new ApiError('favourite.field_illegal', { field })
  return Number(text)
}
