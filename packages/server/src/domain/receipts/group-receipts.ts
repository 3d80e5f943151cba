import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import type { Caller } from '../caller.ts'
import { actingUser } from '../channels/channel-access.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import { type Entry, entryKind } from '../log/entry.ts'
import { groupLog } from '../log/log-key.ts'
import type { LogStore } from '../log/log-store.ts'
import type { Sent } from '../messages/draft.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { App } from '../tenancy/app.ts'
import type { Reader, ReaderStore } from './reader-store.ts'
import type { Receipt, Receipts } from './receipts.ts'

export interface GroupReceipt extends Omit<Receipt, 'to' | 'payload'> {
  group: string
  /** Id of the message. */
  message: number
  /** Text that the reader's app attaches to the receipt. */
  note: string | null
}

export interface Readers {
  /** In the order of their names. */
  users: Reader[]
  /** Total number of readers. */
  total: number
  /** Cursor of the next page; undefined on the last. */
  next: string | undefined
}

interface Parts {
  cache: ChannelCache
  logs: LogStore
  readers: ReaderStore
  receipts: Receipts
  codec: MessageCodec
  clock: Clock
}

/** Tracks who has read group messages that request read receipts (msync.md §6.4). */
export class GroupReceipts {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Counts a member as a reader, and notifies the sender of the message and the reader's other devices. If the message
   * does not request receipts, or is the reader's own, only the reader's devices are notified.
   * @throws ApiError `send.channel_unknown`, `send.not_member`, and those of `Receipts.send`.
   */
  async acknowledge(app: App, { group, message, note, ...receipt }: GroupReceipt): Promise<Sent> {
    const { cache, readers, receipts, codec, clock } = this.#parts
    const reading = { from: receipt.from, group, message, note }
    const channel = await cache.channel(app.id, group)
    if (channel?.kind !== 'group') throw new ApiError('send.channel_unknown', { id: group })
    const { role } = await cache.standing(channel, receipt.from)
    if (role === null) throw new ApiError('send.not_member', { users: receipt.from })
    const entry = await this.#asking(app, group, message)
    if (entry === undefined || entry.sender === receipt.from || !isFor(receipt.from, entry))
      return receipts.send(app, {
        ...receipt,
        to: receipt.from,
        payload: codec.groupReading({ ...reading, count: null }),
      })
    // Recorded before the notification: a repeat after a crash in between counts once but still notifies.
    const count = await readers.note(app.id, message, receipt.from, clock.now())
    const payload = codec.groupReading({ ...reading, count })
    return receipts.send(app, { ...receipt, to: entry.sender, payload })
  }

  /** Returns who has read a message; empty if it does not request receipts, or is not meant for the caller. */
  async readers(
    { app, actor }: Caller,
    group: string,
    message: number,
    after: string,
    limit: number,
  ): Promise<Readers> {
    const { readers } = this.#parts
    const entry = await this.#asking(app, group, message)
    if (entry === undefined || !isFor(actingUser(actor), entry))
      return { users: [], total: 0, next: undefined }
    const [found, counts] = await Promise.all([
      readers.list(app.id, message, after, limit + 1),
      readers.counts(app.id, [message]),
    ])
    const users = found.slice(0, limit)
    const next = found.length > limit ? users.at(-1)!.user : undefined
    return { users, total: counts.get(message) ?? 0, next }
  }

  /** How many have read each message, in the order given; 0 where `readers` is empty. */
  async counts({ app, actor }: Caller, group: string, messages: readonly number[]): Promise<number[]> {
    const viewer = actingUser(actor)
    const [entries, counts] = await Promise.all([
      Promise.all(messages.map((message) => this.#asking(app, group, message))),
      this.#parts.readers.counts(app.id, messages),
    ])
    return entries.map((entry) => (entry && isFor(viewer, entry) && counts.get(entry.id)) || 0)
  }

  async #asking(app: App, group: string, message: number): Promise<Entry | undefined> {
    const entry = await this.#parts.logs.find(app.id, message)
    if (entry?.kind !== entryKind.message || entry.log !== groupLog(group)) return undefined
    return this.#parts.codec.read(entry.payload)?.asksReaders ? entry : undefined
  }
}

/** @param user undefined for the app, which sees everything. */
function isFor(user: string | undefined, { sender, audience }: Entry): boolean {
  return user === undefined || user === sender || audience === null || audience.includes(user)
}
