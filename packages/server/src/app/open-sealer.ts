import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Sealer } from '../kernel/sealer.ts'
import type { Config } from './config.ts'

/**
 * Opens the key for secrets in the database. It is not in the database itself, so that a dump gives none away. Several nodes
 * share what they seal: without the setting they seal nothing.
 */
export async function openSealer(config: Pick<Config, 'secretKey' | 'data' | 'natsUrl'>): Promise<Sealer> {
  if (config.secretKey !== undefined) return new Sealer(config.secretKey)
  if (config.natsUrl !== undefined) return new Sealer(undefined)
  const path = join(config.data, 'secret.key')
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept !== undefined) return new Sealer(Buffer.from(kept, 'base64'))
  const made = randomBytes(32)
  await writeFile(path, `${made.toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return new Sealer(made)
}
