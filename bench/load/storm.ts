import { setTimeout as sleep } from 'node:timers/promises'
import { each, sourceAddress } from '../harness/bench.ts'
import type { ChatClient, ChatTarget } from '../harness/chat-target.ts'
import { measureWhole } from '../harness/meter.ts'
import { spentBy } from '../harness/process-cost.ts'
import { callAll } from './http-connection.ts'

/** Messages that wait for each user who logs in. */
export const UNREAD = 50
/** Concurrent logins. */
const AT_ONCE = 64

/** ms over which a server's use of the processor is measured, and the share of one below which it is idle. */
const IDLE = { ms: 250, share: 0.05 }
/** ms after which nobody waits any longer for a server to be idle. */
const PATIENCE = 10_000

/** Sends every user what they will fetch at login; resolves once the server is done with it, its index and events included. */
export async function leaveUnread(chat: ChatTarget, users: readonly string[]): Promise<void> {
  const requests = users.flatMap((user) => new Array<Buffer>(UNREAD).fill(chat.messageTo(users[0]!, user)))
  await callAll(chat.port, requests, AT_ONCE)
  const spent = () => spentBy(chat.pids()).total / 1000
  const deadline = performance.now() + PATIENCE
  for (let before = spent(), isIdle = false; !isIdle && performance.now() < deadline; ) {
    await sleep(IDLE.ms)
    const now = spent()
    isIdle = now - before < IDLE.ms * IDLE.share
    before = now
  }
}

/** Logs in; resolves once the client is online and has received everything. */
export async function fetchAll(chat: ChatTarget, user: string, from: string): Promise<ChatClient> {
  let missing = UNREAD
  let complete = () => {}
  const all = new Promise<void>((resolve) => {
    complete = resolve
  })
  const client = await chat.login(
    user,
    (count) => {
      missing -= count
      if (missing <= 0) complete()
    },
    from,
  )
  await all
  return client
}

/** Lets everybody log in at once, and measures it all. */
export async function storm(
  target: { pids(): readonly number[] },
  users: readonly string[],
  login: (user: string, from: string) => Promise<ChatClient>,
): Promise<Record<string, number>> {
  const clients: ChatClient[] = []
  const values = await measureWhole(
    () => target.pids(),
    (meter) =>
      each(users, AT_ONCE, async (user, i) => {
        const startedAt = performance.now()
        clients.push(await login(user, sourceAddress(i)))
        meter.took('login', startedAt)
        meter.done()
      }),
  )
  for (const client of clients) client.close()
  return values
}
