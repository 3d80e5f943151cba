import assert from 'node:assert/strict'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import type { Receiver } from './receiver.ts'

let rules = 0

/** A rule of a server, for as long as a test needs it. */
export async function hook(server: TestServer, url: string, more: object = {}) {
  const body = { name: `rule${++rules}`, url, events: ['chat'], ...more }
  const reply = await server.call('POST', '/ringpost/webhooks', body)
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  const { id, secret } = reply.body.data as { id: string; secret: string }
  const call = async (method: string, path = '', said?: unknown) => {
    const { status, body } = await server.call(method, `/ringpost/webhooks/${id}${path}`, said)
    assert.equal(status, 200, JSON.stringify(body))
    return body.data
  }
  return {
    id,
    secret,
    call,
    [Symbol.asyncDispose]: () => call('DELETE'),
  }
}

/** Sends a message from alice. @returns its id. */
export async function say(server: TestServer, to: string): Promise<string> {
  const message = { from: 'alice', to: [to], type: 'txt', body: { msg: 'hi' } }
  const { body } = await server.call('POST', '/messages/users', message)
  return body.data[to]
}

/** Resolves when a receiver has all of these messages. */
export function came(receiver: Receiver, ids: readonly string[]): Promise<void> {
  return until(
    () => `${ids.length} messages have come; ${receiver.received.length} events have`,
    () => ids.every((id) => receiver.ids.includes(id)),
  )
}
