import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serverEnv } from './ringpost.ts'

/** ms. */
export const HOUR = 3_600_000
/** Conversations in a filled store; each user has fifty. */
const CONVERSATIONS = 10_000
export const FILLED_USERS = 200

/** The conversation that contains the message with this number. */
export function pairOf(message: number): [user: string, peer: string] {
  const conversation = (message * 7919) % CONVERSATIONS
  return [`filled${(conversation % FILLED_USERS) + 1}`, `peer${conversation + 1}`]
}

/** A data folder with many messages. */
export class FilledStore {
  readonly data: string
  readonly messages: number
  /** Start of the hour in which they were sent, in ms since 1970. */
  readonly hour: number
  /** Messages per second that the store accepted, excluding everything in between. */
  readonly perSecond: number

  private constructor(data: string, messages: number, hour: number, perSecond: number) {
    this.data = data
    this.messages = messages
    this.hour = hour
    this.perSecond = perSecond
  }

  /** @param old how many of them are two days older. */
  static async make(messages: number, old = 0): Promise<FilledStore> {
    const data = await mkdtemp(join(tmpdir(), 'ringpost-bench-filled-'))
    // The last full hour: it can be exported.
    const hour = Math.floor(Date.now() / HOUR) * HOUR - HOUR
    if (old > 0) await fill(data, old, hour - 48 * HOUR)
    const seconds = await fill(data, messages - old, hour)
    // Unwritten data of the system would otherwise be written while others are measured.
    await promisify(execFile)('sync')
    return new FilledStore(data, messages, hour, (messages - old) / seconds)
  }

  async remove(): Promise<void> {
    await rm(this.data, { recursive: true, force: true })
  }
}

/** @returns the duration in seconds. */
async function fill(data: string, messages: number, hour: number): Promise<number> {
  const script = fileURLToPath(new URL('../fill.ts', import.meta.url))
  const words = [script, String(messages), String(hour)]
  const { stdout } = await promisify(execFile)(process.execPath, words, { env: serverEnv(data) })
  return Number(stdout)
}
