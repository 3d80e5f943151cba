import { sql } from 'kysely'
import type { PresenceRecord, PresenceStore } from '../domain/presence/presence-store.ts'
import type { Connection } from './engine.ts'
import { prepared } from './prepared.ts'

/** Subscriptions that are over removed with each that begins: more than can begin with it. */
const OVER_AT_ONCE = 200

const findSubscribers = prepared(({ reads }, of: { app: number; user: string; now: number; limit: number }) =>
  reads
    .selectFrom('presence_subscription')
    .select(['subscriber as user', 'expires_at as expiresAt'])
    .where('app', '=', of.app)
    .where('user', '=', of.user)
    .where('expires_at', '>', of.now)
    .orderBy('expires_at', 'desc')
    .orderBy('subscriber', 'desc')
    .limit(of.limit)
    .compile(),
)

export function presenceStore(connection: Connection): PresenceStore {
  const { reads, writes, together, flavour } = connection
  const ofSubscriber = (app: number, subscriber: string, now: number) =>
    reads
      .selectFrom('presence_subscription')
      .where('app', '=', app)
      .where('subscriber', '=', subscriber)
      .where('expires_at', '>', now)

  return {
    async publish(app, user, { device, status, ext, at }, keep) {
      const mine = sql`app = ${app} and "user" = ${user}`
      const published = writes
        .insertInto('presence')
        .values({ app, user, ext, published_at: at, told_online: 0 })
        .onConflict((conflict) => conflict.columns(['app', 'user']).doUpdateSet({ ext, published_at: at }))
        .compile()
      if (device === null) return void (await together([published]))
      if (status === null) {
        const plain = sql`delete from presence_status where ${mine} and device = ${device}`.compile(writes)
        return void (await together([published, plain]))
      }
      const own = writes
        .insertInto('presence_status')
        .values({ app, user, device, status, at })
        .onConflict((conflict) => conflict.columns(['app', 'user', 'device']).doUpdateSet({ status, at }))
        .compile()
      const oldest = sql`
        delete from presence_status where ${mine} and device not in
          (select device from presence_status where ${mine} order by at desc, device limit ${keep})`
      await together([published, own, oldest.compile(writes)])
    },

    async records(app, users) {
      if (users.length === 0) return []
      const [people, statuses, devices] = await Promise.all([
        reads
          .selectFrom('user')
          .leftJoin('presence', (join) =>
            join.onRef('presence.app', '=', 'user.app').onRef('presence.user', '=', 'user.name'),
          )
          .select(['user.name', 'presence.ext', 'presence.published_at', 'presence.told_online'])
          .where('user.app', '=', app)
          .where('user.name', 'in', users)
          .execute(),
        reads
          .selectFrom('presence_status')
          .select(['user', 'device', 'status', 'at'])
          .where('app', '=', app)
          .where('user', 'in', users)
          .execute(),
        reads
          .selectFrom('device')
          .select(['user', 'resource', 'seen_at as seenAt'])
          .where('app', '=', app)
          .where('user', 'in', users)
          .orderBy('id')
          .execute(),
      ])
      const statusesOf = Map.groupBy(statuses, ({ user }) => user)
      const devicesOf = Map.groupBy(devices, ({ user }) => user)
      return people.map(
        ({ name, ext, published_at, told_online }): PresenceRecord => ({
          user: name,
          ext: ext ?? '',
          publishedAt: published_at ?? 0,
          toldOnline: told_online === 1,
          published: (statusesOf.get(name) ?? []).map(({ user: _, ...status }) => status),
          devices: (devicesOf.get(name) ?? []).map(({ user: _, ...device }) => device),
        }),
      )
    },

    async told(app, users) {
      if (users.length === 0) return
      await writes
        .insertInto('presence')
        .values(
          users.map(({ user, online }) => ({
            app,
            user,
            ext: '',
            published_at: 0,
            told_online: online ? 1 : 0,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['app', 'user']).doUpdateSet(({ ref }) => ({
            told_online: ref('excluded.told_online'),
          })),
        )
        .execute()
    },

    toldOnline(after, limit) {
      return reads
        .selectFrom('presence')
        .select(['app', 'user'])
        .where('told_online', '=', sql.lit(1))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(app, "user") > (${after?.app}, ${after?.user})`),
        )
        .orderBy('app')
        .orderBy('user')
        .limit(limit)
        .execute()
    },

    async subscribe(app, subscriber, users, { expiresAt, now, limit }) {
      if (users.length === 0) return
      // Two concurrent writers would each find the number within the limit.
      const turn = flavour.turn([`${app}/presence/${subscriber}`])?.compile(writes)
      const mine = sql`app = ${app} and subscriber = ${subscriber}`
      await together([
        ...(turn === undefined ? [] : [turn]),
        writes
          .insertInto('presence_subscription')
          .values(users.map((user) => ({ app, subscriber, user, expires_at: expiresAt })))
          .onConflict((conflict) =>
            conflict.columns(['app', 'subscriber', 'user']).doUpdateSet({ expires_at: expiresAt }),
          )
          .compile(),
        sql`
          delete from presence_subscription where (app, subscriber, "user") in
            (select app, subscriber, "user" from presence_subscription where expires_at <= ${now}
              order by expires_at limit ${sql.lit(OVER_AT_ONCE)})`.compile(writes),
        sql`
          delete from presence_subscription where ${mine} and (expires_at, "user") <
            (select expires_at, "user" from presence_subscription where ${mine}
              order by expires_at desc, "user" desc limit 1 offset ${limit - 1})`.compile(writes),
      ])
    },

    async unsubscribe(app, subscriber, users) {
      if (users.length === 0) return
      await writes
        .deleteFrom('presence_subscription')
        .where('app', '=', app)
        .where('subscriber', '=', subscriber)
        .where('user', 'in', users)
        .execute()
    },

    async expiries(app, subscriber, users, now) {
      if (users.length === 0) return new Map()
      const rows = await ofSubscriber(app, subscriber, now)
        .select(['user', 'expires_at'])
        .where('user', 'in', users)
        .execute()
      return new Map(rows.map(({ user, expires_at }) => [user, expires_at]))
    },

    async subscriptions(app, subscriber, now, { limit, offset }) {
      const count = sql<number>`count(*)`.as('count')
      const [counted, subscriptions] = await Promise.all([
        ofSubscriber(app, subscriber, now).select(count).executeTakeFirstOrThrow(),
        ofSubscriber(app, subscriber, now)
          .select(['user', 'expires_at as expiresAt'])
          .orderBy('user')
          .limit(limit)
          .offset(offset)
          .execute(),
      ])
      return { total: counted.count, subscriptions }
    },

    async subscribed(app, users, now) {
      if (users.length === 0) return new Set()
      const given = flavour.rows<{ name: string }>(JSON.stringify(users.map((name) => [name])), {
        name: 'text',
      })
      // With a limit, PostgreSQL looks up each of the users and does not read the subscriptions of all others.
      const { rows } = await sql<{ name: string }>`
        select name from ${given} as given where
          (select 1 from presence_subscription
            where app = ${app} and "user" = given.name and expires_at > ${now} limit 1) is not null`.execute(
        reads,
      )
      return new Set(rows.map(({ name }) => name))
    },

    async subscribers(app, user, now, limit) {
      const { rows } = await reads.executeQuery(findSubscribers(connection, { app, user, now, limit }))
      return rows
    },
  }
}
