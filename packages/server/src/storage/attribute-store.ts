import { ApiError } from '@ringpost/contract/errors'
import { type CompiledQuery, sql } from 'kysely'
import type { AttributeChange, AttributeStore } from '../domain/attributes/attribute-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

/** Size of a column in bytes, as UTF-8. */
const bytesOf = (column: 'key' | 'value') => sql<number>`octet_length(${sql.ref(column)})`

const total = sql<number>`coalesce(sum(${bytesOf('key')} + ${bytesOf('value')}), 0)`

export function attributeStore({ reads, writes, together, flavour }: Connection): AttributeStore {
  function removal(app: number, subjects: readonly string[]) {
    return writes.deleteFrom('attribute').where('app', '=', app).where('subject', 'in', subjects)
  }

  function sumOf(app: number, subject: string, holder: string | undefined) {
    const query = reads
      .selectFrom('attribute')
      .select(total.as('bytes'))
      .where('app', '=', app)
      .where('subject', '=', subject)
    return holder === undefined ? query : query.where('holder', '=', holder)
  }

  function statement(app: number, change: AttributeChange, now: number): CompiledQuery {
    const { subject } = change
    if ('strip' in change) return removal(app, [subject]).where('holder', 'in', change.strip).compile()
    if ('remove' in change) {
      const { holder, key } = change.remove
      return removal(app, [subject]).where('holder', '=', holder).where('key', '=', key).compile()
    }
    const { holder, key, value, setter, autoDelete } = change.set
    const changes = { value, setter, auto_delete: Number(autoDelete), changed_at: now }
    return writes
      .insertInto('attribute')
      .values({ app, subject, holder, key, ...changes })
      .onConflict((conflict) => conflict.columns(['app', 'subject', 'holder', 'key']).doUpdateSet(changes))
      .compile()
  }

  const dated: AttributeStore['dated'] = async (app, subject, holders, keys = []) => {
    if (holders.length === 0) return new Map()
    let query = reads
      .selectFrom('attribute')
      .select(['holder', 'key', 'value', 'changed_at'])
      .where('app', '=', app)
      .where('subject', '=', subject)
      .where('holder', 'in', holders)
      .orderBy('key')
    if (keys.length > 0) query = query.where('key', 'in', keys)
    const found = new Map<string, { pairs: [string, string][]; changedAt: number }>()
    for (const { holder, key, value, changed_at } of await query.execute()) {
      const known = found.get(holder)
      if (known === undefined) found.set(holder, { pairs: [[key, value]], changedAt: changed_at })
      else {
        known.pairs.push([key, value])
        known.changedAt = Math.max(known.changedAt, changed_at)
      }
    }
    return new Map(
      Array.from(found, ([holder, { pairs, changedAt }]) => [
        holder,
        { values: Object.fromEntries(pairs), changedAt },
      ]),
    )
  }

  return {
    async values(app, subject, holders, keys) {
      const found = await dated(app, subject, holders, keys)
      return new Map(Array.from(found, ([holder, { values }]) => [holder, values]))
    },

    dated,

    async heads(app, subject, holders) {
      if (holders.length === 0) return []
      const rows = await reads
        .selectFrom('attribute')
        .select(['holder', 'key', 'setter', 'auto_delete'])
        .select(sql<number>`${bytesOf('key')} + ${bytesOf('value')}`.as('bytes'))
        .where('app', '=', app)
        .where('subject', '=', subject)
        .where('holder', 'in', holders)
        .execute()
      return rows.map(({ auto_delete, ...head }) => ({ ...head, autoDelete: auto_delete === 1 }))
    },

    async holders(app, subject, key) {
      const rows = await reads
        .selectFrom('attribute')
        .select('holder')
        .where('app', '=', app)
        .where('subject', '=', subject)
        .where('key', '=', key)
        .orderBy('holder')
        .execute()
      return rows.map(({ holder }) => holder)
    },

    async save(app, changes, now, ceiling) {
      const statements = changes.map((change) => statement(app, change, now))
      if (ceiling === undefined) {
        if (statements.length > 0) await together(statements)
        return
      }
      const { subject, holder, bytes: limit } = ceiling
      // Two concurrent writers would each find the size within the limit.
      const turn = flavour.turn([`${app}/${subject}/${holder}`])?.compile(writes)
      const beyond = sumOf(app, subject, holder).having(total, '>', limit).compile()
      await together([
        ...(turn === undefined ? [] : [turn]),
        ...statements,
        guarded(beyond, 0, () => new ApiError('attribute.user_too_large', { limit })),
      ])
    },

    async clear(app, subjects) {
      await together([removal(app, subjects).compile()])
    },

    async bytes(app, subject, holder) {
      const { bytes } = await sumOf(app, subject, holder).executeTakeFirstOrThrow()
      return Number(bytes)
    },
  }
}
