import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { TestServer } from '../harness/test-server.ts'

describe('whether a message arrived while its receiver was online', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  test('[socket.onlineState] 1 while online, 0 for what was waiting, in groups too', async () => {
    const login = (user: string) => sdkClient(server, { user, password: 'pw' })
    await using alice = await login('alice')
    const { body } = await server.call('POST', '/chatgroups', {
      groupname: 'g',
      desc: '',
      public: true,
      owner: 'alice',
      members: ['bob'],
    })
    const say = async (msg: string) => {
      await alice.send({ type: 'txt', chatType: 'singleChat', to: 'bob', msg })
      await alice.send({ type: 'txt', chatType: 'groupChat', to: body.data.groupid, msg })
    }
    await say('waited')
    await using bob = await login('bob')
    const states = async (msg: string) => {
      const found = []
      for (let n = 0; n < 2; n++) found.push(await bob.next('onTextMessage', (event) => event.msg === msg))
      return found.map((message) => (message as { onlineState?: number }).onlineState)
    }
    assert.deepEqual(await states('waited'), [0, 0])
    await say('now')
    assert.deepEqual(await states('now'), [1, 1])
  })
})
