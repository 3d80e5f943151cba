import type { Readable } from 'node:stream'
import { clearTimeout, setTimeout } from '../../kernel/machine-time.ts'

/**
 * Passes on the chunks of a stream, each of which must arrive within a limited time after it is requested. The time that the
 * reader takes in between does not count. Ending the iteration ends the stream, even before the first chunk.
 * @param patience ms.
 * @param onFailure creates the error that the reader gets.
 */
export function patientBytes(
  stream: Readable,
  patience: number,
  onFailure: (error: unknown) => Error,
): AsyncIterableIterator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  return {
    async next() {
      const timer = setTimeout(() => stream.destroy(new Error(`no bytes within ${patience} ms`)), patience)
      try {
        return await chunks.next()
      } catch (error) {
        throw onFailure(error)
      } finally {
        clearTimeout(timer)
      }
    },
    async return() {
      stream.destroy()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
