import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { ReplyStream } from './request-context.ts'

/** Errors of a pipeline whose client has gone, which is not our fault. */
const gone = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ECONNRESET',
  'EPIPE',
])

/**
 * Sends bytes as fast as the client takes them. The source is always ended.
 * @throws whatever the source throws; the client then sees a dropped connection instead of an end.
 */
export async function sendStream(
  response: ServerResponse,
  { status, headers, body }: ReplyStream,
  extra: OutgoingHttpHeaders,
): Promise<void> {
  response.writeHead(status, { ...extra, ...headers })
  if (body === undefined) {
    response.end()
    return
  }
  try {
    await pipeline(body, response)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined || !gone.has(code)) throw error
  }
}
