import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from './config.ts'

/** Mode bits that give access to other accounts. */
const OTHERS = 0o077
/** SQLite files, which hold messages and the secrets of apps. */
const DATABASE = /^ringpost(-search)?\.db/

/**
 * Creates the data folder with access for this account only. The umask is set so that whatever this process creates later is just
 * as private. An existing folder or database file that other accounts can access is tightened.
 * @param tell called with a sentence on what was tightened or could not be: a folder of another account is left as it is.
 * @throws ConfigError if the folder cannot be created.
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
    throw new ConfigError(
      `RINGPOST_DATA must name a folder that can be created and written: ${error.message}`,
    )
  })
}

async function tighten(path: string, mode: number, tell: (message: string) => void): Promise<void> {
  const found = (await stat(path)).mode & 0o777
  if ((found & OTHERS) === 0) return
  const was = `${path} was open to other accounts (${found.toString(8)})`
  try {
    await chmod(path, mode)
    tell(`${was}: changed to ${mode.toString(8)}`)
  } catch {
    tell(`${was}, and still is: this account may not change that`)
  }
}
