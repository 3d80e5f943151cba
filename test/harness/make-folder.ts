import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder that appears all at once, when it is complete. Of several processes that make the same one, the first to end
 * provides it.
 * @param fill fills a folder that is moved there afterwards.
 */
export async function makeFolder(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const folder = await mkdtemp(`${path}.`)
  try {
    await fill(folder)
    await rename(folder, path)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    if (!existsSync(path)) throw error
  }
}
