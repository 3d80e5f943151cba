import { createHash } from 'node:crypto'
import { ApiError, history as operations } from '@ringpost/contract'
import { historyRecord } from '@ringpost/protocol'
import type { HistoryStore, StoredMessage } from '../../domain/history/history-store.ts'
import type { MessagePurges } from '../../domain/history/message-purges.ts'
import { type MessageQuery, messageVocabulary } from '../../domain/history/message-query.ts'
import { type FoundMessages, searchMessages } from '../../domain/history/message-search.ts'
import { parseQuery } from '../../domain/query/parse-query.ts'
import { requireLimit } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const DEFAULT_LIMIT = 10
const LIMIT = 1000
const EVERYTHING: MessageQuery = { where: undefined, order: undefined, limit: undefined }

/** The message query of 2014 (rest-messages-users.md §9 "2014 form"). */
export function messageQueryRoutes({
  stores: { history },
  messagePurges,
}: {
  stores: { history: HistoryStore }
  messagePurges: MessagePurges
}): Binding[] {
  return [
    bind(operations.queryHistory, async ({ app, now, query: { ql = '', limit, cursor } }) => {
      const query = ql.trim() === '' ? EVERYTHING : parseQuery(ql, messageVocabulary)
      return reply(await searchMessages(history, app, query, { most: most(limit, query), cursor, now }))
    }),

    bind(operations.purgeHistory, async ({ app, query: { ql, limit, cursor } }) => {
      // A missing query must not select everything.
      if (ql === undefined) throw new ApiError('query.missing')
      requireLimit(limit)
      const query = parseQuery(ql, messageVocabulary)
      return reply(await messagePurges.purge(app, query, most(limit, query), cursor))
    }),
  ]
}

function reply({ messages, cursor }: FoundMessages) {
  return { reply: messages.map(entity), count: messages.length, cursor }
}

function entity(message: StoredMessage) {
  return {
    uuid: uuidOf(message.id),
    type: 'chatmessage' as const,
    created: message.time,
    modified: message.time,
    ...historyRecord(message),
  }
}

/** Entities of 2014 have a UUID; callers identify messages by msg_id. */
function uuidOf(id: number): string {
  const digits = createHash('sha1').update(String(id)).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

function most(limit: string | undefined, query: MessageQuery): number {
  const given = /^\d{1,9}$/.test(limit ?? '') ? Number(limit) : undefined
  return Math.min(Math.max(given ?? query.limit ?? DEFAULT_LIMIT, 1), LIMIT)
}
