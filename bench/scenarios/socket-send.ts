import { Baseline } from '../harness/baseline.ts'
import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { TEXT } from '../harness/chat-target.ts'
import type { Meter } from '../harness/meter.ts'
import { APP_KEY } from '../harness/ringpost.ts'
import { MessageFrame, type MsyncClient } from '../load/msync-client.ts'
import { clientFrame, RawWebSocket } from '../load/raw-web-socket.ts'

const PAIRS = 64
const name = 'socket-send'
/** Size in bytes of the acknowledgement that a Ringpost sender gets. */
const ECHO_BYTES = 40

interface Pair {
  sender: MsyncClient
  receiver: MsyncClient
  frame: MessageFrame
}

/** The work of an SDK: send over the socket, until acknowledged and until arrived at the other client. */
export const socketSend: Scenario = {
  name,
  title: 'socket send, until acknowledged and until it has arrived',
  async run(bench: Bench) {
    const levels = bench.options.extent === 'quick' ? [16] : [1, 16, 64]
    const [sockets, ringpost] = await Promise.all([Baseline.start('sockets'), startRingpost(bench)])
    try {
      const senders = numbered('sender', PAIRS)
      const receivers = numbered('receiver', PAIRS)
      await ringpost.addUsers([...senders, ...receivers])
      const pairs: Pair[] = []
      const echoes: RawWebSocket[] = []
      for (const [i, from] of senders.entries()) {
        const to = receivers[i]!
        const frame = new MessageFrame(APP_KEY, from, to, TEXT)
        pairs.push({ sender: await ringpost.login(from), receiver: await ringpost.login(to), frame })
        echoes.push(await RawWebSocket.open({ port: sockets.port, path: `/echo/${ECHO_BYTES}` }))
      }
      const echoed = clientFrame(pairs[0]!.frame.bytes)
      for (const level of levels) {
        const forCase = `${level} at once`
        await alternate(bench, name, [
          { target: sockets, case: forCase, load: (meter) => echo(meter, echoes.slice(0, level), echoed) },
          { target: ringpost, case: forCase, load: (meter) => send(meter, pairs.slice(0, level)) },
        ])
      }
      for (const { sender, receiver } of pairs) for (const client of [sender, receiver]) client.close()
      for (const socket of echoes) socket.close()
    } finally {
      await Promise.all([sockets.stop(), ringpost.stop()])
    }
  },
}

async function send(meter: Meter, pairs: readonly Pair[]): Promise<void> {
  await Promise.all(
    pairs.map(
      ({ sender, receiver, frame }) =>
        new Promise<void>((resolve) => {
          let startedAt = 0
          let missing = 0
          const next = () => {
            missing = 2
            startedAt = performance.now()
            sender.send(frame)
          }
          const finish = (what: string) => {
            meter.took(what, startedAt)
            if (--missing > 0) return
            meter.done()
            if (meter.stopped) resolve()
            else next()
          }
          sender.onAcknowledged = () => finish('answer')
          receiver.onMessages = () => finish('arrival')
          sender.onClose = receiver.onClose = () => {
            meter.failed('the server closed a connection')
            resolve()
          }
          next()
        }),
    ),
  )
}

async function echo(meter: Meter, sockets: readonly RawWebSocket[], frame: Buffer): Promise<void> {
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          let startedAt = 0
          const next = () => {
            startedAt = performance.now()
            socket.write(frame)
          }
          socket.onMessage = () => {
            meter.took('answer', startedAt)
            meter.done()
            if (meter.stopped) resolve()
            else next()
          }
          next()
        }),
    ),
  )
}
