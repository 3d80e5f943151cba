import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client, EventName } from '../sdk/client.ts'
import { builds } from './rows.ts'
import type { Anything } from './stage.ts'

const contents: readonly [EventName, object][] = [
  ['onTextMessage', { type: 'txt', msg: 'hi 环信' }],
  ['onCustomMessage', { type: 'custom', customEvent: 'gift', customExts: { name: 'flower' } }],
  ['onCmdMessage', { type: 'cmd', action: 'run' }],
  ['onLocationMessage', { type: 'loc', lat: 39.9, lng: 116.3, addr: 'here' }],
]

describe('messages with every build of the SDK', () => {
  for (const [version, sdk] of Object.entries(builds)) {
    test(`messages, ${version}`, async () => {
      await using server = await TestServer.start()
      await server.users('alice', 'bob', 'carol')
      const login = (user: string, device = 'd1') =>
        sdkClient(server, { user, password: 'pw', device, sdk, delivery: true })
      const send = async (client: Client, message: object): Promise<string> =>
        (await client.send(message as Anything)).serverMsgId
      const to = { chatType: 'singleChat', to: 'bob' }
      const here = (id: string) => (event: Anything) => event.id === id
      const about = (id: string) => (event: Anything) => event.mid === id

      await using alice = await login('alice')
      await using second = await login('alice', 'd2')
      let text: string
      {
        await using bob = await login('bob')
        for (const [event, content] of contents) {
          const id = await send(alice, { ...content, ...to })
          const got: object = await bob.next(event, here(id))
          assert.partialDeepStrictEqual({ ...got }, { id, from: 'alice', to: 'bob' })
          assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(got)), content)
          await alice.next('onDeliveredMessage', about(id))
          // What one device sends, the other gets too.
          assert.partialDeepStrictEqual(
            { ...((await second.next(event, here(id))) as object) },
            { from: 'alice', to: 'bob' },
          )
        }
        text = await send(alice, { type: 'txt', msg: 'old', ...to })
        await bob.next('onTextMessage', here(text))
        await send(bob, { type: 'read', chatType: 'singleChat', to: 'alice', id: text })
        await alice.next('onReadMessage', about(text))
        if ('modifyMessage' in alice.connection) {
          await alice.connection.modifyMessage({
            messageId: text,
            modifiedMessage: alice.message({ type: 'txt', msg: 'new', ...to } as Anything) as Anything,
          })
          for (const client of [bob, second])
            assert.equal(((await client.next('onModifiedMessage', here(text))) as Anything).msg, 'new')
        }
        await alice.connection.recallMessage({ mid: text, to: 'bob', chatType: 'singleChat' })
        for (const client of [bob, second]) await client.next('onRecallMessage', about(text))
      }

      const sent: string[] = []
      for (const n of [1, 2, 3, 4, 5]) sent.push(await send(alice, { type: 'txt', msg: `${n}`, ...to }))
      const last = sent.at(-1)!
      const group = await createGroup(server, ['bob'])
      const asking = await send(alice, {
        ...{ type: 'txt', chatType: 'groupChat', to: group, msg: 'read me' },
        msgConfig: { allowGroupAck: true },
      })
      await using bob = await login('bob')
      await bob.next('onTextMessage', here(last))
      await bob.next('onTextMessage', here(asking))
      assert.deepEqual(
        bob.all('onTextMessage').flatMap(({ id }) => (sent.includes(id) ? [id] : [])),
        sent,
        'everything that arrived in the meantime, once and in order',
      )
      await send(bob, { type: 'read', chatType: 'groupChat', to: group, id: asking, ackContent: 'seen' })
      const read: Anything = await alice.next('onReadMessage', about(asking))
      assert.deepEqual({ ...read.groupReadCount }, { [asking]: 1 })
    })

    test(`[users.resources] [users.disconnectDevice] one device of several, ${version}`, async () => {
      await using server = await TestServer.start()
      await server.users('alice')
      const login = (device: string) => sdkClient(server, { user: 'alice', password: 'pw', device, sdk })
      await using first = await login('d1')
      await using second = await login('d2')
      const resources = async () => {
        const { body } = await server.call('GET', '/users/alice/resources')
        return (body.data as { res: string }[]).map(({ res }) => res)
      }
      const both = await resources()
      const kicked = first.connection.context.jid.clientResource
      assert.deepEqual([both.length, both.includes(kicked)], [2, true])
      await server.call('DELETE', `/users/alice/disconnect/${kicked}`)
      await first.next('onError', ({ type }) => type === 217)
      assert.deepEqual(
        await resources(),
        both.filter((resource) => resource !== kicked),
      )
      await second.send({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: 'still here' })
    })
  }
})
