import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that Linux, macOS and Windows give to outgoing connections and to servers on port 0, by default. */
const FIRST = 12_000
const LAST = 32_000

/**
 * A port that is currently free on every address, for programs that cannot choose one themselves, or that are to come back on the
 * same one. Nobody else gets it by accident before they do.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(port), 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
