import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { messageCodec } from '../../app/message-codec.ts'
import { pastEntry } from '../../domain/import/past-entry.ts'
import { prepare } from '../../domain/import/past-message.ts'
import type { NewEntry } from '../../domain/log/entry.ts'
import { buffersOf, packEntries } from '../../domain/log/entry-batch.ts'
import { machineTime } from '../../kernel/machine-time.ts'
import { type LineBatch, lineBatches } from './line-batches.ts'
import { parsePastLine } from './past-line.ts'
import type { Preparation, PreparedBatch } from './prepared-batches.ts'

/** Entry point of the thread that reads a file to import: sends one batch per request, until the file ends. */
const port = parentPort!
const { app, file, from, size, fileBase, kept } = workerData as Preparation

function prepared({ lines, first, end }: LineBatch): PreparedBatch {
  const now = machineTime()
  const messages: NewEntry[] = []
  const complaints: string[] = []
  for (const [i, line] of lines.entries()) {
    if (line?.trim() === '') continue
    try {
      if (line === undefined) throw new Error('longer than a message can be, or not UTF-8')
      const message = prepare(app, parsePastLine(line), fileBase, kept, now)
      // The id is assigned on append.
      messages.push(pastEntry(messageCodec, app.id, message, 0))
    } catch (error) {
      complaints.push(`line ${first + i}: ${(error as Error).message}`)
    }
  }
  const entries = packEntries(messages)
  return { entries, messages: messages.length, complaints, lines: lines.length, end }
}

const asked = on(port, 'message')
for await (const lines of lineBatches(file, from, size)) {
  const batch = prepared(lines)
  await asked.next()
  port.postMessage(batch, buffersOf(batch.entries))
}
port.close()
