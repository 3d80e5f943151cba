import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Random } from '../../../test/harness/random.ts'
import { decodeClientFrame } from './client-frame.ts'
import { userJid } from './jid.ts'
import { decodeMessageBody } from './message-body.ts'
import { peekMessageBody, readdressMessageBody } from './message-peek.ts'
import {
  Envelope,
  type EnvelopeFields,
  Logout,
  Provision,
  SyncUp,
  type SyncUpFields,
} from './msync.generated.js'
import { decodeMucBody } from './muc-body.ts'
import { Command } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'
import { decodeRosterBody } from './roster-body.ts'
import { encode } from './wire.ts'

const envelope = (fields: EnvelopeFields) => decodeClientFrame(encode(Envelope, fields))
const sync = (fields: SyncUpFields) => envelope({ command: Command.SYNC, payload: encode(SyncUp, fields) })
const guid = userJid('org#app', 'alice', 'from-guid')
const provision = encode(Provision, {})

test('a send has defaults for what the client omitted', () => {
  assert.deepEqual(sync({ meta: { id: 5 } }), {
    command: 'sync-send',
    id: 5n,
    to: null,
    namespace: 0,
    payload: new Uint8Array(),
    route: 0,
    ext: [],
    directedUsers: [],
    isTooLarge: false,
  })
  assert.throws(() => sync({ meta: {} }), ProtocolError)
})

test('an empty SyncUp is a pull without queue and key', () => {
  assert.deepEqual(sync({}), { command: 'sync-pull', key: null })
})

test('logout and unknown commands are decoded', () => {
  const payload = encode(Logout, { reason: 'inner:logout' })
  assert.deepEqual(envelope({ command: Command.LOGOUT, payload }), {
    command: 'logout',
    reason: 'inner:logout',
  })
  assert.deepEqual(envelope({ command: 17 }), { command: 'unknown', number: 17 })
})

test('a login without user, app or token is an error', () => {
  const login = { command: Command.PROVISION, guid, auth: '$t$abc', payload: provision }
  for (const missing of [
    { guid: null },
    { guid: { ...guid, name: '' } },
    { guid: { ...guid, appKey: null } },
    { auth: null },
  ]) {
    assert.throws(() => envelope({ ...login, ...missing }), ProtocolError)
  }
})

test('a login may omit the token marker and the resource', () => {
  const login = envelope({ command: Command.PROVISION, guid, auth: 'abc', payload: provision })
  assert.ok(login.command === 'provision')
  assert.deepEqual([login.token, login.resource], ['abc', 'from-guid'])
})

test('an empty frame is an error', () => {
  assert.throws(() => decodeClientFrame(new Uint8Array()), ProtocolError)
})

test('whatever the bytes, decoding ends in a frame or a ProtocolError', () => {
  const golden = readFileSync(new URL('golden-frames.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => Buffer.from(line.split(' ')[2]!, 'hex'))
  const random = new Random(20240607)
  const outcomes = { decoded: 0, refused: 0 }
  const attempt = (bytes: Uint8Array) => {
    for (const read of [
      decodeClientFrame,
      decodeMessageBody,
      peekMessageBody,
      decodeMucBody,
      decodeRosterBody,
      readdress,
    ]) {
      try {
        const result = read(bytes)
        outcomes.decoded++
        if ('command' in result && result.command === 'sync-send') attempt(result.payload)
      } catch (error) {
        if (!(error instanceof ProtocolError))
          throw new Error(`on ${Buffer.from(bytes).toString('hex')}`, { cause: error })
        outcomes.refused++
      }
    }
  }
  for (const bytes of golden) {
    for (let length = 0; length <= bytes.length; length++) attempt(bytes.subarray(0, length))
  }
  for (let round = 0; round < 2_000; round++) {
    attempt(Uint8Array.from({ length: random.below(64) }, () => random.below(256)))
    const mutated = Uint8Array.from(golden[random.below(golden.length)]!)
    for (let flips = 1 + random.below(4); flips > 0; flips--)
      mutated[random.below(mutated.length)] = random.below(256)
    attempt(mutated)
  }
  attempt(new Uint8Array(100_000).fill(0x0b))
  assert.ok(outcomes.decoded > 1000 && outcomes.refused > 1000, JSON.stringify(outcomes))
})

const readdress = (bytes: Uint8Array) => readdressMessageBody(bytes, { from: 'a', to: 'b', meta: null })
