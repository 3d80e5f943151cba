import { binaryFrame, textFrame } from './web-socket-frame.ts'

/**
 * Converts an MSYNC frame to its bytes on the wire of a transport. There are only a few instances: frames pushed to
 * many are cached by instance.
 */
export type Framing = (frame: Uint8Array) => Buffer

/** One binary WebSocket message per frame (msync.md §1.1). */
export const binaryMessages: Framing = binaryFrame

/** One WebSocket text message of base64 per frame, for platforms whose sockets carry only text (msync.md §1.1). */
export const base64Messages: Framing = (frame) => textFrame(base64(frame))

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Undefined for input that is not base64: Node would decode what it can. */
export function fromBase64(text: string): Buffer | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
    ? Buffer.from(text, 'base64')
    : undefined
}
