import type { Json, StreamState } from '@ringpost/protocol/body'
import { idTime } from '../../kernel/id-generator.ts'
import type { Channel } from '../channels/channel.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import { newEntry } from '../log/new-entry.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import { toChannel, toUser } from '../messages/outbound.ts'
import type { OpenStream } from './stream-store.ts'

/** Where a message goes that is told in pieces. */
export type StreamPlace = Pick<OpenStream, 'app' | 'message' | 'kind' | 'sender' | 'receiver'>

/** What a piece adds, and says about the whole. */
export interface PieceWords {
  text: string
  ext: Json | undefined
  state: StreamState
  /** The group or thread that it goes to; undefined for users. */
  channel: Channel | undefined
}

/** Returns a piece as an entry with the id and the time of the whole message. */
export function pieceEntry(codec: MessageCodec, place: StreamPlace, words: PieceWords): NewEntry {
  const { app, message, kind, sender, receiver } = place
  const { text, ext, state, channel } = words
  const { log, followers } =
    kind === 'user' ? toUser(sender, receiver, null) : toChannel('group', receiver, null)
  const thread = channel?.thread && { ...channel.thread, name: channel.name }
  const said = { content: { type: 'txt', msg: text, subType: 'sub_stream' } as const, ext, stream: state }
  return newEntry({
    app,
    log,
    id: message,
    time: idTime(message),
    kind: entryKind.message,
    sender,
    receiver,
    payload: codec.write(said, { kind, from: sender, to: receiver, thread }),
    followers,
  })
}
