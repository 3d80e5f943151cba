import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleUser } from './samples.ts'

/** Users who may create rooms. */
export function superAdminContract(open: () => Stores): void {
  describe('super administrators', () => {
    test('belong to one app, are users of it, and are listed by name', async () => {
      const { superAdmins, users } = open()
      const app = await createApp(open())
      const other = await createApp(open())
      await users.create(['alice', 'bob', 'carol'].map((name) => sampleUser(app, name)))
      for (const user of ['carol', 'alice', 'bob', 'bob', 'ghost']) await superAdmins.add(app.id, user)
      assert.deepEqual(await superAdmins.page(app.id, { limit: 2, offset: 0 }), ['alice', 'bob'])
      assert.deepEqual(await superAdmins.page(app.id, { limit: 2, offset: 2 }), ['carol'])
      assert.deepEqual(await superAdmins.page(other.id, { limit: 2, offset: 0 }), [])
      assert.deepEqual(
        [await superAdmins.has(app.id, 'alice'), await superAdmins.has(other.id, 'alice')],
        [true, false],
      )
      await superAdmins.remove(app.id, 'alice')
      await superAdmins.remove(app.id, 'alice')
      assert.equal(await superAdmins.has(app.id, 'alice'), false)
    })

    test('a deleted user no longer is one, nor is a new user of the same name', async () => {
      const { superAdmins, users } = open()
      const app = await createApp(open())
      await users.create([sampleUser(app, 'alice')])
      await superAdmins.add(app.id, 'alice')
      await users.delete(app.id, ['alice'])
      await users.create([sampleUser(app, 'alice')])
      assert.equal(await superAdmins.has(app.id, 'alice'), false)
    })
  })
}
