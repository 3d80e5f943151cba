import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { allOperations, type Operation } from '@ringpost/contract'
import { plainSchema } from '../../packages/server/src/docs/json-schema.ts'
import type { Random } from '../harness/random.ts'
import { changedBytes } from './changed-bytes.ts'
import { hostileTexts, jsonFor, wordFor } from './hostile-json.ts'
import type { HttpRequest } from './http-exchange.ts'
import { formOf } from './multipart.ts'
import type { Scene } from './scene.ts'

/** Parameters that several operations read, whether or not they declare them. */
const COMMON_QUERY =
  'limit cursor pagenum pagesize page_size page_num ql filter version resource role sort'.split(' ')
/** Segments as they appear in a path. */
const PATH_GARBAGE = [
  '%00',
  '%',
  '%ff',
  '%ed%a0%bd',
  '..%2f..',
  '%252e',
  '.',
  '..',
  ';',
  '',
  '-',
  'a'.repeat(9000),
]
const TYPES = [
  'application/json',
  'application/json;charset=utf-16le',
  'application/json;charset=nonsense',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  ';;;',
]
const HEADERS = [
  'range: bytes=0-0',
  'range: bytes=5-1,-0,99999999999999999999-',
  'if-none-match: *',
  'if-modified-since: yesterday',
  'accept-encoding: gzip;q=nan, *',
  'x-forwarded-for: ::::, 1.2.3.4, %',
  'forwarded: for=;;',
  'host: ',
  'host: [::1',
  'expect: 100-continue',
  'expect: nothing',
  'restrict-access: maybe',
  'share-secret: \u00ff',
  'thumbnail: true',
  'thumbnail-width: -1',
  'em-redirect: true',
  'upgrade: h2c',
  'x-http-method-override: DELETE',
  'origin: null',
  'access-control-request-method: PUT',
  'cookie: a=b; __proto__=1',
  'authorization: Bearer again',
  `x-long: ${'y'.repeat(6000)}`,
]

/** A valid HTTP request for a declared operation; most of it as declared, some of it not. */
export function restRequest(random: Random, scene: Scene): HttpRequest {
  const operation = random.of(allOperations)
  const method = methodOf(operation, random)
  const target = targetOf(operation, scene, random)
  const { type, bytes } = bodyOf(operation, scene, random)
  const head = headOf(method, target, scene, random)
  if (type !== undefined) head.push(`content-type: ${type}`)
  const hasBody = method !== 'GET' && method !== 'HEAD' ? !random.oneIn(12) : random.oneIn(30)
  const body = hasBody ? encoded(bytes, head, random) : undefined
  return {
    title: `${method} ${target.slice(0, 200)} (${operation.id})`,
    parts:
      body === undefined ? [wholeHead(head)] : [wholeHead([...head, `content-length: ${body.length}`]), body],
    isWhole: true,
  }
}

/** Header lines that close the connection after the answer, with some user's token. */
export function headOf(method: string, target: string, scene: Scene, random: Random): string[] {
  const token = random.of([
    ...Array(8).fill(scene.appToken),
    ...scene.userTokens,
    undefined,
    'YWMtgarbage',
    `dt-${random.of(hostileTexts)}`,
    '007eJx',
  ])
  const head = [`${method} ${target} HTTP/1.1`, 'host: 127.0.0.1', 'connection: close']
  if (token !== undefined) head.push(`authorization: Bearer ${withoutBreaks(token)}`)
  while (random.oneIn(4)) {
    const line = random.of(HEADERS)
    if (line.startsWith('host')) head[1] = line
    else if (line.startsWith('upgrade')) head[2] = 'connection: close, upgrade'
    if (!line.startsWith('host')) head.push(line)
  }
  return head
}

export function wholeHead(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

function withoutBreaks(text: string): string {
  return text.replaceAll(/[\0\r\n]/g, '')
}

function methodOf({ method, alsoMethods = [] }: Operation, random: Random): string {
  if (random.oneIn(25))
    return random.of(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'])
  return random.of([method, method, ...alsoMethods])
}

function targetOf({ path, alsoPaths = [], scope, query }: Operation, scene: Scene, random: Random): string {
  const one = random.of([path, path, ...alsoPaths])
  const whole = scope === 'root' ? one : `${random.oneIn(40) ? '/app-id/x' : '/acme/chat'}${one}`
  const filled = whole.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (name === 'org') return 'acme'
    if (name === 'app') return 'chat'
    return random.oneIn(15) ? random.of(PATH_GARBAGE) : escaped(wordFor(name, scene, random))
  })
  const declared = query === undefined ? [] : Object.keys(plainSchema(query).properties ?? {})
  const pairs: string[] = []
  for (const name of [...declared, ...(random.oneIn(4) ? COMMON_QUERY : [])])
    if (random.oneIn(2))
      pairs.push(`${name}=${escaped(random.of([wordFor(name, scene, random), '1', '20']))}`)
  if (random.oneIn(12))
    pairs.push(random.of(['&&=', '%', 'a=%ff', '__proto__=1', 'limit=1&limit=2', 'x'.repeat(5000)]))
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function bodyOf(
  operation: Operation,
  scene: Scene,
  random: Random,
): { type: string | undefined; bytes: Buffer } {
  if (operation.streams === 'in') {
    const form = formOf(random)
    return {
      type: random.oneIn(12) ? random.of(TYPES) : `multipart/form-data; boundary=${form.boundary}`,
      bytes: form.bytes,
    }
  }
  const schema = operation.body === undefined ? { type: 'object' } : plainSchema(operation.body)
  const text = jsonFor(schema, '', scene, random)
  const isForm = operation.bodyIn === 'form' || random.oneIn(25)
  const bytes = Buffer.from(isForm ? formFieldsOf(text) : text)
  const type = random.oneIn(15)
    ? random.of(TYPES)
    : isForm
      ? 'application/x-www-form-urlencoded'
      : random.oneIn(5)
        ? undefined
        : 'application/json'
  return { type, bytes: random.oneIn(12) ? changedBytes(bytes, random) : bytes }
}

function formFieldsOf(json: string): string {
  return json
    .replaceAll(/[{}"[\]]/g, '')
    .split(',')
    .map((pair) => pair.replace(':', '='))
    .join('&')
}

function encoded(bytes: Buffer, head: string[], random: Random): Buffer {
  if (!random.oneIn(10)) return bytes
  const [label, encode] = random.of<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', (plain) => gzipSync(plain, { level: 1 })],
    ['deflate', (plain) => deflateSync(plain, { level: 1 })],
    ['br', (plain) => brotliCompressSync(plain)],
    ['gzip, gzip', gzipSync],
    ['zstd', (plain) => plain],
    ['gzip', (plain) => plain],
  ])
  head.push(`content-encoding: ${label}`)
  const out = encode(bytes)
  return random.oneIn(5) ? changedBytes(out, random) : out
}
