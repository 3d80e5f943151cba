import { setTimeout as sleep } from 'node:timers/promises'
import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import type { ChatTarget } from '../harness/chat-target.ts'
import { openFileLimit } from '../harness/open-file-limit.ts'
import { phonesOf } from '../harness/phones-of.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { logInAll } from '../load/log-in-all.ts'
import { memoryPerClient } from '../load/memory-per-client.ts'
import { fetchAll, leaveUnread, storm, UNREAD } from '../load/storm.ts'
import { windowed } from '../load/windowed.ts'

const name = 'phones'
const GROUP = 500
/** Messages in flight at the same time. */
const WINDOWS = [8, 64]
/** Other files that a process has open. */
const OTHER_FILES = 100
/** ms after which acknowledgements are written. */
const ACKNOWLEDGED = 1_500

/** Each kind of client has users of its own: what one of a user's devices leaves must not cost the other. */
interface Kind {
  chat: ChatTarget
  /** Beginning of its users' names. */
  word: string
}

/** What a client costs if it is a phone, against one in a browser at the same server. */
export const phones: Scenario = {
  name,
  title: 'clients over TCP, as phones are, against WebSocket: silent, logging in, in a group',
  async run(bench: Bench) {
    const ringpost = await startRingpost(bench, { name: 'Ringpost, WebSocket' })
    const kinds: readonly Kind[] = [
      { chat: ringpost, word: 'browser' },
      { chat: phonesOf(ringpost), word: 'phone' },
    ]
    for (const { chat } of kinds) bench.results.durability[chat.name] = chat.durability
    try {
      await beSilent(bench, ringpost, kinds)
      // Nothing that the silent ones left shall be in its memory.
      await ringpost.restart()
      await logIn(bench, kinds)
      await receive(bench, kinds)
    } finally {
      await ringpost.stop()
    }
  },
}

/** Memory, in a new process each time: it is returned unevenly. */
async function beSilent(
  { options, results }: Bench,
  ringpost: Ringpost,
  kinds: readonly Kind[],
): Promise<void> {
  const wanted = options.extent === 'quick' ? 2_000 : 10_000
  const count = Math.min(wanted, openFileLimit() - OTHER_FILES)
  if (count < wanted)
    results.note(
      name,
      `A process may open ${openFileLimit()} files here, so ${count} clients stand for ${wanted}; a higher \`ulimit -n\` lifts it.`,
    )
  const forCase = `${count} silent`
  for (const { chat, word } of kinds) await chat.addUsers(numbered(word, count))
  await inTurns(options.rounds, kinds, async ({ chat, word }, round) => {
    await ringpost.restart()
    const login = (user: string, from: string) => chat.login(user, undefined, from)
    const found = await memoryPerClient(chat, [count], numbered(word, count), login)
    results.add({
      scenario: name,
      target: chat.name,
      case: forCase,
      round,
      values: { kilobytes: found.get(count)! },
    })
  })
  for (const { chat } of kinds)
    console.log(
      `  ${chat.name}, ${forCase}: ${results.median(name, chat.name, forCase, 'kilobytes').toFixed(1)} KiB each`,
    )
}

async function logIn({ options, results }: Bench, kinds: readonly Kind[]): Promise<void> {
  const forCase = `login, ${UNREAD} unread`
  const usersOf = (word: string) => numbered(`returning${word}`, options.extent === 'quick' ? 100 : 300)
  for (const { chat, word } of kinds) await chat.addUsers(usersOf(word))
  // The first round warms up.
  await inTurns(options.rounds + 1, kinds, async ({ chat, word }, round) => {
    const users = usersOf(word)
    await leaveUnread(chat, users)
    const values = await storm(chat, users, (user, from) => fetchAll(chat, user, from))
    if (round > 0) results.add({ scenario: name, target: chat.name, case: forCase, round, values })
    // The next round must not get the same messages again.
    await sleep(ACKNOWLEDGED)
  })
  for (const { chat } of kinds)
    console.log(
      `  ${chat.name}, ${forCase}: ${results.median(name, chat.name, forCase, 'cpu').toFixed(0)} µs CPU each`,
    )
}

async function receive(bench: Bench, kinds: readonly Kind[]): Promise<void> {
  const halls = []
  for (const { chat, word } of kinds) {
    const owner = `${word}owner`
    const members = numbered(`group${word}`, GROUP)
    await chat.addUsers([owner])
    const clients = await logInAll(chat, members)
    const request = await chat.group(owner, new Map(members.map((member, i) => [member, clients[i]!])))
    halls.push({ chat, clients, request })
  }
  for (const window of WINDOWS)
    await alternate(
      bench,
      name,
      halls.map(({ chat, clients, request }) => ({
        target: chat,
        case: `group of ${GROUP}, ${window} under way`,
        load: (meter) => windowed(meter, chat.port, request, clients, window),
      })),
    )
  for (const { clients } of halls) for (const client of clients) client.close()
}

/** Round by round, in a different order each round. */
async function inTurns(
  rounds: number,
  kinds: readonly Kind[],
  work: (kind: Kind, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const i of kinds.keys()) await work(kinds[(i + round) % kinds.length]!, round)
}
