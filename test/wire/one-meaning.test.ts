import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type ClientFrame,
  decodeClientFrame,
  decodeMucBody,
  decodeRosterBody,
  Namespace,
  ProtocolError,
  peekMessageBody,
  readdressMessageBody,
  wire,
} from '@ringpost/protocol'
import protobuf from 'protobufjs'
import { shapes } from '../../packages/protocol/src/wire-shapes.generated.ts'
import { Random } from '../harness/random.ts'
import { groupThatReadsAsJid, MessageWriter, type Name } from './hostile-message.ts'
import { type Habits, PermissiveDecoder, type Tree, type Value } from './permissive-decoder.ts'

const CASES = Number(process.env.RINGPOST_TEST_PROPERTY_CASES ?? 200_000)
const SEED = Number(process.env.RINGPOST_TEST_PROPERTY_SEED ?? 20_261_128)

/** Variants of one message. */
const VARIANTS = 3

const protocol = new URL('../../packages/protocol/src/', import.meta.url)
const schema = protobuf.loadSync(fileURLToPath(new URL('msync.proto', protocol)))
const types = new Map(Object.keys(shapes).map((name) => [name, schema.lookupType(name)]))
const asText = new Set(['int64', 'uint64', 'double', 'float'])
const golden = readFileSync(new URL('golden-frames.txt', protocol), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('C '))
  .map((line) => Buffer.from(line.split(' ')[2]!, 'hex'))

/** Each case is shown to one pair, whose members differ in all respects. */
const habits: readonly Habits[][] = [
  [
    { wins: 'last', flattens: false, bits: 32 },
    { wins: 'first', flattens: true, bits: 64 },
  ],
  [
    { wins: 'first', flattens: false, bits: 64 },
    { wins: 'last', flattens: true, bits: 32 },
  ],
]

/** What protobufjs decodes, with its own reader or ours, in the format of PermissiveDecoder. */
function treeOf(message: object, name: Name): Tree {
  const tree: Tree = {}
  const { fields } = types.get(name)!
  for (const [key, value] of Object.entries(message)) {
    const field = fields[key]
    if (field === undefined || value === null) continue
    if (!Array.isArray(value)) tree[field.id] = leafOf(value, field)
    else if (value.length > 0) tree[field.id] = value.map((item) => leafOf(item, field))
  }
  return tree
}

function leafOf(value: unknown, { type, resolvedType }: protobuf.Field): Value {
  if (resolvedType !== null) return treeOf(value as object, resolvedType.name as Name)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (!asText.has(type)) return value as Value
  if (typeof value !== 'object') return String(value)
  const { low, high, unsigned } = value as { low: number; high: number; unsigned: boolean }
  return String((BigInt(unsigned ? high >>> 0 : high) << 32n) | BigInt(low >>> 0))
}

/** Fails unless every decoder finds the same in the bytes; returns that. */
function agreed(bytes: Uint8Array, name: Name): Tree {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const theirs = treeOf(types.get(name)!.decode(buffer), name)
  const text = JSON.stringify(theirs)
  for (const habit of habits[buffer.length % 2]!) {
    const tree = new PermissiveDecoder(buffer, habit).decode(name)
    if (JSON.stringify(tree) !== text) assert.deepEqual(tree, theirs, `${name} by ${JSON.stringify(habit)}`)
  }
  return theirs
}

/** Numbers beyond 2^53 are compared as JavaScript numbers: ours may be rounded where that is allowed. */
function same(ours: Tree, theirs: Tree): void {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return
  const rounded = (tree: Tree) =>
    JSON.parse(JSON.stringify(tree), (_, value) =>
      typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : value,
    )
  assert.deepEqual(rounded(ours), rounded(theirs))
}

const at = (value: Value | undefined, ...path: number[]): Value | undefined =>
  path.reduce<Value | undefined>((inner, key) => (inner as Tree | undefined)?.[key], value)

function checkBody(bytes: Uint8Array, random: Random): void {
  const { jids, ...peeked } = peekMessageBody(bytes)
  const theirs = agreed(bytes, 'MessageBody')
  const first = at(theirs, 4, 0)
  const isOurs = (number: number) => number <= Number.MAX_SAFE_INTEGER
  const idAt = (key: number) => (theirs[key] === undefined ? null : Number(theirs[key]))
  const ownIdAt = (key: number) => (isOurs(idAt(key) ?? 0) ? idAt(key) : 0)
  assert.deepEqual(peeked, {
    type: at(theirs, 1) ?? null,
    from: at(theirs, 2, 2) ?? null,
    to: at(theirs, 3, 2) ?? null,
    contentType: at(first, 1) ?? (at(first, 2) === undefined ? null : 0),
    ackId: ownIdAt(6),
    ackIds: listAt(theirs, 17).map((id) => (isOurs(Number(id)) ? Number(id) : 0)),
    sendToPeer: at(theirs, 16) ?? true,
    clearsAll: at(theirs, 18) ?? false,
    allowGroupAck: at(theirs, 7, 1) ?? false,
    meta: at(theirs, 9) ?? null,
    editId: ownIdAt(11),
    isStream: theirs[13] !== undefined,
  })
  const isMore = (key: number) => theirs[key] !== undefined && Object.keys(theirs[key]).join() !== '2'
  if (isMore(2) || isMore(3)) assert.ok(jids.length > 0)
  // Our decoder of the whole message refuses a number beyond 2^53.
  const ids = [idAt(6), idAt(11), Number(at(theirs, 13, 2) ?? 0), ...listAt(theirs, 17).map(Number)]
  if (ids.every((number) => isOurs(number ?? 0)))
    same(treeOf(wire.MessageBody.decode(bytes), 'MessageBody'), theirs)
  if (!random.oneIn(8)) return
  const names = { from: 'alice', to: 'bob', meta: peeked.meta }
  const readdressed = agreed(readdressMessageBody(bytes, names), 'MessageBody')
  assert.deepEqual(readdressed, { ...theirs, 2: { 2: 'alice' }, 3: { 2: 'bob' } })
}

function listAt(tree: Tree, key: number): readonly unknown[] {
  const list = tree[key]
  return Array.isArray(list) ? list : []
}

function checkFrame(bytes: Uint8Array, random: Random): void {
  const frame = decodeClientFrame(bytes)
  const envelope = agreed(bytes, 'Envelope')
  const payload = Buffer.from(String(envelope[9] ?? ''), 'hex')
  if (frame.command === 'provision') checkProvision(frame, envelope, agreed(payload, 'Provision'))
  else if (frame.command === 'sync-pull' || frame.command === 'sync-roam' || frame.command === 'sync-send')
    checkSync(frame, agreed(payload, 'SyncUp'), random)
  else
    assert.equal(envelope[8], frame.command === 'unread' ? 1 : frame.command === 'logout' ? 4 : frame.number)
}

function checkProvision(
  frame: Extract<ClientFrame, { command: 'provision' }>,
  envelope: Tree,
  provision: Tree,
): void {
  const { appKey, user, token, resource, deviceUuid, deviceName, osType } = frame
  // The first of three places that has one; the last of them is JSON.
  const auth = String(envelope[3] || provision[14] || JSON.parse(String(provision[18])).token)
  assert.deepEqual(
    [appKey, user, [token, `$t$${token}`].includes(auth), resource, deviceUuid, deviceName, osType],
    [
      at(envelope, 2, 1),
      at(envelope, 2, 2),
      true,
      provision[13] ?? at(envelope, 2, 4) ?? '',
      provision[9] ?? null,
      provision[12] ?? null,
      provision[1] ?? null,
    ],
  )
}

function checkSync(
  frame: Extract<ClientFrame, { command: 'sync-pull' | 'sync-roam' | 'sync-send' }>,
  sync: Tree,
  random: Random,
): void {
  const isRoam = sync[4] === true
  const command = isRoam ? 'sync-roam' : sync[1] === undefined ? 'sync-pull' : 'sync-send'
  assert.equal(frame.command, command)
  if (frame.command === 'sync-pull') {
    const key = Number(sync[2] ?? Number.NaN)
    assert.equal(frame.key, sync[2] === undefined ? null : key > Number.MAX_SAFE_INTEGER ? 0 : key)
    return
  }
  assert.equal(frame.id === null ? undefined : String(frame.id), at(sync, 1, 1))
  if (frame.command === 'sync-roam') {
    assert.deepEqual(frame.queue === null ? undefined : treeOf(frame.queue, 'Jid'), sync[3])
    return
  }
  const meta = sync[1] as Tree
  assert.deepEqual(frame.to === null ? undefined : treeOf(frame.to, 'Jid'), meta[3])
  assert.deepEqual(
    [frame.namespace, Buffer.from(frame.payload).toString('hex'), frame.route, frame.directedUsers],
    [meta[5] ?? 0, meta[6] ?? '', meta[7] ?? 0, meta[10] ?? []],
  )
  const ext = (meta[8] ?? []) as Tree[]
  same(Object.fromEntries(frame.ext.map((pair, i) => [i, treeOf(pair, 'KeyValue')])), { ...ext })
  if (frame.namespace === Namespace.CHAT) checkBody(frame.payload, random)
  else if (frame.namespace === Namespace.MUC) checkAct(frame.payload, 'MucBody')
  else if (frame.namespace === Namespace.ROSTER) checkAct(frame.payload, 'RosterBody')
}

function checkAct(bytes: Uint8Array, name: 'MucBody' | 'RosterBody'): void {
  const ours = name === 'MucBody' ? decodeMucBody(bytes) : decodeRosterBody(bytes)
  same(treeOf(ours, name), agreed(bytes, name))
}

/** One case: bytes, and how the server reads them. */
function makeCase(random: Random): { bytes: Buffer; check: (bytes: Uint8Array, random: Random) => void } {
  const writer = new MessageWriter(
    random,
    random.of([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 100, 30]),
  )
  const inSync = (fields: Record<number, Buffer | bigint>) =>
    writer.message('Envelope', { 8: 0n, 9: writer.message('SyncUp', fields) })
  switch (random.below(10)) {
    case 0:
      return { bytes: random.of(golden), check: checkFrame }
    case 1:
      return {
        bytes: writer.message('Envelope', { 8: 3n, 9: writer.message('Provision') }),
        check: checkFrame,
      }
    case 2: {
      const namespace = random.of(['MessageBody', 'MucBody', 'RosterBody', 'StatisticsBody'] as const)
      const number = { StatisticsBody: 0n, MessageBody: 1n, MucBody: 2n, RosterBody: 3n }[namespace]
      const meta = writer.message('Meta', { 5: number, 6: writer.message(namespace) })
      return { bytes: inSync({ 1: meta }), check: checkFrame }
    }
    case 3:
      return { bytes: inSync({}), check: checkFrame }
    case 4:
      return { bytes: writer.message('MucBody'), check: (bytes) => checkAct(bytes, 'MucBody') }
    case 5:
      return { bytes: writer.message('RosterBody'), check: (bytes) => checkAct(bytes, 'RosterBody') }
    default:
      return { bytes: writer.message('MessageBody'), check: checkBody }
  }
}

/** Changes, removes, inserts or repeats some bytes, without regard to structure. */
function mutated(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes
  const at = random.below(bytes.length)
  const upTo = Math.min(bytes.length, at + 1 + random.below(8))
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(upTo)])
    case 1:
      return Buffer.concat([bytes.subarray(0, upTo), bytes.subarray(at)])
    case 2:
      return Buffer.concat([bytes.subarray(0, at), groupThatReadsAsJid(2, 'carol'), bytes.subarray(at)])
    default: {
      const copy = Buffer.from(bytes)
      copy[at] = random.below(256)
      return copy
    }
  }
}

describe('what a client sends has one meaning, or is refused', () => {
  test(`${CASES} cases: our reader, protobufjs and permissive decoders agree`, () => {
    const outcomes = { taken: 0, refused: 0 }
    const { stackTraceLimit } = Error
    let random = new Random(SEED)
    let made = makeCase(random)
    // Stack traces take most of the time of a refusal.
    Error.stackTraceLimit = 0
    for (let i = 0; i < CASES; i++) {
      // Creating a message takes longer than reading it, so each is tried as it is, and with some changes.
      if (i % VARIANTS === 0) {
        random = new Random(SEED + i)
        made = makeCase(random)
      }
      const sent = i % VARIANTS === 0 ? Buffer.from(made.bytes) : mutated(made.bytes, random)
      try {
        made.check(sent, random)
        outcomes.taken++
      } catch (cause) {
        if (!(cause instanceof ProtocolError))
          throw new Error(
            `RINGPOST_TEST_PROPERTY_SEED=${SEED + i - (i % VARIANTS)}: ${sent.toString('hex')}`,
            { cause },
          )
        outcomes.refused++
      }
    }
    Error.stackTraceLimit = stackTraceLimit
    // Both outcomes must be well covered.
    assert.ok(outcomes.taken > CASES / 5 && outcomes.refused > CASES / 5, JSON.stringify(outcomes))
  })
})
