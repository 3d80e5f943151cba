import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { groupLog } from '../../domain/log/log-key.ts'
import type { Stores } from '../../domain/stores.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'

const LOG = groupLog('1')

/** Logs with membership: users who come and go get what is in between. */
export function followerContract(open: () => Stores): void {
  describe('followers', () => {
    test('a user gets what comes after the entry they follow from, or from it on', async () => {
      const { app, logs, say, behind } = await scene(open())
      const [, second] = await say(3)
      await logs.follow(app.id, LOG, ['bob', 'carol'], { entry: second!, included: false })
      await logs.follow(app.id, LOG, ['dave'], { entry: second!, included: true })
      assert.deepEqual(await behind('bob'), [{ log: LOG, acknowledged: 2, head: 3, start: 2 }])
      assert.deepEqual(await behind('carol'), [{ log: LOG, acknowledged: 2, head: 3, start: 2 }])
      assert.deepEqual(await behind('dave'), [{ log: LOG, acknowledged: 1, head: 3, start: 1 }])
    })

    test('a user who ceases to follow still gets what they had not got, and nothing later', async () => {
      const { app, logs, say, behind } = await scene(open())
      const [first] = await say(1)
      await logs.follow(app.id, LOG, ['bob', 'carol'], { entry: first!, included: true })
      const [, third] = await say(2)
      await logs.unfollow(app.id, LOG, ['bob'], { entry: third!, included: false })
      await logs.unfollow(app.id, LOG, ['carol'], { entry: third!, included: true })
      const [fourth] = await say(1)
      assert.deepEqual(await behind('bob'), [{ log: LOG, acknowledged: 0, head: 2 }])
      assert.deepEqual(await behind('carol'), [{ log: LOG, acknowledged: 0, head: 3 }])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 2)
      assert.equal(await logs.isDelivered(app.id, 'bob', fourth!), undefined)
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: LOG, seq: 2 }])
      assert.deepEqual(await behind('bob'), [])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 0)
      // Unfollowing twice does not move the end.
      await logs.unfollow(app.id, LOG, ['bob'], { entry: fourth!, included: true })
      assert.deepEqual(await behind('bob'), [])
    })

    test('a user who comes back starts anew, whatever they had got', async () => {
      const { app, logs, say, behind } = await scene(open())
      const [first, second] = await say(2)
      await logs.follow(app.id, LOG, ['bob'], { entry: first!, included: true })
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: LOG, seq: 1 }])
      await logs.unfollow(app.id, LOG, ['bob'], { entry: second!, included: true })
      const [third] = await say(1)
      await logs.follow(app.id, LOG, ['bob'], { entry: third!, included: false })
      assert.deepEqual(await behind('bob'), [])
      await say(1)
      assert.deepEqual(await behind('bob'), [{ log: LOG, acknowledged: 3, head: 4, start: 3 }])
    })

    test('a new device gets what no other has got, up to where its user ceased to follow', async () => {
      const { app, logs, say, behind, register } = await scene(open())
      const [first, second] = await say(2)
      await logs.follow(app.id, LOG, ['bob'], { entry: first!, included: true })
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: LOG, seq: 1 }])
      await logs.unfollow(app.id, LOG, ['bob'], { entry: second!, included: true })
      await say(1)
      await register('bob', 'phone')
      assert.deepEqual(await behind('bob', 'phone'), [{ log: LOG, acknowledged: 1, head: 2 }])
    })

    test('messages that a follower does not want do not count; a follower who comes back wants all', async () => {
      const { app, logs, say, behind } = await scene(open())
      const [first, second] = await say(2)
      await logs.follow(app.id, LOG, ['bob', 'carol'], { entry: first!, included: true })
      await logs.shield(app.id, LOG, 'bob', second!)
      const [, fourth] = await say(2)
      const row = { log: LOG, acknowledged: 0, head: 4 }
      assert.deepEqual(await behind('bob'), [{ ...row, shield: { from: 2, to: null } }])
      assert.deepEqual(await behind('carol'), [row])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 2)
      await logs.unshield(app.id, LOG, 'bob', fourth!)
      const [fifth] = await say(1)
      assert.deepEqual(await behind('bob'), [{ ...row, head: 5, shield: { from: 2, to: 4 } }])
      assert.equal(await logs.countUndelivered(app.id, 'bob'), 3)
      // Also reported if nothing is waiting: new messages are not for them.
      await logs.shield(app.id, LOG, 'bob', fifth!)
      await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: LOG, seq: 5 }])
      const shield = { from: 5, to: null }
      assert.deepEqual(await behind('bob'), [{ log: LOG, acknowledged: 5, head: 5, shield }])
      await logs.follow(app.id, LOG, ['bob'], { entry: fifth!, included: true })
      assert.equal((await behind('bob'))[0]?.shield, undefined)
    })

    test('unknown users follow nothing', async () => {
      const { stores, app, logs, say, behind } = await scene(open())
      const [first] = await say(1)
      await logs.follow(app.id, LOG, ['ghost'], { entry: first!, included: true })
      await stores.users.create([sampleUser(app, 'ghost')])
      assert.deepEqual(await behind('ghost'), [])
    })
  })
}

async function scene(stores: Stores) {
  const app = await createApp(stores)
  const { logs } = stores
  const register = (user: string, resource: string) =>
    logs.registerDevice({ app: app.id, user, resource, uuid: resource, name: resource, seenAt: 1 }, 8)
  const users = ['alice', 'bob', 'carol', 'dave']
  await stores.users.create(users.map((name) => sampleUser(app, name)))
  for (const user of users) await register(user, 'web')
  return {
    stores,
    app,
    logs,
    register,
    /** Messages in the log; their ids. */
    async say(count: number): Promise<number[]> {
      const entries = Array.from({ length: count }, () =>
        sampleEntry(app, 'alice', '1', { log: LOG, followers: [] }),
      )
      return (await logs.append(entries)).map(({ id }) => id)
    },
    behind: async (user: string, device = 'web') => (await logs.behind(app.id, user, device)).logs,
  }
}
