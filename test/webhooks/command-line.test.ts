import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigError } from '../../packages/server/src/app/config.ts'
import { applyWebhookFile } from '../../packages/server/src/app/webhook-file.ts'
import { PartialFailure, UsageError } from '../../packages/server/src/cli/command.ts'
import { runCommand } from '../harness/run-command.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { isSignedBy, Receiver } from './receiver.ts'
import { say } from './rule-scene.ts'

const APP = 'acme#chat'

test('webhooks on the command line', async () => {
  await using server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
  await server.users('alice', 'bob')
  await using receiver = await Receiver.start(() => ({ status: 500 }))
  const run = (act: string, ...words: string[]) =>
    runCommand(server.running.core, ['webhook', act, APP, ...words])
  const added = await run(
    'add',
    'mine',
    receiver.url,
    'events=chat,recall',
    'filters.from=alice,bob',
    'retry=compat',
  )
  const [, secret] = /^secret: (.+)$/m.exec(added)!
  assert.match(await run('list'), /^\d+\tmine\tafter\tenabled\tchat,recall\thttp:\S+$/)
  await assert.rejects(run('add', 'mine', receiver.url), UsageError)
  await assert.rejects(run('add', 'other', receiver.url, 'wait_ms=1'), /param wait_ms is illegal/)
  await assert.rejects(run('add', 'other', receiver.url, 'events'), /field=value/)
  await assert.rejects(run('test', 'none'), /acme#chat has no webhook none/)

  await assert.rejects(run('test', 'mine'), PartialFailure)
  assert.ok(isSignedBy(receiver.received[0]!, secret!))
  const id = await say(server, 'bob')
  await until('it has failed', async () => (await run('deliveries', 'mine', '--status', 'failed')) !== '')
  const line = await run('deliveries', 'mine')
  assert.match(
    line,
    new RegExp(`^\\d+\tfailed\tacme#chat_${id}\t\\S+\t2 attempts\tit answered with status 500$`),
  )
  const [delivery] = line.split('\t')
  await assert.rejects(run('replay', 'mine', delivery!), PartialFailure)
  receiver.answer(() => ({ text: 'ok' }))
  assert.match(await run('test', 'mine'), /^delivered in \d+ ms: 200 ok$/)
  assert.match(
    await run('replay', 'mine', delivery!),
    /\tdelivered\t.*\t4 attempts\tanswered with status 200$/,
  )
  assert.match(await run('change', 'mine', 'rotate_secret=true', 'events='), /\tall\t[\s\S]*^secret: /m)
  assert.equal(await run('remove', 'mine'), 'mine is removed')
  assert.equal(await run('list'), '')
})

test('rules from a file are created, changed when it changes, and refused with their place', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'ringpost-webhook-file-'))
  t.after(() => rm(data, { recursive: true }))
  const file = join(data, 'webhooks.json')
  const write = (content: unknown) => writeFile(file, JSON.stringify(content))
  await using server = await TestServer.start()
  const { core } = server.running
  const apply = () => applyWebhookFile(core, file)
  const rule = { name: 'mine', url: 'https://example.com/', secret: 'one', events: ['chat'] }
  await write({ [APP]: [rule] })
  await apply()
  const [made] = await core.webhooks.list(server.app)
  await apply()
  assert.deepEqual(await core.webhooks.list(server.app), [made], 'nothing has changed')
  await write({
    [APP]: [
      { ...rule, secret: 'two', events: [] },
      { ...rule, name: 'next' },
    ],
  })
  await apply()
  const [changed, next] = await core.webhooks.list(server.app)
  assert.deepEqual([changed!.id, changed!.events, next!.name], [made!.id, [], 'next'])
  const { current, previous } = core.webhookRules.secretsOf(
    (await core.webhookRules.find(server.app.id, made!.id))!,
  )
  assert.deepEqual([current, previous?.secret], ['two', 'one'])

  const refused = async (content: unknown, text: RegExp) => {
    await write(content)
    await assert.rejects(apply(), (error: Error) => error instanceof ConfigError && text.test(error.message))
  }
  await refused(
    { [APP]: [rule, { name: 'x' }] },
    /^RINGPOST_WEBHOOKS: acme#chat, rule 2: param url is illegal$/,
  )
  await refused({ 'no#app': [] }, /there is no app no#app/)
  await refused([], /must be \{/)
  await assert.rejects(applyWebhookFile(core, join(data, 'none')), /^ConfigError: RINGPOST_WEBHOOKS: ENOENT/)
})
