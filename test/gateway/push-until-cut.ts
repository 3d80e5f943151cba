import assert from 'node:assert/strict'
import { Route } from '@ringpost/protocol'
import type { OwnGateway } from './own-gateway.ts'
import type { RawClient, RawWire } from './raw-client.ts'

const FILLER = 'x'.repeat(4500)

/**
 * Pushes to a client of the gateway that never reads, until it is cut. What is not stored is pushed until the limit is reached; what is
 * stored only until the client falls behind.
 * @param round what else happens in each round, with the text that is stored in it.
 * @returns the texts that are stored.
 */
export async function pushUntilCut(
  own: OwnGateway,
  { peer, user }: { peer: RawClient<RawWire>; user: string },
  round: (text: string) => Promise<unknown>,
): Promise<string[]> {
  const stored: string[] = []
  const slow = async () => (await own.metrics.slowClients.get()).values[0]!.value
  for (let i = 0; (await slow()) === 0 && i < 100; i++) {
    stored.push(`${i}`)
    await peer.deliver(user, `${i}`)
    for (let n = 0; n < 100; n++) peer.text(user, FILLER, { route: Route.ONLINE })
    await round(`${i}`)
  }
  assert.equal(await slow(), 1)
  return stored
}
