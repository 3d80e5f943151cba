import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Random } from '../../../../../test/harness/random.ts'
import { buildDynamicToken, type DynamicToken, otherReadings, verifyDynamicToken } from './dynamic-token.ts'
import { rivals, spanFault } from './local-token-rules.ts'

const DAY = 24 * 3600
const limits = { skew: 300, dynamicLifetime: 90 * DAY }
const app = { key: 'acme#chat', clientId: 'id', clientSecret: 'secret' }
const CASES = 100_000

describe('digits of a dt- token that move between name, time and lifetime', () => {
  const holds = (token: DynamicToken, now: number) =>
    spanFault(token, now, { skew: limits.skew, lifetime: limits.dynamicLifetime }) === undefined

  test('of all readings of an honest signature, none but the honest one holds without the honest one being its rival', () => {
    const random = new Random(1)
    const since = 1_790_000_000
    const lifetimes = [1, 60, 99, 600, 999, 1800, 3600, 7200, DAY, 7 * DAY, 30 * DAY, 90 * DAY]
    let forgeries = 0
    for (let round = 0; round < CASES; round++) {
      // Up to the year 2045, so that times with every leading digit are seen.
      const issuedAt = since + random.below(580_000_000)
      const now = issuedAt + (random.next() < 0.5 ? random.below(100 * DAY) : random.below(20 * 365 * DAY))
      const lifetime =
        random.next() < 0.8
          ? lifetimes[random.below(lifetimes.length)]!
          : 1 + random.below(limits.dynamicLifetime)
      // Names that somebody chooses to end in digits that lead a time, and others.
      const tail = String(now + random.below(2 * DAY)).slice(0, random.below(8))
      const honest = { user: `${['bob', '1', '100', 'u'][random.below(4)]}${tail}`, issuedAt, lifetime }
      for (const other of otherReadings(honest)) {
        if (!holds(other, now)) continue
        forgeries++
        if (!rivals(other, now, limits, since).some(({ user }) => user === honest.user))
          assert.fail(`${JSON.stringify(other)} holds beside ${JSON.stringify(honest)}`)
      }
    }
    assert.ok(forgeries > 1000, `${forgeries} forgeries tried: too few to be conclusive`)
  })

  test('where all tokens have the longest lifetime allowed, no digit can move before 2033', () => {
    const random = new Random(2)
    for (const lifetime of [600, 3600, DAY, 30 * DAY]) {
      for (let round = 0; round < 10_000; round++) {
        const now = 1_790_000_000 + random.below(200_000_000)
        const user = `bob${String(now).slice(0, random.below(8))}`
        const token = { user, issuedAt: now, lifetime }
        const holding = otherReadings(token).filter(
          (other) => spanFault(other, now, { skew: 300, lifetime }) === undefined,
        )
        assert.deepEqual(holding, [])
      }
    }
  })

  test('names that do not contain a time have no rivals', () => {
    const now = 1_795_732_123
    for (const user of ['alice', 'u10023', 'bob_2', '13800138000'])
      for (const lifetime of [60, 600, 3600, DAY, 7 * DAY, 30 * DAY])
        assert.deepEqual(rivals({ user, issuedAt: now, lifetime }, now, limits, now - 30 * DAY), [])
  })

  test('accepts only plain decimal times and lifetimes, and ASCII names', () => {
    const text = (fields: object) => {
      const token = buildDynamicToken(app, 'alice', 1_795_732_123, 600)
      const json = JSON.parse(Buffer.from(token, 'base64url').toString().slice(3))
      return Buffer.from(`dt-${JSON.stringify({ ...json, ...fields })}`).toString('base64url')
    }
    assert.deepEqual(verifyDynamicToken(text({ curTime: '1795732123', ttl: '600' }), app), {
      user: 'alice',
      issuedAt: 1_795_732_123,
      lifetime: 600,
    })
    for (const curTime of [
      ' 1795732123',
      '01795732123',
      '0x6b08f8db',
      1795732123.5,
      '1.795732123e9',
      7,
      null,
      [1_795_732_123],
    ])
      assert.equal(verifyDynamicToken(text({ curTime }), app), 'malformed', `curTime ${curTime}`)
    for (const ttl of [0, -1, '0600', '+600', '6e2', '', ' 600', 1e21, 6e9, true])
      assert.equal(verifyDynamicToken(text({ ttl }), app), 'malformed', `ttl ${ttl}`)
    // The Kelvin sign folds to a lower-case k.
    for (const userId of ['', '\u212Aate', 'ali ce', 'alice\n', 'é', '\ud800', 7])
      assert.equal(verifyDynamicToken(text({ userId }), app), 'malformed', `userId ${userId}`)
    assert.equal(verifyDynamicToken(text({ userId: 'alicf' }), app), 'foreign')
  })
})
