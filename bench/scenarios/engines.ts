import { findNats, findPostgres } from '../../test/harness/find-programs.ts'
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
import { Nats } from '../harness/nats.ts'
import { Postgres } from '../harness/postgres.ts'
import type { Engines, Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { type Recipient, untilArrival } from '../load/until-arrival.ts'

const USERS = 64
const OFFLINE = 64
const ONLINE = 16
const name = 'engines'

/** A server or cluster: where to send, and where the receivers are. */
interface Installation extends Measured {
  senders: readonly Ringpost[]
  receiver: Ringpost
}

/** The embedded server, one on PostgreSQL, and two nodes on PostgreSQL and NATS: what leaving one machine costs. */
export const engines: Scenario = {
  name,
  title: 'the same server on SQLite, on PostgreSQL, and as two nodes',
  async run(bench: Bench) {
    const postgresBinaries = findPostgres()
    const natsProgram = findNats()
    if (postgresBinaries === undefined || natsProgram === undefined) {
      bench.results.skip(name, 'needs PostgreSQL and NATS: apt-get install postgresql nats-server')
      return
    }
    const postgres = await Postgres.start(postgresBinaries)
    const nats = await Nats.start(natsProgram)
    const started: Ringpost[] = []
    const start = async (...options: Parameters<typeof startRingpost>) => {
      const ringpost = await startRingpost(...options)
      started.push(ringpost)
      return ringpost
    }
    try {
      const shared = (database: string, withNats: boolean): Engines => ({
        env: {
          RINGPOST_DATABASE_URL: postgres.createDatabase(database),
          ...(withNats && { RINGPOST_NATS_URL: nats.url }),
        },
        durability: 'PostgreSQL, synchronous_commit=on',
        pids: () => [...postgres.pids(), ...(withNats ? nats.pids() : [])],
      })
      const embedded = await start(bench)
      const single = await start(bench, { name: 'Ringpost on PostgreSQL', engines: shared('single', false) })
      const both = shared('pair', true)
      const first = await start(bench, { name: 'two nodes', engines: both })
      const second = await start(bench, { name: 'two nodes', engines: both })
      const installations: Installation[] = [
        oneNode(embedded),
        oneNode(single),
        {
          name: 'Ringpost, two nodes on PostgreSQL and NATS',
          durability: first.durability,
          hasLoop: false,
          pids: () => [...new Set([...first.pids(), ...second.pids()])],
          senders: [first, second],
          receiver: second,
        },
      ]
      await alternate(bench, name, await Promise.all(installations.map(offline)))
      const receiving = await Promise.all(installations.map(online))
      try {
        await alternate(
          bench,
          name,
          receiving.map(({ contender }) => contender),
        )
      } finally {
        for (const { recipients } of receiving) for (const { client } of recipients) client.close()
      }
    } finally {
      await Promise.all(started.map((ringpost) => ringpost.stop()))
      await Promise.all([postgres.stop(), nats.stop()])
    }
  },
}

function oneNode(ringpost: Ringpost): Installation {
  const { name, durability, hasLoop } = ringpost
  return { name, durability, hasLoop, pids: () => ringpost.pids(), senders: [ringpost], receiver: ringpost }
}

/** Sends spread over all nodes. */
async function offline(installation: Installation): Promise<Contender> {
  const { senders } = installation
  const users = numbered('offline', USERS)
  await senders[0]!.addUsers(users)
  return {
    target: installation,
    case: `offline, ${OFFLINE} at once`,
    load: (meter) =>
      Promise.all(
        senders.map((sender) => {
          const requests = users.map((user, i) => sender.messageTo(users[(i + 1) % USERS]!, user))
          return closedLoop(meter, sender.port, OFFLINE / senders.length, (i) => requests[i % USERS]!)
        }),
      ),
  }
}

/** Sends to the first node; if there are two, the receivers are at the other. */
async function online(
  installation: Installation,
): Promise<{ contender: Contender; recipients: Recipient[] }> {
  const { senders, receiver } = installation
  const users = numbered('online', ONLINE)
  await receiver.addUsers(users)
  const recipients: Recipient[] = []
  await each(users, 8, async (user, i) => {
    const client = await receiver.login(user)
    recipients[i] = { client, request: senders[0]!.messageTo(users[(i + 1) % ONLINE]!, user) }
  })
  const contender: Contender = {
    target: installation,
    case: `online, ${ONLINE} at once`,
    load: (meter) => untilArrival(meter, senders[0]!.port, recipients),
  }
  return { contender, recipients }
}
