import { ApiError } from '@ringpost/contract/errors'
import { type IdGenerator, idTime } from '../../kernel/id-generator.ts'
import type { Caller } from '../caller.ts'
import type { ChannelStore } from '../channels/channel-store.ts'
import type { HistoryStore } from '../history/history-store.ts'
import type { Appended } from '../log/entry.ts'
import { type EntryBatch, setIds, timesOf } from '../log/entry-batch.ts'
import type { LogStore } from '../log/log-store.ts'
import type { Sent } from '../messages/draft.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { RetentionStore } from '../retention/retention-store.ts'
import type { MessageIndex } from '../search/message-index.ts'
import type { App } from '../tenancy/app.ts'
import type { Attachments } from './attachments.ts'
import { pastEntry } from './past-entry.ts'
import { PastIds } from './past-ids.ts'
import type { PreparedMessage } from './past-message.ts'

/** Imports messages from another system: they become history, and nobody is notified. */
export class Imports {
  readonly #logs: LogStore
  readonly #history: HistoryStore
  readonly #channels: ChannelStore
  readonly #retention: RetentionStore
  readonly #index: Pick<MessageIndex, 'lowerReach'>
  readonly #attachments: Attachments
  readonly #codec: MessageCodec
  readonly #ids: PastIds

  constructor(parts: {
    stores: {
      logs: LogStore
      history: HistoryStore
      channels: ChannelStore
      retention: RetentionStore
      messageIndex: Pick<MessageIndex, 'lowerReach'>
    }
    ids: IdGenerator
    attachments: Attachments
    codec: MessageCodec
  }) {
    this.#logs = parts.stores.logs
    this.#history = parts.stores.history
    this.#channels = parts.stores.channels
    this.#retention = parts.stores.retention
    this.#index = parts.stores.messageIndex
    this.#attachments = parts.attachments
    this.#codec = parts.codec
    this.#ids = new PastIds(parts.ids, parts.stores.logs)
  }

  /**
   * Imports one message.
   * @param downloadTo if given, its file is fetched and stored here, at this URL, ending in `/`, plus the file id.
   * @throws ApiError `import.time_illegal` if the group is younger than the message, `channel.unknown`,
   * `import.download_failed`, `file.too_large`, `server.busy`.
   */
  async importOne(caller: Caller, message: PreparedMessage, downloadTo: string | undefined): Promise<Sent> {
    if (message.chat === 'group') await this.#requireGroup(caller.app, message)
    const earlier =
      message.origin === null ? undefined : await this.#logs.appended(caller.app.id, message.origin)
    if (earlier !== undefined) return earlier
    const content =
      downloadTo === undefined
        ? message.content
        : await this.#attachments.adopt(caller, message.content, downloadTo)
    const [id] = await this.#ids.reserve([message.time])
    const [sent] = await this.#logs.append([
      pastEntry(this.#codec, caller.app.id, { ...message, content }, id!),
    ])
    await this.#settle(caller.app, [sent!])
    return { id: sent!.id, time: sent!.time }
  }

  /**
   * Imports messages in one commit; messages imported before are left unchanged. Does not look up groups: when a whole
   * system migrates, messages are older than their groups are here.
   * @param batch built with {@link pastEntry}; ids are assigned here.
   */
  async importMany(app: App, batch: EntryBatch): Promise<Appended[]> {
    setIds(batch, await this.#ids.reserve(timesOf(batch)))
    const appended = await this.#logs.appendBulk(batch)
    await this.#settle(app, appended)
    return appended
  }

  /**
   * Makes what looked at the past look again. Covers repeats too: this may be the second attempt after a crash in between.
   */
  async #settle(app: App, appended: readonly Appended[]): Promise<void> {
    const ids = appended.map(({ id }) => id)
    await this.#history.expireExports(app.id, ids.map(idTime))
    if (ids.length === 0) return
    const first = Math.min(...ids)
    await this.#retention.lowerReaches(app.id, first)
    await this.#index.lowerReach(first - 1)
  }

  /** A group message must be younger than its group (§7 R5). */
  async #requireGroup(app: App, { receiver, time }: PreparedMessage): Promise<void> {
    const group = await this.#channels.get(app.id, receiver)
    if (group?.kind !== 'group') throw new ApiError('channel.unknown', { id: receiver })
    if (time <= group.createdAt)
      throw new ApiError('import.time_illegal', {
        bounds: `later than the group (${group.createdAt}), up to now`,
      })
  }
}
