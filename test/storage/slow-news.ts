import { contentNumbers } from '@ringpost/protocol/body'
import {
  type Conversation,
  type ConversationQuery,
  UNREAD_LIMIT,
} from '../../packages/server/src/domain/conversations/conversation-store.ts'
import { ALWAYS, hourOf } from '../../packages/server/src/domain/log/active-hour.ts'
import { entryKind } from '../../packages/server/src/domain/log/entry.ts'
import { inboxLog } from '../../packages/server/src/domain/log/log-key.ts'
import type { Behind } from '../../packages/server/src/domain/log/log-store.ts'

export type ReadRows = (statement: string) => Promise<Record<string, unknown>[]>

/** A row of `follow`, with its log. */
export interface Follow {
  log: number
  key: string
  floor: number
  head: number
  start: number
  delivered: number
  until: number | null
  hidden: number
  seen: number
  shielded_from: number | null
  shielded_to: number | null
  pinned_at: number | null
  marks: number
  active: number
}

interface Said {
  id: number
  log: number
  seq: number
  kind: number
  content_type: number
  sender: string
  audience: string | null
}

/** What an app's users would be told if nothing were kept but messages, followers, and where each device was told that it is. */
export class SlowNews {
  readonly #read: ReadRows
  readonly #app: number

  constructor(read: ReadRows, app: number) {
    this.#read = read
    this.#app = app
  }

  async follows(user: string): Promise<Follow[]> {
    const rows = await this.#read(`
      select follow.*, log.key, log.floor, coalesce((select max(seq) from entry where entry.log = follow.log and seq > 0), log.floor - 1) as head
      from follow join log on log.id = follow.log where follow.app = ${this.#app} and follow."user" = '${user}'`)
    return rows as unknown as Follow[]
  }

  /** Logs with something for a device, by key. @param cursors position by row number of the log. */
  async behind(user: string, cursors: ReadonlyMap<number, number>): Promise<Behind[]> {
    const follows = await this.follows(user)
    const behind = follows.flatMap(({ log, key, start, until, head, shielded_from, shielded_to }) => {
      const acknowledged = Math.max(cursors.get(log) ?? 0, start)
      const end = until ?? head
      const isShielded = until === null && shielded_from !== null && shielded_to === null
      if (end <= acknowledged && !isShielded) return []
      const shield = shielded_from !== null && { shield: { from: shielded_from, to: shielded_to } }
      return [{ log: key, acknowledged, head: end, ...(start > 0 && { start }), ...shield }]
    })
    return behind.sort((a, b) => (a.log < b.log ? -1 : 1))
  }

  /** The whole list of a user, in order. */
  async list(
    user: string,
    { only, empty }: Pick<ConversationQuery, 'only' | 'empty'>,
  ): Promise<Conversation[]> {
    const follows = (await this.follows(user)).filter(
      ({ until, key }) => until === null && key !== inboxLog(user),
    )
    const erased = await this.#read(
      `select message from erased where app = ${this.#app} and "user" = '${user}'`,
    )
    const gone = new Set(erased.map(({ message }) => message))
    const said = Map.groupBy(await this.#said(), ({ log }) => log)
    const listed = follows.flatMap((follow) => {
      const { log, key, head, hidden, start, seen, pinned_at, marks } = follow
      const shown = (said.get(log) ?? []).filter(
        (entry) =>
          isFor(user, entry) &&
          !gone.has(entry.id) &&
          !isShielded(follow, entry.seq) &&
          entry.seq > Math.max(hidden, start),
      )
      const last = shown.at(-1)
      const unread = shown.filter(({ seq, sender }) => seq > seen && sender !== user).length
      const place = only === 'pinned' ? pinned_at! : (last?.id ?? 0)
      if (only === 'pinned' ? pinned_at === null : only !== 'all' && (marks & (2 ** only)) === 0) return []
      if (empty ? head <= hidden : last === undefined) return []
      const conversation = {
        log: key,
        last: (last && { id: last.id }) ?? null,
        unread: Math.min(unread, UNREAD_LIMIT),
        pinnedAt: pinned_at,
        marks,
      }
      return [{ place, number: log, conversation }]
    })
    listed.sort((a, b) => b.place - a.place || b.number - a.number)
    return listed.map(({ conversation }) => conversation as Conversation)
  }

  /** Marks that are too old: what they hide would not be found. */
  async marksTooOld(): Promise<unknown[]> {
    const rows = await this.#read(`
      select follow."user", follow.log, follow.active, (select max(id) from entry where entry.log = follow.log
        and seq > follow.start and seq <= coalesce(follow.until, seq)) as newest
      from follow where app = ${this.#app}`)
    return rows.filter(
      ({ active, newest }) =>
        newest !== null && active !== ALWAYS && (active as number) < hourOf(newest as number),
    )
  }

  async #said(): Promise<Said[]> {
    const rows = await this.#read(`
      select id, log, seq, kind, content_type, sender, audience from entry
      where app = ${this.#app} and seq > 0 and kind = ${entryKind.message} order by seq`)
    return rows as unknown as Said[]
  }
}

function isFor(user: string, { content_type, sender, audience }: Said): boolean {
  if (content_type === contentNumbers.cmd) return false
  return audience === null || sender === user || (JSON.parse(audience) as string[]).includes(user)
}

function isShielded({ shielded_from, shielded_to }: Follow, seq: number): boolean {
  return shielded_from !== null && seq > shielded_from && seq <= (shielded_to ?? seq)
}
