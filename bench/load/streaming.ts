import type { ChatClient } from '../harness/chat-target.ts'
import type { Meter } from '../harness/meter.ts'
import { HttpConnection } from './http-connection.ts'

/** Pieces of a message. */
const PIECES = 20

/** Makes the request of a piece; the first one has no id yet. */
export type PieceRequest = (piece: { msgId?: string; seq: number; finish: boolean }) => Buffer

/**
 * Tells `count` messages at a time in pieces. Each goes on when the piece before is answered and all clients together are behind by
 * no more than a piece of each message. An operation is one delivery: of a piece, or of the whole text at the end. What is being told
 * when the load stops is left as it is.
 */
export async function streaming(
  meter: Meter,
  port: number,
  request: PieceRequest,
  clients: readonly ChatClient[],
  count: number,
): Promise<void> {
  let due = 0
  let arrived = 0
  const waiting: (() => void)[] = []
  const isBehind = () => due - arrived > count * clients.length
  for (const client of clients)
    client.onMessages = (messages) => {
      arrived += messages
      meter.done(messages)
      if (!isBehind()) for (const go of waiting.splice(0)) go()
    }
  const caughtUp = async () => {
    while (isBehind()) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const tell = async () => {
    const connection = await HttpConnection.open(port)
    while (!meter.stopped) {
      let msgId: string | undefined
      for (let seq = 0; seq < PIECES && !meter.stopped; seq++) {
        const finish = seq === PIECES - 1
        const body = await connection.call(request({ seq, finish, ...(msgId !== undefined && { msgId }) }))
        msgId ??= JSON.parse(body).data.msgId as string
        due += (finish ? 2 : 1) * clients.length
        await caughtUp()
      }
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: count }, tell)).catch((error: Error) => meter.failed(error.message))
  while (arrived < due) await new Promise<void>((resolve) => waiting.push(resolve))
}
