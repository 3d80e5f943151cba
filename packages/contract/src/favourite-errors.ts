import { type ErrorFact, exceeded, illegal } from './error-fact.ts'

/** Favourites (presence-reactions-pins.md §3). */
export const favouriteErrors = {
  'favourite.user_illegal': illegal('username {username} is not legal'),
  'favourite.limit_illegal': illegal('limit should be less than 200'),
  'favourite.direction_illegal': illegal('direction should be desc or asc'),
  'favourite.field_illegal': illegal('param {field} is illegal'),
  'favourite.unknown': illegal('user collection not found'),
  'favourite.too_many': exceeded('the number of user collections exceeds the limit {limit}'),
} as const satisfies Record<string, ErrorFact>
