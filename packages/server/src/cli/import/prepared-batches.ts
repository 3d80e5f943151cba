import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { EntryBatch } from '../../domain/log/entry-batch.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Position } from './line-batches.ts'

/** What is to be read, as the thread is told. */
export interface Preparation {
  app: Pick<App, 'id' | 'settings'>
  file: string
  from: Position
  /** Most lines of a batch. */
  size: number
  /** URL to which the id of a bare file is appended, ending in `/`. */
  fileBase: string
}

/** Some lines of a file: the messages, and what was wrong with those that are none. */
export interface PreparedBatch {
  /** Without ids. */
  entries: EntryBatch
  messages: number
  complaints: string[]
  /** Lines, with those that are empty. */
  lines: number
  /** Bytes of the (uncompressed) file up to the end of the batch. */
  end: number
}

/**
 * Reads a file in a thread of its own, so that neither parsing nor encoding runs on the event loop; one batch is prepared while
 * the caller has the one before.
 * @throws Error when the file cannot be read or unpacked.
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
