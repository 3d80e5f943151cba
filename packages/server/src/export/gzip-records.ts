import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { historyRecord } from '@ringpost/protocol'
import type { StoredMessage } from '../domain/history/history-store.ts'

/** Messages as gzipped JSON lines, produced page by page as the reader consumes them; fails if its source fails. */
export function gzipRecords(pages: AsyncIterable<readonly StoredMessage[]>): AsyncIterable<Uint8Array> {
  const lines = Readable.from(linesOf(pages), { objectMode: true, highWaterMark: 1 })
  // The reader of the output sees every failure; the callback has nothing to add.
  return pipeline(lines, createGzip(), () => {})
}

async function* linesOf(pages: AsyncIterable<readonly StoredMessage[]>): AsyncGenerator<Buffer> {
  for await (const messages of pages)
    yield Buffer.from(messages.map((message) => `${JSON.stringify(historyRecord(message))}\n`).join(''))
}
