import { messages as operations } from '@ringpost/contract'
import { requireMembership } from '../../domain/channels/channel-access.ts'
import type { Groups } from '../../domain/groups/groups.ts'
import type { GroupReceipts } from '../../domain/receipts/group-receipts.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE = 500

export function groupReaderRoutes({
  groups,
  groupReceipts,
}: {
  groups: Groups
  groupReceipts: GroupReceipts
}): Binding[] {
  return [
    bind(operations.groupReaders, async ({ caller, params, query, now }) => {
      const group = await groups.channels.look(caller, params.group, requireMembership)
      const id = params.message
      const limit = /^[1-9]\d{0,2}$/.test(query.limit ?? '') ? Math.min(Number(query.limit), PAGE) : PAGE
      const { users, total, next } = await groupReceipts.readers(
        caller,
        group.id,
        messageId(id) ?? 0,
        query.key ?? '',
        limit,
      )
      const userlist =
        query._v === undefined
          ? users.map(({ user, at }) => ({ username: user, timestamp: at }))
          : users.map(({ user }) => user)
      const page = { is_last: next === undefined, next_key: next ?? '', total, userlist }
      return { reply: { ackmid: id, timestamp: now, ...page } }
    }),

    bind(operations.groupReaderCounts, async ({ caller, params, body }) => {
      const group = await groups.channels.look(caller, params.group, requireMembership)
      const ids = body.messageIds
      const counts = await groupReceipts.counts(
        caller,
        group.id,
        ids.map((id) => messageId(id) ?? 0),
      )
      return { reply: ids.map((ackmid, i) => ({ ackmid, total: counts[i]! })) }
    }),
  ]
}
