import type { Random } from '../harness/random.ts'
import { changedBytes } from './changed-bytes.ts'
import type { HttpRequest } from './http-exchange.ts'
import { restRequest } from './rest-request.ts'
import type { Scene } from './scene.ts'

const HANDSHAKE =
  'GET /websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n' +
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-extensions: permessage-deflate\r\n\r\n'
const POST = 'POST /acme/chat/users HTTP/1.1\r\nhost: x\r\n'
const BROKEN = [
  '',
  '\r\n\r\n\r\n',
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET ${'/x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  'GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n',
  'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET //%00?%00#%00 HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /ws/info?\\ HTTP/1.0\r\n\r\n',
  `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(3000)}\r\n`,
  `${POST}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`,
  `${POST}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${POST}content-length: 99999999999999999999\r\n\r\n{}`,
  `${POST}content-length: 100\r\n\r\n{`,
  `${POST}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}`,
  `${POST}transfer-encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  `${POST}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\ntrailer: x\r\n\r\n`,
  `${POST}transfer-encoding: gzip\r\n\r\n`,
  `${POST}expect: 100-continue\r\ncontent-length: 2\r\n\r\n`,
  `${POST}connection: upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\ncontent-length: 2\r\n\r\n{}`,
  'GET /websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'GET /ws/0/0/websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 99\r\n\r\n',
  'POST /ws/000/x/xhr_send HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n[]',
  'POST /ws/%00/../xhr HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n',
]

/**
 * Bytes that are not, or no longer, HTTP; several requests at once; and bytes after a handshake that are not WebSocket.
 */
export function brokenHttp(random: Random, scene: Scene): HttpRequest {
  switch (random.below(4)) {
    case 0:
      return garbage('broken HTTP', [Buffer.from(random.of(BROKEN))])
    case 1: {
      const { title, parts } = restRequest(random, scene)
      const bytes = Buffer.concat(parts)
      return garbage(`broken: ${title}`, [changedBytes(bytes.subarray(0, 20_000), random)])
    }
    case 2: {
      const count = random.oneIn(10) ? 200 : 2 + random.below(6)
      const request = Buffer.from(`GET /ping HTTP/1.1\r\nhost: x\r\n\r\n${random.of(['', ...BROKEN])}`)
      return garbage(`${count} requests in one go`, [Buffer.concat(Array<Buffer>(count).fill(request))])
    }
    default:
      return garbage('a WebSocket that is none', [Buffer.from(HANDSHAKE), ...webSocketGarbage(random)])
  }
}

function garbage(title: string, parts: readonly Buffer[]): HttpRequest {
  return { title, parts, isWhole: false }
}

function webSocketGarbage(random: Random): Buffer[] {
  return Array.from({ length: 1 + random.below(6) }, () => {
    const payload = Buffer.alloc(random.of([0, 1, 5, 125, 4000]), random.below(256))
    const head = [
      random.of([0x82, 0x81, 0x80, 0x00, 0x02, 0x88, 0x89, 0x8a, 0xc2, 0xf2, 0x8f, random.below(256)]),
    ]
    const mask = random.oneIn(8) ? 0 : 0x80
    switch (random.below(4)) {
      case 0:
        head.push(mask | 127, ...random.of([[0, 0, 0, 0, 0, 0, 0, 1], Array<number>(8).fill(255)]))
        break
      case 1:
        head.push(mask | 126, payload.length >> 8, payload.length & 255)
        break
      default:
        head.push(mask | (payload.length & 127))
    }
    return Buffer.concat([Buffer.from(head), Buffer.alloc(mask === 0 ? 0 : 4), payload])
  })
}
