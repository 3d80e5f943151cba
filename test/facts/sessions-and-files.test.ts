import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { goOnline } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { Follower } from './follower.ts'

describe('facts of sessions and files', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice')
  })
  after(() => server.close())

  test('[users.disconnectDevice] a login, a device that leaves, and one that is disconnected', async () => {
    await using follower = await Follower.start(server, ['session.opened', 'session.ended'])
    const phone = await goOnline(server, 'alice', 'phone')
    await phone[Symbol.asyncDispose]()
    // The server need not have noticed yet.
    const first = await follower.next(2)
    await using _ = await goOnline(server, 'alice', 'web')
    const token = await server.userToken('alice')
    await server.call('DELETE', '/users/alice/disconnect/web', undefined, { token })
    const self = (device: string | null) => ({ kind: 'user', name: 'alice', device })
    const facts = [...first, ...(await follower.next(2))]
    assert.deepEqual(
      facts.map(({ kind, device, reason, by }) => [kind, device, reason, by]),
      [
        ['session.opened', 'phone', undefined, self('phone')],
        ['session.ended', 'phone', 'left', self('phone')],
        ['session.opened', 'web', undefined, self('web')],
        ['session.ended', 'web', 'forced', self(null)],
      ],
    )
  })

  test('[users.disconnect] the fact of a session that is ended names who ended it', async () => {
    await using follower = await Follower.start(server, ['session.ended'])
    await using _old = await goOnline(server, 'alice', 'phone')
    await using _new = await goOnline(server, 'alice', 'phone')
    await server.call('GET', '/users/alice/disconnect')
    const facts = await follower.next(2)
    assert.deepEqual(
      facts.map(({ device, reason, by }) => [device, reason, by]),
      [
        ['phone', 'logged-in-elsewhere', { kind: 'user', name: 'alice', device: 'phone' }],
        ['phone', 'forced', { kind: 'app' }],
      ],
    )
  })

  test('what becomes of the devices of a user is told in order, though one commit takes longer than the next', async () => {
    await using follower = await Follower.start(server, ['session.ended'])
    await using _old = await goOnline(server, 'alice', 'phone')
    const { stores } = server.running.core
    const slow = Promise.withResolvers<void>()
    const commit = stores.commit.bind(stores) as typeof stores.commit
    const commits = mock.method(stores, 'commit', async (say: Parameters<typeof commit>[0]) => {
      // The first notes that the new device is there, the second that the old one is not.
      if (commits.mock.callCount() === 1) await slow.promise
      return commit(say)
    })
    try {
      await using _new = await goOnline(server, 'alice', 'phone')
      await server.call('GET', '/users/alice/disconnect')
      await pause(300)
      slow.resolve()
      assert.deepEqual(
        (await follower.next(2)).map(({ reason }) => reason),
        ['logged-in-elsewhere', 'forced'],
      )
    } finally {
      commits.mock.restore()
    }
  })

  test('[files.upload] an upload, and an expired file', async () => {
    await using follower = await Follower.start(server, ['file.uploaded', 'file.removed'])
    const form = new FormData()
    form.append('file', new Blob(['some text'], { type: 'text/plain' }), 'note.txt')
    const reply = await fetch(`${server.url}/acme/chat/chatfiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await server.userToken('alice')}` },
      body: form,
    })
    const { entities } = (await reply.json()) as { entities: { uuid: string }[] }
    const { uuid } = entities[0]!
    const { fileSweeper, stores } = server.running.core
    await stores.files.reschedule(server.app.id, [{ uuid, expiresAt: Date.now() - 1 }], Date.now() - 1)
    await fileSweeper.sweep()
    const facts = await follower.next(2)
    assert.deepEqual(
      facts.map(({ kind, file, name, size, by, subject }) => [kind, file, name, size, by, subject]),
      [
        ['file.uploaded', uuid, 'note.txt', 9, { kind: 'user', name: 'alice', device: null }, `f:${uuid}`],
        ['file.removed', uuid, undefined, undefined, { kind: 'system' }, `f:${uuid}`],
      ],
    )
  })
})
