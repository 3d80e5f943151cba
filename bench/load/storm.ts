import { each, sourceAddress } from '../harness/bench.ts'
import type { ChatClient, ChatTarget } from '../harness/chat-target.ts'
import { measureWhole } from '../harness/meter.ts'
import { callAll } from './http-connection.ts'

/** Messages that wait for each user who logs in. */
export const UNREAD = 50
/** Concurrent logins. */
const AT_ONCE = 64

/** Sends every user what they will fetch at login. */
export async function leaveUnread(chat: ChatTarget, users: readonly string[]): Promise<void> {
  const requests = users.flatMap((user) => new Array<Buffer>(UNREAD).fill(chat.messageTo(users[0]!, user)))
  await callAll(chat.port, requests, AT_ONCE)
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
