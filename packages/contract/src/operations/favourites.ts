import { operation } from '../operation.ts'

/** Replies about favourites have no envelope (rest-messages-users.md §1.2). */
const favourite = {
  auth: 'self',
  generation: 'G3',
  replyIn: 'bare',
  rate: { calls: 100, seconds: 1 },
} as const

export const addFavourite = operation({
  ...favourite,
  id: 'favourites.add',
  method: 'POST',
  path: '/users/:username/collections',
  summary: 'Save a favourite',
  source: 'rest-messages-users.md §4.2 F1; rest-groups-rooms.md §8.3',
})

export const addFavourites = operation({
  ...favourite,
  auth: 'app',
  id: 'favourites.addMany',
  method: 'POST',
  path: '/collections',
  summary: 'Save up to 20 favourites of a user',
  source: 'rest-messages-users.md §4.2 F3; rest-groups-rooms.md §8.3',
})

export const listFavourites = operation({
  ...favourite,
  id: 'favourites.list',
  method: 'GET',
  path: '/users/:username/collections',
  summary: 'Favourites of a user by time and type',
  source: 'rest-messages-users.md §4.2 F2; rest-groups-rooms.md §8.3',
})

export const updateFavourite = operation({
  ...favourite,
  id: 'favourites.update',
  method: 'PUT',
  path: '/users/:username/collections/:collection',
  summary: 'Change the extension of a favourite',
  source: 'rest-messages-users.md §4.2 F4; rest-groups-rooms.md §8.3',
})

export const deleteFavourites = operation({
  ...favourite,
  id: 'favourites.delete',
  method: 'DELETE',
  path: '/users/:username/collections',
  summary: 'Delete up to 20 favourites (JSON body)',
  source: 'rest-messages-users.md §4.2 F5; rest-groups-rooms.md §8.3',
})
