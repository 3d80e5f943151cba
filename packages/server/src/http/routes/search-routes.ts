import { randomUUID } from 'node:crypto'
import { ApiError, messageSearch as operations } from '@ringpost/contract'
import type { Searches } from '../../domain/search/searches.ts'
import type { Users } from '../../domain/users/users.ts'
import { type Binding, bind } from '../request-context.ts'
import { foundJson } from '../search-json.ts'
import { searchWishes } from '../search-wishes.ts'

export function searchRoutes({
  searches,
  users,
}: {
  searches: Searches | undefined
  users: Users
}): Binding[] {
  return [
    bind(operations.search, async ({ app, params, query, body, now }) => {
      if (searches === undefined) throw new ApiError('search.not_active')
      const user = await users.get(app, params.username)
      const request = searchWishes(user.name, body.data)
      const { messages, pages, isLast } = await searches.find(app, user.name, request)
      const ranks = request.sort === 'relevance'
      return {
        reply: {
          data: {
            list: messages.map((message) => foundJson(app, message, { ranks })),
            pagination: {
              totalPages: pages,
              page: request.page,
              count: messages.length,
              isFinished: isLast ? 1 : 0,
            },
          },
          meta: { timestamp: now, requestId: query['X-Request-Id'] ?? randomUUID() },
        },
      }
    }),
  ]
}
