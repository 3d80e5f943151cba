import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ServerProcess } from '../harness/cli-process.ts'
import { engine } from '../harness/engine.ts'
import { JsonService } from '../harness/json-service.ts'
import { bootstrap } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { pushing } from './phones.ts'

const env = { ...pushing, RINGPOST_BOOTSTRAP: bootstrap, RINGPOST_LOG_LEVEL: 'debug' }

test('a server that is killed between commit and push pushes when it is back; its log holds no secrets', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'ringpost-push-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const shown = new Set<string>()
  let isHanging = true
  await using service = await JsonService.start(async ({ body }) => {
    // A service that never answers: the notification is under way when the server is killed.
    if (isHanging) await new Promise(() => {})
    shown.add(body.body)
    return { body: {} }
  })
  const first = await ServerProcess.start(directory, env)
  const log: string[] = []
  for (const stream of [first.child.stdout!, first.child.stderr!])
    stream.on('data', (chunk) => log.push(String(chunk)))
  const post = async (url: string, path: string, body: unknown, token?: string) => {
    const reply = await fetch(`${url}/acme/chat${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    const text = await reply.text()
    assert.equal(reply.status, 200, text)
    log.push(text)
    return JSON.parse(text)
  }
  const credentials = {
    grant_type: 'client_credentials',
    client_id: 'acme-client',
    client_secret: 'acme-secret',
  }
  const { access_token: token } = await post(first.url, '/token', credentials)
  const certificate = { provider: 'WEBHOOK', name: 'hook', url: service.url, certificate: 'never-show-this' }
  await post(first.url, '/notifiers', certificate, token)
  await post(
    first.url,
    '/users',
    [
      { username: 'alice', password: 'pw' },
      { username: 'bob', password: 'pw' },
    ],
    token,
  )
  const binding = { device_id: 'phone', device_token: 'token-of-bob', notifier_name: 'hook' }
  await fetch(`${first.url}/acme/chat/users/bob/push/binding`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(binding),
  })
  const send = (url: string, content: string) => {
    const ext = { em_push_ext: { title: 't', content } }
    return post(
      url,
      '/messages/users',
      { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'x' }, ext },
      token,
    )
  }
  await send(first.url, 'under way')
  await until('the service was asked', () => service.asked.length === 1)
  await send(first.url, 'waiting')
  // Acknowledged a moment before: perhaps not even decided.
  await send(first.url, 'just sent')
  await first.end('SIGKILL')
  isHanging = false
  const second = await ServerProcess.start(directory, env)
  const end = second.recordLog()
  await until('all are shown', () => shown.size === 3)
  const rest = await end()
  const everything = log.join('') + rest
  for (const secret of ['never-show-this', 'token-of-bob']) assert.ok(!everything.includes(secret), secret)
  if (engine !== undefined) return
  const database = readFileSync(join(directory, 'ringpost.db'))
  assert.ok(!database.includes('never-show-this'), 'not in the database either')
})
