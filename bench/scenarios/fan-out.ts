import { Baseline } from '../harness/baseline.ts'
import {
  alternate,
  type Bench,
  type Contender,
  each,
  type Measured,
  numbered,
  type Scenario,
  sourceAddress,
  startRingpost,
} from '../harness/bench.ts'
import { type ChatClient, NotBuilt, TEXT } from '../harness/chat-target.ts'
import { openFileLimit } from '../harness/open-file-limit.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { logInAll } from '../load/log-in-all.ts'
import { windowed } from '../load/windowed.ts'

const name = 'fan-out'
/** Messages in flight at the same time: a conversation in which several people write, and one in which many do. */
const WINDOWS = [8, 64]
const OWNER = 'owner'
const ROOM = 10_000
/** Other files that the generator has open. */
const OTHER_FILES = 500

interface Hall {
  target: Measured & { port: number }
  clients: readonly ChatClient[]
  request: Buffer
}

/** One message to many online users, against a loop of `ws.send` that stores nothing and waits for nobody. */
export const fanOut: Scenario = {
  name,
  title: 'message to a group or room, until all members online have it',
  async run(bench: Bench) {
    const quick = bench.options.extent === 'quick'
    for (const size of quick ? [500] : [100, 500]) await measureGroup(bench, size)
    if (!quick) await measureRoom(bench, roomSize(bench))
  },
}

/** The generator keeps the members of the room and of its baseline connected at the same time. */
function roomSize({ results }: Bench): number {
  const most = Math.floor((openFileLimit() - OTHER_FILES) / 2)
  if (most >= ROOM) return ROOM
  results.note(
    name,
    `A process may open ${openFileLimit()} files here, so a room of ${most} stands for one of ${ROOM}; a higher \`ulimit -n\` lifts it.`,
  )
  return most
}

async function measureGroup(bench: Bench, size: number): Promise<void> {
  await withServers(bench, async (sockets, ringpost) => {
    const members = numbered(`group${size}member`, size)
    const halls = [await bareHall(sockets, members)]
    for (const chat of [ringpost, ...bench.peers]) {
      try {
        await chat.addUsers([OWNER])
        const clients = await logInAll(chat, members)
        const named = new Map(members.map((member, i) => [member, clients[i]!]))
        halls.push({ target: chat, clients, request: await chat.group(OWNER, named) })
      } catch (error) {
        if (!(error instanceof NotBuilt)) throw error
        bench.results.skip(name, `${chat.name}, group of ${size}: ${error.message}`)
      }
    }
    await compare(bench, `group of ${size}`, halls)
  })
}

async function measureRoom(bench: Bench, size: number): Promise<void> {
  await withServers(bench, async (sockets, ringpost) => {
    const members = numbered('visitor', size)
    await ringpost.addUsers([OWNER])
    const clients = await logInAll(ringpost, members)
    try {
      const request = await ringpost.room(OWNER, members)
      const halls = [await bareHall(sockets, members), { target: ringpost, clients, request }]
      await compare(bench, `room of ${size}`, halls)
    } catch (error) {
      for (const client of clients) client.close()
      if (!(error instanceof NotBuilt)) throw error
      bench.results.skip(name, `${ringpost.name}, room of ${size}: ${error.message}`)
    }
  })
}

async function compare(bench: Bench, forCase: string, halls: readonly Hall[]): Promise<void> {
  for (const window of WINDOWS)
    await alternate(
      bench,
      name,
      halls.map(
        ({ target, clients, request }): Contender => ({
          target,
          case: `${forCase}, ${window} under way`,
          load: (meter) => windowed(meter, target.port, request, clients, window),
        }),
      ),
    )
  for (const { clients } of halls) for (const client of clients) client.close()
}

async function bareHall(sockets: Baseline, members: readonly string[]): Promise<Hall> {
  const clients: ChatClient[] = []
  await each(members, 32, async (member, i) => {
    clients[i] = await sockets.member(member, undefined, sourceAddress(i))
  })
  const request = sockets.push('all', { from: OWNER, to: ['1'], type: 'txt', body: { msg: TEXT } })
  return { target: sockets, clients, request }
}

async function withServers(
  bench: Bench,
  work: (sockets: Baseline, ringpost: Ringpost) => Promise<void>,
): Promise<void> {
  const [sockets, ringpost] = await Promise.all([Baseline.start('sockets'), startRingpost(bench)])
  try {
    await work(sockets, ringpost)
  } finally {
    await Promise.all([sockets.stop(), ringpost.stop()])
  }
}
