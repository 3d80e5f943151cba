import { type EntryKind, entryKind, type NewEntry } from '../log/entry.ts'
import { inboxLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import { type Channel, channelLog } from './channel.ts'
import type { Operator } from './channel-step.ts'

/** To whom an event is told. */
export interface Manner {
  /** Whose event it is on the wire; who did it when absent. */
  sender?: string
  /** Also to the other devices of the sender. */
  echo?: boolean
  /** Only to these members. */
  audience?: readonly string[]
  /** To this user alone, in or out. */
  inbox?: string
  kind?: EntryKind
}

/** An entry that tells people of something that happened to a channel. */
export function channelEntry(
  channel: Channel,
  by: Operator,
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
