import assert from 'node:assert/strict'
import { until } from '../harness/until.ts'
import { asShownBy, type Member } from './generations.ts'
import type { Shown } from './participant.ts'

/** The new text of every edit in these tests: how an SDK that shows edits as messages is seen through. */
export const EDITED = 'not what it was'

/**
 * Compares all that a member has been shown since the last comparison with what its SDK makes of what was done; waits for it to
 * come.
 */
export async function sees({ client, generation }: Member, done: readonly Shown[]): Promise<void> {
  const { user } = client
  const expected = done.flatMap((one) => asShownBy(generation, one))
  await until(
    () => `${user} has been shown ${expected.length}, not ${client.waiting}`,
    () => client.waiting >= expected.length,
  )
  const shown = await client.take()
  assert.deepEqual(shown.map(withoutOwnId), expected, user)
}

/** An edit shown as a message has an id of its own, and the attributes of the message that it changes. */
function withoutOwnId(shown: Shown): Shown {
  if (shown.shows !== 'message' || shown.content.type !== 'txt' || shown.content.msg !== EDITED) return shown
  return { shows: 'message', id: '', from: '', content: { type: 'txt', msg: EDITED } }
}
