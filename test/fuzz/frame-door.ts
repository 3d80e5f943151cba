import { once } from 'node:events'
import { Command, wire } from '@ringpost/protocol'
import { WebSocket } from 'ws'
import { provisionBytes } from '../gateway/raw-client.ts'
import type { Scene } from './scene.ts'

/** The transports over which frames arrive. */
export const doors = ['binary WebSocket', 'base64 WebSocket', 'SockJS WebSocket', 'SockJS polling'] as const
export type Door = (typeof doors)[number]

/** ms in which the server must answer the last frame or disconnect the client; before that it may slow down a flood. */
const ANSWER_WITHIN = 15_000
/** ms to connect, and to detect that a connection has ended. */
const STEP_WITHIN = 10_000

const UNREAD = Buffer.from(wire.Envelope.encode({ command: Command.UNREAD }).finish())

/** A connection that carries frames in both directions. */
interface Line {
  send(frames: readonly Buffer[]): void
  close(): void
}

/** Events of a connection: frames from the server, and its end. */
interface Ear {
  heard(frame: Buffer): void
  ended(): void
}

/**
 * Logs in, sends the frames, then asks for the unread. A logged-in client must be answered or disconnected, whatever it
 * sent in between; a client that is not logged in must be disconnected, or may still log in.
 * @returns what is wrong.
 */
export async function playBurst(
  door: Door,
  burst: readonly Buffer[],
  isLoggedIn: boolean,
  scene: Scene,
  session: string,
): Promise<string | undefined> {
  let fault: string | undefined
  let isEnded = false
  let wake = () => {}
  const commands = new Set<number>()
  const line = await open(door, scene.port, session, {
    heard(bytes) {
      try {
        commands.add(wire.Envelope.decode(bytes).command ?? 0)
      } catch (error) {
        fault = `sent what is no frame: ${bytes.toString('hex')} (${error})`
      }
      wake()
    },
    ended() {
      isEnded = true
      wake()
    },
  })
  if (line === undefined) return `${door} did not open within ${STEP_WITHIN} ms`
  const comes = async (isDone: () => boolean, ms: number) => {
    const deadline = performance.now() + ms
    while (!isDone() && !isEnded && performance.now() < deadline)
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, 200).unref()
      })
    return isDone() || isEnded
  }
  try {
    const [user, token] = [scene.users[0]!, scene.userTokens[0]!]
    const login = Buffer.from(provisionBytes({ user, token, resource: session }))
    if (isLoggedIn) {
      line.send([login])
      if (!(await comes(() => commands.has(Command.PROVISION), ANSWER_WITHIN))) return 'no answer to a login'
    }
    commands.clear()
    const chunk = door.startsWith('SockJS') ? 100 : burst.length
    for (let i = 0; i < burst.length; i += chunk) line.send(burst.slice(i, i + chunk))
    line.send(isLoggedIn ? [UNREAD] : [login])
    const wanted = isLoggedIn ? Command.UNREAD : Command.PROVISION
    if (!(await comes(() => commands.has(wanted), ANSWER_WITHIN)))
      return `no answer within ${ANSWER_WITHIN} ms`
    return fault
  } finally {
    line.close()
  }
}

async function open(door: Door, port: number, session: string, ear: Ear): Promise<Line | undefined> {
  if (door === 'SockJS polling') return polling(`http://127.0.0.1:${port}/ws/000/${session}`, ear)
  const path = door === 'SockJS WebSocket' ? `/ws/000/${session}/websocket` : '/websocket'
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { handshakeTimeout: STEP_WITHIN })
  socket.on('error', () => {})
  socket.on('close', () => ear.ended())
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (door === 'SockJS WebSocket') hearSockJs(String(data), ear)
    else ear.heard(isBinary ? data : Buffer.from(String(data), 'base64'))
  })
  await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => {})
  if (socket.readyState !== WebSocket.OPEN) return undefined
  return {
    close: () => socket.terminate(),
    send(frames) {
      if (socket.readyState !== WebSocket.OPEN) return
      if (door === 'SockJS WebSocket') socket.send(inBase64(frames))
      else
        for (const frame of frames)
          socket.send(door === 'binary WebSocket' ? frame : frame.toString('base64'))
    },
  }
}

/** A session over HTTP requests, one of which always waits for data from the server. */
async function polling(url: string, ear: Ear): Promise<Line | undefined> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(6 * STEP_WITHIN)])
  const ask = async (path: string, body = '') => {
    const reply = await fetch(`${url}/${path}`, { method: 'POST', body, signal })
    return { status: reply.status, text: await reply.text() }
  }
  const opened = await ask('xhr').catch(() => undefined)
  if (opened?.text !== 'o\n') return undefined
  const listen = async () => {
    for (;;) {
      const { status, text } = await ask('xhr')
      const lines = text.split('\n')
      for (const line of lines) hearSockJs(line, ear)
      if (status !== 200 || lines.some((line) => line.startsWith('c'))) return
    }
  }
  listen().then(
    () => ear.ended(),
    () => ear.ended(),
  )
  let sent = Promise.resolve()
  return {
    close: () => stop.abort(),
    send(frames) {
      sent = sent
        .then(() => ask('xhr_send', inBase64(frames)))
        .then(
          ({ status }) => {
            // The session has ended.
            if (status === 404) ear.ended()
          },
          () => ear.ended(),
        )
    },
  }
}

function inBase64(frames: readonly Buffer[]): string {
  return JSON.stringify(frames.map((frame) => frame.toString('base64')))
}

function hearSockJs(line: string, ear: Ear): void {
  if (line.startsWith('a'))
    for (const text of JSON.parse(line.slice(1)) as string[]) ear.heard(Buffer.from(text, 'base64'))
}
