// Baselines for sockets, on the plain `ws` library, without storage or users:
// /echo/<size> answers every message with one of that size; /member/<name> only receives;
// POST /to/<name> and POST /all send to one member or to all, with one `send` per member.
import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { announce } from './harness/announce.ts'

/** About the size of what Ringpost pushes for the same text. */
const PUSH = Buffer.alloc(310, 'x')

const members = new Map<string, WebSocket>()
// With ten thousand members, a request may wait for its turn longer than Node keeps a silent connection open.
const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const [, act, word = ''] = request.url!.split('/')
    if (act === 'to') members.get(word)!.send(PUSH)
    else for (const member of members.values()) member.send(PUSH)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}')
  })
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false })
sockets.on('connection', (socket, request) => {
  const [, act, word = ''] = request.url!.split('/')
  if (act === 'echo') {
    const answer = Buffer.alloc(Number(word), 'x')
    socket.on('message', () => socket.send(answer))
  } else {
    members.set(word, socket)
    socket.on('close', () => members.delete(word))
  }
})
announce(server)
