import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  conferenceJid,
  decodeMucBody,
  encodeMucBody,
  MucOperation,
  Namespace,
  userJid,
} from '@ringpost/protocol'
import { type Entry, entryKind } from '../../packages/server/src/domain/log/entry.ts'
import { groupLog } from '../../packages/server/src/domain/log/log-key.ts'
import { APP_KEY, RawClient, textsOf } from '../gateway/raw-client.ts'
import type { Reply } from '../harness/test-server.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createGroup, createRoom, goOnline, hears, say, tell, told } from './scene.ts'

describe('groups and rooms that change during use', () => {
  let server: TestServer
  const crowd = Array.from({ length: 30 }, (_, i) => `c${i}`)
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', ...crowd)
  })
  after(() => server.close())

  const call = (method: string, path: string, body?: unknown) => server.call(method, path, body)
  const entries = (log: string): Promise<Entry[]> =>
    server.running.core.stores.logs.read(server.app.id, log, 0, 100_000)
  const statuses = (replies: readonly Reply[]) => replies.map(({ status }) => status).sort()
  const count = async (id: string) => {
    const [{ affiliations_count, affiliations }] = (await call('GET', `/chatgroups/${id}`)).body.data
    assert.equal(affiliations.length, affiliations_count)
    return affiliations_count
  }
  const send = (group: string, msg: string) =>
    call('POST', '/messages/chatgroups', { to: [group], type: 'txt', body: { msg } })

  test('[groups.addMember] of many concurrent adds of one user exactly one succeeds, with one event', async () => {
    const group = await createGroup(server, [])
    await catchUp(server, 'bob')
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => call('POST', `/chatgroups/${group}/users/bob`)),
    )
    assert.deepEqual(statuses(replies), [200, ...Array(19).fill(403)])
    assert.equal(await count(group), 2)
    assert.deepEqual(await catchUp(server, 'bob'), ['DIRECT_JOINED alice>bob'])
  })

  test('[groups.addMember] concurrent adds: nobody is lost, and the group never exceeds its limit', async () => {
    const group = await createGroup(server, [], { maxusers: 21 })
    const replies = await Promise.all(crowd.map((user) => call('POST', `/chatgroups/${group}/users/${user}`)))
    assert.deepEqual(statuses(replies), [...Array(20).fill(200), ...Array(10).fill(403)])
    assert.equal(await count(group), 21)
    const told = (await entries(groupLog(group))).filter(({ kind }) => kind === entryKind.membership)
    assert.equal(told.length, 21)
  })

  test('[groups.create] of two with the same id, one succeeds', async () => {
    const { apps } = server.running.core
    await apps.changeSettings(apps.byKey('acme#chat')!, { chosenChannelIds: true })
    const request = { public: true, owner: 'alice', members: ['bob'], groupid: 'twin' }
    const replies = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/chatgroups', request)))
    assert.deepEqual(statuses(replies), [200, ...Array(7).fill(400)])
    assert.equal(await count('twin'), 2)
    assert.equal((await entries(groupLog('twin'))).length, 1)
  })

  test('[groups.delete] during adds and sends: users added in time are notified of the end, later ones get nothing', async () => {
    for (const user of crowd) await catchUp(server, user)
    for (let round = 0; round < 5; round++) {
      const group = await createGroup(server, ['bob'])
      const adding = crowd.map((user) => call('POST', `/chatgroups/${group}/users/${user}`))
      const sending = Array.from({ length: 10 }, (_, i) => send(group, `m${i}`))
      const deleting = [0, 1].map(() => call('DELETE', `/chatgroups/${group}`))
      const replies = await Promise.all(adding)
      assert.deepEqual(statuses(await Promise.all(deleting)), [200, 404])
      assert.deepEqual(new Set(statuses(await Promise.all(sending))), new Set([200]))
      assert.ok(replies.every(({ status }) => status === 200 || status === 404))
      const log = await entries(groupLog(group))
      const end = log.find(({ kind, payload }) => kind === entryKind.membership && isEnd(payload))!
      const joined = log.filter(({ kind }) => kind === entryKind.membership).length - 2
      assert.equal(joined, replies.filter(({ status }) => status === 200).length)
      // Messages in flight when it was deleted are in the log, but belong to nobody.
      assert.ok(log.filter(({ kind }) => kind === entryKind.membership).every(({ seq }) => seq <= end.seq))
    }
    const heard = await Promise.all(crowd.map((user) => catchUp(server, user)))
    for (const lines of heard) {
      const added = lines.filter((line) => line.startsWith('DIRECT_JOINED')).length
      assert.equal(lines.filter((line) => line === 'DESTROY alice>').length, added)
    }
  })

  test('[groups.removeMembers] a message in flight when its sender is removed is refused, or stored and delivered', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await using bob = await goOnline(server, 'bob')
    await using carol = await goOnline(server, 'carol')
    const removed = '1 not in group or chatroom'
    const answers: string[] = []
    const sending = (async () => {
      for (let i = 0; answers.at(-1) !== removed; i++) answers.push(await say(bob, 'group', group, `m${i}`))
    })()
    await hears(carol, 'm3')
    await call('DELETE', `/chatgroups/${group}/users/bob`)
    await sending
    const refused = answers.length - 1
    assert.deepEqual(new Set(answers.slice(0, refused)), new Set(['']))
    assert.equal(await say(bob, 'group', group, 'late'), removed)
    await send(group, 'end')
    await hears(carol, 'end')
    const messages = told(carol).filter((line) => /^m\d/.test(line))
    assert.deepEqual(
      messages,
      Array.from({ length: refused }, (_, i) => `m${i}`),
    )
    assert.ok(!told(bob).includes('end'))
  })

  test("[socket.sendToGroup] messages of one sender keep their order, even before the sender's standing is known", async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await using second = await TestServer.start()
    await second.users('alice', 'bob')
    const fresh = await createGroup(second, ['bob'])
    // A restarted server has no standings cached: the first message waits for a lookup, and the others must not
    // overtake it.
    for (const [at, id] of [
      [server, group],
      [second, fresh],
    ] as const) {
      await using bob = await goOnline(at, 'bob')
      const answers = Array.from({ length: 50 }, (_, i) => say(bob, 'group', id, `m${i}`))
      assert.deepEqual(new Set(await Promise.all(answers)), new Set(['']))
      const log = await at.running.core.stores.logs.read(at.app.id, groupLog(id), 0, 1000)
      const texts = textsOf(log.filter(({ kind }) => kind === entryKind.message))
      assert.deepEqual(
        texts,
        Array.from({ length: 50 }, (_, i) => `m${i}`),
      )
    }
  })

  test('[socket.login] a device that logs in while its user is added and removed gets what was sent in between, and nothing else', async () => {
    const group = await createGroup(server, ['carol'])
    await catchUp(server, 'bob')
    let stop = false
    const talking = (async () => {
      for (let i = 0; !stop; i++) await send(group, `m${i}`)
    })()
    const moving = (async () => {
      while (!stop) {
        await call('POST', `/chatgroups/${group}/users/bob`)
        await call('DELETE', `/chatgroups/${group}/users/bob`)
      }
    })()
    const got: string[] = []
    for (let round = 0; round < 15; round++) {
      const client = await RawClient.login(server.wsUrl, {
        user: 'bob',
        token: await server.userToken('bob'),
      })
      got.push(...(await client.goLive()).map((meta) => `${meta.id} ${tell(meta)}`))
      // Entries announced before the client asked and committed after it have to be pulled.
      void client.next('notice').then(
        () => client.pull(),
        () => {},
      )
      for (let i = 0; i < 3; i++) {
        const { metas, nextKey } = await client.page()
        got.push(...metas.map((meta) => `${meta.id} ${tell(meta)}`))
        client.pull(nextKey!)
      }
      // Anything else that was pushed is not acknowledged, and is repeated.
      await client.drop()
    }
    stop = true
    await Promise.all([talking, moving])
    got.push(...(await catchUpWithIds(server, 'bob')))
    const log = await entries(groupLog(group))
    const expected = new Set(messagesFor(log, 'bob').map(({ id }) => id))
    const received = got.filter((line) => /m\d+$/.test(line)).map((line) => Number(line.split(' ')[0]))
    for (const id of received) assert.ok(expected.has(id), `${id} was not for bob`)
    // Rejoining discards what had not been fetched by then, never what came after.
    const last = messagesFor(log, 'bob').at(-1)
    if (last !== undefined) assert.ok(received.includes(last.id))
    assert.deepEqual(
      unique(received),
      [...unique(received)].sort((a, b) => positionOf(log, a) - positionOf(log, b)),
    )
  })

  test('[socket.joinRoom] [socket.leaveRoom] one user who joins and leaves from two devices at once ends where the last call left them', async () => {
    const room = await createRoom(server, [])
    await using web = await goOnline(server, 'bob', 'web')
    await using phone = await goOnline(server, 'bob', 'phone')
    const visit = (client: RawClient, operation: MucOperation) => {
      const muc = conferenceJid(APP_KEY, room)
      const payload = encodeMucBody({ muc, operation, from: userJid(APP_KEY, 'bob'), isChatroom: true })
      const id = client.send({ to: userJid(APP_KEY, 'bob'), payload, namespace: Namespace.MUC })
      return client.acknowledgement(id)
    }
    for (let round = 0; round < 10; round++)
      await Promise.all([
        visit(web, MucOperation.JOIN),
        visit(phone, MucOperation.LEAVE),
        visit(phone, MucOperation.JOIN),
        visit(web, MucOperation.LEAVE),
      ])
    await visit(web, MucOperation.LEAVE)
    const roomOf = async () => (await call('GET', `/chatrooms/${room}`)).body.data[0]
    assert.deepEqual(
      [(await roomOf()).affiliations_count, (await roomOf()).affiliations],
      [1, [{ owner: 'alice' }]],
    )
    await visit(phone, MucOperation.JOIN)
    assert.equal((await roomOf()).affiliations_count, 2)
    assert.equal(await say(web, 'room', room, 'in'), '')
  })

  test('[groups.update] of two concurrent handovers of a group, both know the new owner', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const tokens = await Promise.all(['alice', 'bob', 'carol'].map((user) => server.userToken(user)))
    const give = (newowner: string) =>
      server.call('PUT', `/chatgroups/${group}`, { newowner }, { token: tokens[0]! })
    const replies = await Promise.all([give('bob'), give('carol')])
    assert.deepEqual(statuses(replies), [200, 403])
    const { owner, affiliations } = (await call('GET', `/chatgroups/${group}`)).body.data[0]
    assert.deepEqual(
      affiliations.filter((each: Record<string, string>) => 'owner' in each),
      [{ owner }],
    )
  })
})

function isEnd(payload: Uint8Array): boolean {
  return decodeMucBody(payload).operation === MucOperation.DESTROY
}

/** The messages in the log that were sent while the user was a member. */
function messagesFor(log: readonly Entry[], user: string): Entry[] {
  let isMember = false
  return log.filter(({ kind, payload }) => {
    if (kind === entryKind.message) return isMember
    const { operation, from } = decodeMucBody(payload)
    if (from?.name === user) isMember = operation === MucOperation.PRESENCE
    return false
  })
}

function positionOf(log: readonly Entry[], id: number): number {
  return log.find((entry) => entry.id === id)!.seq
}

function unique(ids: readonly number[]): number[] {
  return [...new Set(ids)]
}

async function catchUpWithIds(server: TestServer, user: string): Promise<string[]> {
  await using client = await RawClient.login(server.wsUrl, { user, token: await server.userToken(user) })
  return (await client.goLive()).map((meta) => `${meta.id} ${tell(meta)}`)
}
