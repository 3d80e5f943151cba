import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { Random } from '../harness/random.ts'
import { TestServer } from '../harness/test-server.ts'
import { RawClient, type SyncFrame, textsOf } from './raw-client.ts'

const SEED = Number(process.env.RINGPOST_TEST_SEED ?? 1)
/** Minimum duration and amount of sending. */
const SENDING_MS = 4000
const MESSAGES = 500

describe('order and completeness while connections break', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('receiver', 'sender-1', 'sender-2', 'sender-3')
  })
  after(() => server.close())

  const login = async (user: string, resource: string) =>
    RawClient.login(server.wsUrl, { user, resource, token: await server.userToken(user) })

  /** A device that reads, acknowledges some of it late or never, disconnects and reconnects, until stopped. */
  class Device {
    readonly #resource: string
    readonly #random: Random
    /** Ids with sender and text, in order of first arrival. */
    readonly got = new Map<number, { from: string; text: string }>()
    arrivals = 0

    constructor(resource: string, seed: number) {
      this.#resource = resource
      this.#random = new Random(seed)
    }

    async run(goOn: () => boolean): Promise<void> {
      while (goOn()) {
        await using client = await login('receiver', this.#resource)
        const ends = Date.now() + this.#random.next() * 400
        const careless = this.#random.next() < 0.3
        let read = 0
        if ((await client.unread()).unread.length > 0) client.pull()
        while (Date.now() < ends && goOn()) {
          await sleep(this.#random.next() * 20)
          const pages = client.frames
            .slice(read)
            .filter((frame): frame is SyncFrame => frame.command === 'sync' && frame.metas.length > 0)
          read = client.frames.length
          for (const page of pages) {
            this.#take(page)
            if (!careless || this.#random.next() < 0.5) client.pull(page.nextKey!)
          }
          if (this.#random.next() < 0.1 && (await client.unread()).unread.length > 0) client.pull()
        }
      }
      await using last = await login('receiver', this.#resource)
      if ((await last.unread()).unread.length === 0) return
      last.pull()
      for (;;) {
        const frame = await last.next('sync', ({ metaId }) => !metaId)
        if (frame.metas.length === 0) return
        this.#take(frame)
        last.pull(frame.nextKey!)
      }
    }

    #take({ metas }: SyncFrame): void {
      const texts = textsOf(metas)
      for (const [i, { id, from }] of metas.entries()) {
        this.arrivals++
        if (!this.got.has(id!)) this.got.set(id!, { from: from!.name!, text: texts[i]! })
      }
    }
  }

  /** Sends one text after the other, several concurrently; repeats those unanswered when the connection broke. */
  async function sendOverSocket(user: string, seed: number, goOn: () => boolean): Promise<string[]> {
    const random = new Random(seed)
    const acknowledged: string[] = []
    let number = 0
    let waiting: { id: number | undefined; text: string }[] = []
    while (goOn() || waiting.length > 0) {
      await using client = await login(user, 'raw_1')
      const ends = Date.now() + random.next() * 500
      while (goOn() ? Date.now() < ends : waiting.length > 0) {
        while (goOn() && waiting.length < 1 + random.next() * 10)
          waiting.push({ id: undefined, text: `${user} ${number++}` })
        for (const message of waiting)
          message.id = client.text(
            'receiver',
            message.text,
            message.id === undefined ? {} : { id: message.id },
          )
        if (goOn() && random.next() < 0.1) break
        for (const { id, text } of waiting) {
          assert.equal((await client.acknowledgement(id!)).status?.code, 0)
          acknowledged.push(text)
        }
        waiting = []
        await sleep(random.next() * 10)
      }
    }
    return acknowledged
  }

  async function sendOverRest(goOn: () => boolean): Promise<string[]> {
    const acknowledged: string[] = []
    for (let number = 0; goOn(); number++) {
      const text = `rest ${number}`
      const message = { from: 'sender-3', to: ['receiver'], type: 'txt', body: { msg: text } }
      const { status } = await server.call('POST', '/messages/users', message)
      if (status === 200) acknowledged.push(text)
    }
    return acknowledged
  }

  test(`two devices that disconnect and reconnect get everything in order (RINGPOST_TEST_SEED=${SEED})`, async () => {
    const devices = [new Device('raw_1', SEED), new Device('raw_2', SEED + 1)]
    for (const device of devices) await device.run(() => false)
    const until = Date.now() + SENDING_MS
    const goOn = () => Date.now() < until || devices.some(({ got }) => got.size < MESSAGES)
    let isSending = true
    const reading = devices.map((device) => device.run(() => isSending))
    const sent = await Promise.all([
      sendOverSocket('sender-1', SEED + 2, goOn),
      sendOverSocket('sender-2', SEED + 3, goOn),
      sendOverRest(goOn),
    ])
    isSending = false
    await Promise.all(reading)

    for (const [i, sender] of ['sender-1', 'sender-2', 'sender-3'].entries()) {
      const log = await server.running.core.stores.logs.read(
        server.app.id,
        pairLog('receiver', sender),
        0,
        100_000,
      )
      const texts = textsOf(log as unknown as SyncFrame['metas'])
      assert.deepEqual(
        texts,
        sent[i],
        'the log has everything acknowledged, once and in the order of sending',
      )
      for (const device of devices) {
        const received = [...device.got].filter(([, { from }]) => from === sender)
        assert.deepEqual(
          received.map(([id, { text }]) => [id, text]),
          log.map(({ id }, n) => [id, texts[n]]),
        )
      }
    }
    const all = sent.flat().length
    assert.ok(devices.every(({ arrivals }) => arrivals >= all))
  })
})
