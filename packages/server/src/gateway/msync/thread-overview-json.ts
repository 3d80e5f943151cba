import { messageJson, type ThreadOverviewMeta } from '@ringpost/protocol'
import type { ThreadOverview } from '../../domain/threads/thread-overviews.ts'

/** A thread in the message it is attached to (msync.md §6.5). */
export function threadOverviewJson({ thread, group, last, count }: ThreadOverview): ThreadOverviewMeta {
  return {
    id: thread.id,
    muc_parent_id: group,
    name: thread.name,
    ...(last && { last_message: messageJson(last) }),
    create_timestamp: thread.createdAt,
    update_timestamp: Math.max(thread.modifiedAt, last?.time ?? 0),
    message_count: count,
  }
}
