import type { ChatClient } from '../harness/chat-target.ts'
import type { Meter } from '../harness/meter.ts'
import { HttpConnection } from './http-connection.ts'

/** An online user, and the request that sends to them. */
export interface Recipient {
  client: ChatClient
  request: Buffer
}

/**
 * Keeps one request per recipient in flight. The next one is sent once the answer and the message have both arrived, so every
 * arrival belongs to the latest send, and nothing needs to be decoded.
 */
export async function untilArrival(
  meter: Meter,
  port: number,
  recipients: readonly Recipient[],
): Promise<void> {
  const connections = await Promise.all(recipients.map(() => HttpConnection.open(port)))
  await Promise.all(
    recipients.map(
      ({ client, request }, i) =>
        new Promise<void>((resolve) => {
          let startedAt = 0
          let missing = 0
          const next = () => {
            missing = 2
            startedAt = performance.now()
            connections[i]!.send(request, onAnswer)
          }
          const finish = () => {
            if (--missing > 0) return
            meter.done()
            if (meter.stopped) resolve()
            else next()
          }
          const onAnswer = (status: number, body: string) => {
            if (status === 200) {
              meter.took('answer', startedAt)
              finish()
            } else {
              meter.failed(`${status} ${body.slice(0, 200)}`)
              resolve()
            }
          }
          client.onMessages = () => {
            meter.took('arrival', startedAt)
            finish()
          }
          next()
        }),
    ),
  )
  for (const connection of connections) connection.close()
}
