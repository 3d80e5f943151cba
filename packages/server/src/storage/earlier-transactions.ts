import { ApiError } from '@ringpost/contract/errors'
import { sql } from 'kysely'
import { pause, performance } from '../kernel/machine-time.ts'
import type { Connection } from './engine.ts'

/** Transactions take milliseconds; ms. */
const POLL = 5
/** Whatever holds a transaction open for longer is not one of ours, or hangs; ms. */
const PATIENCE = 30_000

/**
 * Resolves when every transaction that is under way has ended: what is read then includes what they wrote, and those that
 * follow see what was committed before the call.
 * @throws ApiError `server.busy` if one does not end within half a minute.
 */
export async function earlierTransactions({ writes, flavour }: Connection): Promise<void> {
  const table = flavour.underWay
  if (table === undefined) return
  const underWay = async () => {
    const { rows } = await sql<{ id: string }>`select id from ${table} as transactions`.execute(writes)
    return rows.map(({ id }) => id)
  }
  const deadline = performance.now() + PATIENCE
  for (let earlier = await underWay(); earlier.length > 0; ) {
    if (performance.now() > deadline) throw new ApiError('server.busy')
    await pause(POLL)
    const now = new Set(await underWay())
    earlier = earlier.filter((id) => now.has(id))
  }
}
