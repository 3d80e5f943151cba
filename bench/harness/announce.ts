import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Makes a baseline listen on a free loopback port and announce it; the process ends when the benchmark is gone. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => console.log(`ready at ${(server.address() as AddressInfo).port}`))
  process.once('disconnect', () => process.exit())
}
