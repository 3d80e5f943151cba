import { ApiError } from '@ringpost/contract/errors'
import { contentNumbers } from '@ringpost/protocol/body'
import { type IdGenerator, idTime } from '../../kernel/id-generator.ts'
import { actingDevice } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { type Role, roleIn } from '../channels/channel.ts'
import { requireVoice } from '../channels/channel-access.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { Correspondence } from '../contacts/correspondence.ts'
import type { Happening } from '../facts/fact.ts'
import { type Entry, entryKind } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { kindOf, type LogKind } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import type { Sent } from '../messages/draft.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import { readersOf } from '../messages/readers-of.ts'
import { inTime, type Screening } from '../messages/screening.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { Users } from '../users/users.ts'
import type { EditChange, Edition } from './edition.ts'

export interface EditRequest extends EditChange {
  /** Id of the message. */
  message: number
  operator: string
  /** Size of the new body and attributes in bytes, for the limit. */
  size: number
  /** Identifies a repeated request. */
  origin: string | null
}

export interface Edited extends Sent {
  edition: Edition
}

interface Parts {
  stores: Pick<Stores, 'logs'>
  journal: Journal
  ids: IdGenerator
  cache: ChannelCache
  correspondence: Correspondence
  codec: MessageCodec
  screening: Screening
  users: Pick<Users, 'requireVoice'>
}

const kinds: Readonly<Record<LogKind, Edition['kind']>> = {
  pair: 'user',
  inbox: 'user',
  group: 'group',
  room: 'room',
}

/** Edits sent messages: one use case for the REST operation and the socket. */
export class Edits {
  readonly #parts: Parts
  /** Edits that wait for an answer, by app and origin: a client that repeats one gets the answer to it. */
  readonly #waiting = new Map<string, Promise<Edited>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Changes the stored message, so that history, exports and devices that have not received it yet see the new content,
   * and notifies everybody who follows its log, in one transaction. Users can edit their own messages; owner and
   * administrators of a group or room can also edit those of ordinary members
   * (doc.easemob.com/document/web/message_modify.html, permissions by kind of conversation); the app can edit any
   * message.
   * @throws ApiError `edit.disabled`, `edit.unknown`, `edit.foreign`, `edit.unsupported`, `edit.limit`,
   * `edit.concurrent`, `send.too_large`; for users also `send.moderated`, `send.intercepted` and the errors that prevent them from sending there.
   */
  edit(caller: Caller, request: EditRequest): Promise<Edited> {
    if (request.origin === null) return this.#edit(caller, request)
    const key = `${caller.app.id}/${request.origin}`
    const first = this.#waiting.get(key)
    if (first !== undefined) return first
    const edited = this.#edit(caller, request).finally(() => this.#waiting.delete(key))
    this.#waiting.set(key, edited)
    return edited
  }

  async #edit(caller: Caller, request: EditRequest): Promise<Edited> {
    const { stores, codec } = this.#parts
    const { messageEdits, messageBytes } = caller.app.settings
    if (messageEdits === 0) throw new ApiError('edit.disabled')
    if (request.size > messageBytes) throw new ApiError('send.too_large')
    const message = await stores.logs.find(caller.app.id, request.message)
    if (message?.kind !== entryKind.message) throw new ApiError('edit.unknown')
    if (caller.actor.kind === 'user') await this.#admit(caller.app, caller.actor.name, message)
    if (message.contentType === contentNumbers.cmd) throw new ApiError('edit.unsupported')
    const count = codec.read(message.payload)?.edits ?? 0
    const earlier =
      request.origin === null ? undefined : await stores.logs.appended(caller.app.id, request.origin)
    // Repeated by a client that missed the answer.
    if (earlier !== undefined)
      return { ...earlier, edition: editionOf(message, request, count, earlier.time) }
    if (count >= messageEdits) throw new ApiError('edit.limit')
    return this.#commit(caller, message, request, count + 1)
  }

  async #commit(caller: Caller, message: Entry, request: EditRequest, count: number): Promise<Edited> {
    const time = this.#parts.ids.clock.now()
    const edition = editionOf(message, request, count, time)
    const changed = await this.#rewritten(caller, message, request, edition)
    const { app, actor } = caller
    const entry = newEntry({
      app: app.id,
      log: message.log,
      id: this.#parts.ids.next(time),
      time,
      kind: entryKind.edit,
      contentType: message.contentType,
      sender: actor.kind === 'user' ? actor.name : message.sender,
      senderDevice: actingDevice(actor),
      receiver: message.receiver,
      receiverDevice: message.receiverDevice,
      echo: true,
      ...(await readersOf(this.#parts.cache, message)),
      origin: request.origin,
      payload: changed.notice,
    })
    const happening: Happening = {
      kind: 'message.edited',
      message: message.id,
      count,
      former: message.payload,
      by: actor,
    }
    await this.#parts.journal.commit(app.id, [{ store: entry, happening }], ({ logs, history }) => [
      // Of several at the same time the first wins; one that changed what is there no more would undo it.
      logs.rewrite(app.id, message.id, message.payload, changed.payload),
      history.expireExports(app.id, [idTime(message.id)]),
    ])
    return { id: entry.id, time, edition }
  }

  /** The message after the edit, as whoever screens it lets it pass. */
  async #rewritten(
    caller: Caller,
    message: Entry,
    request: EditRequest,
    edition: Edition,
  ): Promise<{ payload: Uint8Array; notice: Uint8Array }> {
    const { codec, screening } = this.#parts
    const rewrite = (change: EditChange) => {
      const changed = codec.rewrite(message.payload, change, edition)
      if (changed === undefined) throw new ApiError('edit.unsupported')
      return changed
    }
    const changed = rewrite(request)
    const verdict = screening.look(caller, { ...message, payload: changed.payload, origin: null }, 'edit')
    const given = verdict instanceof Promise ? await inTime(verdict) : verdict
    if (given.kind === 'refused') throw given.error
    // They may have been muted, removed or blocked in the meantime.
    if (verdict instanceof Promise && caller.actor.kind === 'user')
      await this.#admit(caller.app, caller.actor.name, message)
    if (given.kind === 'dropped' || given.payload === undefined) return changed
    const said = codec.read(given.payload)
    return rewrite({ to: { content: said?.content ?? undefined, ext: said?.ext }, mergesExt: false })
  }

  async #admit(app: App, user: string, { log, sender, receiver, audience }: Entry): Promise<void> {
    const { cache, correspondence, users } = this.#parts
    await users.requireVoice(app, user, kinds[kindOf(log)])
    if (kindOf(log) === 'pair') {
      if (sender !== user) throw new ApiError('edit.foreign')
      await correspondence.admit(app, user, receiver)
      return
    }
    const channel = await cache.channel(app.id, receiver)
    if (channel === undefined) throw new ApiError('edit.unknown')
    const standing = await cache.standing(channel, user)
    requireVoice(channel, user, standing, this.#parts.ids.clock.now())
    if (sender === user) return
    const sees = audience === null || audience.includes(user)
    const senders = roleIn(channel, sender, await cache.standing(channel, sender))
    if (!sees || !governs(roleIn(channel, user, standing)) || governs(senders))
      throw new ApiError('edit.foreign')
  }
}

function governs(role: Role | null): boolean {
  return role === 'owner' || role === 'admin'
}

function editionOf(message: Entry, { operator }: EditRequest, count: number, time: number): Edition {
  return {
    message: message.id,
    count,
    operator,
    time,
    sender: message.sender,
    sentAt: message.time,
    kind: kinds[kindOf(message.log)],
  }
}
