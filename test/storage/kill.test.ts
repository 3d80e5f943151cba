import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createApp } from '../../packages/server/src/storage/contract/samples.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'

const ROUNDS = 8
/** Longest time from the first acknowledged entry to the kill, in ms. */
const LONGEST = 400

type Acknowledged = [log: string, seq: number, id: number, text: string]

/** Lets a process append until it is killed at a random moment; returns what it had acknowledged, in order. */
async function appendAndKill(file: string): Promise<Acknowledged[]> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('./append-until-killed.ts')), file],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const closed = once(child, 'close')
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await Promise.race([once(child.stdout, 'data'), closed])
  await pause(Math.random() * LONGEST)
  child.kill('SIGKILL')
  const [, signal] = await closed
  assert.equal(signal, 'SIGKILL', 'it was alive until then')
  const lines = output.slice(0, output.lastIndexOf('\n')).split('\n')
  return lines.map((line) => JSON.parse(line) as Acknowledged)
}

test('what was acknowledged before kill -9 is there, once, in order and without gaps', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'ringpost-kill-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'ringpost.db')
  const first = await openStorage({ file })
  const app = await createApp(first)
  await first.close()

  const acknowledged: Acknowledged[] = []
  const heads = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const entry of await appendAndKill(file)) {
      const [log, seq] = entry
      assert.ok(seq > (heads.get(log) ?? 0), `${log}: ${seq} was acknowledged after ${heads.get(log)}`)
      heads.set(log, seq)
      acknowledged.push(entry)
    }
  }

  await using cleanUp = new AsyncDisposableStack()
  const stores = await openStorage({ file })
  cleanUp.defer(() => stores.close())
  const stored = new Map<string, string>()
  for (const log of heads.keys()) {
    let position = 0
    for (let page = await stores.logs.read(app.id, log, 0, 5000); page.length > 0; ) {
      for (const { seq, id, payload } of page) {
        assert.equal(seq, ++position, log)
        const text = Buffer.from(payload).toString().replace(/\.+$/, '')
        assert.equal(stored.has(text), false, `${text} is there twice`)
        stored.set(text, `${log} ${seq} ${id}`)
      }
      page = await stores.logs.read(app.id, log, position, 5000)
    }
  }
  for (const [log, seq, id, text] of acknowledged) assert.equal(stored.get(text), `${log} ${seq} ${id}`, text)
  for (const text of stored.keys())
    if (text.endsWith('pair 1')) assert.ok(stored.has(text.replace(/1$/, '2')), `${text} is there alone`)
    else if (text.endsWith('pair 2')) assert.ok(stored.has(text.replace(/2$/, '1')), `${text} is there alone`)
  t.diagnostic(`${acknowledged.length} acknowledged, ${stored.size} stored, ${ROUNDS} kills`)
})
