import { sql } from 'kysely'
import type { PushBindingStore } from '../domain/push/push-binding-store.ts'
import type { Connection } from './engine.ts'

const columns = ['user', 'device', 'certificate', 'token', 'kicked'] as const

export function pushBindingStore({ reads, writes, together }: Connection): PushBindingStore {
  const ofUser = (app: number, user: string) =>
    writes.deleteFrom('push_binding').where('app', '=', app).where('user', '=', user)

  return {
    async of(app, users) {
      if (users.length === 0) return []
      const rows = await reads
        .selectFrom('push_binding')
        .select(columns)
        .where('app', '=', app)
        .where('user', 'in', users)
        .orderBy('user')
        .orderBy('device')
        .orderBy('certificate')
        .execute()
      return rows.map(toBinding)
    },

    async get(app, { user, device, certificate }) {
      const row = await reads
        .selectFrom('push_binding')
        .select(columns)
        .where('app', '=', app)
        .where('user', '=', user)
        .where('device', '=', device)
        .where('certificate', '=', certificate)
        .executeTakeFirst()
      return row && toBinding(row)
    },

    async bind(app, { user, device, certificate, token }, now, limit) {
      const values = { token, bound_at: now, kicked: 0 }
      const beyond = writes
        .selectFrom('push_binding as kept')
        .select(['kept.bound_at'])
        .where('kept.app', '=', app)
        .where('kept.user', '=', user)
        .orderBy('kept.bound_at', 'desc')
        .limit(1)
        .offset(limit)
      await together([
        writes
          .deleteFrom('push_binding')
          .where('app', '=', app)
          .where('token', '=', token)
          .where('certificate', '=', certificate)
          .compile(),
        writes
          .insertInto('push_binding')
          .columns(['app', 'user', 'device', 'certificate', 'token', 'bound_at', 'kicked'])
          .expression(
            // An account that is being deleted must not leave its token to the next one of its name.
            writes
              .selectFrom('user')
              .select((eb) => [
                'app',
                'name',
                eb.val(device).as('device'),
                eb.val(certificate).as('certificate'),
                eb.val(token).as('token'),
                sql<number>`${sql.lit(now)}`.as('bound_at'),
                sql<number>`0`.as('kicked'),
              ])
              .where('app', '=', app)
              .where('name', '=', user),
          )
          .onConflict((conflict) =>
            conflict.columns(['app', 'user', 'device', 'certificate']).doUpdateSet(values),
          )
          .compile(),
        ofUser(app, user).where('bound_at', '<=', beyond).compile(),
      ])
    },

    async unbind(app, user, device, certificate) {
      const ofDevice = ofUser(app, user).where('device', '=', device)
      await (certificate === undefined ? ofDevice : ofDevice.where('certificate', '=', certificate)).execute()
    },

    async drop(app, { user, device, certificate, token }) {
      await ofUser(app, user)
        .where('device', '=', device)
        .where('certificate', '=', certificate)
        .where('token', '=', token)
        .execute()
    },

    async setKicked(app, user, devices, kicked) {
      await writes
        .updateTable('push_binding')
        .set({ kicked: kicked ? 1 : 0 })
        .where('app', '=', app)
        .where('user', '=', user)
        .where('device', 'in', devices)
        .where('kicked', '=', kicked ? 0 : 1)
        .execute()
    },
  }
}

function toBinding<Row extends { kicked: number }>({ kicked, ...row }: Row) {
  return { ...row, kicked: kicked === 1 }
}
