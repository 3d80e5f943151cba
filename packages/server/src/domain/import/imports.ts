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
import type { App } from '../tenancy/app.ts'
import type { Attachments } from './attachments.ts'
import { pastEntry } from './past-entry.ts'
import { PastIds } from './past-ids.ts'
import type { PreparedMessage } from './past-message.ts'

/** Taking over messages of another system: they become history, and nobody is told. */
export class Imports {
  readonly #logs: LogStore
  readonly #history: HistoryStore
  readonly #channels: ChannelStore
  readonly #attachments: Attachments
  readonly #codec: MessageCodec
  readonly #ids: PastIds

  constructor(parts: {
    stores: { logs: LogStore; history: HistoryStore; channels: ChannelStore }
    ids: IdGenerator
    attachments: Attachments
    codec: MessageCodec
  }) {
    this.#logs = parts.stores.logs
    this.#history = parts.stores.history
    this.#channels = parts.stores.channels
    this.#attachments = parts.attachments
    this.#codec = parts.codec
    this.#ids = new PastIds(parts.ids, parts.stores.logs)
  }

  /**
   * Takes over one message.
   * @param downloadTo fetch its file and keep it here; this URL, ending in `/`, and its id are where it is then.
   * @throws ApiError `import.time_illegal` for a group that is younger, `channel.unknown`, `import.download_failed`,
   *   `file.too_large`, `server.busy`.
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
    await this.#expireExports(caller.app, [sent!])
    return { id: sent!.id, time: sent!.time }
  }

  /**
   * Takes over messages in one commit; those that were taken over before are left as they are. Groups are not looked up: who
   * moves a whole system brings messages that are older than the groups are here.
   * @param batch made of {@link pastEntry}; its ids are given here.
   */
  async importMany(app: App, batch: EntryBatch): Promise<Appended[]> {
    setIds(batch, await this.#ids.reserve(timesOf(batch)))
    const appended = await this.#logs.appendBulk(batch)
    await this.#expireExports(app, appended)
    return appended
  }

  /** Of repeats too: this may be the second attempt after a crash in between. */
  #expireExports(app: App, appended: readonly Appended[]): Promise<void> {
    return this.#history.expireExports(
      app.id,
      appended.map(({ id }) => idTime(id)),
    )
  }

  /** A group message is younger than its group (§7 R5). */
  async #requireGroup(app: App, { receiver, time }: PreparedMessage): Promise<void> {
    const group = await this.#channels.get(app.id, receiver)
    if (group?.kind !== 'group') throw new ApiError('channel.unknown', { id: receiver })
    if (time <= group.createdAt)
      throw new ApiError('import.time_illegal', {
        bounds: `later than the group (${group.createdAt}), up to now`,
      })
  }
}
