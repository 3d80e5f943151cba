import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from './config.ts'

/** Bits of a mode that let other accounts in. */
const OTHERS = 0o077
/** Files of SQLite and what belongs to them: they hold messages, and secrets of the apps. */
const DATABASE = /^ringpost\.db/

/**
 * Makes the data folder, for this account alone; what this process makes from then on is for it alone too, whatever its umask was.
 * A folder that others may enter, and database files in it that they may read, are tightened.
 * @param tell told, in a sentence, what was tightened or could not be: a folder of another account is left as it is.
 * @throws ConfigError when it cannot be made.
 */
export async function openPrivateFolder(path: string, tell: (message: string) => void): Promise<void> {
  if (process.platform === 'win32') return makeFolder(path)
  process.umask(OTHERS)
  await makeFolder(path)
  await tighten(path, 0o700, tell)
  for (const name of await readdir(path))
    if (DATABASE.test(name)) await tighten(join(path, name), 0o600, tell)
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new ConfigError(`RINGPOST_DATA wants a folder that can be made and written: ${error.message}`)
  })
}

async function tighten(path: string, mode: number, tell: (message: string) => void): Promise<void> {
  const found = (await stat(path)).mode & 0o777
  if ((found & OTHERS) === 0) return
  const was = `${path} was open to other accounts (${found.toString(8)})`
  try {
    await chmod(path, mode)
    tell(`${was}: it is ${mode.toString(8)} now`)
  } catch {
    tell(`${was}, and is still: this account may not change that`)
  }
}
