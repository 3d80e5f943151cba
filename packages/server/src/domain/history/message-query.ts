import { chatTypes } from '../messages/chat-type.ts'
import type { Condition, Query } from '../query/condition.ts'
import type { Vocabulary } from '../query/parse-query.ts'

type MessageField = 'timestamp' | 'from' | 'to' | 'chat_type'

/** Fields of messages that `ql` can query. For group and room messages, `to` is the id of the group or room. */
export const messageVocabulary: Vocabulary<MessageField, 'timestamp'> = {
  fields: { timestamp: 'time', from: 'name', to: 'name', chat_type: chatTypes },
  aliases: { type: 'chat_type' },
  orders: ['timestamp'],
}

export type MessageCondition = Condition<MessageField>
export type MessageQuery = Query<MessageField, 'timestamp'>
