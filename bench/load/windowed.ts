import type { ChatClient } from '../harness/chat-target.ts'
import type { Meter } from '../harness/meter.ts'
import { HttpConnection } from './http-connection.ts'

/**
 * Sends the same request repeatedly, with at most `window` messages that have not yet arrived at all clients. An operation is one
 * delivery. The duration `arrival` runs until all deliveries of the message and of those before it have been made.
 */
export async function windowed(
  meter: Meter,
  port: number,
  request: Buffer,
  clients: readonly ChatClient[],
  window: number,
): Promise<void> {
  const connections = await Promise.all(Array.from({ length: window }, () => HttpConnection.open(port)))
  const free = [...connections]
  const sentAt: number[] = []
  let sent = 0
  let arrived = 0
  await new Promise<void>((resolve) => {
    const complete = () => Math.floor(arrived / clients.length)
    const fill = () => {
      while (!meter.stopped && sent - complete() < window && free.length > 0) {
        const connection = free.pop()!
        sentAt.push(performance.now())
        sent++
        connection.send(request, (status, body) => {
          if (status !== 200) {
            meter.failed(`${status} ${body.slice(0, 200)}`)
            resolve()
          }
          free.push(connection)
          fill()
        })
      }
      if (meter.stopped && arrived >= sent * clients.length && free.length === window) resolve()
    }
    const onMessages = (count: number) => {
      const before = complete()
      arrived += count
      meter.done(count)
      for (let message = before; message < complete(); message++) {
        meter.took('arrival', sentAt.shift()!)
        if (message === complete() - 1) fill()
      }
    }
    for (const client of clients) client.onMessages = onMessages
    fill()
  })
  for (const connection of connections) connection.close()
}
