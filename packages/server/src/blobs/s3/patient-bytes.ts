import type { Readable } from 'node:stream'

/**
 * The chunks of a stream, each of which has to come within some time once it is asked for; how long the reader takes between
 * two does not count. Ending it ends the stream, also before the first chunk.
 * @param patience ms.
 * @param onFailure makes the error that the reader gets.
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
