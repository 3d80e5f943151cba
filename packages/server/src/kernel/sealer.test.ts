import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { SealError, Sealer } from './sealer.ts'

const sealer = new Sealer(randomBytes(32))

test('what is sealed can be opened with the same key at the same place', () => {
  for (const secret of ['', 's3cret', '密钥 🔑', 'x'.repeat(100_000)])
    assert.equal(sealer.open(sealer.seal(secret, 'a'), 'a'), secret)
})

test('sealing twice gives different texts, and neither contains the secret', () => {
  const [one, two] = [sealer.seal('s3cret', 'a'), sealer.seal('s3cret', 'a')]
  assert.notEqual(one, two)
  assert.ok(!Buffer.from(one, 'base64').includes('s3cret'))
})

test('another key, another place, and changed or short texts are refused', () => {
  const sealed = sealer.seal('s3cret', 'a')
  assert.throws(() => new Sealer(randomBytes(32)).open(sealed, 'a'), SealError)
  assert.throws(() => sealer.open(sealed, 'b'), SealError)
  const bytes = Buffer.from(sealed, 'base64')
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes)
    changed[i]! ^= 1
    assert.throws(() => sealer.open(changed.toString('base64'), 'a'), SealError)
  }
  for (const short of ['', 'AAAA', sealed.slice(0, 20)])
    assert.throws(() => sealer.open(short, 'a'), SealError)
})

test('without a key nothing is sealed or opened', () => {
  const keyless = new Sealer(undefined)
  assert.throws(() => keyless.seal('s3cret', 'a'), SealError)
  assert.throws(() => keyless.open(sealer.seal('s3cret', 'a'), 'a'), SealError)
})
