import { each, sourceAddress } from '../harness/bench.ts'
import type { ChatClient, ChatTarget } from '../harness/chat-target.ts'

/** Adds users and keeps each of them online with one client. */
export async function logInAll(chat: ChatTarget, users: readonly string[]): Promise<ChatClient[]> {
  await chat.addUsers(users)
  const clients: ChatClient[] = []
  await each(users, 32, async (user, i) => {
    clients[i] = await chat.login(user, undefined, sourceAddress(i))
  })
  return clients
}
