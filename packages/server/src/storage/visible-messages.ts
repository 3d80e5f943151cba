import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { entryKind } from '../domain/log/entry.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** Whether a row of `entry` is a message in the user's history: meant for the user, not recalled, not erased by them. */
export function visibleMessage(flavour: SqlFlavour, user: string): RawBuilder<SqlBool> {
  return sql`(entry.kind = ${sql.lit(entryKind.message)}
    and (entry.audience is null or entry.sender = ${user} or ${flavour.listHas(sql.ref('entry.audience'), user)})
    and not exists (select 1 from erased
      where erased.app = entry.app and erased."user" = ${user} and erased.message = entry.id))`
}
