import { randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Sealer } from '../kernel/sealer.ts'
import { type Config, ConfigError } from './config.ts'

const KEY_BYTES = 32

/** The key beside a SQLite database. */
export function keyFile({ data }: Pick<Config, 'data'>): string {
  return join(data, 'secret.key')
}

/**
 * Opens the key for secrets in the database. It is not in the database itself, so that a dump gives none away. Beside a SQLite
 * database it is a file, made when first needed; in memory it is as short-lived as what it seals; whoever uses PostgreSQL may run several nodes and keep no files: without the setting
 * nothing is sealed.
 * @throws ConfigError if the file is damaged.
 */
export async function openSealer(
  config: Pick<Config, 'secretKey' | 'data' | 'databaseUrl' | 'storage'>,
): Promise<Sealer> {
  if (config.secretKey !== undefined) return new Sealer(config.secretKey)
  if (config.storage === 'memory') return new Sealer(randomBytes(KEY_BYTES))
  if (config.databaseUrl !== undefined) return new Sealer(undefined)
  return new Sealer((await keptKey(keyFile(config))) ?? (await newKey(keyFile(config))))
}

async function keptKey(path: string): Promise<Uint8Array | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const key = Buffer.from(text, 'base64')
  if (key.length < KEY_BYTES)
    throw new ConfigError(
      `${path} is damaged: restore it from a backup, or remove it and enter all secrets again`,
    )
  return key
}

async function newKey(path: string): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES)
  // A crash must not leave half a key.
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(`${key.toString('base64')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
  return key
}
