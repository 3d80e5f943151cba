import { ApiError } from '@ringpost/contract'
import type { Peer } from '../domain/conversations/peer.ts'
import { foldUserName } from '../domain/users/user-name.ts'

/** Documented are `chat` and `groupchat`; clients also send `groupChat` and `chatroom` (rest-messages-users.md §16 row 43). */
const kinds: Readonly<Record<string, Peer['kind']>> = { chat: 'user', groupchat: 'group', chatroom: 'room' }

/** The conversation that a request names; undefined for an unknown type. */
export function conversationNamed(type: string, id: string): Peer | undefined {
  const name = type.toLowerCase()
  const kind = Object.hasOwn(kinds, name) ? kinds[name]! : undefined
  return kind && { kind, id: kind === 'user' ? foldUserName(id) : id }
}

/** @throws ApiError `conversation.field_missing`, `conversation.type_illegal`. */
export function parsePeer({ type, to }: { type?: string; to?: string }): Peer {
  if (!type) throw new ApiError('conversation.field_missing', { field: 'type' })
  if (!to) throw new ApiError('conversation.field_missing', { field: 'to' })
  const peer = conversationNamed(type, to)
  if (peer === undefined) throw new ApiError('conversation.type_illegal')
  return peer
}
