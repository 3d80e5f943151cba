import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { App, AppSettings } from '../domain/tenancy/app.ts'
import type { AppStore } from '../domain/tenancy/app-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'
import type { AppTable } from './schema.ts'

/** Organisation of apps that are out of use; no organisation can have this name. */
const RETIRED = '~'

export function appStore({ reads, writes, together }: Connection): AppStore {
  function insertion(app: Omit<App, 'id'>) {
    return (
      writes
        .insertInto('app')
        .values({
          org: app.org,
          name: app.name,
          uuid: app.uuid,
          client_id: app.clientId,
          client_secret: app.clientSecret,
          app_id: app.appId,
          app_certificate: app.appCertificate,
          settings: JSON.stringify(app.settings),
          created_at: app.createdAt,
        })
        // When two nodes insert the same app at once, one may hit the other's id before its name.
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
    )
  }

  function retirement(app: number) {
    return writes
      .updateTable('app')
      .set({ org: RETIRED, name: String(app), uuid: randomUUID(), app_id: randomUUID() })
      .where('id', '=', app)
  }

  return {
    async list() {
      const rows = await reads
        .selectFrom('app')
        .selectAll()
        .where('org', '!=', RETIRED)
        .orderBy('id')
        .execute()
      return rows.map(toApp)
    },

    async create(app) {
      const row = await insertion(app).executeTakeFirst()
      return row && toApp(row)
    },

    async update(app) {
      await writes
        .updateTable('app')
        .set({
          client_id: app.clientId,
          client_secret: app.clientSecret,
          app_id: app.appId,
          app_certificate: app.appCertificate,
          settings: JSON.stringify(app.settings),
        })
        .where('id', '=', app.id)
        .execute()
    },

    async retire(app) {
      await retirement(app).execute()
    },

    async renew(app) {
      const taken = () => new Error(`another app has taken the place of ${app.key}`)
      const [row] = await together<Selectable<AppTable>>([
        retirement(app.id).compile(),
        guarded(insertion(app).compile(), 1, taken),
      ])
      return toApp(row!)
    },

    async orgAdmin(org, username) {
      const row = await reads
        .selectFrom('org_admin')
        .selectAll()
        .where('org', '=', org)
        .where('username', '=', username)
        .executeTakeFirst()
      return row && { org, username, passwordHash: row.password_hash, createdAt: row.created_at }
    },

    async saveOrgAdmin(admin) {
      await writes
        .insertInto('org_admin')
        .values({
          org: admin.org,
          username: admin.username,
          password_hash: admin.passwordHash,
          created_at: admin.createdAt,
        })
        .onConflict((conflict) =>
          conflict.columns(['org', 'username']).doUpdateSet({ password_hash: admin.passwordHash }),
        )
        .execute()
    },

    async secret(name, generate) {
      const find = () =>
        reads.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirst()
      const found = await find()
      if (found !== undefined) return found.value
      await writes
        .insertInto('secret')
        .values({ name, value: generate() })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      return (await find())!.value
    },
  }
}

function toApp(row: Selectable<AppTable>): App {
  return {
    id: row.id,
    org: row.org,
    name: row.name,
    key: `${row.org}#${row.name}`,
    uuid: row.uuid,
    clientId: row.client_id,
    clientSecret: row.client_secret,
    appId: row.app_id,
    appCertificate: row.app_certificate,
    settings: JSON.parse(row.settings) as AppSettings,
    createdAt: row.created_at,
  }
}
