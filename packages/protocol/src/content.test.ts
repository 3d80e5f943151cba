import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Body, sdkBody } from './body.ts'
import { decodeContent } from './decode-content.ts'
import { encodeContent } from './encode-content.ts'
import { Content } from './msync.generated.js'
import { decode, encode } from './wire.ts'

const toWire = (body: Body) => decode(Content, encode(Content, encodeContent(body)))
const overWire = (body: Body) => decodeContent(toWire(body))
const file = {
  url: 'https://a1.easemob.com/org/app/chatfiles/65e54a4a',
  filename: 'a.jpg',
  secret: 'DRGM8OZrEeO1',
  file_length: 128827,
}
const exts = { name: 'flower', size: '16' }

const bodies: Record<string, Body> = {
  txt: { type: 'txt', msg: '你好 😀\n' },
  'txt, empty': { type: 'txt', msg: '' },
  'txt, stream': { type: 'txt', msg: 'chunk', subType: 'sub_stream' },
  img: { type: 'img', ...file, size: { width: 746, height: 1325 } },
  'img, gif': { type: 'img', ...file, subType: 'sub_gif' },
  'img, SDK 5': { type: 'img', ...file, imageType: 2 },
  'img, least': { type: 'img', url: file.url },
  'img, thumbnail': { type: 'img', ...file, thumb: `${file.url}t`, thumb_secret: 'ts' },
  audio: { type: 'audio', ...file, length: 10 },
  'audio, 0 s, 0 bytes': { type: 'audio', url: file.url, length: 0, file_length: 0 },
  video: {
    type: 'video',
    ...file,
    thumb: `${file.url}t`,
    thumb_secret: 'ts',
    length: 10,
    size: { width: 360, height: 480 },
  },
  file: { type: 'file', ...file },
  loc: { type: 'loc', lat: 39.9053, lng: -116.36302, addr: 'test' },
  'loc, building': { type: 'loc', lat: 0, lng: 0, addr: '', buildingName: 'tower' },
  cmd: { type: 'cmd', action: 'run' },
  'cmd, param': { type: 'cmd', action: 'run', param: { fast: true, times: 3 } },
  custom: { type: 'custom', customEvent: 'gift_1', customExts: exts, 'v2:customExts': exts },
  'custom, bare': { type: 'custom', customEvent: '', customExts: {}, 'v2:customExts': {} },
  combine: {
    type: 'txt',
    subType: 'sub_combine',
    ...file,
    msg: 'not supported',
    title: 'history',
    summary: 'a: hi',
    combineLevel: 1,
  },
}

describe('each type survives the wire', () => {
  for (const [name, body] of Object.entries(bodies)) test(name, () => assert.deepEqual(overWire(body), body))
})

test('a picture whose size is no number is one without', () => {
  const body = { type: 'img', url: 'x', size: { width: Number.NaN, height: Infinity } } as const
  assert.deepEqual(overWire(body), { ...body, size: { width: 0, height: 0 } })
})

test('only a combined message has sub type 0 on the wire', () => {
  for (const [name, body] of Object.entries(bodies)) {
    assert.equal(toWire(body).subType === 0, name === 'combine', name)
  }
})

test('a combined message of type 8 is read too', () => {
  const { type: _, subType: __, ...rest } = encodeContent(bodies.combine!)
  assert.deepEqual(decodeContent(decode(Content, encode(Content, { ...rest, type: 8 }))), bodies.combine)
})

test("the web SDK's empty texts count as absent", () => {
  const content = { type: 5, remotePath: file.url, displayName: '', secretKey: '', thumbnailRemotePath: '' }
  assert.deepEqual(decodeContent(decode(Content, encode(Content, content))), { type: 'file', url: file.url })
})

test('an empty content and an unknown type are null', () => {
  assert.equal(decodeContent(decode(Content, new Uint8Array())), null)
  assert.equal(decodeContent(decode(Content, encode(Content, { type: 99, text: 'x' }))), null)
})

test("the SDK's JSON form has the attributes as an array", () => {
  assert.deepEqual(sdkBody(bodies.custom!), {
    type: 'custom',
    customEvent: 'gift_1',
    customExts: [{ name: 'flower' }, { size: '16' }],
  })
  assert.deepEqual(sdkBody(bodies.img!), bodies.img)
})
