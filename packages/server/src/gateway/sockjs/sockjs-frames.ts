import { base64, type Framing, fromBase64 } from '../msync/framing.ts'
import { closeReason } from '../msync/transport.ts'
import { textFrame } from '../msync/web-socket-frame.ts'

/*
 * The SockJS protocol, version 0.3: server messages are a letter and JSON, each a text message over WebSocket or a
 * line over HTTP. Client messages are arrays of strings. Each string is the base64 of one MSYNC frame (msync.md §1.1).
 */

export const OPEN = 'o'
export const HEARTBEAT = 'h'

/** One WebSocket message per MSYNC frame. */
export const sockjsMessages: Framing = (frame) => textFrame(arrayOf(frame))

/** One line of an HTTP body per MSYNC frame. */
export const sockjsLines: Framing = (frame) => line(arrayOf(frame))

export function line(text: string): Buffer {
  return Buffer.from(`${text}\n`, 'latin1')
}

/** `reason`: ASCII without quotes. */
export function closeFrame(code: number, reason = closeReason(code) || 'closed'): string {
  return `c[${code},"${reason}"]`
}

/** Limit on frames in one message. The SDKs send one; over HTTP, whatever has accumulated during the previous request. */
const MESSAGE_FRAMES = 1000

/** Returns the MSYNC frames in a client message; undefined if it is not a valid one. */
export function framesOf(text: string): Buffer[] | 'too many' | undefined {
  const strings = parse(text)
  const list = typeof strings === 'string' ? [strings] : strings
  if (!Array.isArray(list)) return undefined
  if (list.length > MESSAGE_FRAMES) return 'too many'
  const frames: Buffer[] = []
  for (const item of list) {
    const frame = typeof item === 'string' ? fromBase64(item) : undefined
    if (frame === undefined) return undefined
    frames.push(frame)
  }
  return frames
}

/** Base64 needs no escapes in JSON. */
function arrayOf(frame: Uint8Array): string {
  return `a["${base64(frame)}"]`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
