import { type RawBuilder, sql } from 'kysely'

/**
 * Says that what users see of logs may have changed, though no position and no row of `follow` has: counts that were remembered
 * (unread-memo.ts) no longer hold. Part of the transaction of the change, behind it.
 * @param which a condition on `log`.
 */
export function logChange(which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`update log set changed = changed + 1 where ${which}`
}
