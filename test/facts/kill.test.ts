import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { until } from '../harness/until.ts'

const ROUNDS = 4
/** Limit on the ms from the first line to the kill. */
const LONGEST = 1500

type Line = ['ready'] | ['sent', number] | ['fact', string, number, number]

/** Runs a server until `isOver` resolves and kills it. @returns what it printed. */
async function run(
  directory: string,
  mode: string,
  isOver: (lines: readonly Line[]) => Promise<void>,
): Promise<Line[]> {
  const program = fileURLToPath(import.meta.resolve('./follow-until-killed.ts'))
  const child = spawn(process.execPath, [program, directory, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: Line[] = []
  const reader = createInterface(child.stdout)
  const closed = once(reader, 'close')
  const ready = Promise.withResolvers<void>()
  reader.on('line', (line) => {
    // The last line may be cut off, and lines that are not arrays belong to the server's log.
    if (line.endsWith(']')) lines.push(JSON.parse(line) as Line)
    ready.resolve()
  })
  await Promise.race([ready.promise, closed])
  await isOver(lines)
  child.kill('SIGKILL')
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGKILL', 'it was alive until then')
  await closed
  return lines
}

test('whenever the server is killed, a subscriber gets every acknowledged message, each log in order', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'ringpost-facts-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const sent = new Set<number>()
  const taken = new Set<number>()
  const heads = new Map<string, number>()
  let repeats = 0
  const note = (lines: readonly Line[]) => {
    const last = new Map<string, number>()
    for (const line of lines) {
      if (line[0] === 'sent') sent.add(line[1])
      if (line[0] !== 'fact') continue
      const [, subject, seq, entry] = line
      assert.ok(seq > (last.get(subject) ?? 0), `${subject} ${seq} comes after ${last.get(subject)}`)
      last.set(subject, seq)
      // New facts continue where the log was: nothing was left out before the kill.
      const head = heads.get(subject) ?? 0
      if (seq <= head) repeats++
      else assert.equal(seq, head + 1, `${subject}: ${seq} after ${head}`)
      heads.set(subject, Math.max(seq, head))
      taken.add(entry)
    }
  }
  for (let round = 0; round < ROUNDS; round++)
    note(await run(directory, 'busy', () => pause(Math.random() * LONGEST)))
  const missing = (lines: readonly Line[]) => {
    const now = new Set(lines.flatMap((line) => (line[0] === 'fact' ? [line[3]] : [])))
    return [...sent].filter((id) => !taken.has(id) && !now.has(id))
  }
  note(
    await run(directory, 'quiet', async (lines) => {
      await until(
        () => `all ${sent.size} have come; ${missing(lines).length} have not`,
        () => missing(lines).length === 0,
      )
    }),
  )
  assert.ok(sent.size > 0)
  t.diagnostic(`${sent.size} acknowledged, ${taken.size} taken, ${repeats} of them again, ${ROUNDS} kills`)
})
