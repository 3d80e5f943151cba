import type { Peer } from '../domain/conversations/peer.ts'
import { foldUserName } from '../domain/users/user-name.ts'

/** Documents have chat and groupchat; clients say groupChat and chatroom too (rest-messages-users.md §16 row 43). */
const kinds: Readonly<Record<string, Peer['kind']>> = { chat: 'user', groupchat: 'group', chatroom: 'room' }

/** The conversation that a request means; undefined for a type that nobody knows. */
export function conversationNamed(type: string, id: string): Peer | undefined {
  const name = type.toLowerCase()
  const kind = Object.hasOwn(kinds, name) ? kinds[name]! : undefined
  return kind && { kind, id: kind === 'user' ? foldUserName(id) : id }
}
