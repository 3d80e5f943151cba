import type { Meter } from '../harness/meter.ts'
import { HttpConnection } from './http-connection.ts'

/** Keeps `concurrency` requests in flight, each on its own connection: the next one is sent once the answer has arrived. */
export async function closedLoop(
  meter: Meter,
  port: number,
  concurrency: number,
  request: (index: number) => Buffer,
): Promise<void> {
  const connections = await Promise.all(Array.from({ length: concurrency }, () => HttpConnection.open(port)))
  let index = 0
  const run = (connection: HttpConnection) =>
    new Promise<void>((resolve) => {
      let startedAt = 0
      const next = () => {
        startedAt = performance.now()
        connection.send(request(index++), onAnswer)
      }
      const onAnswer = (status: number, body: string) => {
        if (status === 200) {
          meter.took('answer', startedAt)
          meter.done()
        } else meter.failed(`${status} ${body.slice(0, 200)}`)
        if (meter.stopped || status === 0) resolve()
        else next()
      }
      next()
    })
  await Promise.all(connections.map(run))
  for (const connection of connections) connection.close()
}
