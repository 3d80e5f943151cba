import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serverEnv } from './ringpost.ts'

/**
 * Time over which the messages of a lifetime are spread, ten years in ms; and messages in each conversation. Within a month, 100,000
 * conversations are 140 in each hour, which is the step by which lists and logins tell new from old.
 */
export const SPAN_MS = 10 * 365 * 24 * 3600_000
export const SPOKEN = 2

/** A user with conversations, all of them read. */
export interface Lifetime {
  user: string
  conversations: number
  /** Their device has not been told yet that it has everything. */
  isCold?: boolean
}

export function peerOf(user: string, conversation: number): string {
  return `${user}-peer${conversation + 1}`
}

/** Makes a data folder in which users have lived for long. */
export async function fillLifetimes(lifetimes: readonly Lifetime[]): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'ringpost-bench-lifetimes-'))
  const script = fileURLToPath(new URL('../fill-lifetimes.ts', import.meta.url))
  await promisify(execFile)(process.execPath, [script, JSON.stringify(lifetimes)], { env: serverEnv(data) })
  // Unwritten data of the system would otherwise be written while others are measured.
  await promisify(execFile)('sync')
  return data
}
