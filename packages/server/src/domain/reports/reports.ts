import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { roleIn } from '../channels/channel.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { RoamingStore } from '../history/roaming-store.ts'
import { type Entry, entryKind } from '../log/entry.ts'
import { kindOf } from '../log/log-key.ts'
import type { LogStore } from '../log/log-store.ts'
import { decodePageCursor, encodePageCursor } from '../query/page-cursor.ts'
import type { App } from '../tenancy/app.ts'
import type { Report, ReportStore } from './report-store.ts'

/** Reports that nobody has dealt with. */
const OF_USER = 1000
const OF_APP = 100_000
/** Bytes (moderation.md §5). */
const REASON = 512
const CURSOR = 'reports'

export interface ReportPage {
  /** With the message as it is now; undefined once it is recalled. */
  reports: { report: Report; message: Entry | undefined }[]
  /** Undefined on the last page. */
  cursor: string | undefined
}

interface Parts {
  store: ReportStore
  logs: Pick<LogStore, 'find'>
  history: Pick<RoamingStore, 'find'>
  cache: ChannelCache
  ids: IdGenerator
}

/** Messages that users report to the owner of the app (moderation.md §5). */
export class Reports {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Keeps a report; one user has one report about a message.
   * @param user folded name of an existing user, in whose history the message is, or who is in its room.
   * @throws ApiError `report.message_unknown`, `report.illegal`, `report.too_many`.
   */
  async report(
    app: App,
    user: string,
    message: number,
    said: { type: string; reason: string },
  ): Promise<void> {
    for (const field of ['type', 'reason'] as const)
      if (Buffer.byteLength(said[field]) > REASON) throw new ApiError('report.illegal', { field })
    if (!(await this.#sees(app, user, message))) throw new ApiError('report.message_unknown')
    const report = {
      id: this.#parts.ids.next(),
      message,
      reporter: user,
      ...said,
      at: this.#parts.ids.clock.now(),
    }
    await this.#parts.store.add(app.id, report, { ofUser: OF_USER, ofApp: OF_APP })
  }

  /** Reports that nobody has dealt with, oldest first. @throws ApiError `request.cursor_illegal`. */
  async list(app: App, limit: number, cursor: string | undefined): Promise<ReportPage> {
    const { store, logs } = this.#parts
    const place = decodePageCursor(CURSOR, cursor, ['number'])
    const found = await store.list(app.id, place?.[0] ?? 0, limit + 1)
    const page = found.slice(0, limit)
    const messages = await Promise.all(page.map(({ message }) => logs.find(app.id, message)))
    return {
      reports: page.map((report, i) => {
        const message = messages[i]
        return { report, message: message?.kind === entryKind.message ? message : undefined }
      }),
      cursor: found.length > limit ? encodePageCursor(CURSOR, [page.at(-1)!.id]) : undefined,
    }
  }

  /** Forgets a report that somebody has dealt with. @throws ApiError `report.unknown`. */
  async close(app: App, id: number): Promise<void> {
    if (!(await this.#parts.store.remove(app.id, id))) throw new ApiError('report.unknown')
  }
  async #sees(app: App, user: string, message: number): Promise<boolean> {
    const { history, logs, cache } = this.#parts
    const [seen] = await history.find(app.id, user, [message])
    if (seen !== undefined) return true
    // Rooms belong to nobody's history.
    const entry = await logs.find(app.id, message)
    if (entry?.kind !== entryKind.message || kindOf(entry.log) !== 'room') return false
    if (entry.audience !== null && entry.sender !== user && !entry.audience.includes(user)) return false
    const room = await cache.channel(app.id, entry.receiver)
    return room !== undefined && roleIn(room, user, await cache.standing(room, user)) !== null
  }
}
