import { alternate, type Bench, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { TEXT } from '../harness/chat-target.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { callAll } from '../load/http-connection.ts'

const name = 'reactions'
/** Conversations that are read in turn. */
const PAIRS = 50
/** Messages on a page. */
const PAGE = 20
const AT_ONCE = 16

/** Reactions to each message of the pages. */
const CASES = [
  { case: 'none', reactions: 0 },
  { case: '20 on the page', reactions: 1 },
  { case: '20 to each message', reactions: 20 },
]

/** What reactions add to the cost of reading history. */
export const reactions: Scenario = {
  name,
  title: `pages of ${PAGE} messages of history, ${AT_ONCE} at once, by their reactions`,
  async run(bench: Bench) {
    const server = await startRingpost(bench, { name: 'Ringpost' })
    try {
      const contenders = []
      for (const [n, each] of CASES.entries()) {
        const pages = await filled(server, `reader${n}-`, `writer${n}-`, each.reactions)
        contenders.push({
          target: server,
          case: each.case,
          load: (meter: Parameters<typeof closedLoop>[0]) =>
            closedLoop(meter, server.port, AT_ONCE, (i) => pages[i % PAIRS]!),
        })
      }
      await alternate(bench, name, contenders)
    } finally {
      await server.stop()
    }
  },
}

/** Fills conversations, and returns the requests for a page of each. */
async function filled(server: Ringpost, reader: string, writer: string, count: number): Promise<Buffer[]> {
  const [readers, writers] = [numbered(reader, PAIRS), numbered(writer, PAIRS)]
  await server.addUsers([...readers, ...writers])
  const pages: Buffer[] = []
  for (const [n, user] of readers.entries()) {
    const peer = writers[n]!
    const ids: string[] = []
    for (let i = 0; i < PAGE; i++) {
      const message = { from: peer, to: [user], type: 'txt', body: { msg: TEXT } }
      ids.push((await server.call('POST', '/messages/users', message)).data[user])
    }
    await callAll(
      server.port,
      ids.flatMap((msgId) =>
        Array.from({ length: count }, (_, i) =>
          server.request('POST', `/reaction/user/${i % 2 === 0 ? user : peer}`, { msgId, message: `r${i}` }),
        ),
      ),
    )
    pages.push(
      server.request('POST', `/users/${user}/messageroaming`, {
        queue: `${peer}@easemob.com`,
        start: -1,
        end: -1,
        pull_number: PAGE,
        is_positive: false,
        msgType: '',
        startTime: null,
        endTime: null,
        userId: null,
      }),
    )
  }
  return pages
}
