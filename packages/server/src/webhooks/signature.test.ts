import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { signature, signatureHeader } from './signature.ts'

test('the MD5 of a body is that of the reference (webhooks.md §3)', () => {
  const callId = 'org#app_0990a64f-dc01-6c50-8696-cf3b48b20e7e'
  assert.equal(signature(callId, 's3cret', 1600060847294), '4015d03d2d4dcc33525df714c0964dcd')
})

test('our header signs with the former secret too, while it counts', () => {
  const signed = (secret: string) => createHmac('sha256', secret).update('id.1600060847.{}').digest('hex')
  const now = 1600060847294
  assert.equal(
    signatureHeader('id', '{}', { current: 'a', previous: null }, now),
    `t=1600060847,v1=${signed('a')}`,
  )
  const previous = { secret: 'b', until: now + 1 }
  assert.equal(
    signatureHeader('id', '{}', { current: 'a', previous }, now),
    `t=1600060847,v1=${signed('a')},v1=${signed('b')}`,
  )
})
