/** `MessageBody.stream.status` as the SDKs use it (msync.md §6.7). */
export const streamStatus = {
  start: 0,
  /** The first piece is also the last. */
  whole: 1,
  inProgress: 2,
  completed: 3,
  /** Carries the whole text: what is stored when it is complete. */
  full: 4,
} as const
export type StreamStatus = (typeof streamStatus)[keyof typeof streamStatus]

/**
 * Why a stream ended before its time. The SDKs translate 512 and 513 (msync.md §6.7) and pass any other number on as their own
 * code, where 511 stands for a message that is too large.
 */
export const streamError = { none: 0, tooLong: 511, pause: 512, total: 513 } as const
export type StreamError = (typeof streamError)[keyof typeof streamError]

/** What a piece of a text that is sent piece by piece says about the whole. */
export interface StreamState {
  type: 'text' | 'markdown'
  /** Number of the piece, from 0. */
  sequence: number
  status: StreamStatus
  error: StreamError
  /** Chosen by the sender; the receivers' apps interpret it. */
  finishReason: number
}
