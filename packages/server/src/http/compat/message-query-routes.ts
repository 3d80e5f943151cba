import { createHash } from 'node:crypto'
import { history as operations } from '@ringpost/contract'
import { historyRecord } from '@ringpost/protocol'
import type { HistoryStore, StoredMessage } from '../../domain/history/history-store.ts'
import { idFloor } from '../../kernel/id-generator.ts'
import { type Binding, bind } from '../request-context.ts'
import { parseMessageQuery } from './message-query.ts'

const DEFAULT_LIMIT = 10
const LIMIT = 1000
/** Scans for one request: an app with few messages among many of other apps gets a short page, and where to go on. */
const SCANS = 20

/** The query of messages by time, of 2014 (rest-messages-users.md §9 "2014 form"). */
export function messageQueryRoutes({
  stores: { history },
}: {
  stores: { history: HistoryStore }
}): Binding[] {
  return [
    bind(operations.queryHistory, async ({ app, query: { ql = '', limit, cursor } }) => {
      const { from, until, descending, limit: inQuery } = parseMessageQuery(ql)
      const wanted = clamp(whole(limit) ?? inQuery ?? DEFAULT_LIMIT)
      const range = { after: idFloor(from) - 1, before: idFloor(Math.min(until, Date.now() + 1)) }
      const reached = decodeCursor(cursor)
      if (reached !== undefined) range[descending ? 'before' : 'after'] = reached
      const { messages, next } = await gather(history, app.id, range, wanted, descending)
      return {
        reply: messages.map(entity),
        count: messages.length,
        cursor: next === null ? undefined : encodeCursor(next),
      }
    }),
  ]
}

/** Goes on until there is one more than wanted, which shows that something is left. */
async function gather(
  history: HistoryStore,
  app: number,
  range: { after: number; before: number },
  wanted: number,
  descending: boolean,
): Promise<{ messages: StoredMessage[]; next: number | null }> {
  const messages: StoredMessage[] = []
  const left = { ...range }
  for (let scans = 1; ; scans++) {
    const limit = wanted + 1 - messages.length
    const page = await history.scan(app, left, { limit, descending })
    messages.push(...page.messages)
    if (messages.length > wanted)
      return { messages: messages.slice(0, wanted), next: messages[wanted - 1]!.id }
    if (page.reached === null || scans === SCANS) return { messages, next: page.reached }
    left[descending ? 'before' : 'after'] = page.reached
  }
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

/** Entities of 2014 have one; callers tell messages apart by msg_id. */
function uuidOf(id: number): string {
  const digits = createHash('sha1').update(String(id)).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

function whole(text: string | undefined): number | undefined {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined
}

function clamp(limit: number): number {
  return Math.min(Math.max(limit, 1), LIMIT)
}

/** An id, made to look like what it is: nothing to calculate with. */
function encodeCursor(id: number): string {
  return Buffer.from(`message ${id}`).toString('base64url')
}

/** Undefined, from where everything follows, for a cursor that is absent or not ours (client-quirks.md Q12). */
function decodeCursor(cursor: string | undefined): number | undefined {
  const [, digits] = /^message (\d{1,16})$/.exec(Buffer.from(cursor ?? '', 'base64url').toString()) ?? []
  return digits === undefined ? undefined : Number(digits)
}
