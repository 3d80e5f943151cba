import { open } from 'node:fs/promises'

/**
 * Makes the entries of a folder survive a crash: a new or renamed file in it does when its folder is on disk. Windows writes
 * folders itself and does not let one open them.
 */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
