import type { Imports } from '../../domain/import/imports.ts'
import { type PreparedMessage, prepare } from '../../domain/import/past-message.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { mapInTurns } from '../../kernel/map-in-turns.ts'
import { Checkpoint, type Progress } from './checkpoint.ts'
import { type LineBatch, lineBatches } from './line-batches.ts'
import { parsePastLine } from './past-line.ts'

/** Lines of one commit: few syncs, and live senders who come in between wait some 20 ms for one. */
const BATCH = 1024
/** Commits on the way: while one syncs, the next is prepared. */
const COMMITS = 2
/** ms between two notes of how far we are. */
const NOTE_MS = 1000
/** Bad lines that are named one by one. */
const COMPLAINTS = 100

export interface ImportRun {
  imports: Imports
  app: App
  file: string
  /** URL to which the id of a bare file is appended, ending in `/`. */
  fileBase: string
  /** Told about once per second. */
  onProgress(progress: Progress): void
  signal: AbortSignal
}

/**
 * Imports a file, from where an earlier attempt was ended. What is wrong with a line is told, and the rest goes on.
 * @throws Error when the file cannot be read, AbortError when the signal says so; the next attempt goes on.
 */
export async function importFile(run: ImportRun): Promise<Progress> {
  const checkpoint = await Checkpoint.of(run.file, run.app.key)
  const progress = { ...(await checkpoint.load()) }
  const underway: { batch: LineBatch; done: Promise<BatchResult> }[] = []
  let notedAt = 0
  const settle = async () => {
    const { batch, done } = underway.shift()!
    const { imported, repeated, complaints } = await done
    progress.bytes = batch.end
    progress.lines += batch.lines.length
    progress.imported += imported
    progress.repeated += repeated
    progress.bad += complaints.length
    progress.complaints = [...progress.complaints, ...complaints].slice(0, COMPLAINTS)
    if (Date.now() - notedAt < NOTE_MS) return
    notedAt = Date.now()
    await checkpoint.save(progress)
    run.onProgress(progress)
  }
  try {
    for await (const batch of lineBatches(run.file, progress, BATCH)) {
      run.signal.throwIfAborted()
      const done = importBatch(run, batch)
      // It is awaited in its turn; until then a failure is nobody's to miss.
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

interface BatchResult {
  imported: number
  repeated: number
  complaints: string[]
}

async function importBatch(run: ImportRun, { lines, first }: LineBatch): Promise<BatchResult> {
  const now = Date.now()
  const messages: PreparedMessage[] = []
  const complaints: string[] = []
  await mapInTurns(lines, (line, i) => {
    if (line?.trim() === '') return
    try {
      if (line === undefined) throw new Error('longer than a message can be')
      messages.push(prepare(run.app, parsePastLine(line), run.fileBase, now))
    } catch (error) {
      complaints.push(`line ${first + i}: ${(error as Error).message}`)
    }
  })
  const appended = messages.length === 0 ? [] : await run.imports.importMany(run.app, messages)
  return { imported: appended.length, repeated: appended.filter(({ repeat }) => repeat).length, complaints }
}
