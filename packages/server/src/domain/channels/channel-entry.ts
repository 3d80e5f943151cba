import { type EntryKind, entryKind, type NewEntry } from '../log/entry.ts'
import { inboxLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import { type Channel, channelLog } from './channel.ts'
import type { ChannelOperator } from './channel-step.ts'

/** Who receives an event. */
export interface Manner {
  /** Sender on the wire; the operator if absent. */
  sender?: string
  /** Also deliver to the sender's other devices. */
  echo?: boolean
  /** Deliver only to these members. */
  audience?: readonly string[]
  /** Deliver to this user alone, in the channel or not. */
  inbox?: string
  kind?: EntryKind
}

/** Returns an entry that informs users of a change of a channel. */
export function channelEntry(
  channel: Channel,
  by: ChannelOperator,
  { sender = by.user, echo, audience, inbox, kind = entryKind.membership }: Manner,
  content: Pick<NewEntry, 'id' | 'time' | 'payload'>,
): NewEntry {
  return newEntry({
    ...content,
    app: channel.app,
    log: inbox === undefined ? channelLog(channel) : inboxLog(inbox),
    kind,
    sender,
    senderDevice: sender === by.user ? by.device : null,
    receiver: inbox ?? channel.id,
    echo,
    audience,
  })
}
