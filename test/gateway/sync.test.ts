import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import { BodyType, encodeMessageBody, Namespace, wire } from '@ringpost/protocol'
import { MemoryBus } from '../../packages/server/src/cluster/memory/memory-bus.ts'
import { CatchUp } from '../../packages/server/src/delivery/catch-up.ts'
import { entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { OwnGateway } from './own-gateway.ts'
import { RawClient, type SyncFrame, textsOf } from './raw-client.ts'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`)

/** A bus that can be back after an outage. */
class FailingBus extends MemoryBus {
  #listener: (connected: boolean) => void = () => {}

  override watch(listener = this.#listener): void {
    this.#listener = listener
  }

  comeBack(): void {
    this.#listener(true)
  }
}

describe('[socket.pull] [socket.push] the sync engine', () => {
  let server: TestServer
  let users = 0
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  /** A user that no other test uses. */
  async function newUser(): Promise<string> {
    const name = `user-${++users}`
    await server.users(name)
    return name
  }

  const login = async (user: string, resource = 'raw_1', wsUrl = server.wsUrl) =>
    RawClient.login(wsUrl, { user, resource, token: await server.userToken(user) })

  /** Sends texts as the server API does; each is durable before the next. */
  async function send(to: string, texts: readonly string[], from = 'admin'): Promise<void> {
    for (const msg of texts) {
      const draft = textDraft(from, msg)
      await server.running.core.sending.toUsers({ app: server.app, actor: { kind: 'app' } }, draft, [
        { user: to, device: null },
      ])
    }
  }

  function textDraft(from: string, msg: string, stored = true) {
    return {
      from,
      fromDevice: null,
      contentType: 0,
      size: 0,
      stored,
      echo: false,
      attributes: null,
      origin: null,
      said: { content: { type: 'txt', msg } as const },
    }
  }

  /** Appends in one transaction, without notifying online sessions. */
  function append(to: string, from: string, texts: readonly string[]): Promise<unknown> {
    const { ids, stores } = server.running.core
    const time = Date.now()
    return stores.logs.append(
      texts.map(
        (msg): NewEntry => ({
          app: server.app.id,
          log: pairLog(from, to),
          id: ids.next(),
          time,
          kind: entryKind.message,
          contentType: 0,
          sender: from,
          senderDevice: null,
          receiver: to,
          receiverDevice: null,
          echo: false,
          audience: null,
          origin: null,
          attributes: null,
          payload: encodeMessageBody({ type: BodyType.CHAT, from, to, content: { type: 'txt', msg } }),
          followers: [from, to],
        }),
      ),
    )
  }

  test('an acknowledgement that arrives together with the end of the connection counts', async () => {
    const [user, other] = [await newUser(), await newUser()]
    await append(user, 'admin', range(1, 5))
    await using client = await login(user)
    await client.unread()
    client.pull()
    const { nextKey } = await client.page()
    // Sends in flight keep later frames waiting.
    for (const msg of range(1, 100)) client.text(other, msg)
    client.pull(nextKey!)
    client.socket.close()
    await client.closed()
    await using again = await login(user)
    assert.deepEqual(textsOf(await again.goLive()), [])
  })

  test('pages of at most 100 entries, one at a time, each acknowledged before the next', async () => {
    const user = await newUser()
    await append(user, 'admin', range(1, 250))
    await using client = await login(user)
    const { unread } = await client.unread()
    assert.equal(unread.length, 1)
    assert.equal(unread[0]!.count, 250)
    client.pull()
    const sizes = []
    const texts = []
    for (let frame = await client.page(); ; frame = await client.page()) {
      sizes.push(frame.metas.length)
      texts.push(...textsOf(frame.metas))
      client.pull(frame.nextKey!)
      if (texts.length === 250) break
    }
    const last = await client.drained()
    assert.deepEqual(sizes, [100, 100, 50])
    assert.deepEqual(texts, range(1, 250))
    assert.deepEqual([last.status?.code, last.queue?.name, last.metas], [0, unread[0]!.queue!.name, []])
  })

  test('pages of about 256 KiB if messages are large', async () => {
    const user = await newUser()
    const large = range(1, 120).map((text) => text.padEnd(5000, '.'))
    await append(user, 'admin', large)
    await using client = await login(user)
    client.pull()
    const first = await client.page()
    const bytes = first.metas.reduce((sum, { payload }) => sum + payload!.length, 0)
    assert.ok(bytes > 200_000 && bytes < 262_144 + 6000, `${bytes} bytes`)
    client.pull(first.nextKey!)
    const second = await client.page()
    client.pull(second.nextKey!)
    const third = await client.page()
    assert.deepEqual(
      [first, second, third].flatMap(({ metas }) => textsOf(metas)),
      large,
    )
  })

  test('entries committed while UNREAD is being answered are not lost', async () => {
    const user = await newUser()
    const { logs } = server.running.core.stores
    let between: (() => Promise<void>) | undefined
    await using own = await OwnGateway.start(server, {
      logs: {
        ...logs,
        async behind(...where) {
          const found = await logs.behind(...where)
          const act = between
          between = undefined
          await act?.()
          return found
        },
      },
    })
    await using client = await login(user, 'raw_1', own.wsUrl)
    between = () => send(user, ['1', '2'])
    const { unread } = await client.unread()
    assert.equal(unread[0]?.count, 2)
    assert.deepEqual(textsOf(await client.sync()), ['1', '2'])

    await using other = await login(user, 'raw_2', own.wsUrl)
    between = () => send(user, ['3'])
    other.pull()
    assert.deepEqual(textsOf((await other.page()).metas), ['3'])
  })

  test('what waits is looked for once, and again if something was committed meanwhile', async () => {
    const { logs } = server.running.core.stores
    let looks = 0
    await using own = await OwnGateway.start(server, {
      logs: {
        ...logs,
        behind(...where) {
          looks++
          return logs.behind(...where)
        },
      },
    })
    for (const [meanwhile, expected] of [
      [[], 1],
      [['151'], 2],
    ] as const) {
      const user = await newUser()
      await append(user, 'admin', range(1, 150))
      looks = 0
      await using client = await login(user, 'raw_1', own.wsUrl)
      assert.equal((await client.unread()).unread[0]!.count, 150)
      client.pull()
      const texts: string[] = []
      const all = [...range(1, 150), ...meanwhile]
      while (texts.length < all.length) {
        const { metas, nextKey } = await client.page()
        texts.push(...textsOf(metas))
        if (texts.length === 100) await send(user, meanwhile)
        client.pull(nextKey!)
      }
      await client.drained()
      assert.deepEqual([texts, looks], [all, expected])
    }
  })

  test('what comes while missed entries are looked for does not overtake them', async () => {
    const user = await newUser()
    const { logs } = server.running.core.stores
    let before: (() => Promise<void>) | undefined
    await using own = await OwnGateway.start(server, {
      logs: {
        ...logs,
        async behind(...where) {
          const act = before
          before = undefined
          await act?.()
          return logs.behind(...where)
        },
      },
    })
    await using client = await login(user, 'raw_1', own.wsUrl)
    await client.goLive()
    const [session] = server.running.core.registry.of(server.app.id, user)
    const offer = mock.method(session!, 'offer', () => {})
    await send(user, ['1'])
    offer.mock.restore()
    before = () => send(user, ['2'])
    await session!.catchUp()
    assert.deepEqual(textsOf(await client.sync()), ['1', '2'])
    await send(user, ['3'])
    assert.deepEqual(textsOf((await client.page()).metas), ['3'])
  })

  test('what comes after an outage of the bus does not overtake what was lost in it', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    const { registry } = server.running.core
    const bus = new FailingBus()
    const catchUp = new CatchUp({ bus, registry, restart: () => {} })
    const [session] = registry.of(server.app.id, user)
    const offer = mock.method(session!, 'offer', () => {})
    await send(user, ['1'])
    offer.mock.restore()
    // There are many sessions: this one has not looked yet.
    const refresh = mock.method(registry, 'refreshAll', async () => {})
    bus.comeBack()
    await send(user, ['2'])
    await client.next('notice')
    refresh.mock.restore()
    catchUp.close()
    assert.deepEqual(textsOf(await client.sync()), ['1', '2'])
  })

  test('a group that the node was not told of is read from where the user joined', async () => {
    const user = await newUser()
    await server.users('alice')
    const group = await createGroup(server, [])
    await using client = await login(user)
    await client.goLive()
    const { cluster, registry } = server.running.core
    const say = (msg: string) =>
      server.call('POST', '/messages/chatgroups', { from: 'alice', to: [group], type: 'txt', body: { msg } })
    const follow = mock.method(registry, 'follow', () => {})
    assert.equal((await server.call('POST', `/chatgroups/${group}/users/${user}`)).status, 200)
    client.pull((await client.page()).nextKey!)
    await say('1')
    follow.mock.restore()
    const ready = mock.method(cluster.ears, 'ready')
    // It is known of the group, and what was missed is not looked for yet.
    ready.mock.mockImplementationOnce(async () => void (await say('2')), 1)
    registry.refreshUser(server.app.id, user)
    await client.next('notice')
    ready.mock.restore()
    const texts = (await client.sync()).flatMap((meta) =>
      meta.namespace === Namespace.CHAT ? textsOf([meta]) : [],
    )
    assert.deepEqual(texts, ['1', '2'])
  })

  test('entries committed between UNREAD and the first pull are included in it', async () => {
    const user = await newUser()
    await send(user, ['1'])
    await using client = await login(user)
    await client.unread()
    await send(user, ['2'])
    assert.deepEqual(textsOf(await client.sync()), ['1', '2'])
    await send(user, ['3'])
    assert.deepEqual(textsOf((await client.page()).metas), ['3'])
  })

  test('300 senders behind: everything arrives, each conversation in order', async () => {
    const user = await newUser()
    const senders = range(1, 300).map((number) => `sender-${number}`)
    await Promise.all(senders.map((sender) => append(user, sender, ['a', 'b'])))
    await using client = await login(user)
    const metas = await client.goLive()
    assert.equal(metas.length, 600)
    for (const sender of senders) {
      const mine = metas.filter(({ from }) => from?.name === sender)
      assert.deepEqual(textsOf(mine), ['a', 'b'])
    }
  })

  test('a client that never acknowledges gets what fits in flight, then nothing, and everything when it pulls', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    await send(user, range(1, 600))
    await client.unread()
    const pushed = client.frames.filter((frame): frame is SyncFrame => frame.command === 'sync')
    assert.deepEqual(
      pushed.flatMap(({ metas }) => textsOf(metas)),
      range(1, 512),
    )
    assert.deepEqual(
      client.frames.filter(({ command }) => command === 'notice'),
      [],
    )

    for (const frame of pushed) client.pull(frame.nextKey!)
    const page = await client.page(({ metas }) => metas.length > 1)
    assert.deepEqual(textsOf(page.metas), range(513, 600))
    client.pull(page.nextKey!)
    await client.drained()
    await send(user, ['601'])
    await client.page(({ metas }) => textsOf(metas).includes('601'))
  })

  test('acknowledging pushed entries gets no answer', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    await send(user, ['1', '2'])
    for (const text of ['1', '2'])
      client.pull((await client.page(({ metas }) => textsOf(metas).includes(text))).nextKey!)
    const { sending } = server.running.core
    await sending.toUsers({ app: server.app, actor: { kind: 'app' } }, textDraft('admin', '3', false), [
      { user, device: null },
    ])
    assert.equal((await client.page()).nextKey, 0, 'nothing to acknowledge, so the SDKs stop')
    await client.unread()
    assert.deepEqual(
      client.frames.map(({ command }) => command),
      ['provision', 'unread', 'sync', 'sync', 'sync', 'unread'],
    )
  })

  test('the entries of one commit arrive in one frame, and one acknowledgement covers them', async () => {
    const user = await newUser()
    const client = await login(user)
    await client.goLive()
    await Promise.all(range(1, 20).map((text) => send(user, [text])))
    const { metas, nextKey } = await client.page()
    assert.ok(metas.length > 1, `${metas.length} in the first frame`)
    assert.equal(nextKey, metas.at(-1)!.id)
    client.pull(nextKey!)
    await client.unread()
    await client.drop()
    await using again = await login(user)
    await again.unread()
    assert.deepEqual(textsOf(await again.sync()), range(metas.length + 1, 20))
  })

  test('acknowledging the last of many frames acknowledges them all', async () => {
    const user = await newUser()
    const client = await login(user)
    await client.goLive()
    await send(user, range(1, 20))
    const last = await client.page(({ metas }) => textsOf(metas).includes('20'))
    client.pull(last.nextKey!)
    await client.unread()
    await client.drop()
    await using again = await login(user)
    assert.deepEqual((await again.unread()).unread, [])
  })

  test('unacknowledged entries are repeated at the next login, acknowledged ones are not', async () => {
    const user = await newUser()
    const client = await login(user)
    await client.goLive()
    await send(user, ['1', '2', '3'])
    const second = await client.page(({ metas }) => textsOf(metas).includes('2'))
    client.pull(second.nextKey!)
    await client.page(({ metas }) => textsOf(metas).includes('3'))
    // Nothing else may arrive: the answer says that the server has read the acknowledgement.
    await client.unread()
    await client.drop()
    await using again = await login(user)
    assert.deepEqual(textsOf(await again.goLive()), ['3'])
  })

  test('a heartbeat lists unacknowledged data, and the next pull repeats it in order, with new entries', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    await send(user, ['1', '2'])
    await client.page(({ metas }) => textsOf(metas).includes('2'))
    const { unread } = await client.unread()
    assert.equal(unread[0]?.count, 2)
    await append(user, 'admin', ['3'])
    client.pull()
    const page = await client.page(({ metas }) => metas.length > 1)
    assert.deepEqual(textsOf(page.metas), ['1', '2', '3'])
    client.pull(page.nextKey!)
    await client.drained()
    assert.deepEqual((await client.unread()).unread, [])
  })

  test('entries pushed during a pull do not arrive twice', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    await send(user, ['1'])
    const first = await client.page()
    await client.unread()
    // As the SDK does: it has acknowledged before it pulls because of UNREAD; in between, something is pushed.
    await send(user, ['2'])
    client.pull(first.nextKey!)
    client.pull()
    const second = await client.page()
    client.pull(second.nextKey!)
    await client.drained()
    await client.unread()
    const texts = client.frames.flatMap((frame) => (frame.command === 'sync' ? textsOf(frame.metas) : []))
    assert.deepEqual(texts, ['1', '2'])
  })

  test('a pull while a page is in flight does not restart it', async () => {
    const user = await newUser()
    await append(user, 'admin', range(1, 300))
    await using client = await login(user)
    await client.unread()
    client.pull()
    client.pull()
    client.pull()
    const texts = []
    for (let page = await client.page(); ; page = await client.page()) {
      texts.push(...textsOf(page.metas))
      client.pull(page.nextKey!)
      if (page.metas.length < 100 || texts.length >= 300) break
    }
    await client.drained()
    assert.deepEqual(texts, range(1, 300))
  })

  test('pulls with a key that is unknown or zero, or without a queue, acknowledge nothing; a request is answered', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    client.pull(4711)
    client.pull(0)
    assert.equal((await client.drained()).status?.code, 0)
    client.pull()
    await client.drained()
    client.write(
      wire.Envelope.encode({ command: 0, payload: wire.SyncUp.encode({ key: 0 }).finish() }).finish(),
    )
    await client.drained()

    await send(user, ['1'])
    await client.page()
    client.pull(4711)
    client.pull(0)
    assert.equal((await client.unread()).unread[0]?.count, 1)
    client.pull()
    assert.deepEqual(textsOf((await client.page()).metas), ['1'])
  })

  test('a client that stops asking is notified that it can pull', async () => {
    const user = await newUser()
    await using client = await login(user)
    await client.goLive()
    // A gap in what is published, as if a bus lost a message: 2 is in the log, but nobody was notified.
    await send(user, ['1'])
    const first = await client.page()
    client.pull(first.nextKey!)
    await client.unread()
    await append(user, 'admin', ['2'])
    await send(user, ['3'])
    const { queue } = await client.next('notice')
    assert.equal(queue?.name, first.queue?.name)
    assert.deepEqual(textsOf(await client.sync()), ['2', '3'])
    await send(user, ['4'])
    assert.deepEqual(textsOf((await client.page()).metas), ['4'])
  })

  test('[socket.devices] each device has its own cursor; a new one starts at the furthest', async () => {
    const user = await newUser()
    await using first = await login(user, 'raw_1')
    const second = await login(user, 'raw_2')
    await first.goLive()
    await second.goLive()
    await send(user, ['1'])
    for (const device of [first, second]) {
      const { nextKey } = await device.page()
      device.pull(nextKey!)
      await device.unread()
    }
    await second.drop()
    await send(user, ['2', '3'])
    const page = await first.page(({ metas }) => textsOf(metas).includes('2'))
    first.pull(page.nextKey!)
    await first.page()
    await using third = await login(user, 'raw_3')
    assert.deepEqual(textsOf(await third.goLive()), ['3'])
    await using back = await login(user, 'raw_2')
    assert.deepEqual(textsOf(await back.goLive()), ['2', '3'])
  })

  test('a device that stays online keeps its position however many others come and go', async () => {
    const user = await newUser()
    const steady = await login(user, 'steady_1')
    await steady.goLive()
    for (let i = 0; i < 40; i++) await (await login(user, `web_${i}`)).drop()
    await send(user, ['1'])
    steady.pull((await steady.page()).nextKey!)
    await steady.unread()
    await steady.drop()
    await send(user, ['2'])
    await using other = await login(user, 'web_39')
    assert.deepEqual(textsOf(await other.goLive()), ['1', '2'])
    await other.unread()
    await using back = await login(user, 'steady_1')
    assert.deepEqual(textsOf(await back.goLive()), ['2'])
  })

  test('[socket.onlineOnly] what is never stored reaches online users, at any stage, and nobody later', async () => {
    const user = await newUser()
    await append(user, 'admin', ['stored'])
    await using live = await login(user, 'raw_1')
    assert.deepEqual(textsOf(await live.goLive()), ['stored'])
    await using behind = await login(user, 'raw_2')
    const { sending } = server.running.core
    await sending.toUsers({ app: server.app, actor: { kind: 'app' } }, textDraft('admin', 'now', false), [
      { user, device: null },
    ])
    for (const device of [live, behind]) {
      const { metas, nextKey } = await device.page()
      assert.deepEqual(textsOf(metas), ['now'])
      device.pull(nextKey!)
      await device.unread()
    }
    await using later = await login(user, 'raw_1')
    assert.deepEqual(await later.goLive(), [])
  })
})
