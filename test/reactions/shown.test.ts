import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { wire } from '@ringpost/protocol'
import { logIn } from '../contacts/roster-client.ts'
import { Follower } from '../facts/follower.ts'
import { SyncSocket } from '../gateway/sync-socket.ts'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'

// What the SDK reports differs from what it declares.
// biome-ignore lint/suspicious/noExplicitAny: as above
type Anything = any

describe('reactions with the official SDK', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const people = (count: number) => server.newUsers(count)
  async function say(from: string, to: string, path = 'users'): Promise<string> {
    const message = { from, to: [to], type: 'txt', body: { msg: 'hi' } }
    return (await server.call('POST', `/messages/${path}`, message)).body.data[to]
  }
  const react = async (user: string, msgId: string, message: string) => {
    const { status } = await server.call('POST', `/reaction/user/${user}`, { msgId, message })
    assert.equal(status, 200)
  }
  const change = async (client: Awaited<ReturnType<typeof logIn>>): Promise<Anything> =>
    JSON.parse(JSON.stringify(await client.next('onReactionChange')))

  test('[reactions.add] [reactions.remove] [socket.reactionEvents] the other side and own devices are told, with all reactions', async () => {
    const [a, b] = (await people(2)) as [string, string]
    await using acting = await logIn(server, a, 'acting')
    await using watching = await logIn(server, a, 'watching')
    await using other = await logIn(server, b)
    const messageId = await say(a, b)
    await react(b, messageId, 'first')
    for (const client of [acting, watching, other]) await client.next('onReactionChange')
    await acting.connection.addReaction({ messageId, reaction: '👍' })
    const added = await change(other)
    const first = { reaction: 'first', count: 1, state: true, isAddedBySelf: true, userList: [b] }
    const mine = { reaction: '👍', count: 1, state: false, isAddedBySelf: false, userList: [a] }
    assert.ok(Math.abs(added.ts - Date.now()) < 60_000)
    assert.deepEqual(added, {
      from: a,
      to: b,
      chatType: 'singleChat',
      messageId,
      ts: added.ts,
      reactions: [first, { ...mine, op: [{ operator: a, reactionType: 'create' }] }],
    })
    assert.deepEqual(await change(watching), added)
    await acting.connection.deleteReaction({ messageId, reaction: '👍' })
    const gone = { ...mine, count: 0, userList: [], op: [{ operator: a, reactionType: 'delete' }] }
    assert.deepEqual((await change(other)).reactions, [first, gone])
    assert.deepEqual(await change(acting), added, 'its request does not name the device')
  })

  test('[socket.reactionEvents] a group is told once, and who was offline later', async () => {
    const [a, b, c] = (await people(3)) as [string, string, string]
    const group = await createGroup(server, [b, c], { owner: a })
    const message = await say(a, group, 'chatgroups')
    {
      await using late = await logIn(server, c)
      await late.next('onTextMessage', ({ id }) => id === message)
    }
    await using online = await logIn(server, b)
    await react(a, message, 'x')
    await react(b, message, 'x')
    for (const count of [1, 2]) {
      const { from, to, chatType, reactions } = await change(online)
      assert.deepEqual([to, chatType, reactions.length], [group, 'groupChat', 1])
      assert.deepEqual([reactions[0].count, reactions[0].op[0].operator], [count, from])
    }
    await using returned = await logIn(server, c)
    assert.deepEqual([(await change(returned)).from, (await change(returned)).from], [a, b])
  })

  test('[history.roam] [conversations.list] [conversations.pinnedMessages] messages carry them as their reader sees them', async () => {
    const [a, b, c] = (await people(3)) as [string, string, string]
    const group = await createGroup(server, [b, c], { owner: a })
    const [inPair, inGroup] = [await say(a, b), await say(a, group, 'chatgroups')]
    await react(b, inPair, 'x')
    for (const user of [b, c]) await react(user, inGroup, '👍')
    await react(c, inGroup, 'y')
    const seen = (reader: string) => [
      { reaction: '👍', count: 2, isAddedBySelf: reader !== a, userList: [b, c] },
      { reaction: 'y', count: 1, isAddedBySelf: reader === c, userList: [c] },
    ]
    const both = (reader: string) => seen(reader).map((each) => ({ ...each, state: each.isAddedBySelf }))
    for (const [reader, peer] of [
      [a, b],
      [b, a],
    ] as const) {
      await using client = await logIn(server, reader, 'fresh')
      if (reader === b) {
        const waiting: Anything = await client.next('onTextMessage', ({ id }) => id === inPair)
        assert.deepEqual(plain(waiting.reactions), [
          { reaction: 'x', count: 1, isAddedBySelf: true, userList: [b] },
        ])
      }
      const { connection } = client as Anything
      const history = async (targetId: string, chatType: string) =>
        plain(
          (await connection.getHistoryMessages({ targetId, chatType, pageSize: 10 })).messages[0].reactions,
        )
      assert.deepEqual(await history(peer, 'singleChat'), [
        { reaction: 'x', count: 1, isAddedBySelf: reader === b, userList: [b] },
      ])
      assert.deepEqual(await history(group, 'groupChat'), seen(reader))
      const { data } = await connection.getServerConversations({ pageSize: 10, cursor: '' })
      const listed = data.conversations.find(({ conversationId }: Anything) => conversationId === group)
      assert.deepEqual(plain(listed.lastMessage.reactions), both(reader))
      await connection.pinMessage({
        conversationType: 'groupChat',
        conversationId: group,
        messageId: inGroup,
      })
      const pins = await connection.getServerPinnedMessages({
        conversationType: 'groupChat',
        conversationId: group,
      })
      assert.deepEqual(plain(pins.data.list[0].message.reactions), both(reader))
      await using socket = await SyncSocket.open(server.url, await server.userToken(reader))
      socket.ask({ type: 10, user: reader })
      const { sessions } = await socket.answer()
      const item = sessions.find(({ id }: Anything) => id === group)
      const body = wire.MessageBody.decode(wire.Meta.decode(item.lastMessage).payload!)
      assert.deepEqual(JSON.parse(body.meta!).reaction, both(reader))
    }
  })

  test('[messages.edit] [threads.lastMessages] they stay beside what else is said of a message', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const group = await createGroup(server, [b], { owner: a })
    const root = await say(a, group, 'chatgroups')
    const made = await server.call('POST', '/thread', { group_id: group, name: 't', owner: a, msg_id: root })
    const thread: string = made.body.data.thread_id
    const message = await say(a, thread, 'chatgroups')
    await react(a, message, 'x')
    const edit = { user: a, new_msg: { type: 'txt', msg: 'new' } }
    assert.equal((await server.call('PUT', `/messages/rewrite/${message}`, edit)).status, 200)
    const { body } = await server.call(
      'POST',
      '/thread/message',
      { threadIds: [thread] },
      {
        token: await server.userToken(a),
      },
    )
    const [{ last_message: last }] = body.entities
    assert.equal(last.payload.bodies[0].msg, 'new')
    const { reaction, edit_msg, thread: place } = last.payload.meta
    assert.deepEqual(
      [reaction, edit_msg.count, place.msg_parent_id],
      [[{ reaction: 'x', count: 1, state: true, isAddedBySelf: true, userList: [a] }], 1, root],
    )
  })

  test('facts say who reacted to what', async () => {
    const [a, b] = (await people(2)) as [string, string]
    const message = await say(a, b)
    await using follower = await Follower.start(server, ['reaction.added', 'reaction.removed'])
    await react(b, message, 'x')
    await server.call('DELETE', `/reaction/user/${b}?msgId=${message}&message=x`)
    const facts = await follower.next(2)
    const common = {
      by: { kind: 'app' },
      message: Number(message),
      reaction: 'x',
      user: b,
      subject: `p:${a}|${b}`,
    }
    for (const [n, kind] of ['reaction.added', 'reaction.removed'].entries()) {
      const { entry, seq, ...fact } = facts[n]!
      assert.deepEqual(fact, { ...common, kind })
      assert.ok(Number(entry) > Number(message) && Number(seq) > 1)
    }
  })
})

/** Objects of the SDK's page belong to other classes than ours. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
