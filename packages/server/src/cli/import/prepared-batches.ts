import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { EntryBatch } from '../../domain/log/entry-batch.ts'
import type { KeptDays } from '../../domain/retention/kept-days.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Position } from './line-batches.ts'

/** Input of the thread. */
export interface Preparation {
  app: Pick<App, 'id' | 'settings'>
  file: string
  from: Position
  /** Maximum number of lines per batch. */
  size: number
  /** URL to which the id of a bare file is appended, ending in `/`. */
  fileBase: string
  kept: KeptDays
}

/** Some lines of a file: the messages in them, and what is wrong with the other lines. */
export interface PreparedBatch {
  /** Without ids. */
  entries: EntryBatch
  messages: number
  complaints: string[]
  /** Number of lines, including empty ones. */
  lines: number
  /** Bytes of the (uncompressed) file up to the end of the batch. */
  end: number
}

/**
 * Reads a file in a thread of its own, so that neither parsing nor encoding runs on the event loop. The next batch is prepared
 * while the caller handles the current one.
 * @throws Error if the file cannot be read or decompressed.
 */
export async function* preparedBatches(work: Preparation): AsyncGenerator<PreparedBatch> {
  const thread = new Worker(new URL('./prepare-thread.ts', import.meta.url), {
    workerData: work,
    name: 'import',
  })
  const askForNext = () => thread.postMessage('next')
  try {
    askForNext()
    for await (const [batch] of on(thread, 'message', { close: ['exit'] })) {
      askForNext()
      yield batch
    }
  } finally {
    await thread.terminate()
  }
}
