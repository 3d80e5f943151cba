import {
  BodyType,
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
  [entryKind.streamed]: Namespace.CHAT,
}

/** How an entry reaches its receiver; in history it does not matter. */
type Arrival = 'online' | 'offline' | 'history'

const states = {
  online: { meta: encodeJsonPayload({ is_online: 1 }), ext: [] },
  offline: { meta: encodeJsonPayload({ is_online: 0 }), ext: encodeKeyValues({ is_online: 0 }) },
  history: { ext: [] },
}

/**
 * The only queue through which a client gets everything. It has the same name for all users of an app, so a pushed
 * frame has the same bytes for every receiver. The SDKs do not interpret it (msync.md §4.2).
 */
export function queueJid(app: App): JidFields {
  return userJid(app.key, 'queue')
}

/**
 * Encodes the entry as a Meta. Messages say whether the receiver was online when they arrived (msync.md §5), of which SDK 5
 * reads only the attribute (sdk5.md §6.1); entries of a room only reach online users.
 */
export function entryMeta(app: App, entry: Entry, arrival: Arrival = 'history'): Uint8Array {
  const kind = kindOf(entry.log)
  const { id, time } = entry.shows ?? entry
  const isMessage = entry.kind === entryKind.message || entry.kind === entryKind.streamed
  const state = states[isMessage ? arrival : 'history']
  const toConference = kind === 'group' || kind === 'room'
  return encodeMeta({
    id,
    from: userJid(app.key, entry.sender, entry.senderDevice ?? undefined),
    to: toConference
      ? conferenceJid(app.key, entry.receiver)
      : userJid(app.key, entry.receiver, entry.receiverDevice ?? undefined),
    timestamp: time,
    namespace: namespaces[entry.kind],
    payload: entry.payload,
    ...state,
    ext:
      entry.attributes === null
        ? state.ext
        : [...encodeKeyValues(decodeAttributes(entry.attributes)), ...state.ext],
  })
}

/** Whether the entry says that somebody has read a whole conversation. */
export function isConversationRead({ kind, payload }: Entry): boolean {
  return kind === entryKind.receipt && payload[1] === BodyType.CHANNEL_ACK
}
