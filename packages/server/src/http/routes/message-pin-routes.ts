import { ApiError, conversations as operations } from '@ringpost/contract'
import type { MessagePins } from '../../domain/conversations/message-pins.ts'
import type { Users } from '../../domain/users/users.ts'
import { textMessage } from '../conversation-json.ts'
import { parsePeer } from '../conversation-name.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

const DEFAULT_PAGE = 10
const PAGE_LIMIT = 50

export function messagePinRoutes({
  messagePins,
  users,
}: {
  messagePins: MessagePins
  users: Users
}): Binding[] {
  return [
    bind(operations.pinMessage, async ({ app, caller, params, body }) => {
      const [peer, message] = [parsePeer(body), pinnedId(body.pin_msg_id)]
      const { name } = await users.get(app, params.username)
      await messagePins.pin(caller, name, peer, message)
      return {}
    }),

    bind(operations.unpinMessage, async ({ app, caller, params, body }) => {
      const [peer, message] = [parsePeer(body), pinnedId(body.pin_msg_id)]
      const { name } = await users.get(app, params.username)
      await messagePins.unpin(caller, name, peer, message)
      return {}
    }),

    bind(operations.pinnedMessages, async ({ app, caller, params, query }) => {
      const peer = parsePeer(query)
      const { name } = await users.get(app, params.username)
      const limit = /^[1-9]\d{0,8}$/.test(query.limit ?? '') ? Number(query.limit) : DEFAULT_PAGE
      const page = await messagePins.list(
        caller,
        name,
        peer,
        Math.min(limit, PAGE_LIMIT),
        query.cursor || undefined,
      )
      return {
        reply: {
          msg_infos: page.pins.map(({ message, at, by }) => ({
            message: textMessage(message),
            pin_opt_at: at,
            pin_operator: by,
          })),
          cursor: page.cursor ?? '',
        },
      }
    }),
  ]
}

/** @throws ApiError `pin.message_illegal`. */
function pinnedId(text: string): number {
  const id = messageId(text)
  if (id === undefined) throw new ApiError('pin.message_illegal')
  return id
}
