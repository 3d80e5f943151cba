import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../packages/server/src/cli/main.ts', import.meta.url))

test('ringpost start --emulator says where it is in one line of JSON, and ends with its parent', async () => {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [main, 'start', '--emulator', '--ready-json', '--exit-with-parent'], {
    env: { PATH, HOME, PORT: '0' },
    stdio: 'pipe',
  })
  const logged = text(child.stderr)
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk
  })
  while (!printed.includes('\n')) await once(child.stdout, 'data')
  const ready = JSON.parse(printed) as Record<string, unknown>
  assert.deepEqual(Object.keys(ready), ['url', 'wsUrl', 'port', 'appKey', 'clientId', 'clientSecret', 'pid'])
  assert.equal(ready.pid, child.pid)
  assert.equal(ready.url, `http://127.0.0.1:${ready.port}`)
  assert.equal(ready.wsUrl, `ws://127.0.0.1:${ready.port}/websocket`)
  const made = await fetch(`${ready.url}/ringpost/test/apps`, { method: 'POST' })
  assert.equal(made.status, 200)
  const closed = once(child, 'close')
  child.stdin.end()
  assert.deepEqual(await closed, [0, null])
  assert.equal(printed.trim().split('\n').length, 1)
  assert.match(await logged, /the emulator is on.*standard input has ended/s)
})
