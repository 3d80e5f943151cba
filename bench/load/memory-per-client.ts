import { setTimeout as sleep } from 'node:timers/promises'
import { each, type Measured, sourceAddress } from '../harness/bench.ts'
import type { ChatClient } from '../harness/chat-target.ts'
import { kilobytesOf } from '../harness/process-cost.ts'

/** ms after which the aftermath of the start or the logins is done. */
const SETTLE = 2_000

export type Login = (user: string, from: string) => Promise<ChatClient>

/**
 * What a silent client costs a freshly started target: its memory with clients minus that without, divided by their number.
 * @param levels numbers of clients, ascending.
 * @returns KiB per client, by level.
 */
export async function memoryPerClient(
  target: Measured,
  levels: readonly number[],
  users: readonly string[],
  login: Login,
): Promise<Map<number, number>> {
  const clients: ChatClient[] = []
  // What the first logins leave behind in any process is not the cost of a client.
  await each(users.slice(0, 200), 64, async (user, i) => (await login(user, sourceAddress(i))).close())
  await sleep(SETTLE)
  const before = kilobytesOf(target.pids())
  const found = new Map<number, number>()
  for (const level of levels) {
    await each(users.slice(clients.length, level), 64, async (user, i) => {
      clients.push(await login(user, sourceAddress(i)))
    })
    await sleep(SETTLE)
    found.set(level, (kilobytesOf(target.pids()) - before) / level)
  }
  for (const client of clients) client.close()
  return found
}
