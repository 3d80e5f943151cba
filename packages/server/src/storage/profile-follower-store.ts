import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import type { ProfileFollowerStore } from '../domain/attributes/profile-follower-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

export function profileFollowerStore({ reads, writes, together, flavour }: Connection): ProfileFollowerStore {
  const ofFollower = (app: number, follower: string) =>
    reads.selectFrom('profile_follower').where('app', '=', app).where('follower', '=', follower)

  return {
    async followed(app, follower) {
      const rows = await ofFollower(app, follower).select('user').orderBy('user').execute()
      return rows.map(({ user }) => user)
    },

    async followers(app, user, limit) {
      const rows = await reads
        .selectFrom('profile_follower')
        .select('follower')
        .where('app', '=', app)
        .where('user', '=', user)
        .orderBy('follower')
        .limit(limit)
        .execute()
      return rows.map(({ follower }) => follower)
    },

    async follow(app, follower, users, limit) {
      if (users.length === 0) return
      // Two concurrent writers would each find the number within the limit.
      const turn = flavour.turn([`${app}/follows/${follower}`])?.compile(writes)
      const count = sql<number>`count(*)`
      const beyond = ofFollower(app, follower).select(count.as('follows')).having(count, '>', limit).compile()
      await together([
        ...(turn === undefined ? [] : [turn]),
        writes
          .insertInto('profile_follower')
          .values(users.map((user) => ({ app, user, follower })))
          .onConflict((conflict) => conflict.columns(['app', 'user', 'follower']).doNothing())
          .compile(),
        guarded(beyond, 0, () => new ApiError('attribute.follows_too_many', { limit })),
      ])
    },

    async unfollow(app, follower, users) {
      if (users.length === 0) return
      await writes
        .deleteFrom('profile_follower')
        .where('app', '=', app)
        .where('follower', '=', follower)
        .where('user', 'in', users)
        .execute()
    },
  }
}
