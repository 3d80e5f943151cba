import {
  conferenceJid,
  encodeJsonPayload,
  encodeKeyValues,
  encodeMeta,
  type JidFields,
  Namespace,
  userJid,
} from '@ringpost/protocol'
import { type Entry, type EntryKind, entryKind } from '../../domain/log/entry.ts'
import { kindOf } from '../../domain/log/log-key.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { decodeAttributes } from './attributes.ts'

const namespaces: Readonly<Record<EntryKind, number>> = {
  [entryKind.message]: Namespace.CHAT,
  [entryKind.receipt]: Namespace.CHAT,
  [entryKind.recall]: Namespace.CHAT,
  [entryKind.edit]: Namespace.CHAT,
  [entryKind.membership]: Namespace.MUC,
  [entryKind.roster]: Namespace.ROSTER,
  [entryKind.notice]: Namespace.NOTIFY,
  [entryKind.recalled]: Namespace.CHAT,
  [entryKind.shield]: Namespace.MUC,
  [entryKind.unshield]: Namespace.MUC,
}

/** How an entry comes to its receiver; in history nobody asks. */
type Arrival = 'online' | 'offline' | 'history'

const states = {
  online: { meta: encodeJsonPayload({ is_online: 1 }) },
  offline: { meta: encodeJsonPayload({ is_online: 0 }) },
  history: {},
}

/**
 * The one queue through which a client gets everything, the same name for all users of an app, so that a pushed frame
 * is the same bytes for every receiver. The SDKs never read a meaning into it (msync.md §4.2).
 */
export function queueJid(app: App): JidFields {
  return userJid(app.key, 'queue')
}

/**
 * The entry as Meta bytes. Messages say whether the receiver was online when they came (msync.md §5); what stands in a room only
 * comes to who is.
 */
export function entryMeta(app: App, entry: Entry, arrival: Arrival = 'history'): Uint8Array {
  const kind = kindOf(entry.log)
  const toConference = kind === 'group' || kind === 'room'
  return encodeMeta({
    id: entry.id,
    from: userJid(app.key, entry.sender, entry.senderDevice ?? undefined),
    to: toConference
      ? conferenceJid(app.key, entry.receiver)
      : userJid(app.key, entry.receiver, entry.receiverDevice ?? undefined),
    timestamp: entry.time,
    namespace: namespaces[entry.kind],
    payload: entry.payload,
    ...(entry.kind === entryKind.message && states[arrival]),
    ...(entry.attributes === null ? {} : { ext: encodeKeyValues(decodeAttributes(entry.attributes)) }),
  })
}
