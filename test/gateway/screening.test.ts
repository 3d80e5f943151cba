import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ApiError } from '@ringpost/contract'
import { BodyType, conferenceJid, encodeMessageBody } from '@ringpost/protocol'
import type { Caller } from '../../packages/server/src/domain/caller.ts'
import { groupLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { Screened, Screening, Verdict } from '../../packages/server/src/domain/messages/screening.ts'
import { channelText, createGroup, createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { APP_KEY, bodyOf, RawClient, textsOf } from './raw-client.ts'

const passed: Verdict = { kind: 'passed' }

/** Lets pass what no test has said anything about, by its text. */
class Desk implements Screening {
  readonly seen: { text: string; id: number; caller: Caller }[] = []
  readonly #verdicts = new Map<string, Promise<Verdict> | Verdict>()
  readonly #arrivals = new Map<string, () => void>()

  look(caller: Caller, entry: Screened): Verdict | Promise<Verdict> {
    const text = textOf(entry)
    this.seen.push({ text, id: entry.id, caller })
    this.#arrivals.get(text)?.()
    return this.#verdicts.get(text) ?? passed
  }

  say(text: string, verdict: Verdict): void {
    this.#verdicts.set(text, verdict)
  }

  /** Thinks about a text until told what becomes of it. */
  hold(text: string): { arrived: Promise<void>; decide(verdict?: Verdict): void } {
    const { promise, resolve } = Promise.withResolvers<Verdict>()
    this.#verdicts.set(text, promise)
    const arrived = new Promise<void>((resolve) => this.#arrivals.set(text, resolve))
    return { arrived, decide: (verdict = passed) => resolve(verdict) }
  }
}

function textOf(entry: Pick<Screened, 'payload'>): string {
  return textsOf([entry as never])[0]!
}

/** A text of alice's. */
const draftOf = (text: string) => ({
  from: 'alice',
  fromDevice: null,
  contentType: 0,
  size: text.length,
  stored: true,
  echo: false,
  attributes: null,
  origin: null,
  said: { content: { type: 'txt', msg: text } as const },
})

describe('messages that somebody sees before they are sent', () => {
  const desk = new Desk()
  let server: TestServer
  let alice: RawClient
  before(async () => {
    server = await TestServer.start({}, undefined, { screening: desk })
    await server.users('alice', 'bob', 'carol', 'dave')
    alice = await login('alice')
  })
  after(async () => {
    await alice[Symbol.asyncDispose]()
    await server.close()
  })
  beforeEach(() => {
    desk.seen.length = 0
  })

  const login = async (user: string, at = server) =>
    RawClient.login(at.wsUrl, { user, resource: 'raw_1', token: await at.userToken(user) })
  const textsIn = async (log: string, at = server) =>
    (await at.running.core.stores.logs.read(at.app.id, log, 0, 100_000))
      .filter(({ kind }) => kind === 1)
      .map(textOf)
  const status = async (client: RawClient, id: number) => {
    const { code, reason } = (await client.acknowledgement(id)).status!
    return code === 0 ? 'sent' : `${code} ${reason}`
  }
  const overRest = async (from: string, to: string, msg: string) => {
    const { status, body } = await server.call('POST', '/messages/users', {
      from,
      to: [to],
      type: 'txt',
      body: { msg },
    })
    return status === 200 ? 'sent' : `${status} ${body.error_description}`
  }
  const toChannel = (client: RawClient, kind: 'group' | 'room', id: string, msg: string) =>
    client.send({ to: conferenceJid(APP_KEY, id), payload: channelText(kind, client.user, id, msg) })
  const nobodyWaits = async () => {
    while (server.running.core.sending.waiting > 0) await new Promise((resolve) => setImmediate(resolve))
  }

  test('what a sender says later to the same log waits, over the socket and REST; nothing else does', async () => {
    await using carol = await login('carol')
    const held = desk.hold('slow')
    const slow = alice.text('bob', 'slow')
    await held.arrived
    const fast = alice.text('bob', 'fast')
    const rest = overRest('alice', 'bob', 'rest')
    const others = [
      await status(alice, alice.text('dave', 'elsewhere')),
      await status(carol, carol.text('bob', 'from somebody else')),
      await overRest('dave', 'bob', 'from somebody else, over REST'),
    ]
    assert.deepEqual(others, ['sent', 'sent', 'sent'])
    while (server.running.core.sending.waiting < 3) await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(await textsIn(pairLog('alice', 'bob')), [])
    held.decide()
    assert.deepEqual(
      [await status(alice, slow), await status(alice, fast), await rest],
      ['sent', 'sent', 'sent'],
    )
    assert.deepEqual(await textsIn(pairLog('alice', 'bob')), ['slow', 'fast', 'rest'])
    await nobodyWaits()
  })

  test('verdicts that come in another order leave the messages in theirs', async () => {
    const texts = Array.from({ length: 8 }, (_, i) => `out of order ${i}`)
    const held = texts.map((text) => desk.hold(text))
    const ids = texts.map((text) => alice.text('carol', text))
    await Promise.all(held.map(({ arrived }) => arrived))
    for (const i of [5, 2, 7, 0, 6, 1, 4, 3]) {
      held[i]!.decide()
      await alice.unread()
    }
    assert.deepEqual(
      await Promise.all(ids.map((id) => status(alice, id))),
      texts.map(() => 'sent'),
    )
    assert.deepEqual(await textsIn(pairLog('alice', 'carol')), texts)
  })

  for (const kind of ['group', 'room'] as const)
    test(`in a ${kind}, too, others speak while one of its members is looked at`, async () => {
      const id = await (kind === 'group' ? createGroup : createRoom)(server, ['bob'])
      await using bob = await login('bob')
      const held = desk.hold(`slow in a ${kind}`)
      const slow = toChannel(alice, kind, id, `slow in a ${kind}`)
      await held.arrived
      const fast = toChannel(alice, kind, id, 'fast')
      assert.equal(await status(bob, toChannel(bob, kind, id, 'from bob')), 'sent')
      held.decide()
      assert.deepEqual([await status(alice, slow), await status(alice, fast)], ['sent', 'sent'])
      const log = kind === 'group' ? groupLog(id) : `r:${id}`
      assert.deepEqual(await textsIn(log), ['from bob', `slow in a ${kind}`, 'fast'])
    })

  test('who is refused is told why, and what waits behind goes on', async () => {
    const error = new ApiError('send.intercepted', { reason: 'no such words' })
    desk.say('rude', { kind: 'refused', error })
    const held = desk.hold('ruder')
    const ids = ['rude', 'ruder', 'kind'].map((text) => alice.text('dave', text))
    await held.arrived
    const rest = overRest('alice', 'dave', 'rude')
    held.decide({ kind: 'refused', error })
    assert.deepEqual(await Promise.all(ids.map((id) => status(alice, id))), [
      '19 no such words',
      '19 no such words',
      'sent',
    ])
    assert.equal(await rest, '403 no such words')
    assert.deepEqual((await textsIn(pairLog('alice', 'dave'))).slice(-1), ['kind'])
  })

  test('others get what is said instead; what is dropped reaches nobody, and its sender does not know', async () => {
    await using bob = await login('bob')
    await bob.goLive()
    const content = { type: 'txt', msg: '***' } as const
    const payload = encodeMessageBody({
      type: BodyType.CHAT,
      from: 'alice',
      to: 'bob',
      content,
      ext: { a: 1 },
    })
    desk.say('four letters', { kind: 'passed', payload })
    desk.say('spam', { kind: 'dropped' })
    const dropped = alice.text('bob', 'spam')
    const replaced = alice.text('bob', 'four letters')
    const { serverId } = await alice.acknowledgement(dropped)
    assert.equal(serverId, desk.seen[0]!.id)
    assert.equal(await status(alice, replaced), 'sent')
    const [meta] = (await bob.page(({ metas }) => metas.length > 0)).metas
    assert.equal(meta!.id, desk.seen[1]!.id)
    assert.deepEqual([bodyOf(meta!).from, textsOf([meta!])], ['alice', ['***']])
    assert.deepEqual((await textsIn(pairLog('alice', 'bob'))).slice(-1), ['***'])
  })

  test('[socket.resend] what is sent again while it is looked at is looked at once and stored once', async () => {
    const held = desk.hold('twice')
    const id = alice.text('dave', 'twice')
    await held.arrived
    alice.text('dave', 'twice', { id })
    await alice.unread()
    held.decide()
    const answers = [await alice.acknowledgement(id), await alice.acknowledgement(id)]
    assert.deepEqual(
      answers.map(({ serverId }) => serverId),
      desk.seen.flatMap(({ id }) => [id, id]),
    )
    assert.deepEqual((await textsIn(pairLog('alice', 'dave'))).filter((text) => text === 'twice').length, 1)
  })

  test('who is muted, removed or blocked while the message is looked at does not get it through', async () => {
    const group = await createGroup(server, ['bob'])
    await using bob = await login('bob')
    const inGroup = desk.hold('last word')
    const toUser = desk.hold('please')
    const ids = [toChannel(bob, 'group', group, 'last word'), bob.text('carol', 'please')]
    await Promise.all([inGroup.arrived, toUser.arrived])
    assert.equal((await server.call('DELETE', `/chatgroups/${group}/users/bob`)).status, 200)
    assert.equal((await server.call('POST', '/users/carol/blocks/users', { usernames: ['bob'] })).status, 200)
    inGroup.decide()
    toUser.decide()
    const answers = await Promise.all(ids.map((id) => status(bob, id)))
    assert.ok(
      answers.every((answer) => answer !== 'sent'),
      String(answers),
    )
    for (const log of [groupLog(group), pairLog('bob', 'carol')])
      assert.equal(
        (await textsIn(log)).some((text) => text === 'last word' || text === 'please'),
        false,
      )
  })

  test('a thousand wait at most; those beyond are told to come back', async () => {
    const held = desk.hold('first of many')
    const first = alice.text('carol', 'first of many')
    await held.arrived
    const caller = { app: server.app, actor: { kind: 'app' } } as const
    const to = [{ user: 'carol', device: null }]
    // In one turn: the first is not held for ever.
    const waiting = Array.from({ length: 999 }, (_, i) =>
      server.running.core.sending.toUsers(caller, draftOf(`many ${i}`), to),
    )
    assert.equal(await status(alice, alice.text('carol', 'too many')), '7 traffic limit')
    assert.match(await overRest('alice', 'carol', 'too many'), /^503 .* retry later$/)
    assert.equal(await status(alice, alice.text('dave', 'not to carol')), 'sent')
    held.decide()
    assert.equal(await status(alice, first), 'sent')
    assert.equal((await Promise.all(waiting)).length, 999)
    await nobodyWaits()
    assert.equal(await status(alice, alice.text('carol', 'room again')), 'sent')
  })

  test('one that never answers is not waited for', async () => {
    const { arrived } = desk.hold('forgotten')
    const forgotten = overRest('alice', 'bob', 'forgotten')
    await arrived
    const behind = overRest('alice', 'bob', 'behind it')
    assert.match(await forgotten, /^503 .* retry later$/)
    assert.equal(await behind, 'sent')
    await nobodyWaits()
  })

  test('a server that stops meanwhile loses nothing that it acknowledges', async () => {
    const held = desk.hold('while it stops')
    const stopping = await TestServer.start({}, undefined, { screening: desk })
    const { directory } = stopping
    try {
      await stopping.users('alice', 'bob')
      const client = await login('alice', stopping)
      const ids = ['while it stops', 'and after'].map((text) => client.text('bob', text))
      await held.arrived
      const stopped = stopping.running.close()
      held.decide()
      assert.deepEqual(await Promise.all(ids.map((id) => status(client, id))), ['sent', 'sent'])
      await Promise.all([client.closed(), stopped])
      await using again = await TestServer.start({}, directory)
      assert.deepEqual(await textsIn(pairLog('alice', 'bob'), again), ['while it stops', 'and after'])
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})

test('what waits for a first look into the block lists is not overtaken by what need not look', async () => {
  await using server = await TestServer.start()
  await server.users('alice', 'bob')
  const { sending, stores } = server.running.core
  const { app } = server
  const to = [{ user: 'bob', device: null }]
  const actor = { kind: 'user', name: 'alice', device: null } as const
  await Promise.all([
    sending.toUsers({ app, actor }, draftOf('looks'), to),
    sending.toUsers({ app, actor: { kind: 'app' } }, draftOf('does not'), to),
  ])
  const entries = await stores.logs.read(app.id, pairLog('alice', 'bob'), 0, 10)
  assert.deepEqual(entries.map(textOf), ['looks', 'does not'])
  assert.equal(sending.waiting, 0)
})
