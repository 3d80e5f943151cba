import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleApp } from './samples.ts'

export function appContract(open: () => Stores): void {
  describe('apps', () => {
    test('an app comes back as saved, with its row number; a second of the same name is not created', async () => {
      const { apps } = open()
      const sample = sampleApp()
      const app = await apps.create(sample)
      assert.deepEqual(app, { ...sample, id: app!.id })
      assert.deepEqual(
        (await apps.list()).find(({ id }) => id === app!.id),
        app,
      )
      assert.equal(await apps.create({ ...sampleApp(), name: sample.name }), undefined)
      assert.notEqual(await apps.create({ ...sampleApp(), org: 'other', name: sample.name }), undefined)
    })

    test('nor is a second one of the same id, even when several nodes create it at once', async () => {
      const { apps } = open()
      const sample = sampleApp()
      const made = await Promise.all(Array.from({ length: 8 }, () => apps.create(sample)))
      assert.equal(made.filter((app) => app !== undefined).length, 1)
      assert.equal(await apps.create({ ...sampleApp(), appId: sample.appId }), undefined)
    })

    test('apps are listed oldest first', async () => {
      const created = [await createApp(open()), await createApp(open()), await createApp(open())]
      const listed = (await open().apps.list()).map(({ id }) => id)
      assert.deepEqual(
        listed.slice(-3),
        created.map(({ id }) => id),
      )
    })

    test('credentials and settings can be changed', async () => {
      const { apps } = open()
      const app = await createApp(open())
      const changed = { ...app, clientSecret: 'new', settings: { ...app.settings, openRegistration: true } }
      await apps.update(changed)
      assert.deepEqual(
        (await apps.list()).find(({ id }) => id === app.id),
        changed,
      )
    })

    test('an app gets another row number, or stays as it is', async () => {
      const { apps } = open()
      const app = await createApp(open())
      const listed = async () => (await apps.list()).filter(({ key }) => key === app.key)
      const refused = apps.renew({ ...app, clientSecret: null as unknown as string })
      await assert.rejects(refused)
      assert.deepEqual(await listed(), [app])
      const other = await createApp(open())
      await assert.rejects(apps.renew({ ...app, appId: other.appId }), /another app has taken the place of/)
      assert.deepEqual(await listed(), [app])
      const renewed = await apps.renew(app)
      assert.ok(renewed.id > app.id)
      assert.deepEqual(renewed, { ...app, id: renewed.id })
      assert.deepEqual(await listed(), [renewed])
    })

    test('an administrator is saved, and saved again', async () => {
      const { apps } = open()
      const admin = { org: randomUUID(), username: 'root', passwordHash: 'one', createdAt: 1 }
      await apps.saveOrgAdmin(admin)
      assert.deepEqual(await apps.orgAdmin(admin.org, 'root'), admin)
      await apps.saveOrgAdmin({ ...admin, passwordHash: 'two', createdAt: 2 })
      assert.deepEqual(await apps.orgAdmin(admin.org, 'root'), { ...admin, passwordHash: 'two' })
      assert.equal(await apps.orgAdmin(randomUUID(), 'root'), undefined)
    })

    test('a secret is created once, whoever asks first', async () => {
      const { apps } = open()
      const name = randomUUID()
      const secrets = await Promise.all(
        Array.from({ length: 10 }, () => apps.secret(name, () => randomBytes(32))),
      )
      for (const secret of secrets) assert.deepEqual(secret, secrets[0])
      assert.equal(secrets[0]!.length, 32)
      assert.deepEqual(await apps.secret(name, () => assert.fail('made again')), secrets[0])
    })
  })
}
