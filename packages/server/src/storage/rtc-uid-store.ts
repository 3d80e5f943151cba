import type { RtcUidStore } from '../domain/rtc/rtc-uid-store.ts'
import type { Connection } from './engine.ts'

export function rtcUidStore({ reads, writes }: Connection): RtcUidStore {
  return {
    async uidOf(app, user) {
      const row = await reads
        .selectFrom('rtc_uid')
        .select('uid')
        .where('app', '=', app)
        .where('user', '=', user)
        .executeTakeFirst()
      return row?.uid
    },

    async claim(app, user, uid) {
      await writes
        .insertInto('rtc_uid')
        .values({ app, user, uid })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async users(app, uids) {
      if (uids.length === 0) return new Map()
      const rows = await reads
        .selectFrom('rtc_uid')
        .select(['uid', 'user'])
        .where('app', '=', app)
        .where('uid', 'in', uids)
        .execute()
      return new Map(rows.map(({ uid, user }) => [uid, user]))
    },
  }
}
