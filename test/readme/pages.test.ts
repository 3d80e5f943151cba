import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Reader } from '../harness/reader.ts'
import { shellBlocks } from '../harness/terminal.ts'
import { until } from '../harness/until.ts'

for (const page of ['webhooks', 'push'])
  test(`${page}: both languages show the same commands`, async () => {
    assert.deepEqual(await shellBlocks(`docs/zh/${page}.md`), await shellBlocks(`docs/${page}.md`))
  })

test('[webhooks.create] [webhooks.test] [webhooks.deliveries] docs/webhooks.md: an event arrives, and a hook decides', async () => {
  await using reader = await Reader.of('docs/webhooks.md')
  await reader.server('npm start')
  const receiver = reader.type('node -e')
  const shell = reader.terminal()
  await shell.run(reader.block('CLIENT_ID='))
  assert.match(await shell.run(reader.block('RULE=')), /"secret":"/)
  assert.match(await shell.run(reader.block('$ID/test')), /"delivered":true/)
  await receiver.shows(/This is a test/)
  assert.match(await shell.run(reader.block('"hello"')), /"bob":"\d+"/)
  await receiver.shows(/"eventType":"chat".*"msg":"hello"/)
  await until('the log of deliveries shows it', async () =>
    (await shell.run(reader.block('/deliveries'))).includes('"status":"delivered"'),
  )
  const lines = await shell.run(reader.block('webhook add'))
  assert.match(lines, /secret: \S+\s+delivered in \d+ ms: 200\s+backup is removed/)

  const hook = reader.type('WEBHOOK_SECRET=')
  await hook.shows(/listening at/)
  const sent = await shell.run(reader.block('"judge"'))
  assert.match(sent, /error 502: forbidden word\s+sent/)
  await receiver.shows(/my favourite color"/)
  assert.doesNotMatch(receiver.output, /forbidden/)
})

test('[push.bind] docs/push.md: a notification arrives', async () => {
  await using reader = await Reader.of('docs/push.md')
  await reader.server('npm start')
  const receiver = reader.type('node -e')
  const shell = reader.terminal()
  await shell.run(reader.block('CLIENT_ID='))
  const bound = await shell.run(reader.block('"provider":"WEBHOOK"'))
  assert.doesNotMatch(bound, /"error"/)
  assert.match(await shell.run(reader.block('"hello"')), /"bob":"\d+"/)
  await receiver.shows(/"token":"token of bob","title":"You have a new message"/)
  assert.match(await shell.run(reader.block('pushTimeZone')), /pushTimeZone\s*[:=]?\s*Asia\/Shanghai/)
})

test('examples/webhooks/README.md: events arrive, and messages are refused and replaced', async () => {
  await using reader = await Reader.of('examples/webhooks/README.md')
  await reader.server('npm start')
  assert.match(await reader.terminal().run(reader.block('webhook add')), /secret: replace-me/)
  const receiver = reader.type('receiver.mjs')
  await receiver.shows(/listening at/)
  const sent = await reader.terminal().run(reader.block('npm run -s send'))
  assert.match(sent, /delivered[\s\S]*sent\s+error 502: forbidden word\s+sent/)
  for (const line of [/This is a test/, /"hello"/, /^refused:/m, /^replaced:/m, /my favourite color"/])
    await receiver.shows(line)
})
