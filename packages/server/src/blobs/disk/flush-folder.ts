import { open } from 'node:fs/promises'

/**
 * Syncs a folder so that its entries survive a crash: a new or renamed file is durable only once its folder is on disk. Windows
 * writes folders by itself and does not allow opening them.
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
