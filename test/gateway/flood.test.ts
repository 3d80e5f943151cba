import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { BodyType, Command, encodeMessageBody, Namespace, Route, userJid, wire } from '@ringpost/protocol'
import { WebSocket } from 'ws'
import { appToken } from '../files/file-client.ts'
import { ServerProcess } from '../harness/cli-process.ts'
import { gone } from '../harness/gone.ts'
import { bootstrap } from '../harness/test-server.ts'
import { APP_KEY, prefixed, provisionBytes, RawClient, textsOf } from './raw-client.ts'

/**
 * Limit in ms on the answer to another client's heartbeat during the flood, or a third of the flood where the machine is so busy that
 * it takes longer. It took up to 60 s, the whole of the flood, before turns were introduced.
 */
const CALM_MS = 2000

const UNREAD = wire.Envelope.encode({ command: Command.UNREAD }).finish()
const PULL = wire.Envelope.encode({
  command: Command.SYNC,
  payload: wire.SyncUp.encode({ queue: userJid(APP_KEY, 'queue'), key: 1 }).finish(),
}).finish()

describe('[socket.connect] a client that floods the server delays nobody else', () => {
  let server: ServerProcess
  let data: string
  let token: string
  let users = 0
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-flood-'))
    server = await ServerProcess.start(data, { RINGPOST_BOOTSTRAP: bootstrap })
    token = await appToken(server.url)
  })
  after(async () => {
    await server.end('SIGKILL')
    await rm(data, { recursive: true, force: true })
  })

  const ws = () => server.url.replace('http', 'ws')

  async function newUser(): Promise<{ user: string; token: string }> {
    const user = `user-${++users}`
    const call = async (path: string, body: object, bearer = token) =>
      (
        await fetch(`${server.url}/acme/chat/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${bearer}` },
          body: JSON.stringify(body),
        })
      ).json() as Promise<{ access_token: string }>
    await call('users', { username: user, password: 'pw' })
    const { access_token } = await call('token', { grant_type: 'password', username: user, password: 'pw' })
    return { user, token: access_token }
  }

  /** Another client's heartbeat is answered until the flood ends. */
  async function assertCalm(begin: () => Promise<unknown>): Promise<void> {
    await using bystander = await RawClient.login(`${ws()}/websocket`, await newUser())
    const start = performance.now()
    let isOver = false
    const flood = begin().finally(() => {
      isOver = true
    })
    let longest = 0
    do {
      const begun = Date.now()
      bystander.write(UNREAD)
      // When it was written: this process may be late to read it.
      const { timestamp } = await bystander.next('unread', undefined, 120_000)
      longest = Math.max(longest, timestamp! - begun)
    } while (!isOver)
    await flood
    const limit = Math.max(CALM_MS, (performance.now() - start) / 3)
    assert.ok(longest < limit, `somebody else waited ${longest} ms of ${performance.now() - start}`)
  }

  /**
   * Writes messages bypassing the WebSocket's own queue, as fast as the server takes them; resolves with code and
   * reason of the close.
   */
  async function flood(socket: WebSocket, messages: Buffer): Promise<{ code: number; reason: string }> {
    const closed = once(socket, 'close') as Promise<[number, Buffer]>
    const raw = (socket as unknown as { _socket: import('node:net').Socket })._socket
    raw.on('error', () => {})
    // Responses are not parsed, to leave this process time to measure.
    socket.removeAllListeners('message')
    raw.write(messages)
    const [code, reason] = await closed
    return { code, reason: String(reason) }
  }

  test('heartbeats, acknowledgements and pings: throttled, then cut with a reason', {
    timeout: 120_000,
  }, async () => {
    const messages = [masked(0x82, UNREAD), masked(0x82, PULL), masked(0x89, Buffer.from('x'))].map(
      (message) => Buffer.concat(Array(200_000).fill(message)),
    )
    const ends: { code: number; reason: string }[] = []
    await assertCalm(() =>
      Promise.all(
        messages.map(async (message) => {
          await using client = await RawClient.login(`${ws()}/websocket`, await newUser())
          ends.push(await flood(client.socket, message))
        }),
      ),
    )
    assert.deepEqual(ends, Array(3).fill({ code: 1008, reason: 'too many frames' }))
  })

  test('[socket.tcp] frames over TCP, which has no close codes: throttled, then cut', {
    timeout: 120_000,
  }, async () => {
    await using client = await RawClient.loginTcp(server, await newUser())
    const { socket } = client.socket
    // As above: this process measures.
    socket.removeAllListeners('data').resume()
    const frames = Buffer.concat(Array(400_000).fill(prefixed(UNREAD)))
    await assertCalm(() => {
      const closed = gone(socket)
      socket.write(frames)
      return closed
    })
    await using again = await RawClient.loginTcp(server, await newUser())
    assert.deepEqual((await again.unread()).unread, [])
  })

  test('many frames in one SockJS message', async () => {
    const socket = new WebSocket(`${ws()}/ws/000/flood/websocket`)
    await once(socket, 'message')
    const { user, token: password } = await newUser()
    const login = provisionBytes({ user, token: password })
    socket.send(JSON.stringify([Buffer.from(login).toString('base64')]))
    await once(socket, 'message')
    const said: string[] = []
    socket.on('message', (text: Buffer) => said.push(String(text)))
    const closed = once(socket, 'close')
    const message = JSON.stringify(Array(80_000).fill(Buffer.from(UNREAD).toString('base64')))
    await assertCalm(() => {
      socket.send(message)
      return closed
    })
    assert.equal((await closed)[0], 1008)
    assert.deepEqual(said, ['c[1008,"too many frames"]'])
  })

  test('many frames in one SockJS request, and many such requests at once', async () => {
    const ask = async (path: string, body = '') =>
      (await fetch(`${server.url}/ws/000/${path}`, { method: 'POST', body })).text()
    const unread = Buffer.from(UNREAD).toString('base64')
    const { user, token: password } = await newUser()
    const login = JSON.stringify([Buffer.from(provisionBytes({ user, token: password })).toString('base64')])
    for (const [session, requests, frames] of [
      ['one', 1, 80_000],
      ['many', 60, 1000],
    ] as const) {
      assert.equal(await ask(`${session}/xhr`), 'o\n')
      const answered = ask(`${session}/xhr`)
      await ask(`${session}/xhr_send`, login)
      assert.match(await answered, /^a\[/)
      const body = JSON.stringify(Array(frames).fill(unread))
      await assertCalm(async () => {
        const sending = Array.from({ length: requests }, () => ask(`${session}/xhr_send`, body))
        let told = ''
        while (!told.endsWith('c[1008,"too many frames"]\n')) told = await ask(`${session}/xhr`)
        await Promise.all(sending)
      })
    }
  })

  test('a burst of messages is accepted completely, in order', async () => {
    await using alice = await RawClient.login(`${ws()}/websocket`, await newUser())
    const bob = await newUser()
    const ids = Array.from({ length: 4000 }, (_, i) => alice.text(bob.user, `${i}`))
    // Answers may overtake each other; messages may not.
    for (const id of ids) assert.equal((await alice.acknowledgement(id)).status?.code, 0)
    await using receiver = await RawClient.login(`${ws()}/websocket`, bob)
    assert.deepEqual(textsOf(await receiver.goLive()), Array.from(ids.keys(), String))
  })

  test('frames of maximum size, full of small parts', async () => {
    await using client = await RawClient.login(`${ws()}/websocket`, await newUser())
    const { user } = client
    const payload = encodeMessageBody({
      type: BodyType.CHAT,
      from: user,
      to: user,
      content: { type: 'txt', msg: 'x' },
    })
    const to = userJid(APP_KEY, user)
    const metas: wire.MetaFields[] = [
      { to, payload, ext: Array(100_000).fill({ key: 'k', type: 1, varintValue: 1 }) },
      { to, payload, route: Route.DIRECT, directedUsers: Array(200_000).fill('abc') },
      {
        to,
        namespace: Namespace.ROSTER,
        payload: wire.RosterBody.encode({ operation: 2, to: Array(100_000).fill({ name: 'abc' }) }).finish(),
      },
      {
        to,
        namespace: Namespace.MUC,
        payload: wire.MucBody.encode({ operation: 2, to: Array(100_000).fill({ name: 'abc' }) }).finish(),
      },
    ]
    for (const [i, meta] of metas.entries()) {
      const ids = Array.from({ length: 10 }, (_, n) => 100 * (i + 1) + n)
      const frames = ids.map((id) => {
        const up = { meta: { namespace: Namespace.CHAT, ...meta, id } }
        const envelope = { command: Command.SYNC, payload: wire.SyncUp.encode(up).finish() }
        return wire.Envelope.encode(envelope).finish()
      })
      await assertCalm(() => {
        for (const frame of frames) client.write(frame)
        return Promise.all(ids.map((id) => client.next('sync', ({ metaId }) => metaId === id)))
      })
    }
  })
})

/** A message of a client, with a zero mask. */
function masked(head: number, payload: Uint8Array): Buffer {
  assert.ok(payload.length < 126)
  return Buffer.concat([Buffer.from([head, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
