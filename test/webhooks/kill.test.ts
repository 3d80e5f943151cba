import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ServerProcess } from '../harness/cli-process.ts'
import { onlyOnSqlite } from '../harness/engine.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { isSignedBy, type Received, Receiver } from './receiver.ts'

const ROUNDS = 3
/** Limit on the ms from the first message to the kill. */
const LONGEST = 2000
const WRITERS = 6
/** Messages of a writer in a round: the receiver must be able to keep up. */
const EACH = 150

test('whenever the server is killed, a receiver gets every acknowledged message', {
  skip: onlyOnSqlite,
}, async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'ringpost-webhooks-'))
  t.after(() => rm(data, { recursive: true }))
  // At first, one in ten fails, so that some wait in the database.
  let count = 0
  await using receiver = await Receiver.start(() =>
    ++count % 10 === 0 && count < 100 ? { status: 500 } : {},
  )
  const file = join(data, 'webhooks.json')
  const rule = { name: 'kill', url: receiver.url, secret: 'secret', events: ['chat'] }
  await writeFile(file, JSON.stringify({ 'acme#chat': [rule] }))
  const start = () =>
    ServerProcess.start(data, {
      RINGPOST_BOOTSTRAP: bootstrap,
      RINGPOST_ALLOW_INTERNAL_FETCH: 'on',
      RINGPOST_WEBHOOKS: file,
    })
  const sent: string[] = []

  async function write(url: string, writer: number, isOver: () => boolean): Promise<void> {
    const call = async (path: string, body: object, token?: string) => {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const response = await fetch(`${url}/acme/chat${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify(body),
      })
      return response.json() as Promise<Record<string, never>>
    }
    const grant = { grant_type: 'client_credentials', client_id: 'acme-client', client_secret: 'acme-secret' }
    const token: string = (await call('/token', grant)).access_token!
    for (let i = 0; i < EACH && !isOver(); i++) {
      const body = { from: 'system', to: [`user${writer}`], type: 'txt', body: { msg: 'hi' } }
      const { data } = await call('/messages/users', body, token)
      sent.push(...Object.values<string>(data!))
    }
  }

  for (let round = 0; round < ROUNDS; round++) {
    const server = await start()
    let isOver = false
    const writers = Array.from({ length: WRITERS }, (_, i) =>
      // The kill breaks its request off.
      write(server.url, i, () => isOver).catch(() => {}),
    )
    const known = sent.length
    await until('messages are acknowledged', () => sent.length > known)
    await pause(Math.random() * LONGEST)
    await server.end('SIGKILL')
    isOver = true
    await Promise.all(writers)
  }
  await using _ = await start()
  const missing = () => {
    const came = new Set(receiver.ids)
    return sent.filter((id) => !came.has(id))
  }
  await until(
    () => `all ${sent.length} have come; ${missing().length} have not`,
    () => missing().length === 0,
  )
  const firsts = new Map<string, Received>()
  for (const event of receiver.received) {
    const first = firsts.get(event.body.callId) ?? event
    assert.equal(event.text, first.text, 'an event that comes again is the same')
    assert.ok(isSignedBy(event, 'secret'))
    firsts.set(event.body.callId, first)
  }
  t.diagnostic(`${sent.length} acknowledged, ${receiver.received.length} events, ${ROUNDS} kills`)
})
