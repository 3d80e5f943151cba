import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../../../../test/harness/random.ts'
import type { Fact } from './fact.ts'
import type { FactCursor } from './fact-cursor.ts'
import { settle } from './fact-page.ts'

/**
 * Transactions of several lanes on several logs, as the database orders them: a log belongs to one transaction at a
 * time.
 */
class Stream {
  readonly facts: Fact[] = []
  readonly #heads = new Map<string, { seq: number; at: number }>()
  readonly #lanes = new Map<number, { pos: number; at: number }>()

  /** @param clock may go back. */
  commit(lane: number, logs: readonly string[], clock: number): void {
    const newest = this.#lanes.get(lane) ?? { pos: 0, at: 0 }
    const lines = logs.map((subject) => {
      const head = this.#heads.get(subject) ?? { seq: 0, at: 0 }
      const told = { seq: head.seq + 1, at: Math.max(clock, newest.at, head.at) }
      this.#heads.set(subject, told)
      return { subject, ...told }
    })
    let { pos, at } = newest
    for (const line of lines.sort((a, b) => a.at - b.at)) {
      pos += 1
      at = line.at
      this.facts.push({
        kind: 'message.sent',
        by: { kind: 'system' },
        app: 1,
        entry: 1,
        lane,
        pos,
        ...line,
      })
    }
    this.#lanes.set(lane, { pos, at })
  }

  read(after: FactCursor, limit: number): Fact[] {
    const behind = this.facts.filter(({ lane, pos }) => pos > (after[lane] ?? 0))
    return [...Map.groupBy(behind, ({ lane }) => lane).values()]
      .flatMap((facts) => facts.sort((a, b) => a.pos - b.pos).slice(0, limit))
      .sort((a, b) => a.lane - b.lane || a.pos - b.pos)
  }
}

test('pages hold each fact once and each log in order, despite concurrent writes and a clock that goes back', () => {
  for (let round = 0; round < 300; round++) {
    const stream = new Stream()
    const random = new Random(round)
    let clock = 1000
    const commit = () => {
      clock += random.below(10) === 0 ? -random.below(1000) : random.below(3)
      stream.commit(
        1 + random.below(4),
        Array.from({ length: 1 + random.below(4) }, () => `g:${random.below(3)}`),
        clock,
      )
    }
    for (let i = 0; i < 40; i++) commit()
    const limit = 1 + random.below(12)
    const found: Fact[] = []
    let cursor: FactCursor = {}
    for (let more = 10; ; more--) {
      let read = limit
      let page = settle(cursor, stream.read(cursor, read), read)
      while (page === undefined) {
        read *= 2
        page = settle(cursor, stream.read(cursor, read), read)
      }
      found.push(...page.facts)
      cursor = page.to
      if (more > 0) commit()
      else if (page.isLast) break
    }
    assert.equal(new Set(found.map(({ lane, pos }) => `${lane}/${pos}`)).size, stream.facts.length)
    assert.equal(found.length, stream.facts.length)
    for (const facts of Map.groupBy(found, ({ subject }) => subject).values())
      assert.deepEqual(
        facts.map(({ seq }) => seq),
        facts.map((_, index) => index + 1),
      )
  }
})

test('enlarges the read when many facts have the same time', () => {
  const stream = new Stream()
  for (let i = 0; i < 50; i++) stream.commit(1 + (i % 2), ['g:1'], 1000)
  assert.equal(settle({}, stream.read({}, 1), 1), undefined)
  assert.equal(settle({}, stream.read({}, 32), 32)?.facts.length, 50)
})
