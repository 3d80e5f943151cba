import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { BodyType, conferenceJid, EditScope, encodeMessageBody, Route, userJid } from '@ringpost/protocol'
import type { Body } from '@ringpost/protocol/body'
import { groupLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { APP_KEY, bodyOf } from '../gateway/raw-client.ts'
import { channelText, createGroup, createRoom } from '../groups/scene.ts'
import type { Answer } from '../harness/json-service.ts'
import { until } from '../harness/until.ts'
import { allow, deny, HookScene, replace, text } from './hook-scene.ts'
import { hasHeaderOf } from './receiver.ts'

const SECRET = 's3cret'

/** A text of alice's. */
const draftOf = (msg: string) => ({
  from: 'alice',
  fromDevice: 'raw_1',
  contentType: 0,
  size: msg.length,
  stored: true,
  echo: true,
  attributes: null,
  origin: null,
  said: { content: { type: 'txt', msg } as const },
})

describe('hooks, asked before messages are sent', () => {
  let scene: HookScene
  let group: string
  let room: string
  before(async () => {
    scene = await HookScene.start()
    group = await createGroup(scene.server, ['bob'])
    room = await createRoom(scene.server, ['bob'])
  })
  after(() => scene[Symbol.asyncDispose]())
  beforeEach(() => scene.reset())

  const entriesIn = async (log = pairLog('alice', 'bob')) => {
    const { core } = scene.server.running
    return (await core.stores.logs.read(scene.server.app.id, log, 0, 100_000)).filter(
      ({ kind }) => kind === 1,
    )
  }
  const lastSaid = async (log?: string) => bodyOf((await entriesIn(log)).at(-1) as never)
  /** Replies by the text of the message. */
  const replies = (table: Record<string, Answer | Promise<Answer>>) => {
    scene.reply = ({ body }) => table[body.payload.bodies[0].msg] ?? allow
  }
  const settled = Symbol('settled')
  const isPending = async (promise: Promise<unknown>) =>
    (await Promise.race([promise, new Promise((resolve) => setImmediate(() => resolve(settled)))])) ===
    settled

  test("[webhooks.create] the question is the vendor's, signed, with the id that the message gets", async () => {
    await scene.hook({ secret: SECRET })
    const ext = { k: 'v', n: 12345678901234567890n.toString() }
    const begun = Date.now()
    const { serverId } = await scene.alice.acknowledgement(scene.send(text('hi'), undefined, { ext }))
    const [asked] = scene.owner.asked
    assert.deepEqual([asked!.method, asked!.path], ['POST', '/hook'])
    assert.equal(asked!.headers['content-type'], 'application/json')
    const { callId, timestamp, security, ...question } = asked!.body
    assert.deepEqual(question, {
      chat_type: 'chat',
      from: 'alice',
      to: 'bob',
      msg_id: String(serverId),
      payload: { ext, bodies: [{ type: 'txt', msg: 'hi' }], from: 'alice', to: 'bob', type: 'chat' },
      securityVersion: '1.0.0',
    })
    assert.match(callId, /^acme#chat_[0-9a-f]{8}-[0-9a-f-]{27}$/)
    assert.ok(timestamp >= begun && timestamp <= Date.now())
    assert.equal(
      security,
      createHash('md5')
        .update(callId + SECRET + timestamp)
        .digest('hex'),
    )
    assert.ok(hasHeaderOf({ ...asked!, text: String(asked!.bytes) }, SECRET))
    await scene.say('to a group', { group })
    await scene.say('to a room', { room })
    assert.deepEqual(
      scene.questions
        .slice(1)
        .map(({ chat_type, group_id, to, payload }) => [chat_type, group_id, to, payload.type]),
      [
        ['groupchat', group, group, 'groupchat'],
        ['chatroom', room, room, 'chatroom'],
      ],
    )
  })

  test('[webhooks.create] who is refused is told why, and nobody gets it', async () => {
    await scene.hook()
    const count = (await entriesIn()).length
    replies({ a: deny('abc'), b: deny(), c: deny(''), d: { body: { valid: false, code: 7, payload: {} } } })
    assert.equal(await scene.say('a'), '19 abc')
    assert.equal(await scene.say('b'), '19 custom logic denied')
    assert.equal(await scene.say('c'), '19 ')
    assert.equal(await scene.say('d'), '19 custom logic denied')
    assert.equal((await entriesIn()).length, count)
    assert.equal(await scene.say('e'), 'sent')
  })

  test('[webhooks.create] the SDK says 502 with the reason, and shows what others got instead', async () => {
    await scene.hook()
    replies({ no: deny('not here'), edit: replace({ bodies: [text('***')], ext: { by: 'hook' } }) })
    for (const isShown of [true, false]) {
      const options = { useReplacedMessageContents: isShown }
      const login = { user: 'alice', password: 'pw', device: 'd2', options }
      await using client = await sdkClient(scene.server, login)
      const send = (msg: string) =>
        client.connection.send(client.message({ type: 'txt', chatType: 'singleChat', to: 'bob', msg }))
      await assert.rejects(send('no'), (error: { type: number; message: string }) => {
        assert.deepEqual([error.type, error.message], [502, 'not here'])
        return true
      })
      const { message } = await send('edit')
      const { msg, isContentReplaced = false } = message as unknown as Record<string, unknown>
      assert.deepEqual([msg, isContentReplaced], isShown ? ['***', true] : ['edit', false])
    }
    assert.deepEqual((await lastSaid()).content, text('***'))
  })

  test('[webhooks.create] a refusal that is not reported looks like success, and leaves nothing', async () => {
    await scene.hook({ report: false })
    replies({ spam: deny('secret reason') })
    const count = (await entriesIn()).length
    const { status, serverId } = await scene.alice.acknowledgement(scene.send(text('spam')))
    assert.deepEqual([status!.code, String(serverId)], [0, scene.questions[0].msg_id])
    assert.equal((await entriesIn()).length, count)
  })

  const garbage: [string, Answer][] = [
    ['nothing', { text: '' }],
    ['no JSON', { text: 'valid' }],
    ['a list', { body: [{ valid: true }] }],
    ['null', { body: null }],
    ['a number', { body: 1 }],
    ['no verdict', { body: {} }],
    ['a text for a verdict', { body: { valid: 'true' } }],
    ['a number for a verdict', { body: { valid: 1 } }],
    ['null for a verdict', { body: { valid: null } }],
    ['a status of its own', { status: 201, body: { valid: true } }],
    ['a fault', { status: 500, body: { valid: true } }],
    ['a redirect', { status: 302, body: { valid: true } }],
    ['too much', { body: { valid: true, code: 'x'.repeat(1000) } }],
    ['far too much', { text: 'x'.repeat(100_000) }],
    ['too deep', { text: `{"valid":true,"payload":{"ext":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}}` }],
    ['half a JSON', { text: '{"valid":true' }],
    ['a list for a payload', { body: { valid: true, payload: [] } }],
    ['an empty payload', { body: { valid: true, payload: {} } }],
    ['a text for a payload', { body: { valid: true, payload: 'x' } }],
    ['no body', { body: { valid: true, payload: { bodies: [] } } }],
    ['two bodies', { body: { valid: true, payload: { bodies: [text('a'), text('b')] } } }],
    [
      'a body of another type',
      { body: { valid: true, payload: { bodies: [{ type: 'cmd', action: 'x' }] } } },
    ],
    ['a body without text', { body: { valid: true, payload: { bodies: [{ type: 'txt' }] } } }],
    ['a number for a text', { body: { valid: true, payload: { bodies: [{ type: 'txt', msg: 1 }] } } }],
    ['a list for attributes', { body: { valid: true, payload: { ext: [] } } }],
    ['null for attributes', { body: { valid: true, payload: { ext: null } } }],
    ['too long a text', { body: { valid: true, payload: { bodies: [text('x'.repeat(1024))] } } }],
    ['an unknown level', { body: { valid: true, chatroom_msg_level: 'highest' } }],
  ]

  test('[webhooks.create] an answer that is none leaves the decision to the policy', async () => {
    // Answers in between keep it from resting.
    const answers = Object.fromEntries(garbage)
    replies(answers)
    await scene.hook({ on_failure: 'block' })
    for (const [name] of garbage) {
      assert.equal(await scene.say(name), '19 custom internal error', name)
      await scene.say(`not ${name}`)
    }
    await scene.reset()
    replies(answers)
    await scene.hook({ on_failure: 'pass' })
    for (const [name] of garbage) {
      assert.equal(await scene.say(name), 'sent', name)
      assert.deepEqual((await lastSaid()).content, text(name))
      await scene.say(`not ${name}`)
    }
  })

  test('[webhooks.create] what does not answer in time is not waited for; the policy decides', async () => {
    await scene.hook({ wait_ms: 200 })
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const begun = performance.now()
    assert.equal(await scene.say('slow'), '19 custom internal error')
    const waited = performance.now() - begun
    assert.ok(waited >= 190 && waited < 10_000, `${waited} ms`)
    resolve(allow)
  })

  test('[webhooks.create] what a sender says later to the same conversation waits; nothing else does', async () => {
    await scene.hook({ filters: { ext_keys: ['asked'] } })
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const slow = scene.told(scene.send(text('slow'), undefined, { ext: { asked: 1 } }))
    await until('the hook is asked', () => scene.questions.length === 1)
    const fast = scene.say('fast')
    assert.equal(await scene.say('elsewhere', { group }), 'sent')
    await using bob = await sdkClient(scene.server, { user: 'bob', password: 'pw' })
    const toAlice = bob.message({ type: 'txt', chatType: 'singleChat', to: 'alice', msg: 'from bob' })
    await bob.connection.send(toAlice)
    assert.ok(await isPending(fast))
    resolve(allow)
    assert.deepEqual([await slow, await fast], ['sent', 'sent'])
    const said = (await entriesIn()).slice(-3).map((entry) => bodyOf(entry as never).content)
    assert.deepEqual(said, [text('from bob'), text('slow'), text('fast')])
  })

  test('[webhooks.create] [socket.resend] what is sent again, meanwhile or later, is asked about once', async () => {
    await scene.hook()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const send = (id?: number) => scene.alice.text('bob', 'twice', id === undefined ? {} : { id })
    const id = send()
    await until('the hook is asked', () => scene.questions.length === 1)
    send(id)
    await scene.alice.unread()
    resolve(replace({ bodies: [text('once')] }))
    const answers = [await scene.alice.acknowledgement(id), await scene.alice.acknowledgement(id)]
    scene.reply = () => deny('not again')
    send(id)
    answers.push(await scene.alice.acknowledgement(id))
    assert.deepEqual(
      answers.map(({ status, serverId, metas }) => [status!.code, String(serverId), metas.length]),
      answers.map(() => [0, scene.questions[0].msg_id, 1]),
    )
    assert.deepEqual(bodyOf(answers[2]!.metas[0]!).content, text('once'))
    assert.equal(scene.questions.length, 1)
    assert.equal((await entriesIn()).filter(({ id }) => id === answers[0]!.serverId).length, 1)
  })

  test('[webhooks.create] who is removed while the hook thinks does not get it through', async () => {
    const small = await createGroup(scene.server, ['alice'], { owner: 'bob' })
    await scene.hook()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const told = scene.say('last word', { group: small })
    await until('the hook is asked', () => scene.questions.length === 1)
    assert.equal((await scene.server.call('DELETE', `/chatgroups/${small}/users/alice`)).status, 200)
    resolve(allow)
    assert.equal(await told, '1 not in group or chatroom')
    assert.deepEqual(await entriesIn(groupLog(small)), [])
  })

  const file = { url: 'https://x.test/f', filename: 'f', secret: 's', file_length: 9 }
  const contents: [Body, Body][] = [
    [text('one'), text('two')],
    [
      { type: 'img', ...file, thumb: 'https://x.test/t', size: { width: 1, height: 2 } },
      { type: 'img', ...file, url: 'https://x.test/other', size: { width: 3, height: 4 } },
    ],
    [
      { type: 'audio', ...file, length: 3 },
      { type: 'audio', ...file, length: 4 },
    ],
    [
      { type: 'video', ...file, length: 3 },
      { type: 'video', ...file, length: 4, thumb: 'https://x.test/t' },
    ],
    [
      { type: 'file', ...file },
      { type: 'file', ...file, filename: 'g' },
    ],
    [
      { type: 'loc', lat: 1, lng: 2, addr: 'a' },
      { type: 'loc', lat: 3, lng: 4, addr: 'b' },
    ],
    [
      { type: 'custom', customEvent: 'e', customExts: { a: 'b' } },
      { type: 'custom', customEvent: 'f', customExts: { c: 'd' } },
    ],
  ]

  test('[webhooks.create] every kind of content but commands can be replaced, attributes too', async () => {
    await scene.hook({ replace: 'all' })
    for (const [sent, other] of contents) {
      scene.reply = () => replace({ bodies: [other], ext: { changed: true } })
      assert.equal(await scene.told(scene.send(sent, undefined, { ext: { as: 'sent' } })), 'sent', sent.type)
      const { content, ext } = await lastSaid()
      for (const [name, value] of Object.entries(other))
        assert.deepEqual((content as unknown as Record<string, unknown>)[name], value, `${sent.type} ${name}`)
      assert.ok(
        !('thumb' in content!) || 'thumb' in other,
        'what showed the former does not show the new one',
      )
      assert.deepEqual(ext, { changed: true })
    }
    // What comes back as it was sent loses nothing; attributes can change alone.
    scene.reply = ({ body }) => replace({ ...body.payload, ext: { only: 'ext' } })
    const [image] = contents[1]!
    await scene.told(scene.send(image))
    const { content, ext } = await lastSaid()
    assert.deepEqual([content, ext], [image, { only: 'ext' }])
    scene.reply = () => replace({ ext: { alone: 1 } })
    await scene.say('stays')
    assert.deepEqual([(await lastSaid()).content, (await lastSaid()).ext], [text('stays'), { alone: 1 }])
  })

  test('[webhooks.create] a rule for texts replaces nothing else, and 1 KB at most; for all, 5 KB', async () => {
    await scene.hook()
    const [image, other] = contents[1]!
    scene.reply = () => replace({ bodies: [other] })
    assert.equal(await scene.told(scene.send(image)), '19 custom internal error')
    scene.reply = () => replace({ bodies: [text('é'.repeat(490))] })
    assert.equal(await scene.say('short'), 'sent')
    scene.reply = () => replace({ bodies: [text('é'.repeat(500))] })
    assert.equal(await scene.say('short'), '19 custom internal error')
    await scene.reset()
    await scene.hook({ replace: 'all' })
    scene.reply = () => replace({ bodies: [text('x'.repeat(4500))] })
    assert.equal(await scene.say('short'), 'sent')
    scene.reply = () => replace({ bodies: [text('x'.repeat(5120))] })
    assert.equal(await scene.say('short'), '19 custom internal error')
  })

  test('[webhooks.create] only what a rule is about is asked: types, conversations, senders, attributes', async () => {
    const asks = async (
      rule: object,
      content: Body,
      to?: { user?: string; group?: string; room?: string },
      more = {},
    ) => {
      await scene.reset()
      await scene.hook(rule)
      assert.equal(await scene.told(scene.send(content, to, more)), 'sent')
      return scene.questions.length === 1
    }
    const command: Body = { type: 'cmd', action: 'a' }
    const filters = (more: object) => ({ filters: more })
    assert.equal(await asks({}, command), false)
    assert.equal(await asks({ message_types: ['cmd'] }, command), true)
    assert.equal(await asks({ message_types: ['img'] }, text('x')), false)
    assert.equal(await asks({ message_types: ['txt', 'img'] }, text('x')), true)
    assert.equal(await asks({ chat_types: ['groupchat'] }, text('x')), false)
    assert.equal(await asks({ chat_types: ['groupchat'] }, text('x'), { group }), true)
    assert.equal(await asks({ chat_types: ['groupchat'] }, text('x'), { room }), false)
    assert.equal(await asks(filters({ from: ['bob'] }), text('x')), false)
    assert.equal(await asks(filters({ from: ['bob', 'Alice'] }), text('x')), true)
    assert.equal(await asks(filters({ to: ['bob'] }), text('x')), true)
    assert.equal(await asks(filters({ to: ['carol'] }), text('x')), false)
    assert.equal(await asks(filters({ to: [group] }), text('x'), { group }), false)
    assert.equal(await asks(filters({ groups: [group] }), text('x'), { group }), true)
    assert.equal(await asks(filters({ groups: [group] }), text('x'), { room }), false)
    assert.equal(await asks(filters({ ext_keys: ['k', 'l'] }), text('x'), undefined, { ext: { l: 1 } }), true)
    assert.equal(await asks(filters({ ext_keys: ['k'] }), text('x'), undefined, { ext: { l: 1 } }), false)
    assert.equal(await asks(filters({ envs: ['test'] }), text('x')), false)
    assert.equal(await asks({ enabled: false }, text('x')), false)
  })

  test('[webhooks.create] messages of the app, and to some members only, are not asked about', async () => {
    await scene.hook()
    scene.reply = () => deny()
    const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'by the app' } }
    assert.equal((await scene.server.call('POST', '/messages/users', message)).status, 200)
    const directed = scene.alice.send({
      to: conferenceJid(APP_KEY, group),
      payload: channelText('group', 'alice', group, 'psst'),
      route: Route.DIRECT,
      directedUsers: ['bob'],
    })
    assert.equal(await scene.told(directed), 'sent')
    assert.equal(scene.questions.length, 0)
  })

  test('[webhooks.create] several hooks: all must allow; each sees what those before it made of a text', async () => {
    await scene.hook({}, '/one')
    await scene.hook({}, '/two')
    scene.reply = ({ path, body }) =>
      replace({ bodies: [text(`${body.payload.bodies[0].msg} ${path}`)], ext: {} })
    assert.equal(await scene.say('x'), 'sent')
    assert.deepEqual((await lastSaid()).content, text('x /one /two'))
    // Of what they cannot replace, they are asked at the same time, and the first refusal counts.
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = ({ path }) => (path === '/one' ? promise : deny('two says no'))
    const [image] = contents[1]!
    assert.equal(await scene.told(scene.send(image)), '19 two says no')
    resolve(allow)
  })

  test('[webhooks.create] an edit is asked about where the rule says so; refused, it is not made', async () => {
    const { serverId } = await scene.alice.acknowledgement(
      scene.send(text('before'), undefined, { ext: { e: 1 } }),
    )
    const edit = (msg: string) =>
      scene.told(
        scene.alice.send({
          to: userJid(APP_KEY, 'bob'),
          payload: encodeMessageBody({
            ...{ type: BodyType.EDIT, from: 'alice', to: 'bob', content: { type: 'txt', msg } },
            ...{ editId: serverId!, editScope: EditScope.BODY },
          }),
        }),
      )
    const stored = async () => {
      const { core } = scene.server.running
      const { content, ext } = bodyOf((await core.stores.logs.find(scene.server.app.id, serverId!)) as never)
      return [content, ext]
    }
    await scene.hook({ report: false })
    scene.reply = () => deny('no')
    assert.equal(await edit('not asked'), 'sent')
    await scene.reset()
    await scene.hook({ report: false, events: ['edit'] })
    scene.reply = () => deny('no')
    assert.equal(await edit('refused'), '19 no')
    assert.deepEqual(await stored(), [text('not asked'), { e: 1 }])
    const [{ msg_id, payload }] = scene.questions
    assert.deepEqual(
      [msg_id, payload.type, payload.edit_message_id, payload.bodies],
      [String(serverId), 'edit', String(serverId), [text('refused')]],
    )
    scene.reply = () => replace({ bodies: [text('***')] })
    assert.equal(await edit('replaced'), 'sent')
    assert.deepEqual(await stored(), [text('***'), { e: 1 }])
  })

  test('[webhooks.create] [socket.edit] an edit that is sent again meanwhile is asked about and made once', async () => {
    const { serverId } = await scene.alice.acknowledgement(scene.send(text('before')))
    await scene.hook({ events: ['edit'] })
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const payload = encodeMessageBody({
      ...{ type: BodyType.EDIT, from: 'alice', to: 'bob', content: text('after') },
      ...{ editId: serverId!, editScope: EditScope.BODY },
    })
    const to = userJid(APP_KEY, 'bob')
    const id = scene.alice.send({ to, payload })
    await until('the hook is asked', () => scene.questions.length === 1)
    scene.alice.send({ to, payload, id })
    await scene.alice.unread()
    resolve(allow)
    assert.deepEqual([await scene.told(id), await scene.told(id)], ['sent', 'sent'])
    assert.equal(scene.questions.length, 1)
  })

  test('[webhooks.create] [socket.edit] who is muted while the hook thinks about their edit does not make it', async () => {
    const { serverId } = await scene.alice.acknowledgement(scene.send(text('before')))
    await scene.hook({ events: ['edit'] })
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const edit = { type: BodyType.EDIT, from: 'alice', to: 'bob', content: text('after') }
    const payload = encodeMessageBody({ ...edit, editId: serverId!, editScope: EditScope.BODY })
    const told = scene.told(scene.alice.send({ to: userJid(APP_KEY, 'bob'), payload }))
    await until('the hook is asked', () => scene.questions.length === 1)
    const mute = (chat: number) => scene.server.call('POST', '/mutes', { username: 'alice', chat })
    assert.equal((await mute(60)).status, 200)
    resolve(allow)
    assert.equal(await told, '7 user is mute')
    await mute(0)
  })

  test('[webhooks.create] [socket.edit] the SDK learns that an edit is refused', async () => {
    await scene.hook({ events: ['edit'] })
    replies({ bad: deny('no such edit') })
    await using client = await sdkClient(scene.server, { user: 'alice', password: 'pw', device: 'd2' })
    const words = { type: 'txt', chatType: 'singleChat', to: 'bob' } as const
    const { serverMsgId: messageId } = await client.connection.send(client.message({ ...words, msg: 'good' }))
    const modifiedMessage = client.message({ ...words, msg: 'bad' })
    await assert.rejects(
      client.connection.modifyMessage({ messageId, modifiedMessage } as never),
      (error: { type: number; message: string }) => error.type === 502 && error.message === 'no such edit',
    )
  })

  test('[webhooks.create] the priority of a message to a room can be set', async () => {
    await scene.hook()
    scene.reply = () => ({ body: { valid: true, chatroom_msg_level: 'low' } })
    await using bob = await sdkClient(scene.server, { user: 'bob', password: 'pw' })
    await bob.connection.joinChatRoom({ roomId: room })
    assert.equal(await scene.say('less important', { room }), 'sent')
    const { msg, priority } = (await bob.next(
      'onTextMessage',
      ({ chatType }) => chatType === 'chatRoom',
    )) as unknown as Record<string, unknown>
    assert.deepEqual([msg, priority], ['less important', 'low'])
  })

  test('[webhooks.create] a dead hook is not asked for a while, and the policy decides at once', async () => {
    await scene.hook({ on_failure: 'pass' })
    scene.reply = () => ({ status: 500, body: {} })
    for (let i = 0; i < 25; i++) assert.equal(await scene.say(`${i}`), 'sent')
    assert.equal(scene.questions.length, 20)
    // A rule that is changed is asked again.
    await scene.reset()
    await scene.hook({ on_failure: 'pass' })
    await scene.say('again')
    assert.equal(scene.questions.length, 1)
  })

  test('[webhooks.create] sixty-four questions are on their way at most; the wait for a place counts', async () => {
    await scene.hook({ chat_types: ['chat'] })
    const { promise, resolve } = Promise.withResolvers<Answer>()
    scene.reply = () => promise
    const { sending } = scene.server.running.core
    const caller = { app: scene.server.app, actor: { kind: 'user', name: 'alice', device: 'raw_1' } } as const
    const told = Array.from({ length: 70 }, (_, i) =>
      sending.toUsers(caller, draftOf(`many ${i}`), [{ user: 'bob', device: null }]),
    )
    await until('as many as may are on their way', () => scene.questions.length === 64)
    // Those behind have had their turns, too.
    await until('all wait', () => sending.waiting === 70)
    assert.equal(await scene.say('not asked about', { group }), 'sent')
    assert.equal(scene.questions.length, 64)
    resolve(allow)
    await Promise.all(told)
    assert.equal(scene.questions.length, 70)
  })

  test("[webhooks.create] [moderation.export] what hooks refuse, replace or drop is in the owner's records", async () => {
    const begun = Date.now()
    await scene.hook({ name: 'judge' })
    replies({ no: deny('abc'), masked: replace({ bodies: [text('***')] }), broken: { text: 'x' } })
    for (const msg of ['no', 'masked', 'broken', 'fine']) await scene.say(msg)
    const made = await scene.server.call('POST', '/moderation/record/message/export', { dateFrom: begun })
    const response = await fetch(
      `${scene.server.url}/acme/chat/moderationfiles/${made.body.entity.uuid}?type=record`,
      {
        headers: { authorization: `Bearer ${scene.server.appToken}` },
      },
    )
    const lines = (await response.text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ text, moderation_result, hook, reason, words }) => [
        text,
        moderation_result,
        hook,
        reason,
        words,
      ]),
      [
        ['no', 'REJECT', 'judge', 'abc', []],
        ['masked', 'EXCHANGE', 'judge', '', []],
        ['broken', 'REJECT', 'judge', 'malformed', []],
      ],
    )
  })
})
