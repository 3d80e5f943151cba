import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import type { Random } from '../harness/random.ts'
import { nested } from './hostile-json.ts'
import type { HttpRequest } from './http-exchange.ts'
import { headOf, wholeHead } from './rest-request.ts'
import type { Scene } from './scene.ts'

const MB = 1024 * 1024
const targets = [
  '/messages/users',
  '/users',
  '/chatgroups',
  '/token',
  '/messages/chatgroups/import',
  '/batch',
]

/** Requests that expand to much work: results that are too large, deep or numerous must be refused at little cost. */
export function bombRequest(random: Random, scene: Scene): HttpRequest {
  const target = `/acme/chat${random.of(targets)}`
  const [what, encoding, body] = random.of(bombs)(random, scene)
  const head = [...headOf('POST', target, scene, random), 'content-type: application/json']
  if (encoding !== undefined) head.push(`content-encoding: ${encoding}`)
  return {
    title: `${what} to ${target}`,
    parts: [wholeHead([...head, `content-length: ${body.length}`]), body],
    isWhole: true,
  }
}

const zeros: readonly [string, Buffer][] = (() => {
  const plain = Buffer.alloc(32 * MB, ' ')
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }
  return [
    ['gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain, quality)],
  ]
})()

type Bomb = [what: string, encoding: string | undefined, body: Buffer]

const bombs: readonly ((random: Random, scene: Scene) => Bomb)[] = [
  (random) => {
    const [encoding, body] = random.of(zeros)
    return [`a ${encoding} bomb`, encoding, body]
  },
  (random) => ['a deep value', undefined, Buffer.from(nested(random.of([20_000, 200_000]), random))],
  (random) => [
    'a number of many digits',
    undefined,
    Buffer.from(`{"to":${random.of(['1', '0.', '1e', '-'])}${'9'.repeat(500_000)}}`),
  ],
  () => ['a long key', undefined, Buffer.from(`{"${'k'.repeat(900_000)}":1}`)],
  () => ['many keys', undefined, Buffer.from(`{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`)}}`)],
  () => ['many escapes', undefined, Buffer.from(`{"a":"${'\\ud83d'.repeat(100_000)}"}`)],
  (random, { users }) => {
    const to = JSON.stringify(Array.from({ length: 20_000 }, () => random.of([users[0], 'nobody', ''])))
    return [
      'many receivers',
      undefined,
      Buffer.from(`{"from":"${users[0]}","to":${to},"type":"txt","body":{"msg":"x"}}`),
    ]
  },
  (_, { users }) => {
    const ext = `{${Array.from({ length: 3000 }, (_unused, i) => `"e${i}":1e${i}`)}}`
    const text = `{"from":"${users[0]}","to":["${users[1]}"],"type":"txt","body":{"msg":"x"},"ext":${ext}}`
    return ['a large ext', undefined, Buffer.from(text)]
  },
  () => ['more than any limit', undefined, Buffer.alloc(12 * MB, '[')],
]
