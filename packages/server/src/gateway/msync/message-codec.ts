import {
  BodyType,
  completeMessageBody,
  decodeMessageBody,
  EditScope,
  editCount,
  editMessageBody,
  encodeMessageBody,
  metaOf,
  ProtocolError,
  type ShownMeta,
  threadMeta,
  withSaid,
  withShown,
  withText,
  withThread,
} from '@ringpost/protocol'
import { isJsonObject } from '@ringpost/protocol/json'
import type { EditChange } from '../../domain/edits/edition.ts'
import type { Addresses, MessageCodec, Translation } from '../../domain/messages/message-codec.ts'
import { attributesWithLevel } from './attributes.ts'
import { editInfo } from './edit-frame.ts'
import { entryMeta } from './entry-frames.ts'
import { reactionJson } from './reaction-json.ts'
import { threadOverviewJson } from './thread-overview-json.ts'

const bodyTypes: Readonly<Record<Addresses['kind'], BodyType>> = {
  user: BodyType.CHAT,
  group: BodyType.GROUP_CHAT,
  room: BodyType.CHAT_ROOM,
}

/** Stores messages in the form that the socket's clients read and write. */
export const messageCodec: MessageCodec = {
  write(said, { kind, from, to, thread, read }) {
    if (said instanceof Uint8Array) return thread === undefined ? said : withThread(said, thread)
    const { content, ext, asksReaders: allowGroupAck, stream } = said
    const meta = thread === undefined ? (read ? receipts.read : undefined) : threadMeta(thread)
    return encodeMessageBody({ type: bodyTypes[kind], from, to, content, ext, allowGroupAck, meta, stream })
  },

  read(payload) {
    return readable(() => {
      const { content, allowGroupAck, meta, ext, editId, ackId, stream } = decodeMessageBody(payload)
      return {
        content,
        asksReaders: allowGroupAck,
        edits: editCount(meta),
        ext,
        translations: translationsIn(meta),
        changes: editId ?? ackId,
        streamError: stream && (stream.error ?? 0),
      }
    })
  },

  rewrite(payload, { to, mergesExt }, edition) {
    const edit = to instanceof Uint8Array ? to : editOf(to)
    const info = editInfo(edition)
    return readable(() => editMessageBody(payload, edit, { id: edition.message, mergesExt, info }))
  },

  withText,
  withSaid,
  withLevel: attributesWithLevel,
  complete: completeMessageBody,

  recall({ from, to, message }) {
    return encodeMessageBody({ type: BodyType.RECALL, from, to, ackId: message })
  },

  groupReading({ from, group, message, note, count }) {
    return encodeMessageBody({
      type: BodyType.READ_ACK,
      from,
      to: group,
      ackId: message,
      ackContent: note ?? undefined,
      allowGroupAck: true,
      ...(count === null ? {} : { ext: { group_ack_count: { [message]: count } } }),
    })
  },

  withShown(payload, { reactions, thread, receipt }) {
    const shown: ShownMeta = receipt === undefined ? {} : { ...receipts[receipt] }
    if (reactions !== undefined) shown.reaction = reactions.map(reactionJson)
    if (thread !== undefined) shown.thread_overview = threadOverviewJson(thread)
    return readable(() => withShown(payload, shown)) ?? payload
  },

  withMeta: (app, entry) => entryMeta(app, entry),
}

/** Clients may have written anything there. */
function translationsIn(meta: string | null): Translation[] {
  if (meta?.includes('"translations"') !== true) return []
  const { translations } = metaOf(meta)
  return (Array.isArray(translations) ? translations : []).filter(
    (each): each is Translation =>
      isJsonObject(each) && typeof each.code === 'string' && typeof each.text === 'string',
  )
}

/** SDKs learn from the history what was read (msync.md §6.5). */
const receipts = { read: { isRead: true, isDelivered: true }, delivered: { isDelivered: true } } as const

function editOf({ content, ext }: Exclude<EditChange['to'], Uint8Array>): Uint8Array {
  const editScope = ext === undefined ? EditScope.BODY : EditScope.BODY_AND_EXT
  return encodeMessageBody({ type: BodyType.EDIT, from: '', to: '', content, ext, editScope })
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
