import { setImmediate as nextTurn } from 'node:timers/promises'

/** ms of work after which others get their turn. */
const TURN_MS = 2
/** Items between two looks at the clock. */
const ITEMS = 16

/** Maps many items in order without holding up the event loop: what else waits is done in between. */
export async function mapInTurns<In, Out>(
  items: readonly In[],
  map: (item: In, index: number) => Out,
): Promise<Out[]> {
  const mapped: Out[] = []
  let end = performance.now() + TURN_MS
  for (const [index, item] of items.entries()) {
    mapped.push(map(item, index))
    if (index % ITEMS !== 0 || performance.now() < end) continue
    await nextTurn()
    end = performance.now() + TURN_MS
  }
  return mapped
}
