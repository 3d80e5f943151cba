import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { BodyType, encodeMessageBody, userJid } from '@ringpost/protocol'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import type { Client } from '../sdk/client.ts'
import { loadSdkInto } from '../sdk/load-sdk.ts'
import { APP_KEY, RawClient } from './raw-client.ts'

/** What `onStreamMessage` tells (search-streams-translation.md §2.2). */
interface StreamEvent {
  id: string
  chatType: string
  from: string
  to: string
  msg: string
  ext: object
  stream: { customType: string; status: number; errorType: number; text: string; finishReason: number }
}

const START = 0
const START_COMPLETED = 1
const IN_PROGRESS = 2
const COMPLETED = 3
const ERROR = 4

describe('messages told in pieces, as clients see them', () => {
  let server: TestServer
  let names = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const person = async (): Promise<string> => {
    const name = `p${++names}`
    await server.users(name)
    return name
  }
  const login = (user: string, device = 'd1', sdk?: string) =>
    // In a page of its own: the connections of one page share what they know of streams.
    sdkClient(server, { user, password: 'pw', device, page: loadSdkInto({}, sdk), ...(sdk && { sdk }) })

  /** A message that grows by `add`. */
  async function teller(to: string, kind: 'user' | 'chatgroup' = 'user', from = 'bot') {
    let msgId: string | undefined
    let seq = 0
    const add = async (msg: string, body: object = {}, rest: object = {}) => {
      const piece = { from, to, body: { msgId, msg, seq: seq++, ...body }, ...rest }
      const reply = await server.call('POST', `/stream_message/${kind}`, piece)
      assert.equal(reply.status, 200, JSON.stringify(reply.body))
      msgId ??= reply.body.data.msgId
    }
    return {
      add,
      end: (msg: string, body: object = {}) => add(msg, { finish: true, ...body }),
      id: () => msgId!,
    }
  }
  const eventsOf = (client: Client) => client.all('onStreamMessage' as never) as unknown as StreamEvent[]
  /** `text so far / status` of all events of a message so far. */
  const seen = (client: Client, id: string): string[] =>
    eventsOf(client)
      .filter((event) => event.id === id)
      .map(({ msg, stream }) => `${msg}/${stream.status}`)
  const sees = (client: Client, id: string, expected: readonly string[]) =>
    until(
      () => `${JSON.stringify(expected)} was seen, not ${JSON.stringify(seen(client, id))}`,
      () => JSON.stringify(seen(client, id)) === JSON.stringify(expected),
    )
  /** A message after which everything before it has arrived. */
  async function settle(client: Client, to: string): Promise<void> {
    const { body } = await server.call('POST', '/messages/users', {
      from: 'bot',
      to: [to],
      type: 'txt',
      body: { msg: 'settled' },
    })
    await client.next('onTextMessage', ({ id }) => id === body.data[to])
  }

  test('[messages.streamToUser] [socket.stream] who is there sees the text grow, and its end once', async () => {
    const alice = await person()
    await using client = await login(alice)
    const told = await teller(alice)
    await told.add('Once ', { type: 'markdown' }, { ext: { model: 'x' } })
    await told.add('upon ', {}, { ext: { more: 1 } })
    await told.add('a ', { seq: 9 })
    await told.end('time', { seq: 20, finishReason: 4 })
    const whole = ['Once /0', 'Once upon /2', 'Once upon a /2', 'Once upon a time/3']
    await sees(client, told.id(), whole)
    await settle(client, alice)
    assert.deepEqual(seen(client, told.id()), whole)
    const [first, second, , last] = eventsOf(client)
    assert.deepEqual(
      [first!.chatType, first!.from, first!.to, first!.ext, first!.stream.customType],
      ['singleChat', 'bot', alice, { model: 'x' }, 'markdown'],
    )
    assert.deepEqual([second!.ext, second!.stream.text], [{ more: 1 }, 'upon '])
    assert.deepEqual([last!.stream.finishReason, last!.stream.errorType], [4, 0])
    assert.deepEqual(client.all('onTextMessage').length, 1, 'only what settles')
  })

  test('[messages.streamToUser] a single piece is started and completed', async () => {
    const alice = await person()
    await using client = await login(alice)
    const told = await teller(alice)
    await told.end('all')
    await settle(client, alice)
    const [only, ...more] = seen(client, told.id())
    // A client that is still looking for what it missed finds the message in the log, as one that comes later.
    assert.ok([`all/${START_COMPLETED}`, `all/${COMPLETED}`].includes(only!), only)
    assert.deepEqual(more, [])
    await using second = await login(alice, 'd2')
    const history = await second.connection.getHistoryMessages({ targetId: 'bot', chatType: 'singleChat' })
    assert.equal(history.messages.length, 2)
  })

  test('[messages.streamToUser] who comes in the middle sees it from the start', async () => {
    const alice = await person()
    await using early = await login(alice)
    const told = await teller(alice)
    await told.add('a')
    await told.add('b')
    await sees(early, told.id(), ['a/0', 'ab/2'])
    await using late = await login(alice, 'd2')
    assert.deepEqual(seen(late, told.id()), [])
    await told.add('c')
    await sees(late, told.id(), ['a/0', 'ab/2', 'abc/2'])
    await told.end('d')
    const all = ['a/0', 'ab/2', 'abc/2', 'abcd/3']
    for (const client of [early, late]) {
      await sees(client, told.id(), all)
      await settle(client, alice)
      assert.deepEqual(seen(client, told.id()), all)
    }
  })

  test('[messages.streamToUser] who loses the connection in the middle misses nothing', async () => {
    const alice = await person()
    await using client = await login(alice)
    const told = await teller(alice)
    await told.add('a')
    await sees(client, told.id(), ['a/0'])
    const { core } = server.running
    const sessions = () => core.registry.of(server.app.id, alice)
    const pieces = [`a/${START}`]
    const all = [...pieces]
    let text = 'a'
    const add = async (piece: string) => {
      await told.add(piece)
      text += piece
      pieces.push(`${text}/${IN_PROGRESS}`)
    }
    for (const missed of [1, 3]) {
      client.connection.close()
      await until('the session has ended', () => sessions().length === 0)
      for (let i = 0; i < missed; i++) await add('-')
      await client.connection.open({ user: alice, pwd: 'pw' })
      await add('+')
      // Nobody says what they have of a message in pieces: each login is told it from the start.
      all.push(...pieces)
      await sees(client, told.id(), all)
    }
    await told.end('.')
    all.push(`${text}./${COMPLETED}`)
    await sees(client, told.id(), all)
    await settle(client, alice)
    assert.deepEqual(seen(client, told.id()), all)
  })

  test('[messages.streamToUser] who comes after the end gets the whole, once; so does who left in the middle', async () => {
    const alice = await person()
    await using client = await login(alice)
    const told = await teller(alice)
    await told.add('a')
    await sees(client, told.id(), ['a/0'])
    client.connection.close()
    await until(
      'the session has ended',
      () => server.running.core.registry.of(server.app.id, alice).length === 0,
    )
    await told.add('b')
    await told.end('c')
    await client.connection.open({ user: alice, pwd: 'pw' })
    await sees(client, told.id(), ['a/0', `abc/${COMPLETED}`])
    await settle(client, alice)
    assert.equal(seen(client, told.id()).length, 2)

    const bob = await person()
    const before = await teller(bob)
    await before.add('x')
    await before.end('y')
    await using fresh = await login(bob)
    await sees(fresh, before.id(), [`xy/${COMPLETED}`])
    await settle(fresh, bob)
    assert.equal(seen(fresh, before.id()).length, 1)
    const { messages } = await fresh.connection.getHistoryMessages({
      targetId: 'bot',
      chatType: 'singleChat',
    })
    const [last] = messages.filter(({ id }) => id === before.id()) as unknown as StreamEvent[]
    assert.deepEqual([last!.msg, last!.stream.status], ['xy', COMPLETED])
  })

  test('[messages.streamToGroup] members see it; the sender, who is one, does not', async () => {
    const [alice, bob] = [await person(), await person()]
    const group = await createGroup(server, [bob], { owner: alice })
    await using a = await login(alice)
    await using b = await login(bob)
    const told = await teller(group, 'chatgroup', bob)
    await told.add('1')
    await told.end('2')
    await sees(a, told.id(), ['1/0', '12/3'])
    const [event] = eventsOf(a)
    assert.deepEqual([event!.chatType, event!.to, event!.from], ['groupChat', group, bob])
    await settle(b, bob)
    assert.deepEqual(seen(b, told.id()), [])
  })

  for (const sdk of [undefined, 'agora-chat'])
    test(`[messages.streamToGroup] who joins in the middle gets nothing of it (${sdk ?? 'easemob-websdk'})`, async () => {
      const [alice, bob, carol] = [await person(), await person(), await person()]
      const group = await createGroup(server, [], { owner: alice })
      await using a = await login(alice, 'd1', sdk)
      await using b = await login(bob, 'd1', sdk)
      const told = await teller(group, 'chatgroup')
      await told.add('from before')
      for (const user of [bob, carol]) await server.call('POST', `/chatgroups/${group}/users/${user}`)
      await told.add(' and after')
      await told.add(' it')
      await using c = await login(carol, 'd1', sdk)
      await told.add('.')
      await told.end('.')
      if (sdk === undefined)
        await sees(a, told.id(), [
          'from before/0',
          'from before and after/2',
          'from before and after it/2',
          'from before and after it./2',
          'from before and after it../3',
        ])
      else await a.next('onTextMessage', ({ id }) => id === told.id())
      for (const [client, user] of [
        [b, bob],
        [c, carol],
      ] as const) {
        await settle(client, user)
        assert.deepEqual(eventsOf(client), [])
        assert.deepEqual(client.all('onTextMessage').length, 1, 'only what settles')
      }
      await using late = await login(bob, 'd2', sdk)
      await settle(late, bob)
      assert.deepEqual(eventsOf(late), [])
    })

  test('[messages.streamToUser] what pauses for too long ends with an error', async () => {
    const alice = await person()
    await using client = await login(alice)
    const set = (streamPauseSeconds: number) =>
      server.running.core.apps.changeSettings(server.app, { streamPauseSeconds })
    const told = await teller(alice)
    await set(0)
    try {
      await told.add('a')
    } finally {
      await set(30)
    }
    await sees(client, told.id(), ['a/0', `a/${ERROR}`])
    assert.equal(eventsOf(client).at(-1)!.stream.errorType, 513)
    await settle(client, alice)
    assert.equal(seen(client, told.id()).length, 2)
  })

  test('[messages.streamToUser] what was recalled or edited after its end is read as it is now', async () => {
    const alice = await person()
    const [recalled, edited] = [await teller(alice), await teller(alice)]
    for (const told of [recalled, edited]) {
      await told.add('a')
      await told.end('b')
    }
    const recall = { msgs: [{ msg_id: recalled.id(), to: alice, chat_type: 'chat', force: true }] }
    assert.equal((await server.call('POST', '/messages/msg_recall', recall)).status, 200)
    const edit = { new_msg: { type: 'txt', msg: 'better' } }
    assert.equal((await server.call('PUT', `/messages/rewrite/${edited.id()}`, edit)).status, 200)
    await using client = await login(alice)
    await client.next('onTextMessage', ({ id, msg }) => id === edited.id() && msg === 'better')
    await settle(client, alice)
    assert.deepEqual(eventsOf(client), [])
  })

  for (const sdk of ['agora-chat', 'easemob-websdk-4.8'])
    test(`[messages.streamToUser] ${sdk}, which knows no streams, shows the whole as one text`, async () => {
      const alice = await person()
      await using client = await login(alice, 'd1', sdk)
      const told = await teller(alice)
      await told.add('a')
      await told.add('b')
      await told.end('c')
      const { msg } = await client.next('onTextMessage', ({ id }) => id === told.id())
      assert.equal(msg, 'abc')
      await settle(client, alice)
      assert.equal(client.all('onTextMessage').filter(({ id }) => id === told.id()).length, 1)
    })

  test('clients cannot send pieces', async () => {
    const [alice, bob] = [await person(), await person()]
    await using raw = await RawClient.login(server.wsUrl, {
      user: alice,
      token: await server.userToken(alice),
    })
    const body = { type: BodyType.CHAT, from: alice, to: bob } as const
    const stream = { type: 'text', sequence: 0, status: START }
    const payload = encodeMessageBody({ ...body, content: { type: 'txt', msg: 'x' }, stream })
    const { status } = await raw.acknowledgement(raw.send({ to: userJid(APP_KEY, bob), payload }))
    assert.equal(status?.reason, 'format is incorrect')
  })
})
