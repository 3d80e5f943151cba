import type { Query } from '../query/condition.ts'
import type { Vocabulary } from '../query/parse-query.ts'

type UserField = 'username' | 'created' | 'modified' | 'activated'
/** Columns with an index. */
type UserOrder = 'created' | 'username'

/** Fields of users that `ql` can query. */
export const userVocabulary: Vocabulary<UserField, UserOrder> = {
  fields: { username: 'name', created: 'time', modified: 'time', activated: 'flag' },
  aliases: {},
  orders: ['created', 'username'],
}

export type UserQuery = Query<UserField, UserOrder>
