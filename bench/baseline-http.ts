// Baseline: the cost of `node:http` alone for the same request. Reads the JSON body, answers JSON, stores nothing.
import { createServer } from 'node:http'
import { announce } from './harness/announce.ts'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { to } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { to: string[] }
    const text = JSON.stringify({ data: { [to[0]!]: '1234567890123456' } })
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text)
  })
})
announce(server)
