import { type MessageBodyPeek, readdressMessageBody, type SendFrame } from '@ringpost/protocol'

/** The payload of a message as it is stored: with the names that the server knows, otherwise byte for byte the client's. */
export function addressed(frame: SendFrame, body: MessageBodyPeek, from: string, to: string): Uint8Array {
  // A copy, because the frame lies in a large buffer that would be kept with it.
  return body.from === from && body.to === to
    ? Uint8Array.prototype.slice.call(frame.payload)
    : readdressMessageBody(frame.payload, { from, to })
}
