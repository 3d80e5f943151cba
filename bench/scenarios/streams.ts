import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import type { ChatClient } from '../harness/chat-target.ts'
import type { Meter } from '../harness/meter.ts'
import { APP_KEY, type Ringpost } from '../harness/ringpost.ts'
import { logInAll } from '../load/log-in-all.ts'
import { streaming } from '../load/streaming.ts'
import { windowed } from '../load/windowed.ts'

const name = 'streams'
const GROUP = 500
/** Messages told at a time. */
const AT_ONCE = 100
/** What a language model says at a time. */
const PIECE = 'a few words more '

/** What a piece of a message costs a group, against a message. */
export const streams: Scenario = {
  name,
  title: `${AT_ONCE} messages told in pieces to a group of ${GROUP}, against whole messages`,
  async run(bench: Bench) {
    const whole = await startRingpost(bench, { name: 'Ringpost, messages', probe: true })
    const told = await startRingpost(bench, { name: 'Ringpost, pieces', probe: true })
    try {
      // Rounds leave messages behind that shall not end in the next one.
      await told.command('app', 'set', APP_KEY, 'streamPauseSeconds=3600')
      const [halls, pieces] = [await hall(whole), await hall(told)]
      const text = { from: 'owner', to: [halls.group], type: 'txt', body: { msg: PIECE } }
      const message = whole.request('POST', '/messages/chatgroups', text)
      await alternate(bench, name, [
        {
          target: whole,
          case: `group of ${GROUP}`,
          load: (meter: Meter) => windowed(meter, whole.port, message, halls.clients, AT_ONCE),
        },
        {
          target: told,
          case: `group of ${GROUP}`,
          load: (meter: Meter) =>
            streaming(
              meter,
              told.port,
              (piece) =>
                told.request('POST', '/stream_message/chatgroup', {
                  from: 'owner',
                  to: pieces.group,
                  body: { ...piece, msg: PIECE },
                }),
              pieces.clients,
              AT_ONCE,
            ),
        },
      ])
      for (const { clients } of [halls, pieces]) for (const client of clients) client.close()
    } finally {
      await Promise.all([whole.stop(), told.stop()])
    }
  },
}

async function hall(server: Ringpost): Promise<{ group: string; clients: ChatClient[] }> {
  await server.addUsers(['owner'])
  const members = numbered('member', GROUP)
  const clients = await logInAll(server, members)
  const named = new Map(members.map((member, i) => [member, clients[i]!]))
  const request = await server.group('owner', named)
  return { group: /"to":\["(\d+)"\]/.exec(request.toString('latin1'))![1]!, clients }
}
