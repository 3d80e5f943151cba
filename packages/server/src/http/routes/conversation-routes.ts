import { ApiError, conversations as operations } from '@ringpost/contract'
import type { Conversations } from '../../domain/conversations/conversations.ts'
import type { Peer } from '../../domain/conversations/peer.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import type { Users } from '../../domain/users/users.ts'
import { type Binding, bind } from '../request-context.ts'

/** Documents have chat and groupchat; clients say groupChat and chatroom too (rest-messages-users.md §16 row 43). */
const kinds: Readonly<Record<string, Peer['kind']>> = { chat: 'user', groupchat: 'group', chatroom: 'room' }

export function conversationRoutes(core: { conversations: Conversations; users: Users }): Binding[] {
  const { conversations, users } = core
  return [
    bind(operations.deleteConversation, async ({ app, actor, params, body }) => {
      const { channel, type, delete_roam: clear } = body
      const name = type.toLowerCase()
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
      if (kind === undefined) throw new ApiError('request.body_invalid')
      const user = await users.get(app, params.username!)
      const peer = { kind, id: kind === 'user' ? foldUserName(channel) : channel }
      await conversations.delete(app, actor, user.name, peer, clear)
      return { reply: { result: 'ok' as const } }
    }),
  ]
}
