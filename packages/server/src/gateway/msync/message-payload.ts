import {
  type MessageBodyPeek,
  ProtocolError,
  readClientMeta,
  readdressMessageBody,
  type SendFrame,
} from '@ringpost/protocol'

/**
 * Returns the payload of a message as it is stored: with the names that the server knows and without what only the
 * server may say, otherwise byte for byte the client's.
 * @throws ProtocolError if it contains nothing to show.
 */
export function addressed(frame: SendFrame, body: MessageBodyPeek, from: string, to: string): Uint8Array {
  // Decoding the whole message later would fail.
  if (body.ackId === 0 || body.editId === 0) throw new ProtocolError('number above 2^53')
  // Receivers would wait for the rest.
  if (body.isStream) throw new ProtocolError('piece of a stream')
  if (body.contentType === null) throw new ProtocolError('message without content')
  const meta = readClientMeta(body.meta).text
  // A copy, because the frame is a view that would keep a large buffer alive.
  return body.from === from && body.to === to && body.jids.length === 0 && meta === body.meta
    ? Uint8Array.prototype.slice.call(frame.payload)
    : readdressMessageBody(frame.payload, { from, to, meta })
}
