import { ApiError } from '@ringpost/contract/errors'
import { contentNumbers } from '@ringpost/protocol/body'
import { type IdGenerator, idTime } from '../../kernel/id-generator.ts'
import { actingDevice, isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Happening } from '../facts/fact.ts'
import { type Entry, entryKind } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { kindOf, type LogKind } from '../log/log-key.ts'
import type { LogStore } from '../log/log-store.ts'
import { newEntry } from '../log/new-entry.ts'
import type { Sent } from '../messages/draft.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import { readersOf } from '../messages/readers-of.ts'
import type { App } from '../tenancy/app.ts'
import type { MessageFiles } from './message-files.ts'

/** Where a message was sent, according to the caller. */
export interface RecallTarget {
  /** `conference`: a group or a room; the caller does not say which. */
  kind: 'user' | 'group' | 'room' | 'conference'
  /** Folded name of the user, or the id of the group or room. */
  name: string
}

export interface RecallRequest {
  /** Id of the message. */
  message: number
  target: RecallTarget
  /** Folded name of the user shown as the one who recalls. */
  by: string
  /** Ignores the age of the message. */
  force: boolean
  /** Also notifies the devices of the message's sender. */
  echo: boolean
  /** Attributes beside the payload, encoded. */
  attributes: Uint8Array | null
  /** Identifies a repeated request. */
  origin: string | null
}

/** Target kinds that match each kind of log. */
const targetKinds: Readonly<Record<LogKind, readonly RecallTarget['kind'][]>> = {
  pair: ['user'],
  inbox: [],
  group: ['group', 'conference'],
  room: ['room', 'conference'],
}

interface Parts {
  logs: LogStore
  journal: Journal
  ids: IdGenerator
  files: MessageFiles
  codec: MessageCodec
  cache: ChannelCache
}

/** Recalls messages: one use case for the REST operations and the socket. */
export class Recalls {
  readonly #logs: LogStore
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #files: MessageFiles
  readonly #codec: MessageCodec
  readonly #cache: ChannelCache

  constructor({ logs, journal, ids, files, codec, cache }: Parts) {
    this.#logs = logs
    this.#journal = journal
    this.#ids = ids
    this.#files = files
    this.#codec = codec
    this.#cache = cache
  }

  /**
   * Empties the message, expires its attachment and notifies everybody who follows its log, in one transaction. Devices
   * that have not received the message will never see it. Users can recall their own messages, administrators any
   * message; command messages cannot be recalled (§7 R1). With `force`, recalling a message that is missing or already
   * recalled is a no-op for the app, and the message id is returned as that of the recall (seed 003 "force").
   * @throws ApiError `recall.disabled`, `recall.unknown` (also when it was recalled before), `recall.target_wrong`,
   * `recall.foreign`, `recall.too_late`, `send.too_large`.
   */
  async recall({ app, actor }: Caller, request: RecallRequest): Promise<Sent> {
    const { recallSeconds, messageBytes } = app.settings
    if (recallSeconds === 0) throw new ApiError('recall.disabled')
    if ((request.attributes?.length ?? 0) > messageBytes) throw new ApiError('send.too_large')
    const message = await this.#logs.find(app.id, request.message)
    const earlier = message?.kind === entryKind.recalled ? await this.#earlier(app, request) : undefined
    if (earlier !== undefined) return earlier
    const isGone = message === undefined || message.kind === entryKind.recalled
    if (isGone && request.force && isAdmin(actor)) return { id: request.message, time: this.#ids.clock.now() }
    if (isGone || !isRecallable(message)) throw new ApiError('recall.unknown')
    if (!isTarget(message, request.target)) throw new ApiError('recall.target_wrong')
    if (actor.kind === 'user' && message.sender !== actor.name) throw new ApiError('recall.foreign')
    const time = this.#ids.clock.now()
    if (!request.force && time - message.time > recallSeconds * 1000) throw new ApiError('recall.too_late')
    const attachments = await this.#files.going(app, [message], time)
    const entry = newEntry({
      app: app.id,
      log: message.log,
      id: this.#ids.next(time),
      time,
      kind: entryKind.recall,
      // Always the sender of the message, whoever recalls it: `echo` refers to their devices.
      sender: message.sender,
      senderDevice: actingDevice(actor),
      receiver: message.receiver,
      receiverDevice: message.receiverDevice,
      echo: request.echo,
      ...(await readersOf(this.#cache, message)),
      origin: request.origin,
      attributes: request.attributes,
      payload: this.#codec.recall({ from: request.by, to: request.target.name, message: request.message }),
    })
    const happening: Happening = {
      kind: 'message.recalled',
      message: message.id,
      former: message.payload,
      by: actor,
    }
    await this.#journal.commit(app.id, [{ store: entry, happening }], ({ logs, history, files, streams }) => [
      // The one of several that finds the message whole recalls it.
      logs.recall(app.id, message.id),
      history.expireExports(app.id, [idTime(message.id)]),
      files.reschedule(app.id, attachments, time),
      // If it is still being told, that ends.
      streams.drop(app.id, [message.id]),
    ])
    return { id: entry.id, time }
  }

  /** A recall repeated by a client that missed the answer has already succeeded. */
  async #earlier(app: App, { origin }: RecallRequest): Promise<Sent | undefined> {
    return origin === null ? undefined : this.#logs.appended(app.id, origin)
  }
}

function isRecallable({ kind, contentType }: Entry): boolean {
  return kind === entryKind.message && contentType !== contentNumbers.cmd
}

function isTarget(message: Entry, { kind, name }: RecallTarget): boolean {
  return targetKinds[kindOf(message.log)].includes(kind) && message.receiver === name
}
