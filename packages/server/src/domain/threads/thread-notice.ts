import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Channel } from '../channels/channel.ts'
import type { ChannelOperator } from '../channels/channel-step.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { ThreadEvent } from '../events/thread-event.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import { groupLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import type { App } from '../tenancy/app.ts'

/**
 * Builds an entry for the group's log that notifies its members about a thread, on all devices: the vendor's UI kits show a
 * thread at its message only once this has come, also to whoever started it.
 */
export function threadNotice(
  app: App,
  {
    thread,
    by,
    ...event
  }: { thread: Channel; by: Pick<ChannelOperator, 'user'> } & Pick<ThreadEvent, 'what' | 'last'>,
  ids: IdGenerator,
  encoder: EventEncoder,
): NewEntry {
  const { id, name, thread: root } = thread
  if (root === undefined) throw new Error(`${id} is not a thread`)
  const at = ids.clock.now()
  return newEntry({
    app: app.id,
    log: groupLog(root.group),
    id: ids.next(at),
    time: at,
    kind: entryKind.notice,
    sender: by.user,
    receiver: root.group,
    echo: true,
    payload: encoder.encode(app, { thread: { ...root, id, name }, by: by.user, at, ...event }),
  })
}
