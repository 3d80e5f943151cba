import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EasemobChat } from 'easemob-websdk'
import { logIn } from '../contacts/roster-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { createGroup } from './scene.ts'

describe('what was said before a member joined', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  type Client = Awaited<ReturnType<typeof logIn>>
  const events = ['onReactionChange', 'onModifiedMessage', 'onRecallMessage'] as const

  test('[socket.reactionEvents] [socket.edit] [socket.recall] changes to it are told to those who can read it', async () => {
    const [a, b, online, offline] = (await server.newUsers(4)) as [string, string, string, string]
    const group = await createGroup(server, [b], { owner: a })
    await using author = await logIn(server, a)
    await using reader = await logIn(server, b)
    await using late = await logIn(server, online)
    const text = (msg: string) =>
      ({ type: 'txt', chatType: 'groupChat', to: group, msg }) as EasemobChat.CreateMsgType
    const say = async (msg: string) => (await author.send(text(msg))).serverMsgId
    const [before, other] = [await say('before'), await say('recalled')]
    for (const user of [online, offline])
      assert.equal((await server.call('POST', `/chatgroups/${group}/users/${user}`)).status, 200)
    const since = await say('since')
    await late.next('onTextMessage', ({ id }) => id === since)
    const change = async (messageId: string) => {
      await reader.connection.addReaction({ messageId, reaction: 'x' })
      const modifiedMessage = author.message(text('secret')) as EasemobChat.ModifiedMsg
      await author.connection.modifyMessage({ messageId, modifiedMessage })
    }
    await change(before)
    await author.connection.recallMessage({ mid: other, to: group, chatType: 'groupChat' })
    for (const event of events) await reader.next(event)
    await assert.rejects(
      late.connection.pinMessage({
        conversationType: 'groupChat',
        conversationId: group,
        messageId: before,
      }),
      'what is pinned can be read by all',
    )
    await change(since)
    const seen = async (client: Client) => {
      await client.next('onReactionChange')
      await client.next('onModifiedMessage')
      return events.map((event) => client.all(event).length)
    }
    assert.deepEqual(await seen(late), [1, 1, 0])
    await using fresh = await logIn(server, offline)
    assert.deepEqual(await seen(fresh), [1, 1, 0])
  })
})
