import type { Imports } from '../../domain/import/imports.ts'
import type { Appended } from '../../domain/log/entry.ts'
import type { KeptDays } from '../../domain/retention/kept-days.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { performance } from '../../kernel/machine-time.ts'
import { Checkpoint, type Progress } from './checkpoint.ts'
import { type PreparedBatch, preparedBatches } from './prepared-batches.ts'

/** Lines per commit: few syncs, and live senders in between wait some 20 ms for one. */
const BATCH = 1024
/** Commits in flight: while one syncs, the next is prepared. */
const COMMITS = 2
/** ms between two progress notes. */
const NOTE_MS = 1000
/** Bad lines that are listed one by one. */
const COMPLAINTS = 100

export interface ImportRun {
  imports: Imports
  app: App
  file: string
  /** URL to which the id of a bare file is appended, ending in `/`. */
  fileBase: string
  kept: KeptDays
  /** Called about once per second. */
  onProgress(progress: Progress): void
  signal: AbortSignal
}

/**
 * Imports a file, starting where an earlier attempt ended. Bad lines are reported and skipped.
 * @throws Error if the file cannot be read, AbortError if the signal aborts; the next attempt continues from there.
 */
export async function importFile(run: ImportRun): Promise<Progress> {
  const { app, file, fileBase, kept } = run
  const checkpoint = await Checkpoint.of(file, app.key)
  const progress = { ...(await checkpoint.load()) }
  const underway: { batch: PreparedBatch; done: Promise<Appended[]> }[] = []
  let notedAt = Number.NEGATIVE_INFINITY
  const settle = async () => {
    const { batch, done } = underway.shift()!
    const appended = await done
    progress.bytes = batch.end
    progress.lines += batch.lines
    progress.imported += appended.length
    progress.repeated += appended.filter(({ repeat }) => repeat).length
    progress.bad += batch.complaints.length
    progress.complaints = [...progress.complaints, ...batch.complaints].slice(0, COMPLAINTS)
    if (performance.now() - notedAt < NOTE_MS) return
    notedAt = performance.now()
    await checkpoint.save(progress)
    run.onProgress(progress)
  }
  try {
    const from = { bytes: progress.bytes, lines: progress.lines }
    for await (const batch of preparedBatches({ app, file, from, size: BATCH, fileBase, kept })) {
      run.signal.throwIfAborted()
      const done = batch.messages === 0 ? Promise.resolve([]) : run.imports.importMany(app, batch.entries)
      // It is awaited in its turn; an earlier failure must not count as unhandled.
      done.catch(() => {})
      underway.push({ batch, done })
      if (underway.length === COMMITS) await settle()
    }
    while (underway.length > 0) await settle()
  } catch (error) {
    await Promise.allSettled(underway.map(({ done }) => done))
    if (progress.lines > 0) await checkpoint.save(progress)
    throw error
  }
  await checkpoint.clear()
  return progress
}
