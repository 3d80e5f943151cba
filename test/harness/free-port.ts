import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** A port that is currently free on every address, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
