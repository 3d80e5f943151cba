import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'

/** The data that is uploaded repeatedly: neither compressible nor an image. */
const block = Buffer.alloc(256 * 1024)
for (let i = 0; i < block.length; i++) block[i] = (i * 2654435761) >>> 13

export interface UploadTarget {
  port: number
  path: string
  headers: Readonly<Record<string, string>>
  /** The parts of a multipart form around the bytes. */
  before: Buffer
  after: Buffer
}

/** Sends bytes as fast as they are accepted. @returns the body of the answer. @throws Error unless it is 200. */
export async function upload(
  { port, path, headers, before, after }: UploadTarget,
  bytes: number,
): Promise<string> {
  const outgoing = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path,
    headers: { ...headers, 'content-length': before.length + bytes + after.length },
  })
  const answered = once(outgoing, 'response')
  outgoing.write(before)
  for (let left = bytes; left > 0; left -= block.length) {
    if (!outgoing.write(left < block.length ? block.subarray(0, left) : block)) await once(outgoing, 'drain')
  }
  outgoing.end(after)
  const [response] = await answered
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString('utf8')
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${body.slice(0, 200)}`)
  return body
}

const room = Buffer.allocUnsafe(1024 * 1024)

/** Reads an answer without keeping it. @returns its length in bytes, including the head. */
export function download(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    const socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer: room,
        callback: (length) => {
          bytes += length
          return true
        },
      },
    })
    socket.once('error', reject)
    socket.once('close', () => resolve(bytes))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
  })
}
