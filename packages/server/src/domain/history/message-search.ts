import { idFloor } from '../../kernel/id-generator.ts'
import { groupLog, pairLog, roomLog } from '../log/log-key.ts'
import { possibleStretch, possibleValues } from '../query/condition.ts'
import { decodePageCursor, encodePageCursor } from '../query/page-cursor.ts'
import type { App } from '../tenancy/app.ts'
import type { HistoryStore, ScannedMessage, ScanRange } from './history-store.ts'
import type { MessageCondition, MessageQuery } from './message-query.ts'

const CURSOR = 'messages'
/** Scans per page: if matches are rare, the page is short and has a cursor to continue. */
const SCANS = 20
/** Limit on conversations that are searched individually. */
const LOGS = 20

export interface FoundMessages {
  messages: ScannedMessage[]
  /** Opaque; undefined at the end. */
  cursor: string | undefined
}

/**
 * Returns one page of the messages that match a query, ordered by id, oldest first unless the query says otherwise.
 * Messages that arrive while a caller pages through fall before or after all others, so no existing message is skipped
 * or repeated.
 * @param page at `most` messages; `now` in ms since 1970. @throws ApiError `request.cursor_illegal`.
 */
export async function searchMessages(
  history: HistoryStore,
  app: App,
  { where, order }: MessageQuery,
  { most, cursor, now }: { most: number; cursor: string | undefined; now: number },
): Promise<FoundMessages> {
  const descending = order?.descending ?? false
  const { from, until } = possibleStretch(where, 'timestamp')
  const logs = possibleLogs(where)
  const before = idFloor(Math.min(until, now + 1))
  const range: ScanRange = { after: idFloor(from) - 1, before, where, logs }
  const reached = decodePageCursor(CURSOR, cursor, ['number'])
  if (reached !== undefined) range[descending ? 'before' : 'after'] = reached[0]
  const messages: ScannedMessage[] = []
  if (logs?.length === 0) return { messages, cursor: undefined }
  for (let scans = 1; ; scans++) {
    // One extra message shows whether anything is left.
    const page = await history.scan(app.id, range, { limit: most + 1 - messages.length, descending })
    messages.push(...page.messages)
    if (messages.length > most)
      return { messages: messages.slice(0, most), cursor: encodePageCursor(CURSOR, [messages[most - 1]!.id]) }
    if (page.reached === null) return { messages, cursor: undefined }
    if (scans === SCANS) return { messages, cursor: encodePageCursor(CURSOR, [page.reached]) }
    range[descending ? 'before' : 'after'] = page.reached
  }
}

/** The logs that can contain matches, if the condition names both sides; undefined means any. */
function possibleLogs(where: MessageCondition | undefined): string[] | undefined {
  const [senders, receivers] = [possibleValues(where, 'from'), possibleValues(where, 'to')]
  if (senders === undefined || receivers === undefined || senders.size * receivers.size > LOGS)
    return undefined
  const logs = Array.from(receivers).flatMap((to) => [
    groupLog(to),
    roomLog(to),
    ...Array.from(senders, (from) => pairLog(from, to)),
  ])
  return [...new Set(logs)]
}
