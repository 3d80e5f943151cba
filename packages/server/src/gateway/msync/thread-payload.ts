import { encodeJsonPayload, MucOperation, messageJson } from '@ringpost/protocol'
import type { ThreadEvent } from '../../domain/events/thread-event.ts'

/** Operations on threads by the corresponding operations on groups (msync.md §7.2 rows 33-40). */
export const threadOperations: Readonly<Partial<Record<MucOperation, MucOperation>>> = {
  [MucOperation.CREATE]: MucOperation.THREAD_CREATE,
  [MucOperation.DESTROY]: MucOperation.THREAD_DESTROY,
  [MucOperation.PRESENCE]: MucOperation.THREAD_JOIN,
  [MucOperation.ABSENCE]: MucOperation.THREAD_LEAVE,
  [MucOperation.KICK]: MucOperation.THREAD_KICK,
  [MucOperation.UPDATE]: MucOperation.THREAD_UPDATE,
}

const operations: Readonly<Record<ThreadEvent['what'], string>> = {
  created: 'create',
  updated: 'update',
  spoken: 'update_msg',
  destroyed: 'delete',
}

/** Encodes events of a thread for the members of the group, as the SDKs read them (msync.md §10 "thread"). */
export function threadPayload({ thread, what, by, at, last }: ThreadEvent): Uint8Array {
  return encodeJsonPayload({
    type: 'thread',
    data: {
      operation: operations[what],
      id: thread.id,
      name: thread.name,
      muc_parent_id: thread.group,
      msg_parent_id: String(thread.message),
      timestamp: at,
      from: by,
      ...(last && { message_count: last.count, last_message: messageJson(last.message) }),
    },
  })
}
