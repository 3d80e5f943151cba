import { Baseline } from '../harness/baseline.ts'
import {
  alternate,
  type Bench,
  type Contender,
  each,
  type Measured,
  numbered,
  type Scenario,
  startRingpost,
} from '../harness/bench.ts'
import { TEXT } from '../harness/chat-target.ts'
import { type Recipient, untilArrival } from '../load/until-arrival.ts'

const USERS = 64
const name = 'online-send'

/** From the POST to the arrival at a client, against a server that only forwards the message. */
export const onlineSend: Scenario = {
  name,
  title: 'REST send to online users, until it has arrived',
  async run(bench: Bench) {
    const levels = bench.options.extent === 'quick' ? [16] : [1, 16, 64]
    const users = numbered('online', USERS)
    const [sockets, ringpost] = await Promise.all([Baseline.start('sockets'), startRingpost(bench)])
    const opened: Recipient[] = []
    try {
      const contestants: { target: Measured & { port: number }; recipients: Recipient[] }[] = []
      const bare = await recipientsOf(users, async (user) => ({
        client: await sockets.member(user),
        request: sockets.push(user, { from: 'online1', to: [user], type: 'txt', body: { msg: TEXT } }),
      }))
      contestants.push({ target: sockets, recipients: bare })
      for (const chat of [ringpost, ...bench.peers]) {
        await chat.addUsers(users)
        const recipients = await recipientsOf(users, async (user, i) => ({
          client: await chat.login(user),
          request: chat.messageTo(users[(i + 1) % USERS]!, user),
        }))
        contestants.push({ target: chat, recipients })
      }
      for (const { recipients } of contestants) opened.push(...recipients)
      for (const level of levels) {
        const contenders = contestants.map(
          ({ target, recipients }): Contender => ({
            target,
            case: `${level} at once`,
            load: (meter) => untilArrival(meter, target.port, recipients.slice(0, level)),
          }),
        )
        await alternate(bench, name, contenders)
      }
    } finally {
      for (const { client } of opened) client.close()
      await Promise.all([sockets.stop(), ringpost.stop()])
    }
  },
}

async function recipientsOf(
  users: readonly string[],
  open: (user: string, index: number) => Promise<Recipient>,
): Promise<Recipient[]> {
  const recipients: Recipient[] = []
  await each(users, 8, async (user, i) => {
    recipients[i] = await open(user, i)
  })
  return recipients
}
